"""The file of feedback has a bound: what would go beyond it is refused, and nothing is lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, expect
from test_ui import POLITICAL, opened, served

from assistant.ask import Assistant
from assistant.desk import Desk
from assistant.errors import FeedbackError
from assistant.feedback import MOST, Feedback, FeedbackStore
from ui_parts.feedback import feedback
from vectorstore.index import Index

SAID = {"question": "Who pays?", "answer": "a" * 90_000, "verdict": "good"}
FIRST = Feedback("Who came first?", "Nobody.", (), "good", None, "", "f0")
FULL = f"The feedback could not be kept: its file may hold no more than {MOST:,} bytes."

pytestmark = [
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]


def filled(file: Path, size: int) -> FeedbackStore:
    """A store with one answer that was helpful, and so many bytes of another."""
    store = FeedbackStore(file)
    store.add(FIRST)
    number = store.add(FIRST)
    with closing(sqlite3.connect(file)) as opened, opened:
        blanks = "UPDATE feedback SET note = printf('%*s', ?, '') WHERE id = ?"
        opened.execute(blanks, (size, number))
    return store


def client(store: FeedbackStore) -> TestClient:
    app = FastAPI()
    index = cast(Index, SimpleNamespace(passages={}, fingerprint="0"))
    app.include_router(feedback(index, store, Desk()))
    return TestClient(app)


def test_what_goes_beyond_the_bound_is_refused_told_and_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = filled(tmp_path / "said.sqlite", MOST - 500_000)
    sender = client(store)
    answered = [sender.post("/feedback", json=SAID) for _ in range(8)]
    kept = [each.status_code for each in answered].count(201)
    assert [each.status_code for each in answered] == [201] * kept + [507] * (8 - kept)
    assert 3 <= kept <= 5
    told = answered[-1].json()["error"]
    assert told.startswith(FULL)
    assert str(tmp_path) not in told
    assert caplog.messages == [f"{store.file} took no feedback. {told}"] * (8 - kept)
    assert store.file.stat().st_size <= MOST
    assert [each.said.question for each in store.all()] == [FIRST.question] * 2 + [
        SAID["question"]
    ] * kept


def test_a_file_that_is_larger_already_is_read_whole_and_takes_no_more(tmp_path: Path) -> None:
    store = filled(tmp_path / "said.sqlite", MOST + 1)
    with pytest.raises(FeedbackError, match="what was kept is still there"):
        store.add(FIRST)
    assert store.get(1).said == FIRST
    assert len(store.all()[1].said.note) == MOST + 1
    assert len(store.all()) == 2


def test_there_is_room_again_where_the_file_was_moved_or_rows_were_deleted(tmp_path: Path) -> None:
    store = filled(tmp_path / "said.sqlite", MOST)
    sender = client(store)
    assert sender.post("/feedback", json=SAID).status_code == 507
    moved = store.file.rename(tmp_path / "earlier.sqlite")
    assert sender.post("/feedback", json=SAID).json() == {"id": 1}
    with closing(sqlite3.connect(moved)) as opened, opened:
        opened.execute("DELETE FROM feedback WHERE id = 2")
    assert client(FeedbackStore(moved)).post("/feedback", json=SAID).json() == {"id": 3}


@pytest.mark.browser
def test_whoever_gives_feedback_is_told_that_no_more_is_kept(
    browser: Browser, assistant_real: Assistant, tmp_path: Path
) -> None:
    file = filled(tmp_path / "said.sqlite", MOST).file
    with served(assistant_real, kept=file) as url, opened(browser, url) as chat:
        chat.ask(POLITICAL)
        chat.answer.get_by_role("button", name="Helpful", exact=True).click()
        expect(chat.answer.get_by_role("status")).to_contain_text(FULL)
        expect(chat.answer.get_by_role("button", name="Helpful", exact=True)).to_be_visible()
