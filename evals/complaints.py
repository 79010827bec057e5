"""From what a reader said to a gold case: listed, promoted, filled in by a person, accepted.

A promoted case stands in gold/pending.jsonl, which no evaluation reads, until a person has filled
in the right passages and facts; `accept` checks it and moves it to gold/dev.jsonl.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.answer import Reason, Turn
from assistant.feedback import Kept
from assistant.question import shown
from evals.cases import GOLD, GoldError, missing_facts, read_case, read_cases, unknown_passages
from vectorstore.passages import Passage

PENDING = "pending.jsonl"
_SPLIT = "dev"
_CUT = 300  # characters of an answer or a note in the table


class _Filled(BaseModel):
    """A row that a person has filled in."""

    model_config = ConfigDict(strict=True)

    id: str
    category: str = Field(min_length=1)
    question: str = Field(min_length=1)
    history: list[tuple[str, str]]
    answerable: bool
    must: list[str]
    may: list[str]
    facts: list[list[str]]
    reason: Reason | None = None


def print_feedback(kept: Sequence[Kept], console: Console) -> None:
    """A table of what readers said, the latest last, and how many said what."""
    table = Table(show_lines=True)
    for heading in ("id", "when (UTC)", "said", "question", "answer, cited, note"):
        table.add_column(heading, overflow="fold")
    for each in kept:
        said = each.said
        verdict = said.verdict + (f": {said.wrong.replace('_', ' ')}" if said.wrong else "")
        asked = "\n".join([*(f"({turn.question})" for turn in said.turns), said.question])
        told = [_cut(said.answer), ", ".join(said.passages), said.note and f"Note: {said.note}"]
        row = (str(each.id), each.at[:16].replace("T", " "), verdict, _cut(asked))
        table.add_row(*map(_plain, (*row, "\n".join(filter(None, told)))))
    console.print(table)
    counts = Counter(each.said.wrong or each.said.verdict for each in kept)
    told = [f"{count} {kind.replace('_', ' ')}" for kind, count in counts.most_common()]
    console.print(_plain(f"{len(kept)} in all: {', '.join(told)}." if kept else "Nothing came."))


def promote(kept: Kept, folder: Path = GOLD) -> str:
    """Writes a pending case of a reader's feedback, and gives its id. Raises GoldError."""
    id_ = f"feedback-{kept.at[:10].replace('-', '')}-{kept.id}"
    if id_ in {row["id"] for _, row in _pending(folder)}:
        raise GoldError(f"Feedback {kept.id} was promoted: {id_} stands in {folder / PENDING}.")
    if f"{_SPLIT}/{id_}" in {case.id for case in read_cases(folder)}:
        raise GoldError(f"Feedback {kept.id} was promoted and accepted: {id_} is a gold case.")
    row = {
        "id": id_,
        "category": "",
        "question": " ".join(shown(kept.said.question).split()),
        "history": [[turn.question, turn.answer] for turn in kept.said.turns],
        "answerable": kept.said.wrong != "should_have_declined",
        "must": [],
        "may": [],
        "facts": [],
        "reason": None,
        "note": kept.said.note,
        "feedback": {
            "verdict": kept.said.verdict,
            "wrong": kept.said.wrong,
            "answer": kept.said.answer,
            "cited": kept.said.passages,
            "index": kept.said.fingerprint,
        },
    }
    _write(folder / PENDING, [*(line for line, _ in _pending(folder)), _line(row)])
    return id_


def accept(name: str, passages: Mapping[str, Passage], folder: Path = GOLD) -> str:
    """Moves a pending case that is filled in to the gold cases; `name`: its id or its number.

    Raises GoldError, which says all that is still wrong with it.
    """
    rows = list(_pending(folder))
    chosen = [row for _, row in rows if name in (row["id"], str(row["id"]).rsplit("-", 1)[-1])]
    if len(chosen) != 1:
        waiting = ", ".join(str(row["id"]) for _, row in rows) or "none"
        which = "is not one pending case" if not chosen else "names several pending cases"
        raise GoldError(f"{name} {which}. Pending: {waiting}.")
    (row,) = chosen
    if problems := list(_problems(row, passages, folder)):
        raise GoldError(f"{row['id']} is not ready. {' '.join(problems)} See evals/README.md.")
    gold = folder / f"{_SPLIT}.jsonl"
    # The gold file first: what is cut off between the two is told as a duplicate, and not lost.
    _write(gold, [*gold.read_text("utf-8").splitlines(), _line(_without_feedback(row))])
    _write(folder / PENDING, [line for line, other in rows if other is not row])
    return str(row["id"])


def _problems(row: dict[str, Any], passages: Mapping[str, Passage], folder: Path) -> Iterator[str]:
    try:
        filled = _Filled.model_validate_json(json.dumps(row))
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_input=False):
            yield f"`{'.'.join(map(str, fault['loc']))}`: {fault['msg']}."
        return
    cases = read_cases(folder)
    if filled.category not in (known := sorted({case.category for case in cases})):
        yield f"`category` is {filled.category!r}; it is one of {', '.join(known)}."
    if f"{_SPLIT}/{filled.id}" in {case.id for case in cases}:
        yield "A gold case has this id."
    turns = tuple(Turn(question, answer) for question, answer in filled.history)
    asked = (_asks(filled.question), turns)
    if same := [case for case in cases if (_asks(case.question), case.turns) == asked]:
        yield f"The same is asked in {same[0].split}."
    if not filled.answerable:
        if filled.must or filled.may or filled.facts or not filled.reason:
            reasons = ", ".join(get_args(Reason))
            yield f"Not answerable: `must`, `may`, `facts` are empty, `reason` is one of {reasons}."
    elif filled.reason:
        yield "It is answerable, and has a `reason` why not: leave that null."
    elif not filled.must:
        yield "`must` names no passage."
    else:
        yield from _unfounded(row, passages)


def _unfounded(row: dict[str, Any], passages: Mapping[str, Passage]) -> Iterator[str]:
    """What of an answerable case does not stand in the documents, or is no case."""
    try:
        case = read_case(_without_feedback(row), _SPLIT)
    except ValueError as error:
        yield f"{error}."
        return
    yield from list(unknown_passages([case], passages)) or missing_facts(case, passages)


def _without_feedback(row: dict[str, Any]) -> dict[str, Any]:
    """The row as a gold case: without what it was made from, and what is empty."""
    empty = [key for key in ("reason", "note") if not row.get(key)]
    return {key: value for key, value in row.items() if key not in ("feedback", *empty)}


def _pending(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The lines of the pending file, each as it stands and as it is read."""
    file = folder / PENDING
    try:
        lines = file.read_text("utf-8").splitlines() if file.exists() else []
        for line in filter(str.strip, lines):
            row = json.loads(line)
            row["id"]
            yield line, row
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise GoldError(f"{file} cannot be read: {error!r}. Mend the line.") from error


def _write(file: Path, lines: Sequence[str]) -> None:
    """The file with these lines instead, or, where that fails, as it was."""
    fresh = file.with_name(f".{file.name}.new")
    try:
        fresh.write_text("".join(f"{line}\n" for line in lines), "utf-8")
        fresh.replace(file)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise GoldError(f"{file} cannot be written ({error.strerror}).") from error


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False)


def _asks(question: str) -> str:
    return " ".join(question.lower().split()).rstrip("?!. ")


def _plain(text: str) -> Text:
    return Text("\n".join(map(shown, text.split("\n"))))


def _cut(text: str) -> str:
    return text if len(text) <= _CUT else f"{text[:_CUT]} …"
