"""What the table calls ours. A trained reader comes in here, and nowhere else."""

from __future__ import annotations

from benchmarks.public.pool import Pool
from benchmarks.public.rankers import Ranker, balanced
from benchmarks.public.readers import NoReader, Reader


def ranker(pool: Pool) -> Ranker:
    """What orders candidates; `Reread` lets a reader look at the best of them again."""
    return balanced(pool)


def reader(pool: Pool) -> Reader:
    """What chooses sentences, and tells an answer from none."""
    return NoReader(pool)
