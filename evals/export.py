"""`python -m evals export RUN --to TOOL FILE`: a run in the form that another tool reads.

ragas 0.4: JSON lines, one `SingleTurnSample` each, for `EvaluationDataset.from_jsonl`. deepeval 4:
one JSON list, an `LLMTestCase` each. ragas overlooks names that it does not know and deepeval has
`metadata`, so that the case, its verdict, a refusal and an error are marked in the same file.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from evals.cases import SPLITS, Case, GoldError, read_cases
from evals.kept import RUNS, Shown, open_run, rejoined
from evals.measures import verdict
from evals.outcomes import Outcome

DECLINED = "The documents do not answer this."
"""The reference where a question is to be declined."""

Passages = Mapping[str, Shown]
Row = dict[str, Any]


def add_export(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the others."""
    export = commands.add_parser("export", help="write a kept run for ragas or deepeval")
    export.add_argument("name", metavar="RUN", help="its folder, its name, or `latest`")
    export.add_argument("--to", choices=TOOLS, required=True, help="who is to read it")
    export.add_argument("--split", choices=SPLITS, action="append", help="only this one")
    export.add_argument("file", metavar="FILE", type=Path)
    export.set_defaults(run=export_run, runs=RUNS)


def export_run(given: argparse.Namespace) -> int:
    """Writes the file. Raises GoldError where it cannot be written."""
    run = open_run(given.name, given.runs)
    outcomes, changed = rejoined(run.outcomes(), read_cases())
    chosen = [each for each in outcomes if each.case.split in (given.split or SPLITS)]
    text = TOOLS[given.to](chosen, run.passages)
    try:
        given.file.write_text(text, "utf-8")
    except OSError as error:
        raise GoldError(f"{given.file} cannot be written ({error.strerror}).") from error
    print(f"{len(chosen)} answers for {given.to} are in {given.file}.")
    if changed:
        print(f"Left out, because they ask something else now: {len(changed)}.")
    return 0


def for_ragas(outcomes: Sequence[Outcome], passages: Passages) -> str:
    """A line for each outcome: the fields of `SingleTurnSample` of ragas.dataset_schema."""
    return "".join(json.dumps(_sample(each, passages)) + "\n" for each in outcomes)


def for_deepeval(outcomes: Sequence[Outcome], passages: Passages) -> str:
    """A list of what `LLMTestCase` of deepeval.test_case takes."""
    return json.dumps([_test_case(each, passages) for each in outcomes], indent=1) + "\n"


TOOLS: dict[str, Callable[[Sequence[Outcome], Passages], str]] = {
    "ragas": for_ragas,
    "deepeval": for_deepeval,
}


def _sample(outcome: Outcome, passages: Passages) -> Row:
    case = outcome.case
    retrieved, wanted = outcome.ranking, sorted(case.must)
    return {
        "user_input": _conversation(case),
        "response": _said(outcome),
        "reference": _reference(case, passages),
        "retrieved_contexts": _texts(retrieved, passages),
        "retrieved_context_ids": list(retrieved),
        "reference_contexts": _texts(wanted, passages),
        "reference_context_ids": wanted,
        **_marks(outcome),
    }


def _test_case(outcome: Outcome, passages: Passages) -> Row:
    case, marks = outcome.case, _marks(outcome)
    kinds = [name for name in ("declined", "error") if marks[name]]
    return {
        "name": case.id,
        "input": _conversation(case),
        "actual_output": _said(outcome),
        "expected_output": _reference(case, passages),
        "context": _texts(sorted(case.must), passages),
        "retrieval_context": _texts(outcome.ranking, passages),
        "completion_time": outcome.seconds,
        "tags": [case.split, case.category, *kinds],
        "metadata": marks,
    }


def _marks(outcome: Outcome) -> Row:
    return {
        "case": outcome.case.id,
        "split": outcome.case.split,
        "category": outcome.case.category,
        "answerable": outcome.case.answerable,
        "verdict": verdict(outcome),
        "declined": outcome.declined,
        "error": outcome.error,
    }


def _said(outcome: Outcome) -> str:
    """The answer; empty where there was an error, since both tools' measures want a text."""
    return outcome.answer.text if outcome.answer else ""


def _conversation(case: Case) -> str:
    """The question; a follow-up with what was said before, without which nobody understands it."""
    lines = [f"Question: {turn.question}\nAnswer: {turn.answer}" for turn in case.turns]
    return "\n".join([*lines, f"Question: {case.question}"]) if lines else case.question


def _reference(case: Case, passages: Passages) -> str:
    """The best answer where somebody wrote it down, else the facts, else what is to be cited."""
    if not case.answerable:
        return DECLINED
    facts = [fact[0] for fact in case.facts]
    return (
        " ".join(case.sentences)
        or "; ".join(facts)
        or "\n".join(_texts(sorted(case.must), passages))
    )


def _texts(ids: Sequence[str], passages: Passages) -> list[str]:
    unknown = Shown("", "", "")
    held = [passages.get(id_, unknown) for id_ in ids]
    return [f"{each.title}. {each.body}" if each.title else each.body for each in held]
