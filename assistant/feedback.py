"""What readers said of answers, in one SQLite file: no name, no address, nothing of who they are.

Every row is one transaction of a connection of its own, in write-ahead mode. So several processes
may write at once, and a disk that fills up takes nothing of what is there. Nor does the bound: what
would go beyond it is refused.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from assistant.answer import Turn
from assistant.errors import FeedbackError

Verdict = Literal["good", "bad"]
Wrong = Literal["wrong_source", "missing", "should_have_declined", "should_have_answered", "other"]

MOST = 100_000_000
"""Bytes that are kept: some 50,000 answers with what was said of each."""

_PATIENCE = 10  # seconds that a writer waits for another
_TABLE = """
CREATE TABLE IF NOT EXISTS feedback (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    passages TEXT NOT NULL,
    verdict TEXT NOT NULL,
    wrong TEXT,
    note TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    turns TEXT NOT NULL DEFAULT '[]'
)
"""
_TURNS = "ALTER TABLE feedback ADD COLUMN turns TEXT NOT NULL DEFAULT '[]'"
"""For a file from before the turns were kept."""


@dataclass(frozen=True)
class Feedback:
    """What one reader said of one answer."""

    question: str
    answer: str
    passages: tuple[str, ...]
    """Ids of the passages that the answer cited."""
    verdict: Verdict
    wrong: Wrong | None
    """What was wrong with a bad answer, where the reader said so."""
    note: str
    fingerprint: str
    """Of the index that the answer was given from."""
    turns: tuple[Turn, ...] = ()
    """The conversation before the question, oldest turn first."""


@dataclass(frozen=True)
class Kept:
    """Feedback as it stands in the store."""

    id: int
    at: str
    """When it came, in UTC, as ISO 8601 to the second."""
    said: Feedback


class FeedbackStore:
    """The file that feedback is kept in. It is made when the first comes."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def add(self, said: Feedback) -> int:
        """Keeps it and gives its number. Raises FeedbackError; what was there stays."""
        row = (
            datetime.now(UTC).isoformat(timespec="seconds"),
            said.question,
            said.answer,
            json.dumps(said.passages, ensure_ascii=False),
            said.verdict,
            said.wrong,
            said.note,
            said.fingerprint,
            json.dumps([[t.question, t.answer] for t in said.turns], ensure_ascii=False),
        )
        with self._opened("rwc", "kept") as store:
            store.execute("PRAGMA journal_mode = WAL")
            with store:
                store.execute("BEGIN IMMEDIATE")  # of several that come first, one makes the table
                store.execute(_TABLE)
                if not _keeps_turns(store):
                    store.execute(_TURNS)
                added = store.execute(
                    "INSERT INTO feedback (at, question, answer, passages, verdict, wrong, note, "
                    "fingerprint, turns) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    row,
                )
                if _bytes_kept(store) > MOST:  # it is taken out again
                    raise _unable("kept", f"its file may hold no more than {MOST:,} bytes")
            return int(added.lastrowid or 0)

    def all(self) -> list[Kept]:
        """Everything that is kept, the earliest first. Raises FeedbackError."""
        self._must_exist()
        with self._opened("rw", "read") as store:
            turns = "turns" if _keeps_turns(store) else "'[]'"
            rows = store.execute(
                "SELECT id, at, question, answer, passages, verdict, wrong, note, fingerprint, "
                f"{turns} FROM feedback ORDER BY id"
            ).fetchall()
        return [_kept(row) for row in rows]

    def get(self, id_: int) -> Kept:
        """The one with this number. Raises FeedbackError."""
        for kept in self.all():
            if kept.id == id_:
                return kept
        raise FeedbackError(
            f"There is no feedback {id_} in {self.file}. `python -m evals feedback` lists what is."
        )

    def _must_exist(self) -> None:
        if not self.file.is_file():
            raise FeedbackError(
                f"There is no feedback at {self.file} yet. It is made when a reader sends the "
                "first; --feedback or ASSISTANT_FEEDBACK names another file."
            )

    @contextmanager
    def _opened(self, mode: str, what: str) -> Iterator[sqlite3.Connection]:
        try:
            place = f"{self.file.absolute().as_uri()}?mode={mode}"
            with closing(sqlite3.connect(place, timeout=_PATIENCE, uri=True)) as store:
                yield store
        except (sqlite3.Error, ValueError) as error:
            raise _unable(what, _why(error)) from error


def _bytes_kept(store: sqlite3.Connection) -> int:
    """The bytes of the file, without the pages that nothing stands on since rows were deleted."""
    names = ("page_count", "freelist_count", "page_size")
    pages, free, size = (store.execute(f"PRAGMA {name}").fetchone()[0] for name in names)
    return int((pages - free) * size)


def _keeps_turns(store: sqlite3.Connection) -> bool:
    return "turns" in {name for _, name, *_ in store.execute("PRAGMA table_info(feedback)")}


def _kept(row: Sequence[Any]) -> Kept:
    id_, at, question, answer, passages, verdict, wrong, note, fingerprint, turns = row
    cited = tuple(json.loads(passages))
    before = tuple(Turn(*pair) for pair in json.loads(turns))
    said = Feedback(question, answer, cited, verdict, wrong, note, fingerprint, before)
    return Kept(id_, at, said)


def _unable(what: str, why: str) -> FeedbackError:
    return FeedbackError(
        f"The feedback could not be {what}: {why}. Whoever runs the assistant can mend that, or "
        "name another file with --feedback; what was kept is still there."
    )


def _why(error: Exception) -> str:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    return {
        sqlite3.SQLITE_FULL: "the disk is full",
        sqlite3.SQLITE_IOERR: "the disk is full or failing",
        sqlite3.SQLITE_READONLY: "its file or folder is read-only",
        sqlite3.SQLITE_CANTOPEN: "its folder is missing, read-only or full",
        sqlite3.SQLITE_BUSY: "others are writing to it",
        sqlite3.SQLITE_NOTADB: "the file is no feedback store",
        sqlite3.SQLITE_CORRUPT: "the file is damaged",
    }.get(code, str(error))
