"""Whether what is quoted is what the documents say, checked by none of the assistant's code."""

from __future__ import annotations

from assistant.answer import Answer, Citation
from vectorstore.index import Index
from vectorstore.slices import Slice, Spans


def is_exact(answer: Answer, index: Index) -> bool:
    """True where every quote is whole sentences of the passage that is cited, or its title, as the
    document has them, and every sentence that no model wrote is its quote, word for word.
    """
    quotes = {citation.number: " ".join(citation.quote.split()) for citation in answer.citations}
    quoted = answer.writer == "model" or all(
        sentence.text == " ".join(quotes.get(number, "") for number in sentence.citations)
        for sentence in answer.sentences
        if sentence.citations  # without any it is below another floor
    )
    return quoted and all(_stands(citation, index) for citation in answer.citations)


def _stands(citation: Citation, index: Index) -> bool:
    passage = index.passages.get(citation.passage)
    if passage is None:
        return False
    document = index.documents[passage.document]
    title = passage.title.spans if passage.title else ()
    whole = citation.spans == title or citation.spans == _sentences(
        citation.spans, [sentence.spans for sentence in passage.sentences]
    )
    named = citation.document == document.file
    return named and whole and Slice(citation.quote, citation.spans).stands_in(document.text)


def _sentences(spans: Spans, sentences: list[Spans]) -> Spans:
    """The spans of the sentences that lie in these spans, in the passage's order."""
    return tuple(span for each in sentences if set(each) <= set(spans) for span in each)
