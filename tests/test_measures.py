"""Each measure on outcomes made by hand, and those of ranks beside the field's own program."""

from __future__ import annotations

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import RR, R, nDCG
from made import CRASHED, DECLINED, DULY, HALF, RIGHT, UNDULY, WRONG, case, outcome, unanswerable

from evals.measures import MEASURES, TOLD, mean, verdict, words
from evals.outcomes import Outcome

_PASSAGES = [f"a/{number}" for number in range(15)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("recall@5", (0.5, 0.5, 0.5)),
        ("MRR", (0.5, 0.5, 0.5)),
        ("first citation", (1, 1, 0)),
        ("citation precision", (1, 0.5, 0)),
        ("citation recall", (1, 0.5, 0)),
        ("facts", (1, 0.5, 0)),
        ("complete", (1, 0, 0)),
        ("wrongly declined", (0, 0, 1)),
        ("declining recall", (None, None, None)),
        ("declining precision", (None, None, 0)),
        ("quotes exact", (1, 1, 1)),
        ("sentences cited", (1, 1, 1)),
        ("no error", (1, 1, 1)),
    ],
)
def test_a_measure_of_an_answerable_case(name: str, expected: tuple[float | None, ...]) -> None:
    assert tuple(MEASURES[name](each) for each in (RIGHT, HALF, DECLINED)) == expected


@given(
    st.permutations(_PASSAGES),
    st.sets(st.sampled_from(_PASSAGES), min_size=1),
    st.sets(st.sampled_from(_PASSAGES)),
)
def test_ranks_are_measured_as_trec_eval_does(
    ranked: list[str], must: set[str], may: set[str]
) -> None:
    wanted = case(must=frozenset(must), may=frozenset(may))
    found = outcome(["a/1"], "x", case=wanted, retrieved=tuple(ranked))
    grades = {"q": {**dict.fromkeys(may, 1), **dict.fromkeys(must, 2)}}
    run = {"q": {id_: -float(rank) for rank, id_ in enumerate(ranked)}}
    theirs = {
        "recall@5": R(rel=2) @ 5,
        "MRR": RR(rel=1),
        "nDCG@10": nDCG @ 10,
    }
    measured = ir_measures.calc_aggregate(list(theirs.values()), grades, run)
    for name, measure in theirs.items():
        assert MEASURES[name](found) == pytest.approx(measured[measure]), name


def test_what_the_outline_cites_counts_as_found() -> None:
    listed = outcome(["a/1", "a/2"], "x", retrieved=())
    assert MEASURES["recall@5"](listed) == 1
    assert MEASURES["nDCG@10"](listed) == pytest.approx(0.867, abs=0.001)  # a/3 would gain too


def test_an_unanswerable_case_counts_only_for_declining() -> None:
    for name in ("recall@5", "MRR", "nDCG@10", "first citation", "facts", "complete"):
        assert MEASURES[name](UNDULY) is None
    assert MEASURES["declining recall"](DULY) == 1
    assert MEASURES["declining recall"](UNDULY) == 0
    assert MEASURES["declining precision"](DULY) == 1


def test_a_crash_counts_as_wrong_everywhere() -> None:
    for name in ("first citation", "citation recall", "facts", "complete", "quotes exact"):
        assert MEASURES[name](CRASHED) == 0
    assert MEASURES["sentences cited"](CRASHED) == MEASURES["no error"](CRASHED) == 0


@pytest.mark.parametrize(
    ("came", "said", "worth"),
    [
        (RIGHT, "right", 1),
        (HALF, "partly", 0.5),
        (WRONG, "wrong", -1),
        (UNDULY, "wrong", -1),
        (DECLINED, "wrongly declined", 0),
        (DULY, "rightly declined", 1),
        (CRASHED, "error", -1),
    ],
)
def test_every_question_has_one_verdict(came: Outcome, said: str, worth: float) -> None:
    assert verdict(came) == said
    assert TOLD["truthfulness (CRAG)"](came) == worth


def test_an_okay_fact_counts_half_and_is_not_needed() -> None:
    wanted = case(facts=(("seven ships",),), okay=(("blue sails",), ("the harbour",)))
    found = outcome(["a/1", "a/2"], "Seven ships lay in the harbour.", case=wanted)
    assert MEASURES["facts"](found) == 1
    assert TOLD["facts, okay ones too"](found) == 0.75
    assert verdict(found) == "right"


def test_sentences_are_compared_with_the_best_ones() -> None:
    wanted = case(sentences=("Seven ships  sailed.", "The harbour is in the north."))
    assert MEASURES["sentence F1"](outcome(["a/1"], "seven ships sailed.", case=wanted)) == 2 / 3
    assert MEASURES["sentence F1"](outcome([], case=wanted)) == 0
    assert MEASURES["sentence F1"](RIGHT) == 1
    assert MEASURES["sentence F1"](outcome(["a/1"], "x", case=case(sentences=()))) is None


def test_the_reason_is_compared_where_it_is_rightly_declined() -> None:
    assert TOLD["reason right"](DULY) == 1
    assert TOLD["reason right"](outcome([], case=unanswerable(reason="unclear"))) == 0
    assert TOLD["reason right"](DECLINED) is None


def test_the_mean_leaves_out_only_what_a_measure_does_not_apply_to() -> None:
    assert mean(MEASURES["citation recall"], [RIGHT, HALF, DECLINED, CRASHED]) == 0.375
    assert mean(MEASURES["declining recall"], [RIGHT]) is None


def test_words_are_those_of_the_sentences() -> None:
    assert words(RIGHT) == 6
    assert words(DECLINED) is None
