"""A build that is killed at any moment: the index before goes on answering, the next build works.

This file is also the program that kills itself: `test_killed.py CORPUS INDEX MOMENT`.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from bags import Bags
from chromadb import Collection

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


MOMENTS: dict[str, Callable[[], None]] = {
    "with nothing embedded": before(Bags, "embed_documents"),
    "before the token vectors": before(TokenVectors, "save"),
    "with Chroma empty": before(Collection, "upsert"),
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


if __name__ == "__main__":
    corpus, index, when = sys.argv[1:]
    MOMENTS[when]()
    build_index(read_corpus(Path(corpus)), Bags(), Path(index))
