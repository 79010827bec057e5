"""How well the reader's log-odds know what can be answered, and which answers are right.

They exist only for a question that was searched for: the outline answers with none, and those
questions are left out of what ranks or calibrates. How many are in is always told beside.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from evals.measures import verdict
from evals.outcomes import Outcome

_BINS = 10
_SURE = 500.0  # log-odds beyond which e to their power is no number any more


@dataclass(frozen=True)
class Point:
    """A share of the questions that is answered, and the share of those that are not right."""

    coverage: float
    risk: float


def searched(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Those with log-odds of the reader."""
    return [outcome for outcome in outcomes if outcome.confidence is not None]


def auroc(outcomes: Sequence[Outcome]) -> float | None:
    """How often an answerable question has higher log-odds than one that is not; ties count half.

    The area under the ROC curve as the Mann-Whitney statistic (Hanley and McNeil 1982). None
    without a question of either kind.
    """
    held = searched(outcomes)
    yes = np.array([o.confidence for o in held if o.case.answerable], dtype=np.float64)
    no = np.array([o.confidence for o in held if not o.case.answerable], dtype=np.float64)
    if not (len(yes) and len(no)):
        return None
    above = (yes[:, None] > no).sum() + 0.5 * (yes[:, None] == no).sum()
    return float(above / (len(yes) * len(no)))


def risk_coverage(outcomes: Sequence[Outcome]) -> list[Point]:
    """Risk by coverage, the surest answers first (El-Yaniv and Wiener 2010).

    What the outline answers is surest; those of equal log-odds are answered together. What is
    declined or crashed is not answered, so the curve ends at the assistant's own coverage. Risk is
    the share of the answered that are not wholly right.
    """
    answered = [o for o in outcomes if o.answer is not None and not o.declined]
    return curve([(_sureness(o), verdict(o) != "right") for o in answered], len(outcomes))


def curve(answered: Iterable[tuple[float, bool]], questions: int) -> list[Point]:
    """The points from the surest answer on; those of equal sureness are answered together.

    `answered`: how sure each answer is, and whether it is wrong; `questions`: how many were asked.
    """
    ordered = sorted(answered, key=lambda pair: -pair[0])
    points: list[Point] = []
    count = wrong = 0
    for _, group in groupby(ordered, key=lambda pair: pair[0]):
        together = [is_wrong for _, is_wrong in group]
        count, wrong = count + len(together), wrong + sum(together)
        points.append(Point(count / questions, wrong / count))
    return points


def area(points: Sequence[Point]) -> float | None:
    """The area under the curve of risk by coverage, by the coverage that is reached.

    AURC of Geifman, Uziel and El-Yaniv 2019, which is over all questions; the smaller the better.
    Each point's risk counts for the coverage that it adds. None without an answer.
    """
    if not points:
        return None
    starts = [0.0, *(point.coverage for point in points[:-1])]
    steps = zip(points, starts, strict=True)
    return sum(p.risk * (p.coverage - start) for p, start in steps) / points[-1].coverage


def calibration_error(outcomes: Sequence[Outcome]) -> float | None:
    """Expected calibration error of the logistic of the log-odds, in ten bins of equal width.

    As in Guo et al. 2017. What the probability is of: that the documents answer the question. The
    log-odds are taken as the reader gives them; nothing is fitted to the gold questions.
    """
    held = searched(outcomes)
    if not held:
        return None
    chances = np.array([_logistic(o.confidence or 0.0) for o in held])
    true = np.array([float(o.case.answerable) for o in held])
    bins = np.minimum((chances * _BINS).astype(int), _BINS - 1)
    gaps = [abs(chances[bins == b].sum() - true[bins == b].sum()) for b in range(_BINS)]
    return float(sum(gaps) / len(held))


def _sureness(outcome: Outcome) -> float:
    return math.inf if outcome.confidence is None else outcome.confidence


def _logistic(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-_SURE, min(_SURE, odds))))
