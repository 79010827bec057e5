"""What a document is called: which words are a title, and the label that a citation begins with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vectorstore.documents import Document

_LONGEST_LABEL = 40  # characters
_LONGEST_TITLE = 200
_NO_TITLES = ("untitled", "document", "document1", "powerpoint presentation", "(anonymous)")
_FILE_NAME = re.compile(r"\A(?:Microsoft Word|Print)\b.* - |\.\w{2,5}\Z")


def is_title(words: str) -> bool:
    """False for what programs write where a person gave no title."""
    named_by_program = words.casefold() in _NO_TITLES or _FILE_NAME.search(words)
    return any(map(str.isalpha, words)) and len(words) <= _LONGEST_TITLE and not named_by_program


def shortened(title: str) -> str:
    """The title as a label."""
    if len(title) <= _LONGEST_LABEL:
        return title
    return title[:_LONGEST_LABEL].rsplit(" ", 1)[0].rstrip(" ,;:–-") + " …"


def label_of(name: str, edition: str) -> str:
    """What a citation begins with: it says which edition this is."""
    return f"{name} ({edition})" if edition else name


def told_apart(documents: Sequence[Document]) -> tuple[Document, ...]:
    """The documents; those of one label under their whole titles, or else with their ids."""
    whole = _renamed(documents, lambda each: _whole(each.name, each.title))
    return _renamed(whole, lambda each: f"{each.name} ({each.id})")


def _whole(name: str, title: str) -> str:
    return title if name == shortened(title) else name


def _renamed(
    documents: Sequence[Document], named: Callable[[Document], str]
) -> tuple[Document, ...]:
    """The documents; those whose label another one has are named otherwise."""
    times = Counter(each.label for each in documents)
    return tuple(
        replace(each, label=label_of(named(each), each.edition)) if times[each.label] > 1 else each
        for each in documents
    )
