"""`python -m evals judge RUN`: a chat model's grades, and how far they agree with a person's."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from tqdm import tqdm

from assistant import local
from assistant.errors import ModelUnusable
from assistant.model import open_model
from assistant.settings import read_settings
from evals.agreement import (
    OF_LABELS,
    Agreement,
    Opinion,
    Spread,
    agreement,
    automatic,
    by_hand,
    judged,
    judged_labels,
)
from evals.answering import every
from evals.cases import GoldError, read_cases
from evals.grades import FILE, grade_all, papers_of
from evals.judging import PATIENCE, SLOW, Judge, Paper
from evals.kept import RUNS, open_run
from evals.labelled import read_labels
from evals.report import write_reports
from evals.result import BASELINE, Result, result
from evals.scores import read_scores

TIMES = 3
"""How often each answer is graded: a chat model does not say the same twice."""

_NONE = "Name a judge: --model PROVIDER:NAME, --model-url with a server's address, or --local."


def add_judge(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the others."""
    judge = commands.add_parser("judge", help="let a chat model grade a kept run; gates nothing")
    judge.add_argument("name", metavar="RUN", nargs="?", help="without one, the labels alone")
    judge.add_argument("--model", help="as of `assistant` (ASSISTANT_MODEL)")
    judge.add_argument("--model-url", help="as of `assistant` (ASSISTANT_MODEL_URL)")
    judge.add_argument("--local", action="store_true", help=f"{local.NAME}, on this machine")
    judge.add_argument("--times", type=int, default=TIMES, help=f"grades each (default: {TIMES})")
    judge.add_argument("--at-once", type=int, default=1, help="requests at a time (default: 1)")
    judge.add_argument("--sample", type=int, help="so many cases of the run only, evenly spread")
    judge.add_argument("--runs", type=Path, default=RUNS, help="the folder that runs are kept in")
    judge.set_defaults(run=judge_run)


def judge_run(given: argparse.Namespace) -> int:
    """Grades the labelled answers and the run's, prints what came of it, and writes the report."""
    if given.times < 1 or given.at_once < 1:
        raise GoldError("--times and --at-once are 1 at the least.")
    run = open_run(given.name, given.runs) if given.name else None
    found = result(run, read_cases(), read_scores(), BASELINE) if run else None
    labels = read_labels()
    todo = {given.runs / OF_LABELS / FILE: [label.paper for label in labels]}
    if found:
        todo[found.run.place / FILE] = _papers(found, given.sample)
    try:
        _grade(todo, given)
    except KeyboardInterrupt:
        print("evals: stopped. What was graded is kept; the same command goes on.", file=sys.stderr)
        return 130
    console = Console(width=110)
    words = agreement([automatic(labels)], by_hand(labels))
    print_agreement(words, judged_labels(given.runs), console)
    if found:
        print_opinions(judged(found), console)
        print(f"Read {write_reports(found)}")
    return 0


def print_agreement(words: Agreement, judges: Sequence[Opinion], console: Console) -> None:
    """Everybody's agreement with the labels."""
    table = Table(title="Agreement with the labels", title_justify="left")
    for heading in ("who", "n", "kappa, verdicts", "same verdict", "kappa, facts", "unscored"):
        table.add_column(heading, justify="left" if heading == "who" else "right")
    table.add_row("words and citations", "", *_agreement(words), "–")
    for each in judges:
        name, count = f"{each.judge}, {each.attempts} times", str(each.count)
        table.add_row(name, count, *_agreement(each.agreement), shown(each.unscored))
    console.print(table, markup=False)
    for each in judges:
        _print_reasons(each, console)


def print_opinions(judges: Sequence[Opinion], console: Console) -> None:
    """What each judge says of a run."""
    table = Table(title="Judged", title_justify="left")
    headings = (
        "judge",
        "n",
        "right",
        "facts stated",
        "unscored",
        "steady",
        "kappa with measures",
    )
    for heading in headings:
        table.add_column(heading, justify="left" if heading == "judge" else "right")
    for each in judges:
        table.add_row(
            f"{each.judge}, {each.attempts} times", str(each.count), shown(each.right),
            shown(each.facts), shown(each.unscored), f"{each.steady:.2f}",
            shown(each.agreement.verdicts),
        )  # fmt: skip
    console.print(table, markup=False)
    for each in judges:
        _print_reasons(each, console)


def shown(found: Spread | None) -> str:
    """The mean, with the lowest and the highest where attempts differ."""
    if found is None:
        return "–"
    ends = f" ({found.low:.2f}–{found.high:.2f})" if found.low != found.high else ""
    return f"{found.value:.2f}{ends}"


def _agreement(found: Agreement) -> tuple[str, str, str]:
    return shown(found.verdicts), shown(found.same), shown(found.facts)


def _print_reasons(each: Opinion, console: Console) -> None:
    for reason, count in each.reasons:
        console.print(f"{each.judge}, unscored {count} times: {reason}", markup=False)


def _papers(found: Result, sample: int | None) -> list[Paper]:
    chosen = {case.id for case in every([each.case for each in found.outcomes], sample)}
    return [paper for paper in papers_of(found.outcomes) if paper.id in chosen]


def _grade(todo: Mapping[Path, Sequence[Paper]], given: argparse.Namespace) -> None:
    with _judge(given) as judge:
        for place, papers in todo.items():
            grades = grade_all(judge, papers, given.times, place, given.at_once)
            for _ in tqdm(grades, desc="Judging", leave=False, delay=0.5):
                pass


@contextlib.contextmanager
def _judge(given: argparse.Namespace) -> Iterator[Judge]:
    """The judge, with its server where it is the one on this machine."""
    with contextlib.ExitStack() as running:
        flags = {"model": given.model, "model_url": given.model_url}
        if given.local:
            url = running.enter_context(local.running())
            flags = {"model": f"openai:{local.NAME}", "model_url": url}
        model = open_model(read_settings(flags))
        if model is None:
            raise ModelUnusable(_NONE)
        yield Judge(model, SLOW if given.local else PATIENCE)
