"""Support on labelled pairs of a sentence and a passage: what is let through, kind by kind."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from assistant.checking import Checker
from evals.cases import GoldError
from vectorstore.index import Index

PAIRS = Path(__file__).parent / "support" / "pairs.jsonl"
FRESH = PAIRS.with_name("fresh.jsonl")
SHOWN = PAIRS.with_name("shown.jsonl")
SPLITS = ("fit", "unseen", "fresh")
"""fit: rules and thresholds were made on it. unseen: looked at as totals only. fresh: written
after the rules, in a file of its own; nothing is fitted on it."""


@dataclass(frozen=True)
class Pair:
    """A sentence, and a passage that supports it or does not."""

    id: str
    passage: str
    sentence: str
    supported: bool
    kind: str
    split: str


@dataclass(frozen=True)
class Shown:
    """A sentence that a weak model wrote and that rules once let through, read by hand."""

    id: str
    case: str
    sentence: str
    passage: str
    quote: str
    supported: bool
    reason: str


@dataclass(frozen=True)
class Judged:
    """What came of one pair."""

    pair: Pair
    accepted: bool
    seconds: float


def read_pairs(path: Path = PAIRS) -> list[Pair]:
    """Every pair. Raises GoldError for a line that is none."""
    pairs = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            fields = {name: row[name] for name in Pair.__dataclass_fields__}
        except (ValueError, KeyError) as error:
            raise GoldError(f"{path}, line {number}: {error!r}. See its README.md.") from error
        pairs.append(Pair(**fields))
    return pairs


def read_shown(path: Path = SHOWN) -> list[Shown]:
    """Every labelled sentence of a weak model."""
    return [Shown(**json.loads(line)) for line in path.read_text("utf-8").splitlines()]


def let_through(index: Index, shown: Iterable[Shown]) -> list[Shown]:
    """Those of the sentences that the present rules let through against their passage."""
    checker = Checker(index)
    return [
        each for each in shown if checker.check(each.sentence, [index.passages[each.passage]]).found
    ]


def judge(index: Index, pairs: Iterable[Pair]) -> Iterator[Judged]:
    """Checks each sentence against its passage."""
    checker = Checker(index)
    for pair in pairs:
        started = time.perf_counter()
        found = checker.check(pair.sentence, [index.passages[pair.passage]]).found
        yield Judged(pair, bool(found), time.perf_counter() - started)


def print_judged(rows: list[Judged], console: Console) -> None:
    """A table of each split: recall of each true kind, rejection of each false one."""
    for split in SPLITS:
        own = [row for row in rows if row.pair.split == split]
        table = Table("kind", "pairs", "accepted", "right", title=split)
        for kind in dict.fromkeys(row.pair.kind for row in sorted(own, key=_true_first)):
            of_kind = [row for row in own if row.pair.kind == kind]
            accepted = sum(row.accepted for row in of_kind)
            right = sum(row.accepted == row.pair.supported for row in of_kind) / len(of_kind)
            table.add_row(kind, str(len(of_kind)), str(accepted), f"{right:.2f}")
        console.print(table)
        right = sum(row.accepted and row.pair.supported for row in own)
        precision = right / max(1, sum(row.accepted for row in own))
        recall = right / max(1, sum(row.pair.supported for row in own))
        console.print(f"precision {precision:.2f}, recall {recall:.2f}")
    seconds = sorted(row.seconds for row in rows)
    console.print(f"median {1000 * seconds[len(seconds) // 2]:.1f} ms a pair")


def _true_first(row: Judged) -> tuple[bool, str]:
    return not row.pair.supported, row.pair.kind
