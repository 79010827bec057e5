"""`assistant index --watch`, in a process of its own: what is saved is indexed, until Ctrl-C."""

from __future__ import annotations

import contextlib
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from chroma_server import ChromaServer

from vectorstore.documents import SOURCES
from vectorstore.shelf import Shelf
from vectorstore.snapshot import documents_before

ROOT = Path(__file__).parent.parent
SHIP = "# The Ship\n\nThe ship left port.\n"
MILL = "# The Mill\n\nThe mill grinds barley.\n"

# As the command, with a model that loads in no time.
PROGRAM = """
import sys
import assistant.opening, assistant.watching
from bags import Bags
assistant.opening.open_multilingual = assistant.watching.open_multilingual = lambda: None
assistant.watching.LocalModel = lambda name: Bags()
from assistant.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


class Watch:
    """The process, and what it says, line by line."""

    def __init__(self, folder: Path, *flags: object) -> None:
        self.corpus, self.index = folder / "corpus", folder / ".index"
        self.corpus.mkdir()
        (self.corpus / "ship.md").write_text(SHIP, "utf-8")
        where = ["--corpus", str(self.corpus), "--index", str(self.index), *map(str, flags)]
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-c", PROGRAM, "index", "--watch", *where],
            env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout
        with contextlib.suppress(ValueError):  # closed when the test was over
            for line in self.process.stdout:
                self.lines.put(line.rstrip("\n"))

    def until(self, wanted: str) -> list[str]:
        """What it says up to the line that holds the words."""
        said: list[str] = []
        while not said or wanted not in said[-1]:
            try:
                said.append(self.lines.get(timeout=60))
            except queue.Empty:
                pytest.fail(f"nobody said {wanted!r}, only {said}")
        return said

    def files(self) -> list[str]:
        return sorted(document.file for document in documents_before(self.index))


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    watch = Watch(tmp_path)
    with watching(watch):
        yield watch


@contextlib.contextmanager
def watching(watch: Watch) -> Iterator[None]:
    try:
        watch.until("Indexed 1 passages")
        yield
    finally:
        watch.process.kill()
        watch.process.communicate()


def test_what_is_saved_is_indexed_until_ctrl_c(watch: Watch) -> None:
    (watch.corpus / "mill.md").write_text(MILL, "utf-8")
    assert "added: mill.md (1 passages embedded, 0 taken over)" in watch.until("Indexed 2")
    (watch.corpus / "mill.md").rename(watch.corpus / "windmill.md")
    said = watch.until("Indexed 2")
    assert "renamed: mill.md is now windmill.md (0 passages embedded, 1 taken over)" in said
    (watch.corpus / "ship.md").unlink()
    watch.until("Indexed 1")
    assert watch.files() == ["windmill.md"]
    for number in range(20):  # saved in a row: one build
        (watch.corpus / f"ship-{number}.md").write_text(f"{SHIP}\nNumber {number}.\n", "utf-8")
    assert sum("Indexed" in line for line in watch.until("Indexed 41 passages")) == 1
    watch.process.send_signal(signal.SIGINT)
    assert watch.process.wait(30) == 0
    assert watch.until("Stopped") == ["Stopped watching. The index stays as it is."]
    assert watch.lines.empty()


def test_a_document_that_is_broken_for_a_moment_is_named_and_the_index_goes_on(
    watch: Watch,
) -> None:
    (watch.corpus / "noise.md").write_bytes(b"\xff")  # never was in, and is no hindrance
    (watch.corpus / "mill.md").write_text(MILL, "utf-8")
    watch.until("- noise.md is left out")
    assert watch.files() == ["mill.md", "ship.md"]
    before = Shelf(watch.index).current()
    (watch.corpus / "ship.md").write_bytes(b"\xff\xfe")
    said = watch.until("The index goes on as it is, with ship.md.")
    assert any("ship.md is left out: byte 0 is not UTF-8" in line for line in said)
    (watch.corpus / SOURCES).write_text("[[document", "utf-8")
    assert any("sources.toml cannot be read" in line for line in watch.until("goes on as it is"))
    assert Shelf(watch.index).current() == before
    (watch.corpus / SOURCES).unlink()
    watch.until("with ship.md")
    (watch.corpus / "ship.md").write_text(SHIP.replace("port", "home"), "utf-8")
    assert "edited: ship.md (1 passages embedded, 0 taken over)" in watch.until("Indexed 2")


def test_another_writer_and_a_folder_that_is_away_are_waited_for(
    watch: Watch, tmp_path: Path
) -> None:
    with Shelf(watch.index).writing():
        (watch.corpus / "mill.md").write_text(MILL, "utf-8")
        assert "Another process is building" in watch.until("It is tried again.")[-2]
    watch.until("Indexed 2 passages")
    watch.corpus.rename(tmp_path / "away")
    watch.until("There is no corpus folder at")
    (tmp_path / "away" / "mill.md").unlink()
    (tmp_path / "away").rename(watch.corpus)
    watch.until("Indexed 1 passages")
    (watch.corpus / "mill.md").write_text(MILL, "utf-8")
    watch.until("Indexed 2 passages")


def test_an_index_that_is_taken_away_is_made_anew(watch: Watch) -> None:
    shutil.rmtree(watch.index)
    (watch.corpus / "ship.md").touch()
    watch.until("Indexed 1 passages")
    assert watch.files() == ["ship.md"]


def test_of_several_folders_the_missing_one_is_named(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    watch = Watch(tmp_path, "--corpus", other)
    with watching(watch):
        other.rmdir()
        said = [line for line in watch.until("There is no corpus folder at") if "no corpus" in line]
        assert said == [f"There is no corpus folder at {other}."]


def test_a_server_that_stops_is_waited_for(tmp_path: Path) -> None:
    server = ChromaServer(tmp_path / "chroma")
    server.start()
    try:
        watch = Watch(tmp_path, "--chroma-url", server.url)
        with watching(watch):
            server.kill()
            (watch.corpus / "mill.md").write_text(MILL, "utf-8")
            watch.until("It is tried again.")
            server.start()
            watch.until("Indexed 2 passages")
    finally:
        server.kill()
