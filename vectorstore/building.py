"""Building: what a new index embeds, what it takes from the one before, and the switch to it."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from pathlib import Path

from vectorstore.changes import Change, changes
from vectorstore.documents import Corpus
from vectorstore.embedder import Embedded, Embedder
from vectorstore.errors import (
    CorpusError,
    IndexBusy,
    IndexDamaged,
    IndexMissing,
    IndexNotWritable,
)
from vectorstore.homes import Home, shelf_at
from vectorstore.index import content_of, open_files, split_all
from vectorstore.ingredients import Ingredients, ingredients
from vectorstore.languages import write_languages
from vectorstore.late import TokenVectors, halved
from vectorstore.multilingual import Multilingual, fingerprint_of
from vectorstore.passages import SPLITTER, Passage
from vectorstore.ranking import embedded_text
from vectorstore.shelf import Shelf
from vectorstore.snapshot import documents_before, read_documents, write_documents

_EMBED_AT_ONCE = 512

Progress = Callable[[int, int], None]
"""Called with (done, total) texts while an index is built; from 0 again for each model."""


@dataclass(frozen=True)
class Built:
    """What a build did, or would do."""

    fingerprint: str
    passages: int
    embedded: int
    """Passages whose vectors were computed now; the others came from the index before."""
    was_current: bool
    """True where there was nothing to do."""
    changes: tuple[Change, ...] = ()
    """What became of each document; empty where there was nothing to do."""


@dataclass(frozen=True)
class _Work:
    """A corpus, ready to be indexed."""

    corpus: Corpus
    made_from: Ingredients
    passages: tuple[Passage, ...]
    texts: tuple[str, ...]
    digests: tuple[str, ...]
    """SHA-256 of each text."""

    def missing(self, known: Container[str]) -> list[int]:
        """Where the texts stand that no vectors are known of."""
        return [at for at, digest in enumerate(self.digests) if digest not in known]

    def built(self, missing: list[int], home: Home) -> Built:
        anew = [self.passages[at] for at in missing]
        before = documents_before(home)
        changed = tuple(changes(before, self.corpus.documents, self.passages, anew))
        count = len(self.passages)
        return Built(self.made_from.fingerprint, count, len(missing), False, changed)


def plan_index(
    corpus: Corpus, embedder: Embedder, home: Home, multilingual: Multilingual | None = None
) -> Built:
    """What `build_index` would do now. Nothing is written.

    Raises:
        CorpusError: there is nothing in it to search.
    """
    shelf = shelf_at(home)
    work = _work(corpus, embedder, multilingual)
    if _is_current(shelf, work):
        return Built(work.made_from.fingerprint, len(work.passages), 0, was_current=True)
    if _is_whole(shelf, shelf.place(work.made_from)):
        return work.built([], home)
    return work.built(work.missing(_vectors_of_current(shelf, embedder.fingerprint)), home)


def build_index(
    corpus: Corpus,
    embedder: Embedder,
    home: Home,
    progress: Progress = lambda done, total: None,
    multilingual: Multilingual | None = None,
) -> Built:
    """Builds the index of a corpus and makes it the current one.

    Does nothing where it is current and whole, and embeds no text that the index before holds.

    Raises:
        IndexBusy: another process is building. IndexNotWritable: the disk refuses.
        CorpusError: there is nothing in it to search.
    """
    shelf = shelf_at(home)
    work = _work(corpus, embedder, multilingual)
    place = shelf.place(work.made_from)
    if _is_current(shelf, work):  # which may be said without the right to write
        with contextlib.suppress(IndexBusy, IndexNotWritable), shelf.writing():
            shelf.clear()
        return Built(work.made_from.fingerprint, len(work.passages), 0, was_current=True)
    with shelf.writing():
        if _is_whole(shelf, place):
            built = replace(work.built([], home), was_current=not shelf.point_to(place))
        else:
            known = _vectors_of_current(shelf, embedder.fingerprint)
            built = work.built(work.missing(known), home)
            _embed(work, known, embedder, progress)
            rows = [known[digest] for digest in work.digests]
            with shelf.building(work.made_from, work.digests) as new:
                write_documents(new, corpus)
                TokenVectors.write(new, rows)
                shelf.write_vectors(new, work.passages, rows)
                write_languages(new, work.passages, corpus, multilingual, shelf, progress)
            shelf.point_to(place)
    return built


def _work(corpus: Corpus, embedder: Embedder, multilingual: Multilingual | None) -> _Work:
    passages = content_of(split_all(corpus))
    if not passages:
        folders = " and ".join(map(str, corpus.folders))
        raise CorpusError(f"The documents in {folders} hold headings only. Add others.")
    titles = {document.id: document.title for document in corpus.documents}
    texts = tuple(embedded_text(titles[passage.document], passage)[0] for passage in passages)
    digests = tuple(hashlib.sha256(text.encode()).hexdigest() for text in texts)
    made_from = ingredients(corpus, embedder.fingerprint, SPLITTER, fingerprint_of(multilingual))
    return _Work(corpus, made_from, passages, texts, digests)


def _embed(work: _Work, known: dict[str, Embedded], embedder: Embedder, progress: Progress) -> None:
    """Adds the vectors that are missing."""
    missing = sorted(work.missing(known), key=lambda at: -len(work.texts[at]))  # least padding
    for start in range(0, len(missing), _EMBED_AT_ONCE):
        progress(start, len(missing))
        batch = missing[start : start + _EMBED_AT_ONCE]
        made = embedder.embed_documents([work.texts[at] for at in batch])
        known.update(zip((work.digests[at] for at in batch), map(halved, made), strict=True))
    progress(len(missing), len(missing))


def _is_current(shelf: Shelf, work: _Work) -> bool:
    place = shelf.place(work.made_from)
    try:
        return shelf.current() == place and _is_whole(shelf, place)
    except (IndexMissing, IndexDamaged):
        return False


def _is_whole(shelf: Shelf, place: Path) -> bool:
    try:
        vectors, _ = open_files(shelf, place, shelf.check_whole(place))
        read_documents(place)
    except IndexDamaged:
        return False
    vectors.close()
    return True


def _vectors_of_current(shelf: Shelf, embedder: str) -> dict[str, Embedded]:
    """What the current index holds, by the digest of the text; empty for another model's."""
    try:
        place = shelf.current()
        manifest = shelf.check_whole(place)
        if manifest.ingredients.embedder != embedder:
            return {}
        vectors, tokens = open_files(shelf, place, manifest)
        rows = vectors.all()
        vectors.close()
    except (IndexMissing, IndexDamaged):
        return {}
    kept = (halved(Embedded(row, *tokens.row(at))) for at, row in enumerate(rows))
    return dict(zip(manifest.texts, kept, strict=True))
