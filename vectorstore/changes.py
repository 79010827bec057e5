"""What has changed in the corpus since the index was built, document by document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from vectorstore.documents import Document
from vectorstore.ingredients import digest_of
from vectorstore.keeping import renamed
from vectorstore.passages import Passage

Kind = Literal["added", "edited", "renamed", "removed", "unchanged"]


@dataclass(frozen=True)
class Change:
    """What becomes of one document."""

    kind: Kind
    file: str
    before: str = ""
    """The name that it had, of a document that was renamed."""
    passages: int = 0
    embedded: int = 0
    """Those of the passages that are embedded anew; the vectors of the others are taken over."""


def changes(
    before: Sequence[Document],
    now: Sequence[Document],
    passages: Sequence[Passage],
    anew: Sequence[Passage],
) -> Iterator[Change]:
    """Every document that is or was there, by its file's name; those that are gone come last.

    `passages`: all that are searched. `anew`: those of them that are to be embedded.
    """
    known = {document.file: document for document in before}
    other_name = renamed(before, now)
    all_, embedded = (Counter(each.document for each in some) for some in (passages, anew))
    for document in sorted(now, key=lambda each: each.file):
        counts = all_[document.id], embedded[document.id]
        if earlier := other_name.get(document.file):
            yield Change("renamed", document.file, earlier.file, *counts)
        elif document.file not in known:
            yield Change("added", document.file, "", *counts)
        else:
            same = digest_of(known[document.file]) == digest_of(document)
            yield Change("unchanged" if same else "edited", document.file, "", *counts)
    stayed = {document.file for document in now}
    stayed |= {document.file for document in other_name.values()}
    for file in sorted(known.keys() - stayed):
        yield Change("removed", file)
