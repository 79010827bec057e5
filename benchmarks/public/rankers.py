"""What orders candidates: each signal alone, and the sums of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np

from benchmarks.public.pool import Pool, Question
from vectorstore.embedder import Floats

CANDIDATES = 100
"""Entries that meaning and words each bring before the closer look."""

_SHARED_WORDS = 0.05  # as in vectorstore/ranking.py
_GRAMMAR = 0.15
_LEAST = 0.10
_RANK = 60  # of reciprocal rank fusion (Cormack and others 2009)


class Ranker(Protocol):
    """Gives a score to each candidate; a higher one comes first."""

    def rank(self, question: Question, candidates: Sequence[int]) -> Floats:
        """Scores of the entries at these positions of the pool."""
        ...


class Meaning:
    """Cosine of the texts' vectors: the plain embedding model."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def rank(self, question: Question, candidates: Sequence[int]) -> Floats:
        return _floats(self._pool.vectors.rows[list(candidates)] @ question.embedded.vector)


class Words:
    """BM25 over stems; over the titles alone where asked."""

    def __init__(self, pool: Pool, titles: bool = False) -> None:
        self._words = pool.titles if titles else pool.words

    def rank(self, question: Question, candidates: Sequence[int]) -> Floats:
        return self._words.scores(list(question.asked.terms))[list(candidates)]


class Late:
    """Late interaction over the whole entry, or its best sentence.

    The question's tokens weigh by how rare their words are in the language, by how rare they are
    in the pool, and alike, in the shares given.
    """

    def __init__(
        self,
        pool: Pool,
        language: float = 0.0,
        here: float = 0.0,
        alike: float = 0.0,
        sentence: bool = False,
    ) -> None:
        self._pool = pool
        self._language = language
        self._here = here
        self._alike = alike
        self._sentence = sentence

    def rank(self, question: Question, candidates: Sequence[int]) -> Floats:
        weights = self._weights(question)
        scores = []
        for position in candidates:
            match = self._pool.match(question, position)
            by_sentence = self._sentence and len(match.sentences)
            rows = match.sentences if by_sentence else match.best[None]
            scores.append(float((rows @ weights).max()))
        return _floats(scores)

    def _weights(self, question: Question) -> Floats:
        asked = question.asked
        here = np.zeros(len(asked.weights))
        for term, tokens in asked.tokens.items():
            subject = max(_LEAST, self._pool.scarcity(term)) if term in asked.terms else _GRAMMAR
            here[tokens] = np.maximum(here[tokens], subject)
        return _floats(
            self._language * asked.weights
            + self._here * here / (here.sum() or 1.0)
            + self._alike / max(len(here), 1)
        )


class Sum:
    """Signals added up, each with its weight; words count by their share of the best's."""

    def __init__(self, signals: Sequence[tuple[float, Ranker]]) -> None:
        self._signals = signals

    def rank(self, question: Question, candidates: Sequence[int]) -> Floats:
        total = np.zeros(len(candidates), dtype=np.float32)
        for weight, ranker in self._signals:
            scores = ranker.rank(question, candidates)
            if isinstance(ranker, Words):
                scores = scores / max(float(scores.max()), 1e-6)
            total += np.float32(weight) * scores
        return total


class Ranks:
    """Reciprocal rank fusion."""

    def __init__(self, rankers: Sequence[Ranker]) -> None:
        self._rankers = rankers

    def rank(self, question: Question, candidates: Sequence[int]) -> Floats:
        scores = [ranker.rank(question, candidates) for ranker in self._rankers]
        places = [np.argsort(np.argsort(-row, kind="stable")) for row in scores]
        return _floats(np.sum([1 / (_RANK + 1 + row) for row in places], axis=0))


def as_the_index_does(pool: Pool) -> Ranker:
    """The order that vectorstore/ranking.py gives where no document is named."""
    return Sum([(1.0, Late(pool, language=1.0)), (_SHARED_WORDS, Words(pool))])


def balanced(pool: Pool) -> Ranker:
    """The sum that does well on SciFact, on FeedbackQA and on the gold questions alike."""
    late = Late(pool, language=1 / 3, here=1 / 3, alike=1 / 3)
    return Sum([(1.0, late), (0.03, Words(pool)), (0.08, Words(pool, titles=True))])


def rankers(pool: Pool) -> Mapping[str, Ranker]:
    """Every order that is compared, by name."""
    return {
        "cosine": Meaning(pool),
        "BM25, stemmed": Words(pool),
        "both by rank fusion": Ranks([Meaning(pool), Words(pool)]),
        "late interaction, all tokens alike": Late(pool, alike=1.0),
        "late interaction, rarity in the language": Late(pool, language=1.0),
        "late interaction, rarity in the pool": Late(pool, here=1.0),
        "late interaction, rarity in the pool, best sentence": Late(pool, here=1.0, sentence=True),
        "as the index does": as_the_index_does(pool),
        "balanced": balanced(pool),
    }


def _floats(values: object) -> Floats:
    return np.asarray(values, dtype=np.float32)
