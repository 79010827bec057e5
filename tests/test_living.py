"""Many processes read while one builds: nothing stale, no error, no vector lost, nothing left."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import httpx
import pytest
from bags import Bags
from reading_process import living
from serving import serving_site

from assistant.ask import Assistant
from vectorstore.building import Built, build_index
from vectorstore.documents import read_corpus
from vectorstore.latest import open_latest

TESTS = Path(__file__).parent
READERS, BUILDS = 3, 12


class Library:
    """A corpus that is built again and again, each time with another number in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / ".index"
        self.documents = folder / "corpus"
        self.done = folder / "done"
        self.temporary = folder / "tmp"
        self.documents.mkdir()
        self.temporary.mkdir()
        lines = (f"- **Rope.** The rope of ship{n} is {n} metres long." for n in range(40))
        (self.documents / "ropes.md").write_text("# The Ropes\n\n" + "\n".join(lines), "utf-8")
        self.build(0)

    def build(self, number: int) -> Built:
        text = f"# The Flag\n\nThe flag has the number {number}.\n"
        (self.documents / "flag.md").write_text(text, "utf-8")
        built = build_index(read_corpus(self.documents), Bags(), self.folder)
        self.done.with_suffix(".new").write_text(str(number))
        self.done.with_suffix(".new").replace(self.done)
        return built

    def indexes(self) -> set[str]:
        return {path.parent.name for path in self.folder.glob("*/manifest.json")}

    def copies(self) -> int:
        return len(list(self.temporary.glob("assistant-*")))

    def reader(self, *more: str) -> subprocess.Popen[str]:
        """A process that has the index open."""
        process = subprocess.Popen(
            [sys.executable, TESTS / "reading_process.py", self.folder, self.done, *more],
            env={
                **os.environ,
                "PYTHONPATH": str(TESTS.parent),
                "TMPDIR": str(self.temporary),
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert of(process.stdout).readline() == "open\n"
        return process


def of(pipe: IO[str] | None) -> IO[str]:
    assert pipe
    return pipe


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path)


@pytest.fixture
def holding(library: Library) -> Iterator[subprocess.Popen[str]]:
    """A reader that has the first index open."""
    with library.reader("hold") as process:
        yield process
        process.kill()


def test_readers_never_meet_a_stale_answer_an_error_or_a_gap(library: Library) -> None:
    readers = [library.reader() for _ in range(READERS)]
    for number in range(1, BUILDS + 1):
        library.build(number)
    seen = [json.loads(reader.communicate(timeout=60)[0]) for reader in readers]
    for one in seen:
        assert (one["faults"], one["stale"], one["lost"]) == ([], 0, 0)
        assert one["searches"] > one["seen"] > 1
    assert all(reader.returncode == 0 for reader in readers)
    assert library.copies() == 0
    library.build(BUILDS + 1)
    assert len(library.indexes()) == 2  # the current one, and the one before


def test_an_index_is_cleared_away_when_its_last_reader_is_gone(
    library: Library, holding: subprocess.Popen[str]
) -> None:
    (first,) = library.indexes()
    for number in (1, 2, 3):
        library.build(number)
    assert first in library.indexes()
    assert len(library.indexes()) == 3
    holding.kill()
    holding.wait()
    assert not library.build(3).changes  # nothing to do, and yet it clears away
    assert first not in library.indexes()
    assert len(library.indexes()) == 2


def test_what_a_killed_reader_left_goes_with_the_next(
    library: Library, holding: subprocess.Popen[str]
) -> None:
    with library.reader("hold") as other:
        assert library.copies() == 2
        holding.send_signal(signal.SIGKILL)
        holding.wait()
        assert library.copies() == 2
        with library.reader("hold") as third:
            assert library.copies() == 2  # of the other, which is in use, and its own
            third.communicate()
        other.communicate()
    assert library.copies() == 0


def test_a_folder_of_that_name_that_is_somebody_elses_stays(
    library: Library, tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (library.temporary / "assistant-index-mine").symlink_to(tmp_path / "mine")
    with library.reader("hold") as process:
        process.communicate()
    assert (tmp_path / "mine").is_dir()
    assert library.copies() == 1


def numbers(assistant: Assistant) -> list[str]:
    return [hit.passage.body.text for hit in assistant.index.search("flag number").hits[:1]]


def test_a_question_in_hand_keeps_its_index(library: Library) -> None:
    assistant = living(library.folder)
    before = assistant.now()
    library.build(1)
    assert before.index.search("flag number").hits[0].passage.body.text.endswith("0.")
    assert numbers(assistant) == ["The flag has the number 1."]
    assert before.index.search("flag number").hits[0].passage.body.text.endswith("0.")


def test_an_index_that_cannot_be_opened_is_named_once_and_tried_again(
    library: Library, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant = living(library.folder)
    built = library.build(1)
    tokens = library.folder / built.fingerprint / "tokens.npy"
    tokens.write_bytes(b"garbage")
    with caplog.at_level(logging.WARNING):
        assert [numbers(assistant) for _ in range(3)] == [["The flag has the number 0."]] * 3
    (told,) = [each.getMessage() for each in caplog.records if each.levelno == logging.WARNING]
    assert "is damaged (tokens.npy). Build it with: assistant index" in told
    library.build(1)
    monkeypatch.setattr("assistant.living._AGAIN", 0)
    assert numbers(assistant) == ["The flag has the number 1."]


def test_no_pointer_is_no_reason_to_stop(library: Library) -> None:
    assistant = living(library.folder)
    (library.folder / "current.json").write_bytes(b"{")
    assert numbers(assistant) == ["The flag has the number 0."]
    library.build(1)
    assert numbers(assistant) == ["The flag has the number 1."]


def test_what_is_open_says_what_it_was_built_from(library: Library) -> None:
    (library.documents / "flag.md").write_text("# The Flag\n\nIt is being edited.\n", "utf-8")
    index = open_latest(Bags(), library.folder)
    assert "number 0" in index.documents["flag"].text


def test_a_site_goes_on_with_the_new_index(library: Library) -> None:
    with (
        serving_site(living(library.folder)) as url,
        httpx.Client(base_url=url, timeout=30) as client,
    ):
        for number in range(3):
            library.build(number)
            found = client.get("/api/v1/search", params={"q": "flag number"}).json()
            assert found["passages"][0]["quotes"][0]["quote"].endswith(f"number {number}.")
            assert f"number {number}." in client.get("/read/flag").text
            assert f"number {number}&#46;" in client.get("/reading?at=flag/p1").text
            assert len(client.get("/api/v1/passages").json()["passages"]) == 43
            assert len(library.indexes()) <= 3
        (library.documents / "mast.md").write_text("# The Mast\n\nIt is tall.\n", "utf-8")
        library.build(3)
        assert "The Mast" in client.get("/").text
        assert len(client.get("/api/v1/passages").json()["documents"]) == 3
        assert len(library.indexes()) == 2  # the site has let go of the others
        (library.documents / "mast.md").unlink()
        library.build(0)
        assert "The Mast" not in client.get("/").text
