"""The numbers as tables, and what of the baseline they fall short of."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from evals.cases import SPLITS, GoldError
from evals.measures import LOWER_IS_BETTER, MEASURES, Outcome, mean, median, words

BASELINE = Path(__file__).parent / "baseline.json"
README = Path(__file__).parent.parent / "README.md"
OPENING, CLOSING = "<!-- figures: written by python -m evals baseline -->", "<!-- /figures -->"
MARGIN = 0.005
"""A mean this much below its baseline is worse: less than one case of a split can move it."""

FLOORS = {"quotes exact": 1.0, "no error": 1.0}
"""What no baseline may lower."""

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


def shortfalls(now: Numbers, baseline: Numbers) -> Iterator[str]:
    """A sentence for each mean that is below its baseline or its floor."""
    for split, means in now.items():
        for name, value in means.items():
            floor = FLOORS.get(name)
            before = baseline.get(split, {}).get(name)
            if floor is not None and (value is None or value < floor):
                yield f"{split}, {name}: {_shown(value, '{:.3f}')}, must be {floor:.0f}"
            elif before is not None and (value is None or _worse(name, value, before)):
                yield f"{split}, {name}: {_shown(value, '{:.3f}')}, was {before:.3f}"


def _worse(name: str, value: float, before: float) -> bool:
    return (value - before if name in LOWER_IS_BETTER else before - value) > MARGIN


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
    text = page.read_text("utf-8")
    before, after = text.index(OPENING) + len(OPENING), text.index(CLOSING)
    page.write_text(f"{text[:before]}\n{figures(now)}\n{text[after:]}", "utf-8")


def failures(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """What went wrong, a paragraph for each case that is not wholly right."""
    for outcome in outcomes:
        case, answer = outcome.case, outcome.answer
        right = MEASURES["complete"](outcome) if case.answerable else outcome.declined
        if right or answer is None:
            continue
        earlier = "".join(f"  < {turn.question}\n" for turn in case.turns)
        yield (
            f"{case.id}\n{earlier}  ? {case.question}\n  = {answer.status} {answer.reason or ''}: "
            f"{' '.join(answer.text.split())}\n  cited {outcome.cited}\n"
            f"  must  {sorted(case.must)}\n  facts {[fact[0] for fact in case.facts]}\n"
        )
