"""Gold cases: a question, what must be cited for it, and what must stand in the answer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.answer import Turn

GOLD = Path(__file__).parent / "gold"
SPLITS = ("dev", "heldout", "unusual")
"""dev: to develop with. heldout: by another writer, seen only as totals; its figures are the
ones that count. unusual: by a third, who kept away from the documents' words; to develop with."""


class GoldError(Exception):
    """A gold file that cannot be used; the message says where and why."""


@dataclass(frozen=True)
class Case:
    """One gold question."""

    id: str
    split: str
    category: str
    question: str
    turns: tuple[Turn, ...]
    answerable: bool
    must: frozenset[str]
    """Passages that have to be cited."""
    may: frozenset[str]
    """Passages that may be cited too without being wrong."""
    facts: tuple[tuple[str, ...], ...]
    """Each found where any of its wordings stands in the answer."""


def read_cases(folder: Path = GOLD) -> list[Case]:
    """every case of every split. Raises GoldError for a line that is not a case."""
    cases = [case for split in SPLITS for case in _read_split(folder / f"{split}.jsonl", split)]
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise GoldError(f"Two gold cases are called {case.id}. Give one another id.")
        seen.add(case.id)
    return cases


def unknown_passages(cases: Iterable[Case], known: Iterable[str]) -> Iterator[str]:
    """A sentence for each case that names a passage which the corpus does not have."""
    passages = set(known)
    for case in cases:
        for missing in sorted((case.must | case.may) - passages):
            yield f"{case.id} names {missing}, which is no passage of the corpus."


def _read_split(path: Path, split: str) -> Iterator[Case]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as error:
        raise GoldError(f"{path} cannot be read ({error.strerror}).") from error
    for number, line in enumerate(lines, start=1):
        try:
            row = json.loads(line)
            yield Case(
                id=f"{split}/{row['id']}",
                split=split,
                category=row["category"],
                question=row["question"],
                turns=tuple(Turn(question, answer) for question, answer in row["history"]),
                answerable=row["answerable"],
                must=frozenset(row["must"]),
                may=frozenset(row["may"]),
                facts=tuple(tuple(wordings) for wordings in row["facts"]),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise GoldError(f"{path}, line {number}: {error!r}. See evals/README.md.") from error
