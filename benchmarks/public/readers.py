"""What reads a passage for a question: does it answer, and with which sentences?

A trained reader is a class with `read`, named in ours.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from benchmarks.public.pool import Pool, Question
from benchmarks.public.rankers import Meaning, Ranker
from vectorstore.embedder import Floats
from vectorstore.reader import PackagedReader
from vectorstore.reading import SENTENCE, above

_READ = 0.03  # what a unit of the reader's log-odds adds to the cosine, as to a passage's score


@dataclass(frozen=True)
class Reading:
    """What was read out of one passage. Higher is surer; no scale is promised."""

    sentences: Floats
    """Shape (sentences,): does this one answer?"""
    whole: float
    """Does the passage answer?"""


class Reader(Protocol):
    """Reads passages for a question."""

    def read(self, question: Question, pool: Pool, positions: Sequence[int]) -> list[Reading]:
        """One reading for each of the entries at these positions, in order.

        The words are `pool.entries[position]`: its title, and its `bounds` in `text`.
        """
        ...


class Cosines:
    """The plain embedding model: the vectors of passages, and of sentences by themselves."""

    def __init__(self, pool: Pool) -> None:
        texts = [entry.text[a:b] for entry in pool.entries for a, b in entry.bounds]
        self._starts = np.cumsum([0, *(len(entry.bounds) for entry in pool.entries)])
        self._rows = pool.store.documents(texts).rows

    def read(self, question: Question, pool: Pool, positions: Sequence[int]) -> list[Reading]:
        vector = question.embedded.vector
        return [
            Reading(
                self._rows[self._starts[at] : self._starts[at + 1]] @ vector,
                float(pool.vectors.rows[at] @ vector),
            )
            for at in positions
        ]


class Packaged:
    """The project's reader beside late interaction, weighed as vectorstore/reading.py does."""

    def __init__(self, pool: Pool) -> None:
        self._reader = PackagedReader()
        self._meaning = Meaning(pool)
        self._pool = pool

    def read(self, question: Question, pool: Pool, positions: Sequence[int]) -> list[Reading]:
        return [self._read(question, position) for position in positions]

    def _read(self, question: Question, position: int) -> Reading:
        entry = self._pool.entries[position]
        sentences = [entry.text[start:end] for start, end in entry.bounds]
        read = self._reader.read(question.text, entry.title, sentences or [entry.body])
        alike = self._pool.match(question, position).sentences @ question.asked.weights
        odds = np.array([above(value) for value in read.sentences[: len(alike)]])
        nearness = float(self._meaning.rank(question, [position])[0])
        whole = _READ * read.answers + nearness
        return Reading(np.asarray(alike + SENTENCE * odds, np.float32), whole)


class Reread:
    """A ranker whose best are read again: the reading, weighed, is added to their scores."""

    def __init__(
        self, pool: Pool, ranker: Ranker, reader: Reader, weight: float, count: int = 20
    ) -> None:
        self._pool = pool
        self._ranker = ranker
        self._reader = reader
        self._weight = weight
        self._count = count

    def rank(self, question: Question, candidates: Sequence[int]) -> Floats:
        scores = self._ranker.rank(question, candidates).copy()
        best = np.argsort(-scores, kind="stable")[: self._count]
        readings = self._reader.read(question, self._pool, [candidates[at] for at in best])
        gains = self._weight * np.asarray([one.whole for one in readings], dtype=np.float32)
        unread = np.ones(len(scores), dtype=bool)
        unread[best] = False
        scores[best] += gains
        scores[unread] += gains.min(initial=0.0)  # stays behind what was read
        return scores
