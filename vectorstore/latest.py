"""The index that the pointer names, opened with the documents that it was built from."""

from __future__ import annotations

from pathlib import Path

from vectorstore.embedder import Embedder
from vectorstore.index import Index, open_index
from vectorstore.multilingual import Multilingual
from vectorstore.reader import Reader
from vectorstore.shelf import Shelf
from vectorstore.snapshot import read_documents


def open_latest(
    embedder: Embedder,
    folder: Path,
    multilingual: Multilingual | None = None,
    reader: Reader | None = None,
) -> Index:
    """Opens the current index, whatever the corpus holds by now.

    Raises:
        IndexMissing, IndexDamaged: there is none that can be used. IndexStale: it was built with
            other models or rules than these.
    """
    shelf = Shelf(folder)
    return shelf.opened(
        shelf.current,
        lambda place, _: open_index(read_documents(place), embedder, folder, multilingual, reader),
    )
