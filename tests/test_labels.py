"""Answers that were judged by hand: enough of each kind, whole, and of the development half."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from evals.agreement import agreement, automatic, by_hand
from evals.cases import GoldError
from evals.labelled import LABELS, SCHEMA, read_labels


def rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in LABELS.read_text("utf-8").splitlines()]


def test_the_schema_is_one() -> None:
    rules = jsonschema.Draft202012Validator(jsonschema.Draft202012Validator.META_SCHEMA)
    assert not list(rules.iter_errors(json.loads(SCHEMA.read_text("utf-8"))))


def test_there_are_enough_of_each_kind() -> None:
    labels = read_labels()
    assert len(labels) >= 100
    assert min(Counter(label.source for label in labels).values()) >= 15
    counts = Counter(label.verdict for label in labels)
    assert min(counts.values()) >= 8
    assert len(counts) == 5
    gradings = Counter(grading for label in labels for grading in label.facts)
    assert min(gradings.values()) >= 10


def test_no_held_out_case_is_among_them() -> None:
    folder = LABELS.parent.parent / "gold"
    lines = (folder / "heldout.jsonl").read_text("utf-8").splitlines()
    held = {json.loads(line)["question"] for line in lines}
    assert not held & {label.case.question for label in read_labels()}


def test_the_evaluation_is_measured_against_them() -> None:
    labels = read_labels()
    found = agreement([automatic(labels)], by_hand(labels))
    assert found.verdicts
    assert found.facts
    assert 0 < found.verdicts.value < 1
    assert found.same.value > found.verdicts.value


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"verdict": "good"}, "'good' is not one of"),
        ({"reason": " "}, "does not match"),
        ({"source": "nobody"}, "'nobody' is not one of"),
        ({"facts": ["stated"] * 9}, "vital facts, and 9 are graded"),
        ({"verdict": "rightly declined"}, "is not rightly declined"),
        ({"facts": ["not"], "verdict": "right"}, "without a vital fact"),
        ({"case": {"id": "x"}}, "'category' is a required property"),
        ({"more": 1}, "'more' was unexpected"),
    ],
)
def test_a_line_that_is_no_label_is_told(
    changes: dict[str, Any], told: str, tmp_path: Path
) -> None:
    row = next(row for row in rows() if row["verdict"] == "right" and len(row["facts"]) == 1)
    path = tmp_path / "labels.jsonl"
    path.write_text(json.dumps({**row, **changes}) + "\n", "utf-8")
    with pytest.raises(GoldError, match="line 1: ") as error:
        read_labels(path)
    assert told in str(error.value)


def test_no_two_labels_have_one_name(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text((json.dumps(rows()[0]) + "\n") * 2, "utf-8")
    with pytest.raises(GoldError, match="another label is called"):
        read_labels(path)
