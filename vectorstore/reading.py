"""The closer look: the reader's judgement of the best passages, and the order that follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from vectorstore.documents import Document
from vectorstore.ranking import Hit, headings
from vectorstore.reader import Reader

READ = 4
"""How many of the hits are read. docs/decisions/0009 has what each further one is worth."""

_PASSAGE = 0.02  # what a unit of log-odds adds to a score
_SENTENCE = 0.02  # the same to a sentence's
_SURE = 4.0  # log-odds beyond which nothing is added


def read_best(
    reader: Reader, question: str, hits: Sequence[Hit], documents: Mapping[str, Document]
) -> list[Hit]:
    """The hits, best first, the best of them read.

    What was not read stays behind what was: nothing is known for it.
    """
    read = [_read(reader, question, hit, documents) for hit in hits[:READ]]
    return [*sorted(read, key=lambda hit: (-hit.score, hit.passage.id)), *hits[READ:]]


def _read(reader: Reader, question: str, hit: Hit, documents: Mapping[str, Document]) -> Hit:
    sentences = [sentence.text for sentence in hit.passage.sentences]
    title = documents[hit.passage.document].title
    reading = reader.read(question, headings(title, hit.passage), sentences)
    return replace(
        hit,
        score=hit.score + _PASSAGE * _bounded(reading.passage),
        sentences=tuple(
            value + _SENTENCE * _bounded(odds)
            for value, odds in zip(hit.sentences, reading.sentences, strict=True)
        ),
        reading=reading,
    )


def _bounded(odds: float) -> float:
    return max(-_SURE, min(_SURE, odds))
