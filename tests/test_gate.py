"""The gate turns red for each of its reasons, and for that one alone."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import groupby

from made import CRASHED, DECLINED, DULY, HALF, RIGHT, UNDULY, WRONG, case, scores

from evals.cases import read_cases
from evals.gate import FLOORS, TOLERANCE, Problem, compare, judge
from evals.measures import MEASURES
from evals.scores import Score, common

BEFORE = scores(*[RIGHT] * 20, *[DULY] * 5, *[WRONG] * 5)


def reasons(problems: list[Problem]) -> set[str]:
    return {problem.reason for problem in problems}


def changed(at: int, new: Score) -> list[Score]:
    """The scores before, with another answer to one case."""
    old = BEFORE[at]
    answered = replace(old, verdict=new.verdict, values=new.values, answer=new.answer)
    return [*BEFORE[:at], answered, *BEFORE[at + 1 :]]


def test_it_is_green_where_nothing_changed_or_something_is_better() -> None:
    assert judge(BEFORE, BEFORE, []) == []
    (better,) = scores(RIGHT)
    assert judge(changed(29, better), BEFORE, []) == []


def test_one_case_that_is_worse_is_a_drop() -> None:
    (worse,) = scores(HALF)
    problems = judge(changed(0, worse), BEFORE, [])
    assert reasons(problems) == {"drop"}
    assert any("split dev, complete: 0.760, was 0.800" in problem.text for problem in problems)


def test_one_case_of_any_split_is_more_than_the_tolerance() -> None:
    for split, cases in groupby(read_cases(), lambda case: case.split):
        assert 1 / sum(case.answerable for case in cases) > TOLERANCE, split


def test_a_question_that_is_declined_wrongly_is_a_drop_of_what_is_better_the_lower() -> None:
    (worse,) = scores(DECLINED)
    told = [p.text for p in judge(changed(0, worse), BEFORE, []) if p.reason == "drop"]
    assert "split dev, wrongly declined: 0.040, was 0.000" in told


def test_a_category_that_is_surely_worse_is_named_though_the_split_makes_up_for_it() -> None:
    before = [*scores(*[RIGHT] * 12, category="list"), *scores(*[WRONG] * 12, category="fact")]
    now = [*scores(*[WRONG] * 12, category="list"), *scores(*[RIGHT] * 12, category="fact")]
    problems = judge(now, before, [])
    assert reasons(problems) == {"worse"}
    assert all("category list" in problem.text for problem in problems)


def test_a_quote_that_is_not_exact_is_below_the_floor() -> None:
    inexact = replace(BEFORE[29], values={**BEFORE[29].values, "quotes exact": 0.0})
    problems = judge([*BEFORE[:29], inexact], BEFORE, [])
    assert "floor" in reasons(problems)
    assert any("quotes exact is 0 for 1 of 30" in problem.text for problem in problems)


def test_no_baseline_lowers_a_floor() -> None:
    for name in FLOORS:
        low = [replace(each, values={**each.values, name: 0.0}) for each in BEFORE]
        assert reasons(judge(low, low, [])) == {"floor"}


def test_a_crash_is_below_the_floor_and_says_what_it_was() -> None:
    (crashed,) = scores(CRASHED)
    problems = judge(changed(29, crashed), BEFORE, [])
    assert any("ZeroDivisionError" in problem.text for problem in problems)


def test_a_marked_case_must_be_right_whatever_it_was_before() -> None:
    marked = [case(id=BEFORE[29].id, must_never_fail=True)]
    problems = judge(BEFORE, BEFORE, marked)
    assert problems == [Problem("must never fail", f"{BEFORE[29].id} is wrong")]
    assert judge(BEFORE, BEFORE, [case(id=BEFORE[0].id, must_never_fail=True)]) == []


def test_what_is_no_number_is_red_wherever_it_stands() -> None:
    for name in MEASURES:
        for value in (math.nan, math.inf):
            broken = replace(BEFORE[0], values={**BEFORE[0].values, name: value})
            assert "not a number" in reasons(judge([broken, *BEFORE[1:]], BEFORE, []))


def test_a_mean_that_there_is_no_longer_is_a_drop() -> None:
    now = scores(*[RIGHT] * 20, *[UNDULY] * 5, *[WRONG] * 5)
    told = [problem.text for problem in judge(now, BEFORE, [])]
    assert "split dev, declining precision: none, was 1.000" in told


def test_cases_that_ask_something_else_are_not_compared() -> None:
    other = [replace(each, asked="other") for each in BEFORE]
    assert reasons(judge(other, BEFORE, [])) == {"nothing to compare"}
    new = replace(scores(WRONG)[0], id="dev/new")
    assert judge([*BEFORE, new], BEFORE, []) == []


def test_every_measure_is_compared_in_every_group() -> None:
    groups = {each.group for each in compare(common(BEFORE, BEFORE))}
    assert groups == {"all", "split dev", "category direct"}
    assert {each.measure for each in compare(common(BEFORE, BEFORE))} == set(MEASURES)
