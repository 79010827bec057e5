"""Building: what a new index embeds, what it takes from the one before, and the switch to it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from vectorstore.documents import Corpus
from vectorstore.embedder import Embedded, Embedder
from vectorstore.errors import CorpusError, IndexDamaged, IndexMissing
from vectorstore.index import content_of, open_files, split_all
from vectorstore.languages import write_languages
from vectorstore.late import TokenVectors
from vectorstore.multilingual import Multilingual, fingerprint_of
from vectorstore.passages import SPLITTER
from vectorstore.ranking import embedded_text
from vectorstore.shelf import Built, Shelf, ingredients
from vectorstore.vectors import write_vectors

_EMBED_AT_ONCE = 64

Progress = Callable[[int, int], None]
"""Called with (done, total) passages while an index is built."""


def build_index(
    corpus: Corpus,
    embedder: Embedder,
    folder: Path,
    progress: Progress = lambda done, total: None,
    multilingual: Multilingual | None = None,
) -> Built:
    """Builds the index of a corpus and makes it the current one.

    Does nothing where it is current and whole, and embeds no text that the index before holds.

    Raises:
        IndexBusy: another process is building. IndexNotWritable: the disk refuses.
        CorpusError: there is nothing in it to search.
    """
    shelf = Shelf(folder)
    made_from = ingredients(corpus, embedder.fingerprint, SPLITTER, fingerprint_of(multilingual))
    place = shelf.place(made_from)
    passages = content_of(split_all(corpus))
    if not passages:
        raise CorpusError(f"The documents in {corpus.folder} hold headings only. Add others.")
    titles = {document.id: document.title for document in corpus.documents}
    texts = [embedded_text(titles[passage.document], passage)[0] for passage in passages]
    digests = tuple(hashlib.sha256(text.encode()).hexdigest() for text in texts)
    with shelf.writing():
        if _is_whole(shelf, place):
            return Built(made_from.fingerprint, len(passages), 0, not shelf.point_to(place))
        known = _vectors_of_current(shelf, embedder.fingerprint)
        missing = [at for at, digest in enumerate(digests) if digest not in known]
        for start in range(0, len(missing), _EMBED_AT_ONCE):
            progress(start, len(missing))
            batch = missing[start : start + _EMBED_AT_ONCE]
            made = embedder.embed_documents([texts[at] for at in batch])
            known.update(zip((digests[at] for at in batch), made, strict=True))
        progress(len(missing), len(missing))
        rows = [known[digest] for digest in digests]
        with shelf.building(made_from, digests) as folder:
            TokenVectors.of(rows).save(folder)
            write_vectors(folder, passages, rows)
            write_languages(folder, passages, corpus, multilingual, shelf)
        shelf.point_to(place)
    return Built(made_from.fingerprint, len(passages), len(missing), was_current=False)


def _is_whole(shelf: Shelf, place: Path) -> bool:
    try:
        vectors, _ = open_files(place, shelf.check_whole(place))
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
        vectors, tokens = open_files(place, manifest)
        rows = vectors.all()
        vectors.close()
    except (IndexMissing, IndexDamaged):
        return {}
    return {digest: Embedded(rows[at], *tokens.row(at)) for at, digest in enumerate(manifest.texts)}
