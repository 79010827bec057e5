"""The gate is red when the product is made worse on purpose."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.ask import Assistant
from evals.__main__ import main
from evals.answering import every
from evals.cases import SPLITS, Case, GoldError, read_cases
from evals.gate import RIGHT, Problem, judge
from evals.outcomes import Outcome
from evals.report import failures, read_baseline
from evals.run import run
from evals.scores import read_scores, scores_of
from vectorstore.building import build_index
from vectorstore.documents import Corpus
from vectorstore.embedder import LocalModel
from vectorstore.index import open_index
from vectorstore.ranking import Hit, score

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return read_cases()


@pytest.fixture(scope="module")
def some(cases: list[Case]) -> list[Case]:
    """A hundred English cases, evenly spread."""
    return every([case for case in cases if case.language == "en"], 100)


def problems(assistant: Assistant, cases: Sequence[Case]) -> list[Problem]:
    return judge(scores_of(run(assistant, cases)), read_scores(), cases)


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


def test_the_gate_goes_red_when_a_takeaway_is_missing(
    cases: list[Case], corpus: Corpus, embedder: LocalModel, tmp_path: Path
) -> None:
    document, other = corpus.documents
    start = document.text.index("- **Modular approaches**")
    end = document.text.index("- **Structural and operational coherence**")
    shorter = replace(document, text=document.text[:start] + document.text[end:], sha256="0")
    changed = replace(corpus, documents=(shorter, other))
    build_index(changed, embedder, tmp_path)
    asked = [case for case in cases if "caf24/2.2" in case.must and case.language == "en"]
    found = problems(Assistant(open_index(changed, embedder, tmp_path)), asked)
    assert any("citation recall" in problem.text for problem in found)


def test_the_gate_goes_red_when_the_ranking_is_broken(
    some: list[Case], assistant_real: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def upside_down(*arguments: object) -> Hit:
        hit = score(*arguments)  # type: ignore[arg-type]
        return replace(hit, score=1 - hit.score)

    monkeypatch.setattr("vectorstore.index.score", upside_down)
    found = problems(assistant_real, some)
    assert {"drop", "worse"} <= {problem.reason for problem in found}
    assert any("first citation" in problem.text for problem in found)


def test_the_gate_goes_red_when_a_question_crashes(
    some: list[Case], assistant_real: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(type(assistant_real.index), "find", crash)
    found = problems(assistant_real, some[:20])
    assert any(p.reason == "floor" and "ZeroDivisionError" in p.text for p in found)


def test_failures_show_question_answer_and_what_was_wanted(
    some: list[Case], assistant_real: Assistant
) -> None:
    outcomes = list(run(assistant_real, some[:20]))
    outcomes.append(Outcome(some[0], None, (), False, 0.1, error="ZeroDivisionError()"))
    told = list(failures(outcomes))
    assert all("? " in text and "must" in text for text in told)
    assert "error: ZeroDivisionError()" in told[-1]


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
