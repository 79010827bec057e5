"""Rows of the table, and how it is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One measure on one set."""

    set: str
    measure: str
    published: str
    """A figure that others published or that is known for this set, and what it is of."""
    plain: float | None
    """The plain embedding model by cosine, on our path."""
    ours: float
    goal: str
    """What is to be reached; empty where a row only explains another."""


def table(rows: Iterable[Row]) -> str:
    """The rows in Markdown."""
    lines = [
        "| set | measure | published | plain MiniLM | ours | goal |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows:
        plain = "" if row.plain is None else figure(row.plain)
        cells = [row.set, row.measure, row.published, plain, figure(row.ours), row.goal]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def comparison(names: Sequence[str], columns: dict[str, dict[str, float]]) -> str:
    """One column a set, one line a way of ranking."""
    lines = [f"| | {' | '.join(columns)} |", f"|---|{'---|' * len(columns)}"]
    for name in names:
        cells = [figure(column[name]) for column in columns.values()]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def figure(value: float) -> str:
    """Three decimals without the nought."""
    return f"{value:.3f}".removeprefix("0")
