"""The gate: what of a run is worse than the baseline, and why that is not let through.

docs/decisions/0014 says why these rules and these margins.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from evals.cases import Case
from evals.measures import LOWER_IS_BETTER, MEASURES, mean_of
from evals.outcomes import Verdict
from evals.scores import Score, common
from evals.uncertainty import Change, Difference, Value, change, difference

MARGIN = 0.02
"""A mean is worse where the whole interval of its difference lies below this, negative."""

TOLERANCE = 0.004
"""A split's mean this much below its baseline is a drop, whatever its interval: the same code gives
the same answers, and less than one case of a split can move a mean so far."""

FLOORS = ("quotes exact", "sentences cited", "no error")
"""1 for every case, whatever the baseline is."""

Reason = Literal["not a number", "floor", "must never fail", "drop", "worse", "nothing to compare"]

RIGHT: tuple[Verdict, ...] = ("right", "rightly declined")


@dataclass(frozen=True)
class Problem:
    """One reason for which the gate is red."""

    reason: Reason
    text: str

    def __str__(self) -> str:
        return f"{self.reason}: {self.text}"


@dataclass(frozen=True)
class Comparison:
    """One measure over a group of cases, before and now."""

    group: str
    """`split dev`, `category list`, `all`."""
    measure: str
    difference: Difference
    change: Change


def judge(now: Sequence[Score], before: Sequence[Score], cases: Sequence[Case]) -> list[Problem]:
    """Every reason for which the gate is red; none where it is green."""
    problems = [*_no_numbers(now), *_below_floors(now), *_failing(now, cases)]
    pairs = common(now, before)
    if not pairs:
        told = "no case asks and expects what it did in the baseline. Store a new baseline."
        problems.append(Problem("nothing to compare", told))
    elif not any(problem.reason == "not a number" for problem in problems):
        problems += [*_drops(pairs), *_worse(compare(pairs))]
    return problems


def compare(pairs: Sequence[tuple[Score, Score]]) -> list[Comparison]:
    """Every measure of the gate over all cases, each split and each category."""
    return [
        Comparison(group, name, found, change(found.interval, MARGIN, name in LOWER_IS_BETTER))
        for group, mine in _groups(pairs).items()
        for name in MEASURES
        if (found := difference(mine, of(name)))
    ]


def of(name: str) -> Value:
    """A score's value of one measure."""

    def value(score: Score) -> float | None:
        return score.values.get(name)

    return value


def _groups(pairs: Sequence[tuple[Score, Score]]) -> dict[str, list[tuple[Score, Score]]]:
    def gathered(name: Callable[[Score], str]) -> dict[str, list[tuple[Score, Score]]]:
        names = dict.fromkeys(name(new) for new, _ in pairs)
        return {each: [pair for pair in pairs if name(pair[0]) == each] for each in names}

    by_split = gathered(lambda each: f"split {each.split}")
    return {"all": list(pairs), **by_split, **gathered(lambda each: f"category {each.category}")}


def _no_numbers(now: Sequence[Score]) -> Iterator[Problem]:
    for each in now:
        for name, value in each.values.items():
            if value is not None and not math.isfinite(value):
                yield Problem("not a number", f"{each.id}, {name}: {value}")


def _below_floors(now: Sequence[Score]) -> Iterator[Problem]:
    for name in FLOORS:
        below = [each for each in now if each.values[name] != 1]
        if below:
            ids = ", ".join(each.id for each in below[:5]) + (", …" if len(below) > 5 else "")
            told = f"{name} is 0 for {len(below)} of {len(now)}: {ids}"
            first = below[0].answer if name == "no error" else ""
            yield Problem("floor", f"{told}. The first: {first}" if first else told)


def _failing(now: Sequence[Score], cases: Sequence[Case]) -> Iterator[Problem]:
    marked = {case.id for case in cases if case.must_never_fail}
    for each in now:
        if each.id in marked and each.verdict not in RIGHT:
            yield Problem("must never fail", f"{each.id} is {each.verdict}")


def _drops(pairs: Sequence[tuple[Score, Score]]) -> Iterator[Problem]:
    for group, mine in _groups(pairs).items():
        if not group.startswith("split "):
            continue
        for name in MEASURES:
            now, before = (mean_of(pair[side].values.get(name) for pair in mine) for side in (0, 1))
            if before is not None and (now is None or _loss(name, now, before) > TOLERANCE):
                shown = "none" if now is None else f"{now:.3f}"
                yield Problem("drop", f"{group}, {name}: {shown}, was {before:.3f}")


def _loss(name: str, now: float, before: float) -> float:
    return now - before if name in LOWER_IS_BETTER else before - now


def _worse(comparisons: Sequence[Comparison]) -> Iterator[Problem]:
    for each in comparisons:
        if each.change == "worse":
            found = each.difference
            told = f"{found.now:.3f}, was {found.before:.3f}"
            ends = f"[{found.interval.low:+.3f}, {found.interval.high:+.3f}]"
            yield Problem("worse", f"{each.group}, {each.measure}: {told}, difference {ends}")
