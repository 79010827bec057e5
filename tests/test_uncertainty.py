"""Intervals hold what they should, do not move, and keep cases of one conversation together."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from made import DECLINED, DULY, RIGHT, WRONG, scores

from evals.gate import of
from evals.uncertainty import Interval, change, difference, interval

_COMPLETE, _PRECISION = of("complete"), of("declining precision")


def test_an_interval_is_about_as_wide_as_theory_has_it() -> None:
    found = interval(scores(*[RIGHT, WRONG] * 100), _COMPLETE)
    assert found is not None
    assert found.value == 0.5
    error = 1.96 * math.sqrt(0.25 / 200)
    assert found.low == pytest.approx(0.5 - error, abs=0.015)
    assert found.high == pytest.approx(0.5 + error, abs=0.015)
    assert found == interval(scores(*[RIGHT, WRONG] * 100), _COMPLETE)


def test_cases_of_one_conversation_make_it_wider() -> None:
    apart = scores(*[RIGHT] * 40, *[WRONG] * 40)
    together = [replace(each, conversation=str(at // 10)) for at, each in enumerate(apart)]
    narrow, wide = interval(apart, _COMPLETE), interval(together, _COMPLETE)
    assert narrow is not None
    assert wide is not None
    assert narrow.value == wide.value
    assert wide.high - wide.low > 2 * (narrow.high - narrow.low)


def test_equal_answers_differ_by_nothing() -> None:
    mine = scores(*[RIGHT, WRONG] * 20)
    found = difference(list(zip(mine, mine, strict=True)), _COMPLETE)
    assert found is not None
    assert found.interval == Interval(0, 0, 0)


def test_a_ratio_is_compared_although_other_cases_are_in_it() -> None:
    before = scores(*[DULY] * 10, *[DECLINED] * 10, *[RIGHT] * 10)
    now = scores(*[DULY] * 10, *[RIGHT] * 10, *[DECLINED] * 10)
    now = [replace(new, id=old.id) for new, old in zip(now, before, strict=True)]
    found = difference(list(zip(now, before, strict=True)), _PRECISION)
    assert found is not None
    assert (found.before, found.now) == (0.5, 0.5)
    assert found.interval.low < 0 < found.interval.high


def test_what_applies_to_no_case_has_no_interval() -> None:
    assert interval(scores(RIGHT), _PRECISION) is None
    mine = scores(RIGHT)
    assert difference([(mine[0], mine[0])], _PRECISION) is None


def test_a_value_that_is_no_number_makes_the_interval_none() -> None:
    broken = [replace(scores(RIGHT)[0], values={"complete": math.nan})]
    found = interval(broken, _COMPLETE)
    assert found is not None
    assert np.isnan([found.value, found.low, found.high]).all()


@pytest.mark.parametrize(
    ("low", "high", "lower_is_better", "said"),
    [
        (-0.3, -0.1, False, "worse"),
        (-0.3, -0.01, False, "cannot tell"),
        (-0.1, 0.1, False, "cannot tell"),
        (0.1, 0.3, False, "better"),
        (0.1, 0.3, True, "worse"),
        (-0.3, -0.1, True, "better"),
        (math.nan, math.nan, False, "cannot tell"),
    ],
)
def test_only_a_whole_interval_beyond_the_margin_tells(
    low: float, high: float, lower_is_better: bool, said: str
) -> None:
    assert change(Interval(0.0, low, high), 0.02, lower_is_better) == said
