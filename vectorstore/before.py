"""The index before: what a new one takes over from it instead of making it anew."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from vectorstore.documents import Corpus
from vectorstore.embedder import Embedded, Floats
from vectorstore.errors import IndexDamaged, IndexMissing
from vectorstore.index import content_of, open_files, split_all
from vectorstore.ingredients import Manifest
from vectorstore.late import Tokens, TokenVectors, halved
from vectorstore.leases import Lease
from vectorstore.passages import SPLITTER, Passage, Split
from vectorstore.shelf import Shelf
from vectorstore.snapshot import read_documents, read_passages
from vectorstore.vectors import Vectors


@dataclass(frozen=True)
class Before:
    """An index whose files are just what was built."""

    place: Path
    manifest: Manifest
    corpus: Corpus
    passages: Split
    vectors: Vectors
    tokens: TokenVectors
    lease: Lease | None = None
    """What keeps the files in their place."""

    @property
    def split(self) -> Split:
        """The passages that the same documents still have; none of other splitting rules."""
        return self.passages if self.manifest.ingredients.splitter == SPLITTER else {}

    @cached_property
    def content(self) -> tuple[Passage, ...]:
        """The passages that are searched, in the order of the texts and token vectors."""
        return content_of(split_all(self.corpus, self.passages))

    def close(self) -> None:
        """Lets go of the files."""
        self.vectors.close()
        if self.lease:
            self.lease.release()


class Rows:
    """The vectors of texts by their digests: made now, or taken over from the index before."""

    def __init__(self, before: Before | None, embedder: str) -> None:
        """`embedder`: of what another one made nothing is taken over."""
        is_same = before and before.manifest.ingredients.embedder == embedder
        self.before = before if is_same else None
        """The index before, if it was made by the same embedder."""
        texts = self.before.manifest.texts if self.before else ()
        self._at = {digest: at for at, digest in enumerate(texts)}
        self._made: dict[str, Embedded] = {}

    def __contains__(self, digest: object) -> bool:
        return digest in self._made or digest in self._at

    def add(self, digest: str, made: Embedded) -> None:
        """Takes in what was made of a text that is not there yet."""
        self._made[digest] = halved(made)

    def tokens(self, digest: str) -> Tokens:
        """A text's token vectors."""
        if self.before and digest in self._at:
            return self.before.tokens.kept(self._at[digest])
        return self._made[digest]

    def vectors(self, digests: Sequence[str]) -> list[Floats]:
        """The vectors of texts as a whole; those taken over are fetched from Chroma."""
        found = {digest: made.vector for digest, made in self._made.items()}
        if self.before:
            content = self.before.content
            taken = [digest for digest in dict.fromkeys(digests) if digest in self._at]
            ids = [content[self._at[digest]].id for digest in taken]
            found.update(zip(taken, self.before.vectors.of(ids), strict=True))
        return [found[digest] for digest in digests]


def read_whole(shelf: Shelf, place: Path, lease: Lease | None = None) -> Before:
    """The index at a place of a shelf. Raises IndexDamaged."""
    manifest = shelf.check_whole(place)
    corpus = read_documents(place)
    passages = read_passages(place, corpus)
    return Before(place, manifest, corpus, passages, *open_files(shelf, place, manifest), lease)


@contextlib.contextmanager
def current(shelf: Shelf) -> Iterator[Before | None]:
    """The current index of a shelf; None where there is none that is whole."""
    with contextlib.ExitStack() as opened:
        before = None
        with contextlib.suppress(IndexMissing, IndexDamaged):
            before = shelf.opened(shelf.current, partial(read_whole, shelf))
            opened.callback(before.close)
        yield before


def is_whole(shelf: Shelf, place: Path) -> bool:
    """True where an index is at a place, as it was built."""
    try:
        read_whole(shelf, place).close()
    except IndexDamaged:
        return False
    return True
