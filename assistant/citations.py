"""Quotes become citations here, and only here: each is compared with its document first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assistant.answer import Citation, Draft, Quote, Sentence
from vectorstore.documents import Document


def cite(draft: Draft, documents: Mapping[str, Document]) -> Iterator[tuple[Sentence, Citation]]:
    """Each sentence of a draft with its citation, numbered from 1.

    A quote is shown only if the document holds just these words at just these offsets and they
    belong to the passage that it names. Any other is left out: no sentence without its words.
    """
    number = 0
    for quote in draft.quotes:
        citation = cited(quote, number + 1, documents)
        if citation:
            number += 1
            yield Sentence(" ".join(quote.words.text.split()), (number,)), citation


def cited(quote: Quote, number: int, documents: Mapping[str, Document]) -> Citation | None:
    """The quote as a citation of that number; None where its document does not hold it."""
    document = documents[quote.passage.document]
    if not is_exact(quote, document):
        return None
    pages = _pages(quote, document)
    return Citation(
        number=number,
        passage=quote.passage.id,
        label=quote.passage.label + _place(pages),
        document=document.file,
        quote=quote.words.text,
        spans=quote.words.spans,
        page=pages[0] if pages else None,
    )


def _pages(quote: Quote, document: Document) -> list[int]:
    """The pages that the words stand on, in order; empty for a document without pages."""
    ends = [end for start, stop in quote.words.spans for end in (start, stop - 1)]
    return sorted({page for end in ends if (page := document.page(end))})


def _place(pages: list[int]) -> str:
    if not pages:
        return ""
    return f" (page {pages[0]})" if len(pages) == 1 else f" (pages {pages[0]}–{pages[-1]})"


def is_exact(quote: Quote, document: Document) -> bool:
    """True where the words stand in the document, within the passage's body or title."""
    passage = quote.passage
    held = passage.body.spans + (passage.title.spans if passage.title else ())
    inside = all(
        any(low <= start and end <= high for low, high in held) for start, end in quote.words.spans
    )
    return inside and quote.words.stands_in(document.text)
