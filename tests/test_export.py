"""Runs in others' forms, and one case as one test of pytest."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from made import CRASHED, DECLINED, DULY, HALF, RIGHT, UNDULY, case, outcome

from assistant.answer import Turn
from assistant.ask import Assistant
from evals.__main__ import main
from evals.cases import Case, read_cases
from evals.examples import test_cases as example
from evals.export import DECLINED as TO_DECLINE
from evals.export import for_deepeval, for_ragas
from evals.kept import Shown, new_run
from evals.outcomes import Outcome

ROOT = Path(__file__).resolve().parent.parent
PASSAGES = {
    "a/1": Shown("one", "Ships", "Seven ships lay in the harbour."),
    "a/2": Shown("two", "", "The harbour is deep."),
    "a/9": Shown("nine", "", "Bread."),
}
_EVERY = tuple(
    replace(outcome, case=replace(outcome.case, sentences=()))
    for outcome in (RIGHT, HALF, DECLINED, CRASHED, UNDULY, DULY)
)

TEXT, TEXTS = str, list
RAGAS = {
    "user_input": TEXT,
    "retrieved_contexts": TEXTS,
    "reference_contexts": TEXTS,
    "retrieved_context_ids": TEXTS,
    "reference_context_ids": TEXTS,
    "response": TEXT,
    "reference": TEXT,
}
"""Fields of SingleTurnSample, ragas/dataset_schema.py of 0.4.3. It overlooks others."""
DEEPEVAL = {
    "input": TEXT,
    "actual_output": TEXT,
    "expected_output": TEXT,
    "context": TEXTS,
    "retrieval_context": TEXTS,
    "metadata": dict,
    "completion_time": float,
    "name": TEXT,
    "tags": TEXTS,
}
"""Fields of LLMTestCase, deepeval/test_case/llm_test_case.py of 4.3.1."""


def numbered(outcomes: tuple[Outcome, ...]) -> list[Outcome]:
    return [replace(o, case=replace(o.case, id=f"dev/{at}")) for at, o in enumerate(outcomes)]


def rows_of_ragas(outcomes: list[Outcome]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in for_ragas(outcomes, PASSAGES).splitlines()]


def fits(row: dict[str, Any], fields: Mapping[str, type]) -> bool:
    return all(isinstance(row[name], kind) for name, kind in fields.items()) and all(
        isinstance(part, str) for name in fields if fields[name] is TEXTS for part in row[name]
    )


def test_every_outcome_is_a_sample_of_ragas() -> None:
    rows = rows_of_ragas(numbered(_EVERY))
    assert len(rows) == len(_EVERY)
    assert all(fits(row, RAGAS) for row in rows)
    first = rows[0]
    assert first["response"] == "Seven ships lay in the harbour. [1] [2]"
    assert first["reference"] == "seven ships; the harbour"
    assert first["retrieved_context_ids"] == ["a/9", "a/2"]
    assert first["retrieved_contexts"] == ["Bread.", "The harbour is deep."]
    assert first["reference_context_ids"] == ["a/1", "a/2"]
    assert first["reference_contexts"][0] == "Ships. Seven ships lay in the harbour."


def test_every_outcome_is_a_test_case_of_deepeval() -> None:
    rows = json.loads(for_deepeval(numbered(_EVERY), PASSAGES))
    assert len(rows) == len(_EVERY)
    assert all(fits(row, DEEPEVAL) and row.keys() == DEEPEVAL.keys() for row in rows)
    first = rows[0]
    assert first["name"] == "dev/0"
    assert first["retrieval_context"] == ["Bread.", "The harbour is deep."]
    assert first["context"][1] == "The harbour is deep."
    assert first["expected_output"] == "seven ships; the harbour"


def test_refusals_and_errors_are_there_and_marked() -> None:
    rows = rows_of_ragas(numbered(_EVERY))
    assert [row["declined"] for row in rows] == [False, False, True, False, False, True]
    assert [row["error"] for row in rows] == [None] * 3 + ["ZeroDivisionError()"] + [None] * 2
    assert [row["verdict"] for row in rows][2:4] == ["wrongly declined", "error"]
    assert (rows[2]["response"], rows[3]["response"]) == ("No.", "")
    assert [row["reference"] for row in rows[4:]] == [TO_DECLINE, TO_DECLINE]
    tags = [each["tags"] for each in json.loads(for_deepeval(numbered(_EVERY), PASSAGES))]
    assert tags[2:4] == [["dev", "direct", "declined"], ["dev", "direct", "error"]]
    assert tags[0] == ["dev", "direct"]


def test_the_reference_is_the_best_that_is_known() -> None:
    written = case(sentences=("Seven ships lay in the harbour.",))
    bare = case(facts=(), sentences=())
    rows = rows_of_ragas([replace(RIGHT, case=written), replace(RIGHT, case=bare)])
    assert rows[0]["reference"] == "Seven ships lay in the harbour."
    assert rows[1]["reference"] == "Ships. Seven ships lay in the harbour.\nThe harbour is deep."


def test_a_follow_up_comes_with_what_was_said_before() -> None:
    later = case(question="And how many?", turns=(Turn("What is there?", "Ships."),))
    (row,) = rows_of_ragas([replace(RIGHT, case=later)])
    assert row["user_input"] == "Question: What is there?\nAnswer: Ships.\nQuestion: And how many?"


def test_a_kept_run_is_exported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = [each for each in read_cases() if each.split != "heldout"][:189]
    kept = new_run(tmp_path / "runs", {}, {})
    for each in (cases[0], cases[-1]):
        kept.append(outcome(["a/1"], "\ud800 Seven ships.", case=each))
    kept.append(replace(RIGHT, case=case(id="dev/gone")))
    place, file = str(kept.place), tmp_path / "out.json"
    assert main(["export", place, "--to", "deepeval", str(file)]) == 0
    said = capsys.readouterr().out
    assert "2 answers for deepeval" in said
    assert "Left out, because they ask something else now: 1." in said
    assert [row["name"] for row in json.loads(file.read_text("utf-8"))] == [
        cases[0].id, cases[-1].id,
    ]  # fmt: skip
    assert main(["export", place, "--to", "ragas", "--split", "unusual", str(file)]) == 0
    assert file.read_text("utf-8") == ""
    assert main(["export", place, "--to", "ragas", str(tmp_path / "no" / "file")]) == 2
    assert "cannot be written" in capsys.readouterr().err


def named(id_: str) -> Case:
    return next(each for each in read_cases() if each.id == id_)


def test_one_case_is_one_test(assistant_real: Assistant) -> None:
    example.test_case(assistant_real, named("dev/fact-01"))
    unfit = replace(named("dev/fact-01"), must=frozenset({"caf24/1.2"}))
    with pytest.raises(AssertionError, match="In which city"):
        example.test_case(assistant_real, unfit)


def test_pytest_runs_the_example(multilingual_folder: Path) -> None:
    wanted = "fact-01 or smalltalk-01"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "evals/examples", "-k", wanted, "-p", "no:cacheprovider"],
        cwd=ROOT,
        env={**os.environ, "ASSISTANT_INDEX": str(multilingual_folder), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout
