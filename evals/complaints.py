"""What readers said: listed, and made into pending cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.feedback import Kept
from assistant.question import shown
from evals.cases import GOLD, GoldError, read_cases
from evals.pending import PENDING, SPLIT, add_pending, pending

_CUT = 300  # characters of an answer or a note in the table


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
    if id_ in {row["id"] for row in pending(folder)}:
        raise GoldError(f"Feedback {kept.id} was promoted: {id_} stands in {folder / PENDING}.")
    if f"{SPLIT}/{id_}" in {case.id for case in read_cases(folder)}:
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
    add_pending([row], folder)
    return id_


def _plain(text: str) -> Text:
    return Text("\n".join(map(shown, text.split("\n"))))


def _cut(text: str) -> str:
    return text if len(text) <= _CUT else f"{text[:_CUT]} …"
