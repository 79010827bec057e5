"""An answer for a terminal, and as the JSON object that other tools read."""

from __future__ import annotations

import textwrap
from typing import NotRequired  # pydantic reads no other before Python 3.12

from typing_extensions import TypedDict

from assistant.answer import Answer, Because, Citation, Reason, Status, Writer
from assistant.question import shown
from vectorstore.multilingual import Language
from vectorstore.slices import Spans

_WIDTH = 88


class SentenceRecord(TypedDict):
    """A sentence, and the numbers of its citations."""

    text: str
    citations: list[int]


class CitationRecord(TypedDict):
    """Where the words of a sentence stand; the quote is the file's text at the spans."""

    number: int
    passage: str
    label: str
    document: str
    quote: str
    spans: Spans
    page: NotRequired[int]


class WithdrawnRecord(TypedDict):
    """A model's sentence that is no part of the answer."""

    text: str
    because: Because


class AnswerRecord(TypedDict):
    """An answer as other programs read it."""

    id: str | None
    question: str
    language: Language
    answer: str
    status: Status
    reason: Reason | None
    sentences: list[SentenceRecord]
    citations: list[CitationRecord]
    seconds: float
    writer: NotRequired[Writer]
    withdrawn: NotRequired[list[WithdrawnRecord]]
    note: NotRequired[str | None]


def as_text(answer: Answer) -> str:
    """The answer with its citations below, safe to print whatever the documents hold."""
    lines = [_wrapped(line, "") for line in answer.text.splitlines()]
    for citation in answer.citations:
        where = ", ".join(f"{start}–{end}" for start, end in citation.spans)
        lines += [
            "",
            _wrapped(f"[{citation.number}] {citation.label}", "    "),
            _wrapped(f"    {citation.document}, characters {where}", "    "),
            _wrapped(f"    “{' '.join(citation.quote.split())}”", "    "),
        ]
    return "\n".join(lines)


def as_json(answer: Answer, id_: str | None, seconds: float) -> AnswerRecord:
    """The answer as one object, in the form that README.md fixes.

    Where a chat model was asked, `writer`, `withdrawn` and `note` are added.
    """
    record: AnswerRecord = {
        "id": id_,
        "question": answer.question,
        "language": answer.language,
        "answer": answer.text,
        "status": answer.status,
        "reason": answer.reason,
        "sentences": [
            {"text": sentence.text, "citations": list(sentence.citations)}
            for sentence in answer.sentences
        ],
        "citations": [_cited(citation) for citation in answer.citations],
        "seconds": round(seconds, 4),
    }
    if answer.record:
        record["writer"] = answer.writer
        record["withdrawn"] = [
            {"text": withdrawn.text, "because": withdrawn.because}
            for withdrawn in answer.record.withdrawn
        ]
        record["note"] = answer.note or None
    return record


def _cited(citation: Citation) -> CitationRecord:
    record: CitationRecord = {
        "number": citation.number,
        "passage": citation.passage,
        "label": citation.label,
        "document": citation.document,
        "quote": citation.quote,
        "spans": citation.spans,
    }
    if citation.page:
        record["page"] = citation.page
    return record


def _wrapped(line: str, indent: str) -> str:
    return textwrap.fill(shown(line), _WIDTH, subsequent_indent=indent)
