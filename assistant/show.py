"""An answer for a terminal, and as the JSON object that other tools read."""

from __future__ import annotations

import textwrap

from assistant.answer import Answer
from assistant.question import shown

_WIDTH = 88

Json = dict[str, "str | float | list[dict[str, object]] | None"]


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


def as_json(answer: Answer, id_: str | None, seconds: float) -> Json:
    """The answer as one object, in the form that README.md fixes.

    Where a chat model was asked, `writer`, `withdrawn` and `note` are added.
    """
    by_model: Json = {}
    if answer.record:
        by_model = {
            "writer": answer.writer,
            "withdrawn": [vars(withdrawn) for withdrawn in answer.record.withdrawn],
            "note": answer.note or None,
        }
    return {
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
        "citations": [
            {
                "number": citation.number,
                "passage": citation.passage,
                "label": citation.label,
                "document": citation.document,
                "quote": citation.quote,
                "spans": [list(span) for span in citation.spans],
                **({"page": citation.page} if citation.page else {}),
            }
            for citation in answer.citations
        ],
        "seconds": round(seconds, 4),
        **by_model,
    }


def _wrapped(line: str, indent: str) -> str:
    return textwrap.fill(shown(line), _WIDTH, subsequent_indent=indent)
