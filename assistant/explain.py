"""How an answer came about: what was found, what a model saw and wrote, what was withdrawn."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answer import Answer, Record
from assistant.question import shown
from vectorstore.ranking import Hit

_HITS = 8


def explained(hits: tuple[Hit, ...], answer: Answer) -> str:
    """Lines for a terminal."""
    return "\n".join(shown(line) for line in _lines(hits, answer))


def _lines(hits: tuple[Hit, ...], answer: Answer) -> Iterator[str]:
    yield "How this came about"
    if not hits:
        yield "Nothing was searched: the outline answered, or there was nothing to look for."
    else:
        yield f"Found, best first ({len(hits)} passages):"
    for hit in hits[:_HITS]:
        odds = f", the reader says {hit.reading.answers:+.1f}" if hit.reading else ""
        yield f"  {hit.score:.2f}  {hit.passage.label}{odds}"
    if answer.record is None:
        yield "No chat model was asked; the sentences are quotes."
        return
    yield from _of_model(answer.record)
    yield f"The sentences shown are {'the model’s' if answer.writer == 'model' else 'quotes'}."


def _of_model(record: Record) -> Iterator[str]:
    yield f"{record.model} was shown:"
    for number, label in enumerate(record.seen, start=1):
        yield f"  [{number}] {label}"
    for label in record.left_out:
        yield f"  no room for: {label}"
    yield "It wrote:"
    for line in record.wrote.splitlines() or ["nothing"]:
        yield f"  | {line}"
    for withdrawn in record.withdrawn:
        yield f"Withdrawn ({withdrawn.because}): {withdrawn.text}"
    yield f"Numbers put right: {record.repaired}; numbers of no passage: {record.unknown_marks}."
    if record.note:
        yield record.note
