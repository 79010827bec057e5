"""The index that the pointer names, opened with the documents that it was built from."""

from __future__ import annotations

from vectorstore.documents import Corpus
from vectorstore.embedder import Embedder
from vectorstore.homes import Home, shelf_at
from vectorstore.index import Index, open_at
from vectorstore.multilingual import Multilingual
from vectorstore.reader import Reader
from vectorstore.snapshot import read_documents


def open_latest(
    embedder: Embedder,
    home: Home,
    multilingual: Multilingual | None = None,
    reader: Reader | None = None,
) -> Index:
    """Opens the current index, whatever the corpus holds by now.

    Raises:
        IndexMissing, IndexDamaged: there is none that can be used. ServerFailed: the Chroma server
            does not answer. IndexStale: it was built with other models or rules than these.
    """
    shelf, models = shelf_at(home), (embedder, multilingual, reader)
    return shelf.opened(
        shelf.current,
        lambda place, lease: open_at(shelf, read_documents(place), models, place, lease),
    )


def latest_documents(home: Home) -> Corpus:
    """The documents of the current index. Raises IndexMissing, IndexDamaged, ServerFailed."""
    shelf = shelf_at(home)
    return shelf.opened(shelf.current, lambda place, _: read_documents(place))
