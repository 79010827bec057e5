"""“The other document”: the one of two that was not spoken of last."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer import Turn
from assistant.referring import earlier
from vectorstore.index import Index

_OTHER = re.compile(
    r"\b(?:the|that|your) (?:other|second) (?:document|paper|text|source|file|report)\b|"
    r"(?:(?<=^and )|(?<=^and in )|(?<=about ))the other(?: one)?(?=\W*$)",
    re.IGNORECASE,
)


def other_document(question: str, turns: Sequence[Turn], index: Index) -> str:
    """The id of the document that a question calls the other one; empty where it calls none so.

    Empty also where there are not two documents, or none of them was spoken of alone before.
    """
    if len(index.documents) != 2 or not _OTHER.search(question):
        return ""
    last: frozenset[str] = frozenset()
    for turn in turns:
        last = _spoken_of(turn, last, index) or last
    others = index.documents.keys() - last
    return next(iter(others)) if len(others) == 1 else ""


def _spoken_of(turn: Turn, before: frozenset[str], index: Index) -> frozenset[str]:
    """The one document that a turn was about; none where it was about both, or neither."""
    if _OTHER.search(turn.question) and before:
        return frozenset(index.documents.keys() - before)
    quoted = {part.document for told in earlier([turn], index) for part in told.parts}
    about = index.documents_named(turn.question) or frozenset(quoted)
    return about if len(about) == 1 else frozenset()
