"""Gold cases: a question, what must be cited for it, and what must stand in the answer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.answer import Turn
from vectorstore.passages import Passage

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


def missing_facts(case: Case, passages: Mapping[str, Passage]) -> Iterator[str]:
    """A sentence for each fact of which no wording stands in a passage that must be cited."""
    held = " ".join(
        f"{p.title.text if p.title else ''} {p.body.text}"
        for p in (passages[id_] for id_ in sorted(case.must))
    ).lower()
    for fact in case.facts:
        if not any(" ".join(wording.lower().split()) in held for wording in fact):
            yield f"{case.id} has the fact “{' / '.join(fact)}”, which no passage of `must` holds."


def read_case(row: dict[str, Any], split: str) -> Case:
    """The case of one row. Raises KeyError, TypeError or ValueError where it is none."""
    return Case(
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


def _read_split(path: Path, split: str) -> Iterator[Case]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as error:
        raise GoldError(f"{path} cannot be read ({error.strerror}).") from error
    for number, line in enumerate(lines, start=1):
        try:
            yield read_case(json.loads(line), split)
        except (ValueError, KeyError, TypeError) as error:
            raise GoldError(f"{path}, line {number}: {error!r}. See evals/README.md.") from error
