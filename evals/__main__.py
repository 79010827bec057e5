"""`python -m evals gate | baseline | failures`: answer the gold questions and judge the answers.

`python -m evals support` checks the labelled pairs of evals/support/.

Exit codes: 0 as good as the baseline; 1 worse; 2 it could not be run.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from rich.console import Console
from tqdm import tqdm

from assistant.errors import AssistantError
from assistant.opening import open_assistant
from assistant.settings import read_settings
from evals.cases import GoldError, read_cases, unknown_passages
from evals.measures import Outcome
from evals.pairs import FRESH, judge, print_judged, read_pairs
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
    parser = argparse.ArgumentParser(prog="python -m evals", description=main.__doc__)
    parser.add_argument("command", choices=("gate", "baseline", "failures", "support"))
    parser.add_argument("--split", default="dev", help="whose failures are listed (default: dev)")
    given = parser.parse_args(arguments)
    try:
        if given.command == "support":
            assistant = open_assistant(read_settings({}), lambda text: print(text, file=sys.stderr))
            pairs = [*read_pairs(), *read_pairs(FRESH)]
            print_judged(list(judge(assistant.index, pairs)), Console(width=100))
            return 0
        outcomes = _outcomes()
        if given.command == "failures":
            print("\n".join(failures(o for o in outcomes if o.case.split == given.split)))
            return 0
        print_tables(outcomes, Console(width=160))
        if given.command == "baseline":
            write_baseline(numbers(outcomes))
            write_figures(numbers(outcomes))
            return 0
        return _gate(outcomes)
    except (GoldError, AssistantError, VectorstoreError) as error:
        print(f"evals: {error}", file=sys.stderr)
        return 2


def _outcomes() -> list[Outcome]:
    cases = read_cases()
    assistant = open_assistant(read_settings({}), lambda text: print(text, file=sys.stderr))
    for problem in unknown_passages(cases, assistant.index.passages):
        print(problem, file=sys.stderr)
    return list(run(assistant, tqdm(cases, desc="Answering", leave=False, delay=0.5)))


def _gate(outcomes: list[Outcome]) -> int:
    problems = list(shortfalls(numbers(outcomes), read_baseline()))
    for problem in problems:
        print(f"WORSE  {problem}")
    for outcome in outcomes:
        if outcome.error:
            print(f"ERROR  {outcome.case.id}: {outcome.error}")
    print("The gate is red." if problems else "The gate is green.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
