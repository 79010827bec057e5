"""How far a mean, or a difference of two, can be trusted: bootstrap intervals by conversation.

Cases of one conversation rise and fall together, so conversations are drawn and not cases (Davison
and Hinkley 1997, 3.8; for language models Miller 2024, “Adding Error Bars to Evals”). The seed is
fixed: the same outcomes have the same intervals on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from evals.scores import Score

_SEED, _DRAWS = 20241, 2000
_ENDS = (0.025, 0.975)
_DIGITS = 6  # beyond them processors may differ

Change = Literal["better", "worse", "cannot tell"]
Value = Callable[[Score], float | None]

_Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Interval:
    """A value, and where 95 of 100 of its bootstrap draws lie."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Difference:
    """One measure of the same cases, before and now."""

    before: float
    now: float
    interval: Interval
    """Of now less before."""
    count: int
    """Cases that it applies to now."""


def interval(scores: Sequence[Score], value: Value) -> Interval | None:
    """The mean over the cases that have a value; None where none has."""
    counted = _Counted.of([(each.conversation, value(each)) for each in scores])
    if not counted.count:
        return None
    return _interval(counted.mean, counted.drawn(_draws(len(counted.sums))))


def difference(pairs: Sequence[tuple[Score, Score]], value: Value) -> Difference | None:
    """The difference of two means over the same draws of conversations.

    A ratio such as the precision of declining has other cases in each; each mean is over its own.
    None where either has no case.
    """
    now = _Counted.of([(new.conversation, value(new)) for new, _ in pairs])
    before = _Counted.of([(new.conversation, value(old)) for new, old in pairs])
    if not (now.count and before.count):
        return None
    draws = _draws(len(now.sums))
    between = _interval(now.mean - before.mean, now.drawn(draws) - before.drawn(draws))
    return Difference(before.mean, now.mean, between, now.count)


def change(between: Interval, margin: float, lower_is_better: bool = False) -> Change:
    """Better or worse only where the whole interval lies beyond the margin."""
    low, high = between.low, between.high
    if lower_is_better:
        low, high = -high, -low
    if high < -margin:
        return "worse"
    return "better" if low > margin else "cannot tell"


@dataclass(frozen=True)
class _Counted:
    """Sums and numbers of values, by conversation."""

    sums: _Floats
    counts: _Floats

    @classmethod
    def of(cls, values: Sequence[tuple[str, float | None]]) -> _Counted:
        places = {name: at for at, name in enumerate(dict.fromkeys(name for name, _ in values))}
        sums, counts = np.zeros(len(places)), np.zeros(len(places))
        for name, value in values:
            if value is not None:
                sums[places[name]] += value
                counts[places[name]] += 1
        return cls(sums, counts)

    @property
    def count(self) -> int:
        return int(self.counts.sum())

    @property
    def mean(self) -> float:
        return float(self.sums.sum() / self.counts.sum())

    def drawn(self, draws: NDArray[np.intp]) -> _Floats:
        """The mean of each draw; NaN where a draw has no case that the measure applies to."""
        counts = self.counts[draws].sum(axis=1)
        sums = self.sums[draws].sum(axis=1)
        means: _Floats = np.divide(sums, counts, out=np.full(len(draws), np.nan), where=counts > 0)
        return means


def _draws(conversations: int) -> NDArray[np.intp]:
    shape = (_DRAWS, conversations)
    return np.random.default_rng(_SEED).integers(conversations, size=shape, dtype=np.intp)


def _interval(value: float, draws: _Floats) -> Interval:
    """Draws without a case say nothing; a NaN among the values themselves makes all of it NaN."""
    told = draws[~np.isnan(draws)]
    if np.isnan(value) or not len(told):
        return Interval(float("nan"), float("nan"), float("nan"))
    low, high = np.quantile(told, _ENDS)
    return Interval(*(round(float(each), _DIGITS) for each in (value, low, high)))
