"""Editions: documents of one work stand side by side, and a question is answered from one of them.

That is the newest, unless the question names others: by a year, or by a number as in “version 2”,
“v2” or “the 2nd edition”.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from vectorstore.errors import CorpusError

if TYPE_CHECKING:
    from vectorstore.documents import Document

_NUMBER = r"\d+(?:\.\d+)*"
_NUMBERS = re.compile(_NUMBER)
_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}", re.ASCII)
_KINDS = "version edition revision issue"
_KIND = rf"(?:{_KINDS.replace(' ', '|')}|rev|ver|v)"
_NAMED = re.compile(
    rf"(?<![\w.])(?:(?P<year>(?:19|20)\d\d)(?!\d)|{_KIND}\.?\s*(?:no\.?\s*)?(?P<after>{_NUMBER})"
    rf"|(?P<before>{_NUMBER})(?:st|nd|rd|th)?\s+{_KIND}(?!\w))",
    re.IGNORECASE,
)


def check_editions(documents: Iterable[Document]) -> None:
    """Raises CorpusError where two editions of a work cannot be told apart, or not put in order."""
    for work, editions in _works(documents).items():
        told_apart: dict[str, Document] = {}
        for document in editions:
            other = told_apart.setdefault(document.edition, document)
            if other is not document or not document.edition:
                files = f"{other.file} and {document.file}" if other != document else document.file
                raise CorpusError(
                    f"{files}: an edition of “{work}” is not told apart from the others. Give each "
                    "an `edition` of its own in sources.toml, such as a year."
                )
        undated = [each for each in editions if not _DATE.fullmatch(_told(each))]
        if undated and len(editions) > 1 and any(each.date for each in editions):
            raise CorpusError(
                f"{undated[0].file}: among the editions of “{work}” its place cannot be told by "
                f"“{_told(undated[0])}”. Give it a `date` in sources.toml, as 2024, 2024-03 or "
                "2024-03-12."
            )


def superseded(documents: Sequence[Document], question: str, before: str = "") -> frozenset[str]:
    """Ids of the documents that a question is not answered from: there is another edition.

    `before`: what the question leans on; it counts where the question itself names none.
    """
    old: set[str] = set()
    for editions in _works(documents).values():
        chosen = _named(editions, question) or _named(editions, before)
        old.update(
            each.id for each in editions if each not in (chosen or [max(editions, key=_age)])
        )
    return frozenset(old)


def edition_called(document: Document) -> tuple[str, str]:
    """What an edition may be called in a question, and what of that is enough to mean it."""
    if not document.edition:
        return "", ""
    names = _names(document)
    enough = " ".join([_KINDS, *(name for name in names if len(name) == len("2019"))])
    return f"{enough} {' '.join(names)}", enough


def _named(editions: Iterable[Document], text: str) -> list[Document]:
    asked = {next(filter(None, match.groups())) for match in _NAMED.finditer(text)}
    return [each for each in editions if asked.intersection(_names(each))]


def _works(documents: Iterable[Document]) -> dict[str, list[Document]]:
    works = defaultdict(list)
    for document in documents:
        if document.work:
            works[document.work].append(document)
    return works


def _names(document: Document) -> list[str]:
    """The year of an edition and its number: what a question may name it by."""
    return _NUMBERS.findall(f"{document.edition} {document.date[:4]}")


def _age(document: Document) -> tuple[tuple[int, ...], str]:
    """What grows from one edition to the next: the numbers of the date, or else of its name."""
    found = _NUMBERS.findall(_told(document))
    numbers = [int(number) for each in found for number in each.split(".")]
    return tuple(numbers), document.edition


def _told(document: Document) -> str:
    """What an edition is put in order by."""
    return document.date or document.edition
