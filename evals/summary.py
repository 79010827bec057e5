"""A run in Markdown, for a pull request: the verdict, what got worse, and the table."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from evals.gate import Comparison
from evals.measures import MEASURES
from evals.result import Pair, Result

SUMMARY = Path(__file__).with_name("baseline.md")
"""Of the stored run, beside the one that was stored before."""

OPENING = """\
This page compares the run that is stored now with the one that was stored before it, and its
verdict is of that comparison; the gate compares with the run that is stored now.
"""
"""What the page begins with: “red” on it could be taken for what the gate says now."""

_SHOWN = 10  # cases that got worse
_CUT = 600  # characters of an answer


def as_markdown(result: Result) -> str:
    """The whole summary. Of the held-out split, totals only."""
    parts = [_verdict(result), _worse(result), _table(result), _categories(result)]
    return "\n\n".join(part for part in parts if part) + "\n"


def of_baseline(result: Result) -> str:
    """The summary of a run that is stored beside the one before it."""
    return f"{OPENING}\n{as_markdown(result)}"


def _verdict(result: Result) -> str:
    counts = Counter(score.verdict for score in result.scores)
    said = ", ".join(f"{count} {verdict}" for verdict, count in counts.most_common())
    moved = f"{len(result.worse)} are worse and {len(result.better)} better"
    lines = [
        f"## {result.headline}",
        f"{len(result.scores)} questions: {said}. Beside {result.beside}, {moved}.",
    ]
    if result.problems:
        lines.append("\n".join(f"- **{p.reason}**: {_plain(p.text)}" for p in result.problems))
    if result.changed:
        lines.append(f"Left out, because they ask something else now: {len(result.changed)}.")
    return "\n\n".join(lines)


def _worse(result: Result) -> str:
    seen = [pair for pair in result.worse if pair[0].split != "heldout"]
    unseen = len(result.worse) - len(seen)
    parts = [_pair(result, pair) for pair in seen[:_SHOWN]]
    more = len(seen) - len(parts)
    if more or unseen:
        parts.append(f"And {more} more, and {unseen} of the held-out split, in the report.")
    return "\n\n".join(["### What got worse", *parts]) if parts else ""


def _pair(result: Result, pair: Pair) -> str:
    now, before = pair
    question = next(o.case.question for o in result.outcomes if o.case.id == now.id)
    told = f"{_plain(now.id)}: {before.verdict} → {now.verdict}"
    return (
        f"<details><summary>{told}</summary>\n\n{_plain(question)}\n\n| before | now |\n|---|---|\n"
        f"| {_cell(before.answer)} | {_cell(now.answer)} |\n\n</details>"
    )


def _table(result: Result) -> str:
    splits = [c for c in result.comparisons if c.group.startswith("split ")]
    rows = ["### Means", "| | before | now | difference | |\n|---|---:|---:|---:|---|"]
    body = [_row(c) for name in MEASURES for c in splits if c.measure == name]
    return "\n\n".join([rows[0], "\n".join([rows[1], *body])]) if body else ""


def _categories(result: Result) -> str:
    moved = [
        c
        for c in result.comparisons
        if c.group.startswith("category ") and c.change != "cannot tell"
    ]
    if not moved:
        return ""
    head = "| | before | now | difference | |\n|---|---:|---:|---:|---|"
    return "\n\n".join(["### Categories that changed", "\n".join([head, *map(_row, moved)])])


def _row(each: Comparison) -> str:
    found = each.difference
    ends = f"{found.interval.low:+.3f} to {found.interval.high:+.3f}"
    name = f"{each.group.partition(' ')[2]}, {each.measure}"
    changed = each.change if found.interval.value else ""
    return f"| {_plain(name)} | {found.before:.3f} | {found.now:.3f} | {ends} | {changed} |"


def _cell(text: str) -> str:
    plain = _plain(text if len(text) <= _CUT else text[:_CUT] + " …")
    return re.sub(r"\s*\n\s*", "<br>", plain)


def _plain(text: str) -> str:
    """The text with nothing in it that Markdown or HTML would read as its own."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_\[\]#|~@])", lambda m: f"&#{ord(m[1])};", escaped)
