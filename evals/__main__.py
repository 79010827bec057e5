"""`python -m evals COMMAND`: answer the gold questions and judge the answers.

`support` checks the labelled pairs of evals/support/. `feedback | promote ID | accept ID` make gold
cases of what readers said.

Exit codes: 0 as good as the baseline; 1 worse; 2 it could not be run.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from rich.console import Console
from tqdm import tqdm

from assistant.errors import AssistantError
from assistant.feedback import FeedbackStore
from assistant.opening import open_assistant, open_corpus
from assistant.settings import read_settings
from evals.cases import GOLD, GoldError, read_cases, unknown_passages
from evals.complaints import PENDING, accept, print_feedback, promote
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
from vectorstore.index import split_all


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
    for name, run_, told in (
        ("gate", _gate, "compare with the baseline"),
        ("baseline", _baseline, "store a new baseline"),
        ("failures", _failures, "list what is not wholly right"),
        ("support", _support, "check the labelled pairs"),
        ("feedback", _feedback, "list what readers said"),
        ("promote", _promote, "make a pending gold case of what a reader said"),
        ("accept", _accept, "move a pending case that is filled in to the gold cases"),
    ):
        commands.add_parser(name, help=told).set_defaults(run=run_)
    failing = commands.choices["failures"]
    failing.add_argument("--split", default="dev", help="whose failures (default: dev)")
    commands.choices["feedback"].add_argument("--bad", action="store_true", help="only the bad")
    commands.choices["promote"].add_argument("id", type=int, help="the number of the feedback")
    commands.choices["accept"].add_argument("id", help="the pending case, or its number")
    for name in ("feedback", "promote"):
        commands.choices[name].add_argument(
            "--feedback", metavar="FILE", help="where it is kept (ASSISTANT_FEEDBACK)"
        )
    return parser


def _gate(given: argparse.Namespace) -> int:
    outcomes = _outcomes()
    print_tables(outcomes, Console(width=160))
    return _compared(outcomes)


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
    assistant = open_assistant(read_settings({}), _say)
    print_judged(
        list(judge(assistant.index, [*read_pairs(), *read_pairs(FRESH)])), Console(width=100)
    )
    return 0


def _feedback(given: argparse.Namespace) -> int:
    kept = _store(given).all()
    chosen = [each for each in kept if each.said.verdict == "bad"] if given.bad else kept
    print_feedback(chosen, Console(width=None if sys.stdout.isatty() else 160))
    return 0


def _promote(given: argparse.Namespace) -> int:
    id_ = promote(_store(given).get(given.id), GOLD)
    print(f"{id_} stands in {GOLD / PENDING}. Fill in its category, the passages and the facts,")
    print(f"documents in hand; then: python -m evals accept {id_}")
    return 0


def _accept(given: argparse.Namespace) -> int:
    corpus = open_corpus(read_settings({}), _say)
    id_ = accept(given.id, {p.id: p for p in split_all(corpus)}, GOLD)
    print(f"{id_} is a gold case of the development split now. `make evals` counts it.")
    return 0


def _store(given: argparse.Namespace) -> FeedbackStore:
    return FeedbackStore(read_settings({"feedback": given.feedback}).feedback)


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _outcomes() -> list[Outcome]:
    cases = read_cases()
    assistant = open_assistant(read_settings({}), _say)
    for problem in unknown_passages(cases, assistant.index.passages):
        print(problem, file=sys.stderr)
    return list(run(assistant, tqdm(cases, desc="Answering", leave=False, delay=0.5)))


def _compared(outcomes: list[Outcome]) -> int:
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
