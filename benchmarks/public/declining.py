"""Telling questions that a pool answers from those that it does not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from benchmarks.public import ours
from benchmarks.public.measures import auroc
from benchmarks.public.pool import Pool, Question
from benchmarks.public.rankers import CANDIDATES, Ranker
from benchmarks.public.readers import Reader

_READ = 5  # passages: the surest of them speaks for the pool


def plain(pool: Pool, questions: Sequence[Question], answerable: Sequence[bool]) -> float:
    """AUROC of the highest cosine in the pool."""
    tops = [float((pool.vectors.rows @ one.embedded.vector).max()) for one in questions]
    return auroc(answerable, tops)


def read_out(
    pool: Pool, reader: Reader, questions: Sequence[Question], answerable: Sequence[bool]
) -> float:
    """AUROC of the surest reading among the best passages."""
    ranker = ours.ranker(pool)
    return auroc(answerable, [_surest(pool, ranker, reader, one) for one in questions])


def _surest(pool: Pool, ranker: Ranker, reader: Reader, question: Question) -> float:
    near = pool.candidates(question, CANDIDATES)
    best = np.argsort(-ranker.rank(question, near), kind="stable")[:_READ]
    return max(one.whole for one in reader.read(question, pool, [near[at] for at in best]))
