"""The catalogue: the passages of an index as records for other programs, found, listed and read."""

from __future__ import annotations

from typing_extensions import TypedDict

from assistant.answer import Quote
from assistant.citations import is_exact
from assistant.language import language_of
from assistant.question import clean
from vectorstore.index import Index
from vectorstore.labels import Kind
from vectorstore.passages import Passage
from vectorstore.ranking import Hit
from vectorstore.slices import Slice, Spans

MOST = 50
"""Passages that one search gives at most."""

_BEST = 3  # sentences of a passage that was found


class QuoteRecord(TypedDict):
    """Exact words: the file's text at the spans, the pieces joined by one space."""

    quote: str
    spans: Spans


class PassageEntry(TypedDict):
    """A passage as the catalogue lists it."""

    id: str
    label: str
    document: str
    kind: Kind
    noun: str
    number: str
    parent: str


class PassageRecord(PassageEntry):
    """A passage with its words."""

    headings: list[str]
    title: QuoteRecord | None
    body: QuoteRecord
    sentences: list[QuoteRecord]
    notes: list[str]
    holds: list[str]


class FoundPassage(TypedDict):
    """A passage that was found."""

    id: str
    label: str
    document: str
    score: float
    quotes: list[QuoteRecord]


class DocumentRecord(TypedDict):
    """A document of the corpus."""

    id: str
    file: str
    title: str
    label: str


def search(index: Index, query: str, limit: int) -> list[FoundPassage]:
    """The passages that meet a query, best first. Raises QuestionError for what is no text."""
    asked = clean(query)
    language = language_of(asked)
    other = index.languages if language != "en" else None
    found = other.search(asked, language, limit) if other else index.search(asked, limit)
    return [found_passage(index, hit) for hit in found.hits]


def found_passage(index: Index, hit: Hit) -> FoundPassage:
    """What was found, with the sentences that meet the query best, in reading order."""
    rows = zip(hit.passage.sentences, hit.sentences, strict=True)
    best = sorted(rows, key=lambda row: -row[1])[:_BEST]
    quotes = sorted((words for words, _ in best), key=lambda words: words.spans)
    return {
        "id": hit.passage.id,
        "label": hit.passage.label,
        "document": index.documents[hit.passage.document].file,
        "score": round(float(hit.score), 4),
        "quotes": _exact(index, hit.passage, quotes),
    }


def documents(index: Index) -> list[DocumentRecord]:
    """Every document, in the corpus's order."""
    return [
        {"id": each.id, "file": each.file, "title": each.title, "label": each.label}
        for each in index.documents.values()
    ]


def entries(index: Index, document: str = "") -> list[PassageEntry]:
    """Every passage in reading order; with a document's id, that document's."""
    return [
        _entry(index, passage)
        for passage in index.passages.values()
        if document in ("", passage.document)
    ]


def read(index: Index, id_: str) -> PassageRecord:
    """A passage with its words. Raises KeyError where there is none of that id."""
    passage = index.passages[id_]
    title = _exact(index, passage, [passage.title]) if passage.title else []
    (body,) = _exact(index, passage, [passage.body]) or [QuoteRecord(quote="", spans=())]
    return {
        **_entry(index, passage),
        "headings": list(passage.headings),
        "title": title[0] if title else None,
        "body": body,
        "sentences": _exact(index, passage, passage.sentences),
        "notes": list(passage.notes),
        "holds": [each.id for each in index.passages.values() if each.parent == id_],
    }


def _entry(index: Index, passage: Passage) -> PassageEntry:
    return {
        "id": passage.id,
        "label": passage.label,
        "document": index.documents[passage.document].file,
        "kind": passage.kind,
        "noun": passage.noun,
        "number": passage.number,
        "parent": passage.parent,
    }


def _exact(
    index: Index, passage: Passage, slices: list[Slice] | tuple[Slice, ...]
) -> list[QuoteRecord]:
    """The slices that their document really holds, as any quote that is shown."""
    document = index.documents[passage.document]
    return [
        {"quote": words.text, "spans": words.spans}
        for words in slices
        if is_exact(Quote(passage, words), document)
    ]
