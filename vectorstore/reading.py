"""The closer look: the reader's judgement of the best passages, and the order that follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from vectorstore.passages import Passage
from vectorstore.ranking import Hit, headings
from vectorstore.reader import Reader, Reads

_ALWAYS, _MOST = 8, 14  # hits that are read: those, and then one after the other until one answers
_ANSWERS = 0.0  # log-odds from which one does
_TOO_FAR = 0.15  # below the likest hit's score: one so far from it is not read

# Chosen on the development questions and on documents that the reader had not learnt from.
_PASSAGE = 0.05  # what a unit of a passage's log-odds adds to its score
SENTENCE = 0.03  # the same for a sentence
_NO_ANSWER = -3.0  # log-odds taken for what is not read: those of a passage that does not answer
_SURE = 5.0  # beyond these log-odds, either way, nothing changes


def read_best(reader: Reads, question: str, hits: Sequence[Hit]) -> list[Hit]:
    """The hits in their new order, best first; those that were not read come last."""
    read: list[Hit] = []
    for hit in hits[:_MOST]:
        is_far = bool(read) and hit.score < hits[0].score - _TOO_FAR
        if is_far or (len(read) >= _ALWAYS and max(map(_odds, read)) >= _ANSWERS):
            break
        read.append(_read(reader, question, hit))
    return [*sorted(read, key=lambda hit: (-hit.score, hit.passage.id)), *hits[len(read) :]]


def borne_out(reader: Reader, said: str, passage: Passage) -> float:
    """Log-odds that a passage says what a sentence says, or what a question takes for granted."""
    sentences = [sentence.text for sentence in passage.sentences]
    return reader.bears_out(said, headings(passage), sentences)


def _read(reader: Reads, question: str, hit: Hit) -> Hit:
    sentences = [sentence.text for sentence in hit.passage.sentences]
    reading = reader.read(question, headings(hit.passage), sentences)
    gain = _PASSAGE * above(reading.passage)
    return replace(
        hit,
        score=hit.score + gain,
        preferred=hit.preferred + gain,
        sentences=tuple(
            value + SENTENCE * above(odds)
            for value, odds in zip(hit.sentences, reading.sentences, strict=True)
        ),
        reading=reading,
    )


def _odds(hit: Hit) -> float:
    return hit.reading.answers if hit.reading else _NO_ANSWER


def above(odds: float) -> float:
    """By how much log-odds speak for an answer, compared with a passage that is not read."""
    return max(-_SURE, min(_SURE, odds)) - _NO_ANSWER
