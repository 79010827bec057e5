"""Building: what a new index embeds, what it takes from the one before, and the switch to it."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from vectorstore.before import Before, Rows, current, is_whole
from vectorstore.changes import Change, changes
from vectorstore.documents import Corpus
from vectorstore.embedder import Embedder
from vectorstore.errors import CorpusError, IndexBusy, IndexNotWritable
from vectorstore.homes import Home, shelf_at
from vectorstore.index import content_of, split_all
from vectorstore.ingredients import Ingredients, ingredients
from vectorstore.languages import write_languages
from vectorstore.late import TokenVectors
from vectorstore.multilingual import Multilingual, fingerprint_of
from vectorstore.passages import SPLITTER, Passage
from vectorstore.ranking import embedded_text
from vectorstore.shelf import Shelf
from vectorstore.snapshot import documents_before, write_documents
from vectorstore.vectors import Start

_EMBED_AT_ONCE = 512
_WORN = 1.25  # passages put into a collection for each that is there: then it is made anew

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
    """All of them, in reading order."""
    content: tuple[Passage, ...]
    """Those that are searched."""
    texts: tuple[str, ...]
    """What is embedded of each."""
    digests: tuple[str, ...]
    """SHA-256 of each text."""

    def missing(self, known: Container[str]) -> list[int]:
        """Where the texts stand that no vectors are known of."""
        return [at for at, digest in enumerate(self.digests) if digest not in known]

    def built(self, missing: list[int], home: Home) -> Built:
        anew = [self.content[at] for at in missing]
        before = documents_before(home)
        changed = tuple(changes(before, self.corpus.documents, self.content, anew))
        return Built(self.made_from.fingerprint, len(self.content), len(missing), False, changed)

    def current(self) -> Built:
        return Built(self.made_from.fingerprint, len(self.content), 0, was_current=True)


def plan_index(
    corpus: Corpus, embedder: Embedder, home: Home, multilingual: Multilingual | None = None
) -> Built:
    """What `build_index` would do now. Nothing is written.

    Raises:
        CorpusError: there is nothing in it to search.
    """
    shelf = shelf_at(home)
    with current(shelf) as before:
        work = _work(corpus, embedder, multilingual, before)
        place = shelf.place(work.made_from)
        if before and before.place == place:
            return work.current()
        if is_whole(shelf, place):
            return work.built([], home)
        return work.built(work.missing(Rows(before, embedder.fingerprint)), home)


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
    with current(shelf) as before:
        work = _work(corpus, embedder, multilingual, before)
        place = shelf.place(work.made_from)
        if before and before.place == place:  # which may be said without the right to write
            with contextlib.suppress(IndexBusy, IndexNotWritable), shelf.writing():
                shelf.clear()
            return work.current()
        with shelf.writing():
            if is_whole(shelf, place):
                return replace(work.built([], home), was_current=not shelf.point_to(place))
            rows = Rows(before, embedder.fingerprint)
            built = work.built(work.missing(rows), home)
            _embed(work, rows, embedder, progress)
            with shelf.building(work.made_from, work.digests) as new:
                write_documents(new, corpus, work.passages)
                TokenVectors.write(new, [rows.tokens(digest) for digest in work.digests])
                _write_vectors(shelf, new, work, rows)
                same = before and before.manifest.ingredients.multilingual
                taken = before.place if before and same == fingerprint_of(multilingual) else None
                write_languages(new, work.content, corpus, multilingual, taken, progress)
            shelf.point_to(place)
    return built


def _work(
    corpus: Corpus, embedder: Embedder, multilingual: Multilingual | None, before: Before | None
) -> _Work:
    passages = split_all(corpus, before.split if before else None)
    content = content_of(passages)
    if not content:
        folders = " and ".join(map(str, corpus.folders))
        raise CorpusError(f"The documents in {folders} hold headings only. Add others.")
    titles = {document.id: document.title for document in corpus.documents}
    texts = tuple(embedded_text(titles[passage.document], passage)[0] for passage in content)
    digests = tuple(hashlib.sha256(text.encode()).hexdigest() for text in texts)
    made_from = ingredients(corpus, embedder.fingerprint, SPLITTER, fingerprint_of(multilingual))
    return _Work(corpus, made_from, passages, content, texts, digests)


def _embed(work: _Work, rows: Rows, embedder: Embedder, progress: Progress) -> None:
    """Adds the vectors that are missing."""
    missing = sorted(work.missing(rows), key=lambda at: -len(work.texts[at]))  # least padding
    for start in range(0, len(missing), _EMBED_AT_ONCE):
        progress(start, len(missing))
        batch = missing[start : start + _EMBED_AT_ONCE]
        made = embedder.embed_documents([work.texts[at] for at in batch])
        for at, row in zip(batch, made, strict=True):
            rows.add(work.digests[at], row)
    progress(len(missing), len(missing))


def _write_vectors(shelf: Shelf, new: Path, work: _Work, rows: Rows) -> None:
    """Writes what differs into a copy of the vectors before; all anew where those are worn."""
    before, start = rows.before, None
    changed: Sequence[int] = range(len(work.content))
    if before and shelf.copies_vectors:
        old = _records(before.content, before.manifest.texts)
        now = _records(work.content, work.digests)
        differing = [at for at, id_ in enumerate(now) if old.get(id_) != now[id_]]
        if before.vectors.put + len(differing) <= _WORN * len(now):
            gone = [id_ for id_ in old if old[id_] != now.get(id_)]
            changed, start = differing, Start(before.place, gone)
    vectors = rows.vectors([work.digests[at] for at in changed])
    shelf.write_vectors(new, [work.content[at] for at in changed], vectors, start)


def _records(passages: Sequence[Passage], digests: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """What is kept of each passage in Chroma, by its id: its vector by the digest of the text."""
    return {
        passage.id: (passage.document, passage.label, passage.body.text, digest)
        for passage, digest in zip(passages, digests, strict=True)
    }
