"""What the assistant itself says around the quotes, in the language of the question."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from vectorstore.multilingual import LANGUAGES, Language

_WORDINGS = Path(__file__).parent / "frames.toml"


@dataclass(frozen=True)
class Frame:
    """The wordings of one language; `frames.toml` holds them."""

    name: str
    """What the language calls itself."""
    original: str
    """Says that the quotes stay in the language of the documents."""
    listed: str
    """The heading of a list: {heading}, {count}."""
    ask_about: str
    """Offers {topics} that could be asked about."""
    what_of: str
    """A question about the part with a {label}."""
    not_in_corpus: str
    near: str
    """The subject is there, and not what is asked."""
    not_named: str
    """The documents say nothing about {names}."""
    unquotable: str
    install: str
    """What to install with {command}, so that questions in this language are answered."""
    asks_for_all: str
    """A regular expression: the question asks for a list."""
    leans_back: str
    """A regular expression: how a question begins that leans on the one before."""

    def is_list_asked(self, question: str) -> bool:
        """True where the question asks for all of something."""
        return re.search(self.asks_for_all, question, re.IGNORECASE) is not None

    def does_lean_back(self, question: str) -> bool:
        """True where the question cannot be understood without the one before."""
        return re.match(self.leans_back, question, re.IGNORECASE) is not None


@cache
def frame_of(language: Language) -> Frame:
    """The wordings of a language."""
    return _read()[language]


@cache
def _read() -> dict[Language, Frame]:
    wordings = tomllib.loads(_WORDINGS.read_text("utf-8"))
    return {language: Frame(**wordings[language]) for language in LANGUAGES}
