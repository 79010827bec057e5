"""Finding the right entry of a pool: SciFact and FeedbackQA."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.public import ours
from benchmarks.public.measures import ndcg_at_10
from benchmarks.public.pool import Entry, Judged, Pool, Store
from benchmarks.public.rankers import CANDIDATES, Meaning, rankers
from benchmarks.public.rows import Row

PLAIN, OURS = "cosine of every entry", "ours"


@dataclass(frozen=True)
class Known:
    """What is published of a set, and what is to be reached on it."""

    set: str
    published: str
    goal: str


SCIFACT = Known("SciFact", "MiniLM .6451, BM25 .687", "≥ .72")
FEEDBACKQA = Known("FeedbackQA", "MiniLM .582, mpnet .594", "≥ .66")


def measure(
    known: Known, entries: Sequence[Entry], asked: Sequence[Judged], store: Store
) -> tuple[list[Row], dict[str, float]]:
    """The set's row, and nDCG@10 of each way of ranking.

    The plain figure ranks every entry of the pool; the others rank what meaning and words bring.
    """
    pool = Pool(entries, store)
    ways = {**rankers(pool), OURS: ours.ranker(pool)}
    found: dict[str, list[float]] = {name: [] for name in (PLAIN, *ways)}
    everything = range(len(entries))
    for question, judged in zip(
        pool.questions([one.question for one in asked]), asked, strict=True
    ):
        near = pool.candidates(question, CANDIDATES)
        for name, way in [(PLAIN, Meaning(pool)), *ways.items()]:
            places: Sequence[int] = everything if name == PLAIN else near
            scores = way.rank(question, places)
            ids = [entries[place].id for place in places]
            found[name].append(ndcg_at_10(scores, ids, judged.right))
    means = {name: float(np.mean(values)) for name, values in found.items()}
    row = Row(known.set, "nDCG@10", known.published, means[PLAIN], means[OURS], known.goal)
    return [row], means
