"""The numbers as tables and files, and the means that are stored as the baseline."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from evals.cases import SPLITS, GoldError
from evals.gate import RIGHT
from evals.junit import as_junit
from evals.measures import MEASURES, is_found, mean, median, verdict, words
from evals.outcomes import Outcome
from evals.page import as_html
from evals.result import Result, as_json
from evals.summary import as_markdown

BASELINE = Path(__file__).parent / "baseline.json"
README = Path(__file__).parent.parent / "README.md"
OPENING, CLOSING = "<!-- figures: written by python -m evals baseline -->", "<!-- /figures -->"
Numbers = dict[str, dict[str, float | None]]
"""Means by split and measure."""


def numbers(outcomes: Sequence[Outcome]) -> Numbers:
    """The means that the gate compares, by split."""
    return {
        split: {
            name: mean(measure, [outcome for outcome in outcomes if outcome.case.split == split])
            for name, measure in MEASURES.items()
        }
        for split in SPLITS
    }


def print_tables(outcomes: Sequence[Outcome], console: Console) -> None:
    """A table for each split, a row for each category."""
    for split in SPLITS:
        mine = [outcome for outcome in outcomes if outcome.case.split == split]
        table = Table(title=f"{split}: {len(mine)} questions", title_justify="left")
        for heading in ("category", "n", *MEASURES, "words", "ms"):
            table.add_column(heading, justify="left" if heading == "category" else "right")
        for category in dict.fromkeys(outcome.case.category for outcome in mine):
            table.add_row(*_row(category, [o for o in mine if o.case.category == category]))
        table.add_section()
        table.add_row(*_row("all", mine))
        console.print(table)


def _row(name: str, outcomes: Sequence[Outcome]) -> Iterator[str]:
    yield name
    yield str(len(outcomes))
    for measure in MEASURES.values():
        yield _shown(mean(measure, outcomes))
    yield _shown(median([n for o in outcomes if (n := words(o)) is not None]), "{:.0f}")
    yield _shown(median([outcome.seconds * 1000 for outcome in outcomes]), "{:.0f}")


def _shown(value: float | None, form: str = "{:.2f}") -> str:
    return "–" if value is None else form.format(value)


def read_baseline(path: Path = BASELINE) -> Numbers:
    """The stored means. Raises GoldError where there are none to compare with."""
    try:
        content: Numbers = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise GoldError(
            f"{path} cannot be read: {error}. Write it: python -m evals baseline"
        ) from error
    return content


def write_baseline(now: Numbers, path: Path = BASELINE) -> None:
    """Stores the means as what the next change has to reach."""
    path.write_text(json.dumps(now, indent=2) + "\n", "utf-8")


def figures(now: Numbers) -> str:
    """The means as a Markdown table, a column for each split."""
    lines = [f"| | {' | '.join(SPLITS)} |", "|---|" + "---|" * len(SPLITS)]
    for name in MEASURES:
        values = [_shown(now.get(split, {}).get(name)) for split in SPLITS]
        lines.append(f"| {name} | {' | '.join(values)} |")
    return "\n".join(lines)


def write_figures(now: Numbers, page: Path = README) -> None:
    """Puts the table between its marks in the README."""
    put_between(page, OPENING, CLOSING, figures(now))


def put_between(page: Path, opening: str, closing: str, text: str) -> None:
    """Puts a text between two marks of a page, in the place of what stood there."""
    was = page.read_text("utf-8")
    before, after = was.index(opening) + len(opening), was.index(closing)
    page.write_text(f"{was[:before]}\n{text}\n{was[after:]}", "utf-8")


def print_changes(beside: Result, settings: Mapping[str, Any], console: Console) -> None:
    """What two runs were made with where that differs, and each mean of a split that moved."""
    now = beside.run.settings
    for name in dict.fromkeys((*settings, *now)):
        if (was := settings.get(name)) != now.get(name) and name not in ("started", "versions"):
            console.print(f"{name}: {was} → {now.get(name)}", markup=False)
    table = Table("split", "measure", "before", "now", "difference, 95 of 100 draws", "")
    for each in beside.comparisons:
        found, split = each.difference, each.group.removeprefix("split ")
        if each.group.startswith("category ") or not (found.interval.low or found.interval.high):
            continue
        told = [f"{value:.3f}" for value in (found.before, found.now)]
        ends = f"{found.interval.low:+.3f} to {found.interval.high:+.3f}"
        table.add_row(split, each.measure, *told, ends, each.change)
    console.print(table if table.rows else "Every mean is the same.")
    console.print(f"{len(beside.worse)} answers are worse, {len(beside.better)} better.")


def write_reports(result: Result) -> Path:
    """Puts the numbers, the page, the summary and the XML into the run's folder; gives the page."""
    result.run.write("scores.json", as_json(result))
    result.run.write("summary.md", as_markdown(result))
    result.run.write("junit.xml", as_junit(result))
    return result.run.write("report.html", as_html(result))


def failures(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """What went wrong, a paragraph for each case that is not wholly right."""
    for outcome in outcomes:
        case, answer, came = outcome.case, outcome.answer, verdict(outcome)
        if came in RIGHT:
            continue
        earlier = "".join(f"  < {turn.question}\n" for turn in case.turns)
        said = " ".join(answer.text.split()) if answer else outcome.error
        lacking = [fact[0] for fact in case.facts if not is_found(outcome, fact)]
        yield (
            f"{case.id} ({case.place})\n{earlier}  ? {case.question}\n"
            f"  = {came}: {said}\n  cited {', '.join(outcome.cited) or 'nothing'}\n"
            f"  must  {', '.join(sorted(case.must)) or 'be declined'}\n"
            f"  found {', '.join(outcome.retrieved[:5]) or 'nothing was searched'}\n"
            f"  lacks {'; '.join(lacking) or 'no fact'}\n"
        )
