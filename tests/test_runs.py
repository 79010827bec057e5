"""Runs are kept whole: after a kill, after a change of the questions, and in another's hands."""

from __future__ import annotations

import json
import math
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from made import CRASHED, DECLINED, HALF, RIGHT, case

from assistant.answer import Event
from assistant.ask import Assistant
from assistant.settings import Settings, read_settings
from evals import answering
from evals.answering import Plan, answer, every
from evals.cases import Case, GoldError, read_cases
from evals.conditions import conditions
from evals.kept import Run, new_run, open_run, rejoined, resumable
from evals.outcomes import Outcome
from evals.run import run
from evals.scores import read_scores, scores_of, write_scores


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return every([each for each in read_cases() if each.split == "dev"], 6)


def same(one: list[Outcome], other: list[Outcome]) -> bool:
    """True where nothing but the seconds differs."""
    return [replace(o, seconds=0.0) for o in one] == [replace(o, seconds=0.0) for o in other]


def test_an_outcome_comes_back_as_it_was(
    assistant_real: Assistant, cases: list[Case], tmp_path: Path
) -> None:
    kept = new_run(tmp_path, {"cases": 6}, assistant_real.index.passages)
    outcomes = [*run(assistant_real, cases), CRASHED, DECLINED, HALF]
    for each in outcomes:
        kept.append(each)
    assert kept.outcomes() == outcomes
    assert kept.settings["cases"] == 6
    assert kept.passages.keys() == assistant_real.index.passages.keys()


def test_a_value_that_is_no_number_comes_back_as_none_of_another_kind(tmp_path: Path) -> None:
    kept = new_run(tmp_path, {}, {})
    kept.append(replace(RIGHT, confidence=math.nan))
    assert math.isnan(kept.outcomes()[0].confidence or 0.0)


def test_an_answer_with_a_lone_surrogate_is_kept(tmp_path: Path) -> None:
    kept = new_run(tmp_path, {}, {})
    odd = replace(CRASHED, error="\ud800 and \u2028")
    kept.append(odd)
    assert kept.outcomes() == [odd]


def test_what_a_kill_cut_off_is_left_out_and_mended(tmp_path: Path) -> None:
    kept = new_run(tmp_path, {}, {})
    kept.append(RIGHT)
    with (kept.place / "outcomes.jsonl").open("ab") as file:
        file.write(b'{"case": {"id"')
    assert kept.outcomes() == [RIGHT]
    kept.mend()
    kept.append(HALF)
    assert kept.outcomes() == [RIGHT, HALF]


def test_a_line_that_was_changed_is_named(tmp_path: Path) -> None:
    kept = new_run(tmp_path, {}, {})
    (kept.place / "outcomes.jsonl").write_text("{}\n", "utf-8")
    with pytest.raises(GoldError, match="Delete the folder"):
        kept.outcomes()


def test_only_a_run_with_the_same_settings_is_gone_on_with(tmp_path: Path) -> None:
    kept = new_run(tmp_path, {"reader": "a", "without": ()}, {})
    resumable(kept, {"reader": "a", "without": ()})
    with pytest.raises(GoldError, match="other reader, patience"):
        resumable(kept, {"reader": "b", "without": (), "patience": 1})


def test_a_run_is_found_by_its_name_its_folder_or_as_the_latest(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="python -m evals run"):
        open_run("latest", tmp_path)
    kept = new_run(tmp_path, {}, {})
    for name in ("latest", kept.place.name, str(kept.place)):
        assert open_run(name, tmp_path) == kept
    with pytest.raises(GoldError, match="There is no run"):
        open_run("other", tmp_path)


def test_outcomes_are_measured_with_the_questions_as_they_are_now() -> None:
    stricter = replace(RIGHT.case, must=frozenset({"a/1", "a/2", "a/4"}))
    other = replace(HALF.case, id="dev/y", question="Another one?")
    now, gone = rejoined([RIGHT, replace(HALF, case=case(id="dev/y"))], [stricter, other])
    assert [each.case for each in now] == [stricter]
    assert gone == ["dev/y"]


def test_what_takes_too_long_is_an_error_and_the_next_case_is_answered(
    assistant_real: Assistant, cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    free = threading.Event()
    stream = assistant_real.stream

    def stuck(question: str, turns: object = ()) -> Iterator[Event]:
        if question == cases[0].question:
            free.wait(20)
        yield from stream(question)

    monkeypatch.setattr(assistant_real, "stream", stuck)
    late, fine = run(assistant_real, [cases[0], replace(cases[1], turns=())], patience=3)
    free.set()
    assert late.error == "No answer within 3 seconds."
    assert (late.seconds, late.exact, late.answer) == (3, False, None)
    assert fine.error is None


def test_a_run_that_was_cut_off_is_gone_on_with(
    assistant_real: Assistant,
    cases: list[Case],
    tmp_path: Path,
    index_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    class Killed(BaseException):
        pass

    class Counting:
        index = assistant_real.index

        def stream(self, question: str, turns: object = ()) -> Iterator[Event]:
            asked.append(question)
            yield from assistant_real.stream(question, turns)  # type: ignore[arg-type]

    def stopping(assistant: Assistant, left: list[Case], patience: float) -> Iterator[Outcome]:
        yield from run(assistant, list(left)[:2], patience)
        raise Killed

    monkeypatch.setattr(answering, "_opened", lambda plan: Counting())
    settings = read_settings({"index": str(index_folder)}, {})
    plan = Plan(settings, runs=tmp_path)
    monkeypatch.setattr(answering, "run", stopping)
    with pytest.raises(Killed):
        answer(plan, cases)
    monkeypatch.setattr(answering, "run", run)
    whole = answer(replace(plan, resume="latest"), cases)
    assert len(list(tmp_path.iterdir())) == 1
    assert asked == [each.question for each in cases]
    assert same(whole.outcomes(), list(run(assistant_real, cases)))


def test_the_settings_say_what_a_run_was_made_with(index_folder: Path) -> None:
    settings = Settings((Path("corpus"),), index_folder, "all-MiniLM-L6-v2", "127.0.0.1", 7860)
    told = conditions(settings, ("reader",), read_cases()[:3], 60.0)
    assert told["index"] == json.loads((index_folder / "current.json").read_text())["current"]
    assert (told["cases"], told["without"]) == (3, ["reader"])
    assert "torch" in told["versions"]
    assert told["settings"]["embedding_model"] == "all-MiniLM-L6-v2"
    json.dumps(told)


def test_a_sample_is_spread_evenly_and_has_bounds() -> None:
    cases = read_cases()
    assert every(cases, None) == cases
    assert {each.split for each in every(cases, 30)} == {"dev", "heldout", "unusual"}
    assert len(every(cases, 30)) == 30
    for count in (0, -1, len(cases) + 1):
        with pytest.raises(GoldError, match="give a number from 1"):
            every(cases, count)


def test_scores_are_stored_in_the_same_bytes(tmp_path: Path) -> None:
    scores = scores_of([RIGHT, replace(HALF, case=case(id="dev/y"))])
    path = tmp_path / "scores.gz"
    write_scores(scores, path)
    first = path.read_bytes()
    time.sleep(0.01)
    write_scores(read_scores(path), path)
    assert path.read_bytes() == first
    assert read_scores(path) == scores
    path.write_bytes(b"nothing")
    with pytest.raises(GoldError, match="python -m evals baseline"):
        read_scores(path)


def test_a_folder_without_settings_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="cannot be read"):
        _ = Run(tmp_path).settings
