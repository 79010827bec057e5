"""The documents that an index was built from, kept in its folder.

So whoever opens the index reads the words that it was made of, whatever has become of the corpus
since; and what has changed in the corpus can be told, document by document.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict
from pathlib import Path

from vectorstore.documents import Corpus, Document
from vectorstore.errors import IndexDamaged, IndexMissing
from vectorstore.homes import Home, shelf_at

_DOCUMENTS = "documents.json"


def write_documents(place: Path, corpus: Corpus) -> None:
    """Writes the documents into a new folder. Raises OSError where the disk refuses."""
    kept = {
        "folders": [str(folder) for folder in corpus.folders],
        "documents": [asdict(document) for document in corpus.documents],
    }
    (place / _DOCUMENTS).write_text(json.dumps(kept, ensure_ascii=False), "utf-8")


def read_documents(place: Path) -> Corpus:
    """The documents of the index at a place. Raises IndexDamaged."""
    try:
        kept = json.loads((place / _DOCUMENTS).read_text("utf-8"))
        documents = tuple(_document(fields) for fields in kept["documents"])
        return Corpus(tuple(map(Path, kept["folders"])), documents)
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise IndexDamaged(
            f"{place / _DOCUMENTS} cannot be read. Build it with: assistant index"
        ) from error


def documents_before(home: Home) -> tuple[Document, ...]:
    """The documents of the current index; none where there is no such index."""
    shelf = shelf_at(home)
    with contextlib.suppress(IndexMissing, IndexDamaged):
        return shelf.opened(shelf.current, lambda place, _: read_documents(place).documents)
    return ()


def _document(fields: dict[str, object]) -> Document:
    pages, kept = fields.pop("pages"), fields.pop("kept_ids")
    return Document(
        **fields,  # type: ignore[arg-type]
        pages=tuple(pages),  # type: ignore[arg-type]
        kept_ids=tuple((place, id_) for place, id_ in kept),  # type: ignore[attr-defined]
    )
