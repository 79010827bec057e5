"""`python -m evals COMMAND`: answer the gold questions, judge the answers, compare runs.

Exit codes: 0 as good as the baseline; 1 worse; 2 it could not be run.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from assistant.errors import AssistantError
from assistant.opening import open_assistant, open_corpus
from assistant.settings import read_settings
from evals.answering import STAGES, Plan, answer, every, named
from evals.cases import GoldError, read_cases
from evals.checking import LEAST, check, print_findings
from evals.export import add_export
from evals.growing import add_commands
from evals.judge_command import add_judge
from evals.kept import RUNS, Run, open_run
from evals.page import as_html
from evals.pairs import FRESH, judge, let_through, print_judged, read_pairs, read_shown
from evals.proof import open_bench, print_proved, prove, write_table
from evals.report import (
    failures,
    numbers,
    print_changes,
    print_tables,
    write_baseline,
    write_figures,
    write_reports,
)
from evals.result import BASELINE, Result, result
from evals.run import PATIENCE
from evals.scores import STORED, read_scores, scores_of, write_scores
from evals.summary import SUMMARY, of_baseline
from vectorstore.embedder import LocalModel
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
    except KeyboardInterrupt:
        print("evals: stopped. What was answered is kept; go on with --resume.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    how = _how()

    gate = commands.add_parser("gate", parents=[how], help="answer; fail below the baseline")
    gate.set_defaults(run=_gate)
    run = commands.add_parser("run", parents=[how], help="answer, with any settings, and report")
    for flag in ("corpus", "index", "embedding-model", "model", "model-url"):
        run.add_argument(f"--{flag}", help=f"as of `assistant` (ASSISTANT_{_variable(flag)})")
    run.add_argument("--without", action="append", choices=STAGES, default=[], help="a stage")
    run.set_defaults(run=_run)

    mutants = commands.add_parser("mutants", help="make the assistant worse; is the gate red?")
    mutants.add_argument("--sample", type=int, help="so many cases only; no table is written")
    mutants.set_defaults(run=_mutants)

    score = commands.add_parser("score", help="measure a kept run again, without answering")
    score.add_argument("name", metavar="RUN", help="its folder, its name, or `latest`")
    score.set_defaults(run=_score, runs=RUNS)

    compare = commands.add_parser("compare", help="what differs between two kept runs")
    compare.add_argument("before", metavar="RUN", help="a folder, a name, or `latest`")
    compare.add_argument("now", metavar="RUN", help="the same")
    compare.set_defaults(run=_compare, runs=RUNS)

    baseline = commands.add_parser("baseline", parents=[how], help="answer, and store the result")
    baseline.set_defaults(run=_baseline)

    wrong = commands.add_parser("failures", parents=[how], help="list what is not wholly right")
    wrong.add_argument("ids", nargs="*", metavar="ID", help="only of these cases, such as fact-17")
    wrong.add_argument("--split", default="dev", help="whose failures are listed (default: dev)")
    wrong.set_defaults(run=_failures)

    checked = commands.add_parser("check", help="find what is wrong with the gold questions")
    checked.add_argument("--least", type=int, default=LEAST, help="cases of a category")
    checked.set_defaults(run=_check)

    support = commands.add_parser("support", help="check the labelled pairs of evals/support/")
    support.set_defaults(run=_support)

    add_commands(commands)
    add_judge(commands)
    add_export(commands)
    return parser


def _how() -> argparse.ArgumentParser:
    """What every command that answers takes."""
    how = argparse.ArgumentParser(add_help=False)
    how.add_argument("--sample", type=int, help="so many cases only, evenly spread")
    how.add_argument("--patience", type=float, default=PATIENCE, help="seconds for one question")
    how.add_argument(
        "--resume", nargs="?", const="latest", default="", metavar="RUN", help="go on with a run"
    )
    how.add_argument("--runs", type=Path, default=RUNS, help="the folder that runs are kept in")
    return how


def _variable(flag: str) -> str:
    return flag.replace("-", "_").upper()


def _gate(given: argparse.Namespace) -> int:
    before = read_scores()  # where there is none, that is told before anything is answered
    return _told(result(_answered(given), read_cases(), before, BASELINE))


def _run(given: argparse.Namespace) -> int:
    _told(result(_answered(given), read_cases(), read_scores(), BASELINE))
    return 0


def _score(given: argparse.Namespace) -> int:
    kept = open_run(given.name, given.runs)
    return _told(result(kept, read_cases(), read_scores(), BASELINE))


def _compare(given: argparse.Namespace) -> int:
    before, now = (open_run(name, given.runs) for name in (given.before, given.now))
    cases = read_cases()
    held = result(before, cases, [], "nothing").scores
    beside = result(now, cases, held, before.place.name)
    print_changes(beside, before.settings, Console(width=120))
    page = now.write(f"beside-{before.place.name}.html", as_html(beside))
    print(f"Both answers of every question: {page}")
    return 0


def _baseline(given: argparse.Namespace) -> int:
    if given.sample is not None:
        raise GoldError("A baseline is of every case: leave --sample out.")
    run = _answered(given)
    outcomes = run.outcomes()
    before = read_scores() if STORED.exists() else scores_of(outcomes)
    found = result(run, read_cases(), before, BASELINE)
    SUMMARY.write_text(of_baseline(found), "utf-8")
    print_tables(outcomes, Console(width=200))
    write_scores(scores_of(outcomes))
    write_baseline(numbers(outcomes))
    write_figures(numbers(outcomes))
    return 0


def _failures(given: argparse.Namespace) -> int:
    wanted = named(read_cases(), given.split, given.ids)
    told = list(failures(answer(_plan(given), every(wanted, given.sample)).outcomes()))
    print("\n".join([*told, f"{len(told)} not wholly right."]))
    return 0


def _check(given: argparse.Namespace) -> int:
    settings = read_settings({})
    passages = {passage.id: passage for passage in split_all(open_corpus(settings, _say))}
    embedder = LocalModel(settings.embedding_model)
    findings = list(check(read_cases(), passages, embedder, given.least))
    return print_findings(findings)


def _support(given: argparse.Namespace) -> int:
    index = open_assistant(read_settings({}), _say).index
    pairs = [*read_pairs(), *read_pairs(FRESH)]
    print_judged(list(judge(index, pairs)), Console(width=100))
    shown = read_shown()
    passed = let_through(index, shown)
    wrong = sum(not each.supported for each in passed)
    print(f"a weak model: {len(passed)} of {len(shown)} let through, {wrong} of them unsupported")
    return 0


def _mutants(given: argparse.Namespace) -> int:
    cases = every(read_cases(), given.sample)
    found = []
    for each in prove(open_bench(read_settings({}), cases, _say), read_scores()):
        print_proved(each)
        found.append(each)
    if given.sample is None:
        write_table(found)
    return 0 if all(each.is_caught for each in found) else 1


def _answered(given: argparse.Namespace) -> Run:
    return answer(_plan(given), every(read_cases(), given.sample))


def _plan(given: argparse.Namespace) -> Plan:
    flags = {name: value for name, value in vars(given).items() if isinstance(value, str)}
    settings = read_settings(flags)
    without = tuple(getattr(given, "without", ()))
    return Plan(settings, without, given.patience, given.resume, given.runs)


def _told(found: Result) -> int:
    """Prints the tables, writes the reports, and says what the gate says."""
    print_tables(found.outcomes, Console(width=200))
    page = write_reports(found)
    for problem in found.problems:
        print(problem)
    print(f"The gate is {'red' if found.problems else 'green'}. Read {page}")
    return 1 if found.problems else 0


def _say(text: str) -> None:
    print(text, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
