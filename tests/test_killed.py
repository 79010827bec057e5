"""A build that is killed at any moment: the index before goes on answering, the next build works.

This file is also the program that kills itself: `test_killed.py CORPUS INDEX MOMENT`.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import chain
from multiprocessing.context import ForkServerContext
from pathlib import Path

import forked
import pytest
from bags import Bags
from chromadb import Collection
from counts import times

from vectorstore.building import build_index
from vectorstore.documents import read_corpus
from vectorstore.errors import IndexStale
from vectorstore.index import open_index
from vectorstore.late import TokenVectors
from vectorstore.shelf import Shelf

ROOT = Path(__file__).parent.parent
SHIP = "# The Ship\n\nThe ship left port. The rope is long.\n"
MILL = "# The Mill\n\nThe mill grinds barley. The miller sleeps.\n"


def before(owner: object, name: str, times: int = 1) -> Callable[[], None]:
    """Dies just before a function is called for the n-th time."""

    def arm() -> None:
        real = getattr(owner, name)
        left = [times]

        def die(*arguments: object, **named: object) -> object:
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments, **named)

        setattr(owner, name, die)

    return arm


class Builder:
    """A process that builds an index; it is forked from one that has loaded all libraries."""

    def __init__(self, warm: ForkServerContext, documents: Path, folder: Path) -> None:
        self._told, other = warm.Pipe()
        self._process = warm.Process(target=forked.build_when_told, args=(documents, folder, other))
        self._process.start()
        other.close()
        assert self._told.recv() == "ready"
        pid = self._process.pid
        assert pid
        self._clock = ~pid << 3 | 2  # what clock_getcpuclockid(3) gives: all threads' time
        self._began = time.clock_gettime(self._clock)

    def begin(self) -> None:
        self._told.send("now")

    @property
    def worked(self) -> float:
        """Seconds of computing since it was ready: a busy machine does not change them."""
        return time.clock_gettime(self._clock) - self._began

    def end(self) -> tuple[str, float]:
        """What it says in the end, and how long it worked."""
        said, worked = str(self._told.recv()), self.worked
        self._told.send("thanks")
        self._process.join()
        return said, worked

    def kill_at(self, moment: float) -> bool:
        """True where it was killed before it had ended."""
        while self.worked < moment and not self._told.poll():
            time.sleep(0.001)
        has_ended = self._told.poll()
        self._process.kill()
        self._process.join()
        return not has_ended

    def close(self) -> None:
        self._told.close()
        self._process.close()


MOMENTS: dict[str, Callable[[], None]] = {
    "with nothing embedded": before(Bags, "embed_documents"),
    "before the token vectors": before(TokenVectors, "write"),
    "with half of Chroma's files copied": before(shutil, "copyfile", 8),  # five are read before
    "with nothing put into the copy": before(Collection, "upsert"),
    "with all put into the copy": before(Collection, "modify"),
    "before the manifest": before(os, "fsync"),
    "before taking its place": before(Path, "rename"),
    "before the pointer": before(Shelf, "point_to"),
    "with the pointer written beside": before(Path, "replace", 2),
}


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "ship.md").write_text(SHIP, "utf-8")
    return folder


def answers(documents: Path, folder: Path) -> list[str]:
    index = open_index(read_corpus(documents), Bags(), folder)
    return [hit.passage.id for hit in index.search("rope barley").hits]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_build_costs_nothing(documents: Path, tmp_path: Path, moment: str) -> None:
    folder = tmp_path / ".index"
    build_index(read_corpus(documents), Bags(), folder)
    ship = shutil.copytree(documents, tmp_path / "before")
    (documents / "mill.md").write_text(MILL, "utf-8")
    command = [sys.executable, __file__, str(documents), str(folder), moment]
    died = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False)
    assert died.returncode == -signal.SIGKILL

    assert answers(ship, folder) == ["ship/p1"]
    with pytest.raises(IndexStale, match=r"mill\.md is new"):
        answers(documents, folder)
    build_index(read_corpus(documents), Bags(), folder)
    assert set(answers(documents, folder)) == {"ship/p1", "mill/p1"}
    assert len([path for path in folder.iterdir() if path.is_dir()]) == 2  # with the one before


@pytest.fixture
def built(documents: Path, tmp_path: Path) -> Path:
    """An index of the ship alone; the mill has come to the corpus since."""
    folder = tmp_path / "built"
    build_index(read_corpus(documents), Bags(), folder)
    shutil.copytree(documents, tmp_path / "before")
    (documents / "mill.md").write_text(MILL, "utf-8")
    return folder


def moments(seconds: float, count: int, seed: int = 7) -> Iterator[float]:
    """Random moments, one in each of so many equal parts of a length of time."""
    draw = random.Random(seed)
    for part in range(count):
        yield seconds * (part + draw.random()) / count


@pytest.mark.faults
def test_a_build_killed_at_random_moments_costs_nothing(
    documents: Path, built: Path, tmp_path: Path, warm: ForkServerContext
) -> None:
    """After each, the index before answers, and the next build makes the new one."""
    lengths = []
    for number in range(3):
        folder = shutil.copytree(built, tmp_path / f"whole-{number}")
        builder = Builder(warm, documents, folder)
        builder.begin()
        said, worked = builder.end()
        assert said == "built"
        lengths.append(worked)
        builder.close()
    tried, killed, half_built = 0, 0, 0
    count, length = times(8, 50), min(lengths)
    more = moments(length, 50, seed=8)  # of few moments none may fall while it writes
    for number, moment in enumerate(chain(moments(length, count), more)):
        if number >= count and half_built:
            break
        tried += 1
        folder = shutil.copytree(built, tmp_path / f"killed-{number}")
        builder = Builder(warm, documents, folder)
        builder.begin()
        died = builder.kill_at(moment)
        builder.close()
        killed += died
        half_built += bool(list(folder.glob(".building-*")))
        if (folder / "current.json").read_bytes() == (built / "current.json").read_bytes():
            assert answers(tmp_path / "before", folder) == ["ship/p1"]
            with pytest.raises(IndexStale, match=r"mill\.md is new"):
                answers(documents, folder)
        build_index(read_corpus(documents), Bags(), folder)
        assert set(answers(documents, folder)) == {"ship/p1", "mill/p1"}
        assert not list(folder.glob(".building-*"))
        shutil.rmtree(folder)
    assert killed > tried / 2, "most moments lie within a build"
    assert half_built, "and some in the middle of what it writes"


@pytest.mark.faults
def test_of_two_writers_one_waits_its_turn_and_nothing_is_lost(
    documents: Path, built: Path, tmp_path: Path, warm: ForkServerContext
) -> None:
    """Both begin at once, with documents of their own; whoever is refused builds again."""
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "mill.md").write_text(MILL, "utf-8")
    expected = {documents: {"ship/p1", "mill/p1"}, tmp_path / "other": {"mill/p1"}}
    said = set[tuple[str, ...]]()
    for _ in range(times(3, 20)):
        builders = {at: Builder(warm, at, built) for at in expected}
        for builder in builders.values():
            builder.begin()
        said.add(tuple(sorted(builder.end()[0] for builder in builders.values())))
        for builder in builders.values():
            builder.close()
        for at, found in expected.items():
            build_index(read_corpus(at), Bags(), built)
            assert set(answers(at, built)) == found
    assert ("built", "busy") in said
    assert said <= {("built", "busy"), ("built", "built")}


if __name__ == "__main__":
    corpus, index, when = sys.argv[1:]
    MOMENTS[when]()
    build_index(read_corpus(Path(corpus)), Bags(), Path(index))
