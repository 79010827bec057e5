"""What many tests share: the real corpus, the real model, and an assistant over both."""

from __future__ import annotations

import contextlib
import gc
import shutil
import subprocess
from collections.abc import Callable, Iterator
from multiprocessing.context import ForkServerContext
from pathlib import Path

import browsing
import forked
import offline
import pytest
from playwright.sync_api import Browser

from assistant.__main__ import main
from assistant.ask import Assistant
from vectorstore.building import build_index
from vectorstore.documents import Corpus, read_corpus
from vectorstore.embedder import DEFAULT_MODEL, Embedder, LocalModel
from vectorstore.index import open_index
from vectorstore.multilingual import Multilingual, PackagedE5
from vectorstore.reader import PackagedReader, Reader

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Only this machine can be reached, and nothing tries to reach another."""
    allow = offline.forbid_network()
    yield
    allow()
    assert not offline.attempts


@pytest.fixture(scope="module", autouse=True)
def _nothing_old_is_looked_through() -> None:
    """What stands when a file of tests begins is no garbage of it; models make a full look slow."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """The real documents."""
    return read_corpus(ROOT / "corpus")


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The packaged model; it takes some seconds to load."""
    return LocalModel()


@pytest.fixture(scope="session")
def index_folder(
    corpus: Corpus, embedder: Embedder, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A real index of the real documents. Copy it before you write to it."""
    folder = tmp_path_factory.mktemp("index")
    build_index(corpus, embedder, folder)
    return folder


@pytest.fixture(scope="session")
def reader() -> Reader:
    """The packaged reader."""
    return PackagedReader()


@pytest.fixture(scope="session")
def assistant_real(
    corpus: Corpus, embedder: Embedder, index_folder: Path, reader: Reader
) -> Assistant:
    """The assistant over the real documents. It keeps no state."""
    return Assistant(open_index(corpus, embedder, index_folder, reader=reader))


@pytest.fixture(scope="session")
def warm() -> ForkServerContext:
    """Where processes come from that need not import anything."""
    return forked.forking()


@pytest.fixture(scope="session")
def multilingual() -> Multilingual:
    """The packaged model for other languages."""
    return PackagedE5()


@pytest.fixture(scope="session")
def multilingual_folder(
    corpus: Corpus,
    embedder: Embedder,
    multilingual: Multilingual,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """A real index that holds the vectors for other languages too. Copy it before you write."""
    folder = tmp_path_factory.mktemp("multilingual")
    build_index(corpus, embedder, folder, multilingual=multilingual)
    return folder


@pytest.fixture(scope="session")
def assistant_multilingual(
    corpus: Corpus,
    embedder: Embedder,
    multilingual: Multilingual,
    multilingual_folder: Path,
    reader: Reader,
) -> Assistant:
    """The assistant with the extra for other languages."""
    return Assistant(open_index(corpus, embedder, multilingual_folder, multilingual, reader))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; one for each file, since two cannot be driven from one thread."""
    with browsing.chromium() as browser:
        yield browser


@pytest.fixture
def mount() -> Iterator[Callable[..., None]]:
    """Mounts something at a folder until the test ends; skips where this machine forbids it."""
    with contextlib.ExitStack() as mounted:

        def run(folder: Path, *options: object) -> None:
            if not (program := shutil.which("mount")):
                pytest.skip("there is no mount here")
            done = subprocess.run([program, *map(str, options), folder], capture_output=True)
            if done.returncode:
                pytest.skip(f"mounting is not allowed here: {done.stderr.decode().strip()}")
            if "remount" not in str(options):
                mounted.callback(lambda: subprocess.run(["umount", "--lazy", folder], check=True))

        yield run


Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def loaded() -> list[str]:
    """The names of the models that `command` was made to load."""
    return []


@pytest.fixture
def command(
    embedder: Embedder,
    loaded: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Command:
    """Runs the command line in this process: exit code, standard output, standard error.

    The packaged model is not loaded anew, and the extra for other languages, which takes long to
    build with, is as if it were not installed; all else is as in a process of its own.
    """
    load = LocalModel.__init__

    def take(self: LocalModel, name: str = DEFAULT_MODEL) -> None:
        loaded.append(name)
        if name == DEFAULT_MODEL:
            vars(self).update(vars(embedder))
        else:
            load(self, name)

    def run(*arguments: object) -> tuple[int, str, str]:
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as left:  # argparse's way out
            code = int(left.code or 0)
        return code, *capsys.readouterr()

    monkeypatch.setattr(LocalModel, "__init__", take)
    monkeypatch.setattr("assistant.opening.package_folder", lambda: None)
    return run
