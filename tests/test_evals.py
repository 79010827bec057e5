"""The gold questions and the baseline belong together, and the commands say what they find."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.ask import Assistant
from evals.__main__ import main
from evals.answering import every, named
from evals.cases import SPLITS, Case, GoldError, read_cases
from evals.gate import RIGHT
from evals.measures import verdict
from evals.outcomes import Outcome
from evals.report import failures, read_baseline
from evals.run import run
from evals.scores import read_scores
from evals.summary import OPENING, SUMMARY

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return read_cases()


@pytest.fixture(scope="module")
def some(cases: list[Case]) -> list[Case]:
    """A hundred English cases, evenly spread."""
    return every([case for case in cases if case.language == "en"], 100)


def test_there_are_enough_cases_of_every_kind(cases: list[Case]) -> None:
    for split in SPLITS:
        mine = [case for case in cases if case.split == split]
        assert len(mine) >= 80
        assert len({case.category for case in mine}) >= 6
        assert sum(not case.answerable for case in mine) >= 15


def test_some_cases_must_never_fail_and_did_not(cases: list[Case]) -> None:
    marked = {case.id for case in cases if case.must_never_fail}
    assert len(marked) >= 10
    assert all(each.verdict in RIGHT for each in read_scores() if each.id in marked)


def test_the_baseline_is_of_the_cases_as_they_are(cases: list[Case]) -> None:
    stored = read_scores()
    assert [each.id for each in stored] == [case.id for case in cases]
    for split in SPLITS:
        values = [s.values["facts"] for s in stored if s.split == split]
        held = [value for value in values if value is not None]
        assert read_baseline()[split]["facts"] == sum(held) / len(held)


def test_the_summary_is_of_the_baseline() -> None:
    text = SUMMARY.read_text("utf-8")
    assert text.startswith(f"{OPENING}\n## "), "Run `python -m evals baseline`."
    rows = [line.split(" | ") for line in text.splitlines()]
    shown = {row[0].strip("| ").replace("&#64;", "@"): row[2] for row in rows if len(row) == 5}
    for split, means in read_baseline().items():
        for name, value in means.items():
            if value is not None:
                assert shown[f"{split}, {name}"] == f"{value:.3f}", (
                    "Run `python -m evals baseline`."
                )


def test_sentences_and_okay_facts_are_written_down_for_many_cases(cases: list[Case]) -> None:
    mine = [case for case in cases if case.split == "dev" and case.answerable]
    assert sum(bool(case.sentences) for case in mine) >= 100
    assert sum(bool(case.okay) for case in mine) >= 60


def test_failures_show_question_answer_and_what_was_wanted(
    some: list[Case], assistant_real: Assistant
) -> None:
    outcomes = list(run(assistant_real, some[:20]))
    outcomes.append(Outcome(some[0], None, (), False, 0.1, error="ZeroDivisionError()"))
    told = list(failures(outcomes))
    assert all("? " in text and "must" in text for text in told)
    assert "error: ZeroDivisionError()" in told[-1]
    assert "found nothing was searched" in told[-1]
    assert f"lacks {some[0].facts[0][0]}" in told[-1]
    wrong = [o for o in outcomes if verdict(o) not in RIGHT]
    for outcome, text in zip(wrong, told, strict=True):
        assert f"found {', '.join(outcome.retrieved[:5]) or 'nothing'}" in text


def test_some_cases_are_asked_alone(cases: list[Case]) -> None:
    assert [case.id for case in named(cases, "dev", ["fact-02", "fact-01"])] == [
        "dev/fact-02", "dev/fact-01",
    ]  # fmt: skip
    assert {case.split for case in named(cases, "unusual", [])} == {"unusual"}
    with pytest.raises(GoldError, match=r"no case fact-0 in evals/gold/dev\.jsonl"):
        named(cases, "dev", ["fact-01", "fact-0"])


def test_passages_are_listed_with_their_ids(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["passages", "strategic", "PLAN", "DPPA"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("vision/note-4\n    DPPA has developed a 2020-2022 Strategic Plan")
    assert told.count("\n    ") == 1


def test_a_missing_baseline_says_how_to_write_one(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="python -m evals baseline"):
        read_baseline(tmp_path / "none.json")


def test_exactness_is_computed_from_the_document(
    assistant_real: Assistant, cases: list[Case]
) -> None:
    (outcome,) = run(assistant_real, [case for case in cases if case.answerable][:1])
    assert outcome.exact


def test_two_processes_come_to_the_same_numbers(multilingual_folder: Path, tmp_path: Path) -> None:
    """Whatever the order of sets, and however many threads there are."""
    command = [sys.executable, "-m", "evals", "gate", "--sample", "30"]
    started = []
    for seed, threads in (("1", "1"), ("2", "2")):
        own = {"PYTHONHASHSEED": seed, "OMP_NUM_THREADS": threads, "MKL_NUM_THREADS": threads}
        kept = {"ASSISTANT_INDEX": str(multilingual_folder), "PYTHONPATH": str(ROOT)}
        started.append(
            subprocess.Popen(
                [*command, "--runs", str(tmp_path / seed)],
                cwd=ROOT,
                env={**os.environ, **own, **kept},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        )
    for each in started:
        said, _ = each.communicate(timeout=600)
        assert "The gate is green." in said, said
    (one,), (other,) = ((tmp_path / seed).glob("*/scores.json") for seed in ("1", "2"))
    assert one.read_bytes() == other.read_bytes()
    assert json.loads(one.read_text("utf-8"))["dev"]["cases"] >= 8


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["score", "none"], "There is no run none"),
        (["compare", "none", "other"], "There is no run none"),
        (["baseline", "--sample", "30"], "A baseline is of every case: leave --sample out."),
        (["gate", "--sample", "0"], "--sample is 0: give a number from 1 to"),
    ],
)
def test_what_cannot_be_run_is_told(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert told in capsys.readouterr().err
