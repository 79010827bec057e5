"""Each measure on outcomes made by hand."""

from __future__ import annotations

import pytest

from assistant.answer import Answer, Citation, Refusal, Sentence
from evals.cases import Case
from evals.measures import MEASURES, mean, words
from evals.outcomes import Outcome


def case(**changes: object) -> Case:
    fields: dict[str, object] = {
        "id": "dev/x",
        "split": "dev",
        "category": "direct",
        "question": "?",
        "turns": (),
        "answerable": True,
        "must": frozenset({"a/1", "a/2"}),
        "may": frozenset({"a/3"}),
        "facts": (("seven ships", "7 ships"), ("the harbour",)),
    }
    return Case(**{**fields, **changes})  # type: ignore[arg-type]


def outcome(cited: list[str], text: str = "", **changes: object) -> Outcome:
    citations = tuple(
        Citation(number, passage, "label", "a.md", text, ((0, len(text)),))
        for number, passage in enumerate(cited, start=1)
    )
    sentences = (Sentence(text, tuple(c.number for c in citations)),) if cited else ()
    refusal = None if cited else Refusal("fact_missing", "No.")
    answer = Answer("?", sentences, citations, refusal=refusal)
    fields: dict[str, object] = {"retrieved": ("a/9", "a/2"), "exact": True, "seconds": 0.1}
    return Outcome(case(), answer, **{**fields, **changes})  # type: ignore[arg-type]


RIGHT = outcome(["a/1", "a/2"], "Seven ships lay in the harbour.")
HALF = outcome(["a/2", "a/8"], "Seven ships sailed.")
DECLINED = outcome([])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("recall@5", (0.5, 0.5, 0.5)),
        ("first citation", (1, 1, 0)),
        ("citation precision", (1, 0.5, 0)),
        ("citation recall", (1, 0.5, 0)),
        ("facts", (1, 0.5, 0)),
        ("complete", (1, 0, 0)),
        ("wrongly declined", (0, 0, 1)),
        ("declining recall", (None, None, None)),
        ("declining precision", (None, None, 0)),
        ("quotes exact", (1, 1, 1)),
        ("no error", (1, 1, 1)),
    ],
)
def test_a_measure_of_an_answerable_case(name: str, expected: tuple[float | None, ...]) -> None:
    assert tuple(MEASURES[name](each) for each in (RIGHT, HALF, DECLINED)) == expected


def test_every_measure_is_in_the_table_above() -> None:
    assert len(MEASURES) == 11


def test_an_unanswerable_case_counts_only_for_declining() -> None:
    unanswerable = case(answerable=False, must=frozenset(), may=frozenset(), facts=())
    declined = Outcome(unanswerable, DECLINED.answer, (), True, 0.1)
    answered = Outcome(unanswerable, RIGHT.answer, (), True, 0.1)
    assert MEASURES["declining recall"](declined) == 1
    assert MEASURES["declining recall"](answered) == 0
    assert MEASURES["declining precision"](declined) == 1
    assert MEASURES["complete"](answered) is None


def test_a_crash_counts_as_wrong_everywhere() -> None:
    crashed = Outcome(case(), None, (), False, 0.1, error="ZeroDivisionError()")
    for name in ("first citation", "citation recall", "facts", "complete", "quotes exact"):
        assert MEASURES[name](crashed) == 0
    assert MEASURES["no error"](crashed) == 0


def test_the_mean_leaves_out_only_what_a_measure_does_not_apply_to() -> None:
    assert mean(MEASURES["citation recall"], [RIGHT, HALF, DECLINED]) == 0.5
    assert mean(MEASURES["declining recall"], [RIGHT]) is None


def test_words_are_those_of_the_sentences() -> None:
    assert words(RIGHT) == 6
    assert words(DECLINED) is None
