"""Questions to begin with, made from the outlines of whatever documents there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice, zip_longest

from assistant.ask import Assistant
from assistant.frame import frame_of
from vectorstore.documents import Document
from vectorstore.outline import plural
from vectorstore.passages import Passage

_LISTS = 2
_TOPICS = 3
_TRIED = 12  # of each kind: a question takes some 40 ms
_LONGEST_TITLE = 60  # characters
_FIRST_WORDS = 12  # of a paragraph without a title: with fewer, others are found beside it
_LONGEST_OPENING = 200  # characters


def examples(assistant: Assistant) -> list[str]:
    """Up to five questions, each answered from what it names: lists first, then topics."""
    documents = list(assistant.index.documents.values())
    parts = [
        [p for p in assistant.index.passages.values() if p.document == document.id and p.parent]
        for document in documents
    ]
    each = list(zip(documents, parts, strict=True))
    lists = (pair for document, own in each for pair in _lists(document, own))
    rounds = zip_longest(*(_topics(document, own) for document, own in each))
    topics = (pair for round_ in rounds for pair in round_ if pair)
    return [
        *islice(_answered(lists, assistant), _LISTS),
        *islice(_answered(topics, assistant), _TOPICS),
    ]


def about(document: Document, passage: Passage) -> str:
    """A question about what a passage says: by its title, by its first words, or by its label."""
    title = " ".join(passage.title.text.split()) if passage.title else ""
    if passage.kind == "paragraph" and not title:
        first = " ".join(passage.body.text.split()[:_FIRST_WORDS])[:_LONGEST_OPENING]
        title = f"{first} …" if len(first) < len(passage.body.text) else first
    elif not title or len(title) > _LONGEST_TITLE:
        return frame_of("en").what_of.format(label=passage.label)
    return f"What does {document.label} say about “{title}”?"


_Candidate = tuple[str, str]
"""A question, and the id of a passage that its answer must cite."""


def _answered(candidates: Iterator[_Candidate], assistant: Assistant) -> Iterator[str]:
    for question, passage in islice(candidates, _TRIED):
        if any(citation.passage == passage for citation in assistant.ask(question).citations):
            yield question


def _lists(document: Document, parts: list[Passage]) -> Iterator[_Candidate]:
    """What the document has most of: its takeaways, its priorities, its sections."""
    listed = [part for part in parts if part.kind in ("item", "outline")]
    for noun, count in Counter(part.noun for part in listed).most_common(1):
        if count > 1:
            first = next(part for part in listed if part.noun == noun)
            yield f"What are the {plural(noun)} of {document.label}?", first.id


def _topics(document: Document, parts: list[Passage]) -> Iterator[_Candidate]:
    """Titles of parts, from the middle of the document on."""
    titled = [part for part in parts if part.kind == "item" and part.title] or parts
    middle = len(titled) // 2
    for part in titled[middle:] + titled[:middle]:
        title = " ".join(part.title.text.split()) if part.title else ""
        if title and len(title) <= _LONGEST_TITLE:
            yield about(document, part), part.id
