"""A damaged index is told in a sentence and built again; a disk that refuses costs nothing.

The answers are the same before the damage and after the repair.
"""

from __future__ import annotations

import contextlib
import resource
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from vectorstore.building import build_index
from vectorstore.documents import Corpus, read_corpus
from vectorstore.embedder import Embedder
from vectorstore.errors import IndexDamaged, IndexMissing, IndexNotWritable, StoreError
from vectorstore.index import Search, open_index

Mount = Callable[..., None]
Damage = Callable[[Path], None]

QUESTION = "How long is the rope?"
SHIP = """# The Log of the Harbour Ship

The ship left port at dawn. The crew of nine sang.

- **Rope.** The rope is forty metres long.
"""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "ship.md").write_text(SHIP, "utf-8")
    return read_corpus(folder)


@pytest.fixture(scope="module")
def built(corpus: Corpus, embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    build_index(corpus, embedder, folder)
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / ".index"))


@pytest.fixture
def ask(corpus: Corpus, embedder: Embedder) -> Callable[[Path], Search]:
    def ask(folder: Path) -> Search:
        index = open_index(corpus, embedder, folder)
        search = index.search(QUESTION)
        index.close()
        return search

    return ask


def found(folder: Path, name: str) -> Path:
    (path,) = folder.rglob(name)
    return path


def cut_to(name: str, length: int) -> Damage:
    def damage(folder: Path) -> None:
        path = found(folder, name)
        path.write_bytes(path.read_bytes()[:length])

    return damage


def halved(name: str) -> Damage:
    return lambda folder: cut_to(name, found(folder, name).stat().st_size // 2)(folder)


def garbage(name: str) -> Damage:
    def damage(folder: Path) -> None:
        found(folder, name).write_bytes(b"garbage\x00\xff" * 99)

    return damage


def gone(name: str) -> Damage:
    return lambda folder: found(folder, name).unlink()


def flipped(name: str, at: float) -> Damage:
    def damage(folder: Path) -> None:
        path = found(folder, name)
        content = bytearray(path.read_bytes())
        content[int(at * len(content))] ^= 0x10
        path.write_bytes(content)

    return damage


def without_graph(folder: Path) -> None:
    shutil.rmtree(found(folder, "data_level0.bin").parent)


def without_the_index(folder: Path) -> None:
    shutil.rmtree(found(folder, "manifest.json").parent)


FILES = ("chroma.sqlite3", "tokens.npy", "offsets.npy", "starts.npy", "manifest.json", "header.bin")
DAMAGES: dict[str, Damage] = {
    "no graph": without_graph,
    "no index": without_the_index,
    **{f"{name} empty": cut_to(name, 0) for name in FILES},
    **{f"{name} halved": halved(name) for name in FILES},
    **{f"{name} garbage": garbage(name) for name in FILES},
    **{f"{name} gone": gone(name) for name in FILES},
    **{
        f"{name} flipped at {at}": flipped(name, at)
        for name in ("chroma.sqlite3", "tokens.npy")
        for at in (0, 0.0087, 0.1, 0.5, 0.9, 0.999)
    },
    "current.json empty": cut_to("current.json", 0),
    "current.json halved": halved("current.json"),
    "current.json garbage": garbage("current.json"),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_damage_is_told_and_mended(
    corpus: Corpus,
    embedder: Embedder,
    folder: Path,
    ask: Callable[[Path], Search],
    damage: Damage,
) -> None:
    before = ask(folder)
    damage(folder)
    with pytest.raises(IndexDamaged, match="assistant index"):
        ask(folder)
    build_index(corpus, embedder, folder)
    assert ask(folder) == before


def test_a_deleted_index_is_missing_and_made_again(
    corpus: Corpus, embedder: Embedder, folder: Path, ask: Callable[[Path], Search]
) -> None:
    before = ask(folder)
    open_already = open_index(corpus, embedder, folder)
    shutil.rmtree(folder)
    assert open_already.search(QUESTION) == before  # whoever has it open keeps it
    with pytest.raises(IndexMissing):
        ask(folder)
    build_index(corpus, embedder, folder)
    assert ask(folder) == before


def test_a_read_only_index_answers(
    folder: Path,
    ask: Callable[[Path], Search],
    mount: Mount,
    tmp_path: Path,
    embedder: Embedder,
) -> None:
    before = ask(folder)
    mount(folder, "--bind", folder)
    mount(folder, "-o", "remount,ro,bind")
    assert ask(folder) == before
    (tmp_path / "mill.md").write_text("The mill grinds barley.", "utf-8")
    with pytest.raises(IndexNotWritable, match="Read-only file system"):
        build_index(read_corpus(tmp_path), embedder, folder)
    assert ask(folder) == before


def refused(corpus: Corpus, embedder: Embedder, folder: Path) -> None:
    with pytest.raises(IndexNotWritable, match=r"\(.*\)\. Make room"):
        build_index(corpus, embedder, folder)
    assert not list(folder.glob(".building-*"))


@contextlib.contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    held = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, held[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, held)


@pytest.fixture
def longer(tmp_path: Path) -> Corpus:
    (tmp_path / "ship.md").write_text(SHIP + "\nThe ship came home.\n", "utf-8")
    return read_corpus(tmp_path)


@pytest.mark.parametrize("size", [0, 200, 10_000, 50_000, 150_000])
def test_a_disk_that_takes_no_more_loses_nothing(
    longer: Corpus,
    embedder: Embedder,
    folder: Path,
    ask: Callable[[Path], Search],
    size: int,
) -> None:
    """The limit stops, in turn, each array of token vectors and Chroma's database."""
    before = ask(folder)
    with no_file_longer_than(size):
        refused(longer, embedder, folder)
        refused(longer, embedder, folder / "new")
    assert ask(folder) == before
    assert build_index(longer, embedder, folder).embedded == 1


@pytest.mark.parametrize("size", ["40k", "300k"])
def test_a_full_disk_is_told(
    corpus: Corpus, embedder: Embedder, tmp_path: Path, mount: Mount, size: str
) -> None:
    mount(tmp_path, "-t", "tmpfs", "-o", f"size={size}", "none")
    refused(corpus, embedder, tmp_path / ".index")
    with pytest.raises(StoreError):
        open_index(corpus, embedder, tmp_path / ".index")
