"""What the reader's log-odds are worth: beside scikit-learn, and on examples worked by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import CRASHED, DECLINED, DULY, HALF, RIGHT, UNDULY, WRONG
from sklearn.metrics import roc_auc_score

from evals.confidence import Point, area, auroc, calibration_error, risk_coverage, searched

_ODDS = st.lists(st.integers(-4, 4), min_size=1, max_size=20)


@given(_ODDS, _ODDS)
def test_auroc_is_that_of_scikit_learn(yes: list[int], no: list[int]) -> None:
    outcomes = [replace(RIGHT, confidence=float(odds)) for odds in yes]
    outcomes += [replace(UNDULY, confidence=float(odds)) for odds in no]
    true = [1] * len(yes) + [0] * len(no)
    assert auroc(outcomes) == pytest.approx(roc_auc_score(true, yes + no))


def test_what_was_not_searched_for_is_neither_ranked_nor_calibrated() -> None:
    assert searched([RIGHT, DECLINED]) == []
    assert auroc([RIGHT, DULY]) is None
    assert calibration_error([RIGHT]) is None


def test_the_curve_goes_from_the_surest_on_and_ends_where_it_declines() -> None:
    outcomes = [
        RIGHT,  # by the outline: the surest
        replace(RIGHT, confidence=2.0),
        replace(HALF, confidence=2.0),
        replace(WRONG, confidence=-1.0),
        replace(DECLINED, confidence=3.0),
        CRASHED,
    ]
    points = risk_coverage(outcomes)
    assert points == [Point(1 / 6, 0.0), Point(0.5, 1 / 3), Point(4 / 6, 0.5)]
    assert area(points) == pytest.approx((0 + 1 / 3 * 2 + 0.5) / 4)
    assert risk_coverage([DECLINED]) == []
    assert area([]) is None


def test_the_calibration_error_is_the_mean_gap_of_the_bins() -> None:
    even, sure = 0.0, math.log(9)  # probabilities of 0.5 and 0.9
    outcomes = [replace(RIGHT, confidence=even), replace(UNDULY, confidence=even)]
    assert calibration_error(outcomes) == pytest.approx(0)
    outcomes += [replace(UNDULY, confidence=sure - 1e-9)] * 2
    assert calibration_error(outcomes) == pytest.approx(2 * 0.9 / 4)
    assert calibration_error([replace(RIGHT, confidence=1e6)]) == pytest.approx(0)
