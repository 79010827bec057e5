"""What the table calls ours."""

from __future__ import annotations

from benchmarks.public.pool import Pool
from benchmarks.public.rankers import Ranker, as_the_index_does
from benchmarks.public.readers import Packaged, Reader


def ranker(pool: Pool) -> Ranker:
    """What orders candidates; `Reread` lets a reader look at the best of them again."""
    return as_the_index_does(pool)


def reader(pool: Pool) -> Reader:
    """What chooses sentences, and tells an answer from none."""
    return Packaged(pool)
