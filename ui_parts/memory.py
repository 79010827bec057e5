"""A conversation as the browser keeps it, and back. What comes back is checked like any quote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from assistant.answer import Answer, Citation, Quote, Reason, Refusal, Sentence
from assistant.citations import is_exact
from vectorstore.index import Index
from vectorstore.multilingual import LANGUAGES
from vectorstore.slices import Slice

LONGEST = 30
"""Turns that are kept, the latest ones."""


def remember(answers: Sequence[Answer]) -> list[dict[str, object]]:
    """The latest answers as JSON; `recall` reads it."""
    return [
        {
            "question": answer.question,
            "lead": answer.lead,
            "as_list": answer.as_list,
            "language": answer.language,
            "sentences": [[s.text, list(s.citations)] for s in answer.sentences],
            "citations": [
                [c.number, c.passage, c.quote, [list(span) for span in c.spans]]
                for c in answer.citations
            ],
            "refusal": _refused(answer.refusal),
        }
        for answer in answers[-LONGEST:]
    ]


def recall(remembered: object, index: Index) -> tuple[Answer, ...]:
    """The answers that still hold: every sentence cited, every quote in its document.

    An answer from documents that have changed since, or that someone wrote by hand, is left out.
    """
    rows = remembered[-LONGEST:] if isinstance(remembered, list) else []
    return tuple(answer for row in rows if (answer := _answer(row, index)))


def _answer(row: object, index: Index) -> Answer | None:
    match row:
        case {
            "question": str(question),
            "lead": str(lead),
            "as_list": bool(as_list),
            "language": str(language),
            "sentences": list(sentences),
            "citations": list(citations),
            "refusal": refusal,
        }:
            try:
                cited = tuple(_citation(citation, index) for citation in citations)
                quotes = {c.number: " ".join(c.quote.split()) for c in cited}
                said = tuple(_sentence(sentence, quotes) for sentence in sentences)
                declined = _refusal(refusal, index)
                spoken = LANGUAGES[[*LANGUAGES].index(language)]  # type: ignore[arg-type]
            except (KeyError, TypeError, ValueError):
                return None
            return Answer(question, said, cited, lead, as_list, declined, spoken)
    return None


def _citation(row: object, index: Index) -> Citation:
    match row:
        case [int(number), str(id_), str(quote), list(pairs)]:
            passage = index.passages[id_]
            document = index.documents[passage.document]
            words = Slice(quote, tuple(_span(pair) for pair in pairs))
            if is_exact(Quote(passage, words), document):
                return Citation(number, id_, passage.label, document.file, quote, words.spans)
    raise ValueError("not a citation of these documents")


def _span(pair: object) -> tuple[int, int]:
    match pair:
        case [int(start), int(end)]:
            return start, end
    raise ValueError("not a span")


def _sentence(row: object, quotes: dict[int, str]) -> Sentence:
    match row:
        case [str(text), list(marks)] if text in [quotes[mark] for mark in marks]:
            return Sentence(text, tuple(marks))
    raise ValueError("not a cited sentence")


def _refused(refusal: Refusal | None) -> list[object] | None:
    if refusal is None:
        return None
    return [refusal.reason, refusal.text, [passage.id for passage in refusal.nearest]]


def _refusal(row: object, index: Index) -> Refusal | None:
    match row:
        case None:
            return None
        case [str(reason), str(text), list(nearest)]:
            known: dict[str, Reason] = {name: name for name in get_args(Reason)}
            return Refusal(known[reason], text, tuple(index.passages[id_] for id_ in nearest))
    raise ValueError("not a refusal")
