"""What is measured of the passages that search found, in their order.

The definitions are those of trec_eval, as in Manning et al. 2008, chapter 8; a test compares.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from evals.outcomes import Outcome


def recall_at_5(outcome: Outcome) -> float | None:
    """Share of the passages to be cited that are among the first five found (trec_eval's recall).

    Where the outline answers, nothing is searched or ranked, and what it cites counts as found.
    """
    if not outcome.case.answerable:
        return None
    found = set(outcome.retrieved[:5]) or set(outcome.cited)
    return len(outcome.case.must & found) / len(outcome.case.must)


def reciprocal_rank(outcome: Outcome) -> float | None:
    """One by the rank of the first that must or may be cited, or 0 (trec_eval's recip_rank)."""
    if not outcome.case.answerable:
        return None
    wanted = outcome.case.must | outcome.case.may
    ranks = (rank for rank, id_ in enumerate(outcome.ranking, start=1) if id_ in wanted)
    return 1 / rank if (rank := next(ranks, None)) else 0.0


def ndcg_at_10(outcome: Outcome) -> float | None:
    """Normalised discounted cumulative gain of the first ten found (Järvelin and Kekäläinen 2002).

    What must be cited gains 2, what may be cited 1; the discount is the logarithm to base 2.
    """
    case = outcome.case
    if not case.answerable:
        return None
    gains = [2 if id_ in case.must else int(id_ in case.may) for id_ in outcome.ranking[:10]]
    ideal = [2] * len(case.must) + [1] * len(case.may - case.must)
    return _discounted(gains) / _discounted(ideal[:10])


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))
