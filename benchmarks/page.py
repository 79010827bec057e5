"""Pages: what was run and when, and tables of measures."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime

from evals import measures
from evals.cases import SPLITS, Case
from evals.measures import mean, median
from evals.outcomes import Outcome
from vectorstore.reader import WEIGHTS

_NAMES = ("the development split", "the held-out split", "the unusual split")
SPLIT_NAMES = dict(zip(SPLITS, _NAMES, strict=True))

COLUMNS: dict[str, Callable[[Sequence[Outcome]], float | None]] = {
    "first citation": lambda outcomes: mean(measures.first_citation, outcomes),
    "complete": lambda outcomes: mean(measures.complete, outcomes),
    "citation recall": lambda outcomes: mean(measures.citation_recall, outcomes),
    "citation precision": lambda outcomes: mean(measures.citation_precision, outcomes),
    "facts": lambda outcomes: mean(measures.facts_found, outcomes),
    "declining recall": lambda outcomes: mean(measures.rightly_declined, outcomes),
    "declining precision": lambda outcomes: mean(measures.declining_precision, outcomes),
    "wrongly declined": lambda outcomes: mean(measures.wrongly_declined, outcomes),
    "words": lambda outcomes: median([n for o in outcomes if (n := measures.words(o)) is not None]),
    "quotes exact": lambda outcomes: mean(measures.quotes_exact, outcomes),
}
"""What a table can show: means as in evals/measures.py, and the words of the median answer."""


def made_by(target: str, cases: Sequence[Case]) -> str:
    """What was run, when, with which reader and on how many questions."""
    counts = [
        f"{len(mine)} of {name} ({sum(case.answerable for case in mine)} answerable)"
        for split, name in SPLIT_NAMES.items()
        if (mine := [case for case in cases if case.split == split])
    ]
    return f"{made_with(target)} Gold questions: {', '.join(counts)}."


def made_with(target: str) -> str:
    """What was run, when, and with which reader."""
    now = datetime.now(UTC).strftime("%Y-%m-%d")
    reader = hashlib.sha256(WEIGHTS.read_bytes()).hexdigest()[:8]
    return (
        f"Made by `make {target}` on {now}, with the reader {reader} (the first digits of its "
        "SHA-256)."
    )


def of_split(outcomes: Iterable[Outcome], split: str) -> list[Outcome]:
    """The outcomes of one split."""
    return [outcome for outcome in outcomes if outcome.case.split == split]


def figure(value: float | None, name: str = "") -> str:
    """A share without the nought before its point; words are whole; “–” where there is none.

    It has two decimals, and three under .01, where two would say little.
    """
    if value is None:
        return "–"
    if name == "words":
        return f"{value:.0f}"
    decimals = 3 if 0 < value < 0.01 else 2
    return f"{value:.{decimals}f}".removeprefix("0")


def table(head: Sequence[str], rows: Mapping[str, Sequence[str]]) -> str:
    """A Markdown table, a row for each name."""
    lines = [f"| {' | '.join(['', *head])} |", "|---|" + "---:|" * len(head)]
    lines += [f"| {' | '.join([name, *cells])} |" for name, cells in rows.items()]
    return "\n".join(lines)


def paragraphs(*parts: str) -> str:
    """A page of these parts."""
    return "\n\n".join(parts) + "\n"
