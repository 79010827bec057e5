"""The documents that an index was built from and their passages, kept in its folder.

So whoever opens the index reads the words that it was made of, whatever has become of the corpus
since; what has changed in the corpus can be told, document by document; and only what has is split.
"""

from __future__ import annotations

import contextlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from vectorstore.documents import Corpus, Document
from vectorstore.errors import IndexDamaged, IndexMissing
from vectorstore.homes import Home, shelf_at
from vectorstore.labels import Kind
from vectorstore.passages import Passage, Split
from vectorstore.slices import Slice, Span, cut

_DOCUMENTS, _PASSAGES = "documents.json", "passages.json"
_UNREADABLE = (
    OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError
)  # fmt: skip

_Row = tuple[
    str, str, Kind, str, str, str, str,
    list[str], list[Span] | None, list[Span], list[list[Span]], list[str], str,
]  # fmt: skip
"""The fields of a passage, in order; of slices their spans."""


def write_documents(place: Path, corpus: Corpus, passages: Sequence[Passage]) -> None:
    """Writes the documents and all their passages into a new folder.

    Of slices the offsets are kept: their words stand in the documents. Raises OSError where the
    disk refuses.
    """
    kept = {
        "folders": [str(folder) for folder in corpus.folders],
        "documents": [asdict(document) for document in corpus.documents],
    }
    (place / _DOCUMENTS).write_text(json.dumps(kept, ensure_ascii=False), "utf-8")
    rows = [list(vars(passage).values()) for passage in passages]
    (place / _PASSAGES).write_text(json.dumps(rows, default=_spans, ensure_ascii=False), "utf-8")


def read_documents(place: Path) -> Corpus:
    """The documents of the index at a place. Raises IndexDamaged."""
    try:
        kept = json.loads((place / _DOCUMENTS).read_text("utf-8"))
        documents = tuple(_document(fields) for fields in kept["documents"])
        return Corpus(tuple(map(Path, kept["folders"])), documents)
    except _UNREADABLE as error:
        raise _damaged(place / _DOCUMENTS) from error


def read_passages(place: Path, corpus: Corpus) -> Split:
    """The passages of the documents of the index at a place. Raises IndexDamaged."""
    texts = {document.id: document.text for document in corpus.documents}
    found = defaultdict(list)
    try:
        for row in json.loads((place / _PASSAGES).read_text("utf-8")):
            passage = _passage(texts[row[1]], row)
            found[passage.document].append(passage)
    except _UNREADABLE as error:
        raise _damaged(place / _PASSAGES) from error
    return {document: tuple(found[document.id]) for document in corpus.documents}


def documents_before(home: Home) -> tuple[Document, ...]:
    """The documents of the current index; none where there is no such index."""
    shelf = shelf_at(home)
    with contextlib.suppress(IndexMissing, IndexDamaged):
        return shelf.opened(shelf.current, lambda place, _: read_documents(place).documents)
    return ()


def _damaged(path: Path) -> IndexDamaged:
    return IndexDamaged(f"{path} cannot be read. Build it with: assistant index")


def _document(fields: dict[str, object]) -> Document:
    pages, kept = fields.pop("pages"), fields.pop("kept_ids")
    return Document(
        **fields,  # type: ignore[arg-type]
        pages=tuple(pages),  # type: ignore[arg-type]
        kept_ids=tuple((place, id_) for place, id_ in kept),  # type: ignore[attr-defined]
    )


def _spans(value: object) -> tuple[Span, ...]:
    if not isinstance(value, Slice):
        raise TypeError(f"{value!r} is no slice")
    return value.spans


def _passage(text: str, row: _Row) -> Passage:
    """What was written with `_spans`."""
    *_, headings, title, body, sentences, notes, continues = row
    return Passage(
        *row[:7],
        tuple(headings),
        _slice(text, title) if title is not None else None,
        _slice(text, body),
        tuple(_slice(text, sentence) for sentence in sentences),
        tuple(notes),
        continues,
    )


def _slice(text: str, spans: Sequence[Span]) -> Slice:
    return cut(text, tuple((start, end) for start, end in spans))
