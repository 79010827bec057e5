"""`python -m evals COMMAND`: answer the gold questions and judge the answers.

Exit codes: 0 as good as the baseline; 1 worse; 2 it could not be run.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from rich.console import Console
from tqdm import tqdm

from assistant.ask import Assistant
from assistant.errors import AssistantError
from assistant.opening import open_assistant
from assistant.settings import read_settings
from evals.cases import GoldError, read_cases, unknown_passages
from evals.measures import Outcome
from evals.pairs import judge, print_judged, read_pairs
from evals.report import (
    failures,
    numbers,
    print_tables,
    read_baseline,
    shortfalls,
    write_baseline,
    write_figures,
)
from evals.run import run
from vectorstore.errors import VectorstoreError


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit code."""
    given = _parser().parse_args(arguments)
    try:
        return int(given.run(given))
    except (GoldError, AssistantError, VectorstoreError) as error:
        print(f"evals: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    gate = commands.add_parser("gate", help="answer, and compare with the baseline")
    gate.set_defaults(run=_gate)

    baseline = commands.add_parser("baseline", help="answer, and store what came of it")
    baseline.set_defaults(run=_baseline)

    wrong = commands.add_parser("failures", help="list the cases that are not wholly right")
    wrong.add_argument("--split", default="dev", help="whose failures are listed (default: dev)")
    wrong.set_defaults(run=_failures)

    support = commands.add_parser("support", help="check the labelled pairs of evals/support/")
    support.set_defaults(run=_support)
    return parser


def _gate(given: argparse.Namespace) -> int:
    outcomes = _outcomes()
    print_tables(outcomes, Console(width=160))
    problems = list(shortfalls(numbers(outcomes), read_baseline()))
    for problem in problems:
        print(f"WORSE  {problem}")
    for outcome in outcomes:
        if outcome.error:
            print(f"ERROR  {outcome.case.id}: {outcome.error}")
    print("The gate is red." if problems else "The gate is green.")
    return 1 if problems else 0


def _baseline(given: argparse.Namespace) -> int:
    outcomes = _outcomes()
    print_tables(outcomes, Console(width=160))
    write_baseline(numbers(outcomes))
    write_figures(numbers(outcomes))
    return 0


def _failures(given: argparse.Namespace) -> int:
    print("\n".join(failures(o for o in _outcomes() if o.case.split == given.split)))
    return 0


def _support(given: argparse.Namespace) -> int:
    print_judged(list(judge(_opened().index, read_pairs())), Console(width=100))
    return 0


def _outcomes() -> list[Outcome]:
    cases = read_cases()
    assistant = _opened()
    for problem in unknown_passages(cases, assistant.index.passages):
        print(problem, file=sys.stderr)
    return list(run(assistant, tqdm(cases, desc="Answering", leave=False, delay=0.5)))


def _opened() -> Assistant:
    return open_assistant(read_settings({}), lambda text: print(text, file=sys.stderr))


if __name__ == "__main__":
    sys.exit(main())
