"""Answers gold questions with given settings, and keeps the run."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from assistant.ask import Assistant
from assistant.opening import build, home, open_assistant, open_corpus, open_multilingual
from assistant.settings import Settings
from evals.cases import Case, GoldError, unknown_passages
from evals.conditions import conditions
from evals.kept import RUNS, Run, new_run, open_run, resumable
from evals.run import PATIENCE, run
from vectorstore.embedder import LocalModel
from vectorstore.index import open_index

STAGES = ("reader",)
"""What a run may go without; benchmarks/ablation.md has the others."""


@dataclass(frozen=True)
class Plan:
    """How the questions are to be answered."""

    settings: Settings
    without: tuple[str, ...] = ()
    """Names of STAGES."""
    patience: float = PATIENCE
    """Seconds for one question."""
    resume: str = ""
    """The run to go on with, by name or `latest`; empty for a new one."""
    runs: Path = RUNS


def answer(plan: Plan, cases: Sequence[Case]) -> Run:
    """The finished run. Raises GoldError where the one to resume is another."""
    assistant = _opened(plan)
    for problem in unknown_passages(cases, assistant.index.passages):
        _say(problem)
    made_with = conditions(plan.settings, plan.without, cases, plan.patience)
    if plan.resume:
        kept = open_run(plan.resume, plan.runs)
        resumable(kept, made_with)
        kept.mend()
    else:
        kept = new_run(plan.runs, made_with, assistant.index.passages)
    done = {outcome.case.id for outcome in kept.outcomes()}
    left = [case for case in cases if case.id not in done]
    shown = tqdm(left, desc="Answering", leave=False, delay=0.5)
    for outcome in run(assistant, shown, plan.patience):
        kept.append(outcome)
    return kept


def every(cases: Sequence[Case], count: int | None) -> list[Case]:
    """So many of the cases, evenly spread; all where no number is given."""
    if count is None:
        return list(cases)
    if not 0 < count <= len(cases):
        raise GoldError(f"--sample is {count}: give a number from 1 to {len(cases)}.")
    return [cases[at * len(cases) // count] for at in range(count)]


def named(cases: Sequence[Case], split: str, ids: Sequence[str]) -> list[Case]:
    """The cases of a split that are called so; all of it where none is named. Raises GoldError."""
    mine = {case.id.partition("/")[2]: case for case in cases if case.split == split}
    if unknown := [id_ for id_ in ids if id_ not in mine]:
        raise GoldError(f"There is no case {', '.join(unknown)} in evals/gold/{split}.jsonl.")
    return [mine[id_] for id_ in ids or mine]


def _opened(plan: Plan) -> Assistant:
    if not plan.without:
        return open_assistant(plan.settings, _say)
    corpus, multilingual = open_corpus(plan.settings, _say), open_multilingual()
    embedder = LocalModel(plan.settings.embedding_model)
    build(plan.settings, corpus, embedder, multilingual)
    return Assistant(open_index(corpus, embedder, home(plan.settings), multilingual))


def _say(text: str) -> None:
    print(text, file=sys.stderr)
