"""What the assistant itself says around the quotes, in the language of the question."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from vectorstore.multilingual import LANGUAGES, Language

Kind = Literal["list", "summary", "small talk"]
"""What can be asked for without saying of what passage."""

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
    about: str
    """What the assistant is for; it knows {documents}."""
    asks_for_all: str
    """A regular expression: the question asks for a list."""
    sums_up: str
    """A regular expression: the question asks for a summary."""
    greets: str
    """A regular expression: how small talk begins."""
    leans_back: str
    """A regular expression: how a question begins that leans on the one before."""

    def worded_as(self, question: str) -> frozenset[Kind]:
        """What the wording of a question is that of."""
        signs: dict[Kind, str] = {
            "list": self.asks_for_all,
            "summary": self.sums_up,
            "small talk": rf"^\W*(?:{self.greets})",
        }
        said = (kind for kind, sign in signs.items() if re.search(sign, question, re.IGNORECASE))
        return frozenset(said)

    def is_greeting(self, question: str) -> bool:
        """True where the question is a greeting or thanks and nothing else."""
        return re.fullmatch(rf"\W*(?:{self.greets})\W*", question, re.IGNORECASE) is not None

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
