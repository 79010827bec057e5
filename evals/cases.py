"""Gold cases: a question, what must be cited for it, and what must stand in the answer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from assistant.answer import Turn
from vectorstore.passages import Passage

GOLD = Path(__file__).parent / "gold"
SCHEMA = GOLD / "case.schema.json"
SPLITS = ("dev", "heldout", "unusual")
"""dev: to develop with. heldout: by another writer, seen only as totals; its figures are the
ones that count. unusual: by a third, who kept away from the documents' words; to develop with."""

Fact = tuple[str, ...]
"""Found where any of its wordings stands in the answer."""


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
    facts: tuple[Fact, ...]
    """Vital: an answer without one of them is not complete."""
    okay: tuple[Fact, ...] = ()
    """Good to have."""
    sentences: tuple[str, ...] = ()
    """The best answer, word for word out of the documents; empty where nobody wrote it down."""
    reason: str | None = None
    """Why it is not answered; None where it is."""
    language: str = "en"
    must_never_fail: bool = False
    note: str = ""
    author: str = ""
    written: str = ""
    """A date as 2026-11-22."""
    line: int = 0
    """Where it stands in its file, counted from 1."""

    @property
    def conversation(self) -> str:
        """What it shares with the cases that follow from the same first question."""
        return " ".join((self.turns[0].question if self.turns else self.question).lower().split())

    @property
    def place(self) -> str:
        """Its file and line, as an editor opens them."""
        return f"evals/gold/{self.split}.jsonl:{self.line}"


def read_cases(folder: Path = GOLD) -> list[Case]:
    """Every case of every split. Raises GoldError for a line that is not a case."""
    cases = [case for split in SPLITS for case in _read_split(folder / f"{split}.jsonl", split)]
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise GoldError(f"Two gold cases are called {case.id}. Give one another id.")
        seen.add(case.id)
    return cases


def read_case(row: dict[str, Any], split: str, line: int = 0) -> Case:
    """The case of one row. Raises ValueError, which says all that is wrong with it."""
    if faults := [_told(fault) for fault in _validator().iter_errors(row)]:
        raise ValueError("; ".join(faults))
    facts = [fact if isinstance(fact, dict) else _vital(fact) for fact in row["facts"]]
    optional = ("reason", "language", "must_never_fail", "note", "author", "written")
    return Case(
        id=f"{split}/{row['id']}",
        split=split,
        category=row["category"],
        question=row["question"],
        turns=tuple(Turn(question, answer) for question, answer in row["history"]),
        answerable=row["answerable"],
        must=frozenset(row["must"]),
        may=frozenset(row["may"]),
        facts=tuple(tuple(fact["wordings"]) for fact in facts if fact["vital"]),
        okay=tuple(tuple(fact["wordings"]) for fact in facts if not fact["vital"]),
        sentences=tuple(row.get("sentences", ())),
        line=line,
        **{name: row[name] for name in optional if name in row},
    )


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
        for p in (passages[id_] for id_ in sorted(case.must & passages.keys()))
    ).lower()
    for fact in (*case.facts, *case.okay):
        if not any(" ".join(wording.lower().split()) in held for wording in fact):
            yield f"{case.id} has the fact “{' / '.join(fact)}”, which no passage of `must` holds."


def _vital(wordings: list[str]) -> dict[str, Any]:
    return {"wordings": wordings, "vital": True}


@lru_cache
def _validator() -> Draft202012Validator:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def _told(fault: Any) -> str:
    where = "".join(f"[{part!r}]" for part in fault.absolute_path)
    return f"{where}: {fault.message}" if where else str(fault.message)


def _read_split(path: Path, split: str) -> Iterator[Case]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as error:
        raise GoldError(f"{path} cannot be read ({error.strerror}).") from error
    for number, line in enumerate(lines, start=1):
        try:
            yield read_case(json.loads(line), split, number)
        except ValueError as error:
            raise GoldError(f"{path}, line {number}: {error}. See evals/README.md.") from error
