"""The gate is green on the real thing, and red when the product is made worse on purpose."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.ask import Assistant
from evals.cases import SPLITS, Case, GoldError, read_cases, unknown_passages
from evals.outcomes import Outcome
from evals.report import failures, numbers, read_baseline, shortfalls
from evals.run import run
from vectorstore.building import build_index
from vectorstore.documents import Corpus
from vectorstore.embedder import LocalModel
from vectorstore.index import open_index
from vectorstore.ranking import Hit, score


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return read_cases()


def problems(assistant: Assistant, cases: Sequence[Case]) -> list[str]:
    return list(shortfalls(numbers(list(run(assistant, cases))), read_baseline()))


def test_there_are_enough_cases_of_every_kind(cases: list[Case]) -> None:
    for split in SPLITS:
        mine = [case for case in cases if case.split == split]
        assert len(mine) >= 80
        assert len({case.category for case in mine}) >= 6
        assert sum(not case.answerable for case in mine) >= 15


def test_every_case_names_passages_and_facts_that_exist(
    cases: list[Case], assistant_real: Assistant
) -> None:
    passages = assistant_real.index.passages
    assert not list(unknown_passages(cases, passages))
    for case in cases:
        held = " ".join(
            f"{p.title.text if p.title else ''} {p.body.text}"
            for p in (passages[id_] for id_ in sorted(case.must))
        ).lower()
        for fact in case.facts:
            assert any(" ".join(w.lower().split()) in held for w in fact), (case.id, fact)


def test_the_gate_is_green_on_the_real_corpus(
    cases: list[Case], assistant_multilingual: Assistant
) -> None:
    assert problems(assistant_multilingual, cases) == []


def test_two_runs_give_the_same_answers(cases: list[Case], assistant_real: Assistant) -> None:
    some = cases[::5]
    first, second = ([o.answer for o in run(assistant_real, some)] for _ in range(2))
    assert first == second


def test_the_gate_goes_red_when_a_takeaway_is_missing(
    cases: list[Case], corpus: Corpus, embedder: LocalModel, tmp_path: Path
) -> None:
    document, other = corpus.documents
    start = document.text.index("- **Modular approaches**")
    end = document.text.index("- **Structural and operational coherence**")
    shorter = replace(document, text=document.text[:start] + document.text[end:], sha256="0")
    changed = replace(corpus, documents=(shorter, other))
    build_index(changed, embedder, tmp_path)
    found = problems(Assistant(open_index(changed, embedder, tmp_path)), cases)
    assert any("citation recall" in problem for problem in found)


def test_the_gate_goes_red_when_the_ranking_is_broken(
    cases: list[Case], assistant_real: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def upside_down(*arguments: object) -> Hit:
        hit = score(*arguments)  # type: ignore[arg-type]
        return replace(hit, score=1 - hit.score)

    monkeypatch.setattr("vectorstore.index.score", upside_down)
    assert any("first citation" in problem for problem in problems(assistant_real, cases))


def test_the_gate_goes_red_when_a_question_crashes(
    cases: list[Case], assistant_real: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(type(assistant_real.index), "search", crash)
    found = problems(assistant_real, cases[:20])
    assert any("no error" in problem for problem in found)


def test_failures_show_question_answer_and_what_was_wanted(
    cases: list[Case], assistant_real: Assistant
) -> None:
    outcomes = list(run(assistant_real, cases[:40]))
    for text in failures(outcomes):
        assert "? " in text
        assert "must" in text


@pytest.mark.parametrize("line", ["nope", '{"id": "a"}', "[]", "3"])
def test_a_gold_line_that_is_no_case_is_named(line: str, tmp_path: Path) -> None:
    for split in SPLITS:
        (tmp_path / f"{split}.jsonl").write_text(line + "\n", "utf-8")
    with pytest.raises(GoldError, match="line 1"):
        read_cases(tmp_path)


def test_a_gold_id_that_is_used_twice_is_named(tmp_path: Path) -> None:
    row = {"id": "a", "category": "fact", "question": "?", "history": [], "answerable": False}
    row |= {"must": [], "may": [], "facts": []}
    for split in SPLITS:
        (tmp_path / f"{split}.jsonl").write_text((json.dumps(row) + "\n") * 2, "utf-8")
    with pytest.raises(GoldError, match="called dev/a"):
        read_cases(tmp_path)


def test_a_missing_baseline_says_how_to_write_one(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="python -m evals baseline"):
        read_baseline(tmp_path / "none.json")


def test_exactness_is_computed_from_the_document(
    assistant_real: Assistant, cases: list[Case]
) -> None:
    (outcome,) = run(assistant_real, [case for case in cases if case.answerable][:1])
    assert isinstance(outcome, Outcome)
    assert outcome.exact
