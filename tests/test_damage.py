"""A damaged index is told in a sentence and built again; a disk that refuses costs nothing.

The answers are the same before the damage and after the repair.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
import random
import re
import resource
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bags import Bags, Letters
from counts import times

from vectorstore.building import build_index
from vectorstore.documents import Corpus, read_corpus
from vectorstore.embedder import Embedder
from vectorstore.errors import (
    IndexDamaged,
    IndexMissing,
    IndexNotWritable,
    IndexStale,
    StoreError,
)
from vectorstore.index import Search, open_index
from vectorstore.snapshot import read_documents, read_passages

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


FILES = (
    "chroma.sqlite3", "header.bin", "tokens.npy", "offsets.npy", "starts.npy", "passages.json",
    "manifest.json",
)  # fmt: skip
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


@pytest.mark.parametrize("kept", ["3", '"x"', '["xx"]', '{"documents": ["x"], "folders": []}'])
def test_documents_and_passages_kept_in_another_shape_are_damage(
    corpus: Corpus, tmp_path: Path, kept: str
) -> None:
    for name in ("documents.json", "passages.json"):
        (tmp_path / name).write_text(kept, "utf-8")
    with pytest.raises(IndexDamaged, match=r"documents\.json cannot be read"):
        read_documents(tmp_path)
    with pytest.raises(IndexDamaged, match=r"passages\.json cannot be read"):
        read_passages(tmp_path, corpus)


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


# ── Any file, anywhere ───────────────────────────────────────────────────────────────────────


PAGE = "<h1>The Mill</h1><p>The mill grinds barley. The miller sleeps.</p>"


class House:
    """A corpus in two formats, with every kind of file that an index can hold."""

    def __init__(self, folder: Path) -> None:
        self.corpus, self.index = folder / "corpus", folder / ".index"
        if not self.corpus.exists():
            self.corpus.mkdir()
            (self.corpus / "ship.md").write_text(SHIP, "utf-8")
            (self.corpus / "mill.html").write_text(PAGE, "utf-8")

    def read(self) -> Corpus:
        return read_corpus(self.corpus, self.index / "conversions")

    def build(self) -> None:
        build_index(self.read(), Bags(), self.index, multilingual=Letters())

    def ask(self) -> tuple[list[str], list[str]]:
        """Ids of what is found, best first, and the same by the other model."""
        index = open_index(self.read(), Bags(), self.index, Letters())
        assert index.languages
        found = index.search("rope and barley"), index.languages.search("la corde", "fr")
        index.close()
        return [h.passage.id for h in found[0].hits], [h.passage.id for h in found[1].hits]

    def ask_or_be_told(self) -> object:
        """The same, or what is said instead."""
        try:
            return self.ask()
        except StoreError as error:
            return str(error)

    def files(self) -> list[str]:
        """Every file below the index's folder, by its path there."""
        found = (path for path in self.index.rglob("*") if path.is_file())
        return sorted(path.relative_to(self.index).as_posix() for path in found)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    house = House(tmp_path_factory.mktemp("house"))
    house.build()
    return house


@pytest.mark.faults
def test_a_file_of_any_kind_cut_or_with_one_bit_turned_is_told_or_does_no_harm(
    house: House, tmp_path: Path
) -> None:
    """Asked then, the answer is the same or the message names the command; that mends it."""
    draw = random.Random(7)
    before, kinds = house.ask(), house.files()
    names = {re.sub(r"[0-9a-f-]{16,}", "*", name) for name in kinds}
    assert {"current.json", "writer.lock", "conversions/*.json", "*/languages.npy"} <= names
    told = set[str]()
    for number in range(times(2, 12)):
        for name in kinds:
            hurt = House(Path(shutil.copytree(house.corpus.parent, tmp_path / "hurt")))
            path = hurt.index / name
            content = bytearray(path.read_bytes())
            if number % 2 and content:
                content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
            else:
                content = content[: draw.randrange(len(content) or 1)]
            path.write_bytes(content)
            if (answer := hurt.ask_or_be_told()) != before:
                assert "assistant index" in str(answer), name
                told.add(re.sub(r"[0-9a-f-]{16,}", "*", name))
            hurt.build()
            assert hurt.ask() == before, name
            shutil.rmtree(tmp_path / "hurt")
    assert {"current.json", "*/manifest.json", "*/languages.npy", "*/tokens.npy"} <= told


@pytest.mark.faults
def test_a_disk_that_fills_anywhere_leaves_the_last_good_index(
    house: House, tmp_path: Path
) -> None:
    """The longest file that the disk takes is drawn at random."""
    draw = random.Random(7)
    old = House(Path(shutil.copytree(house.corpus.parent, tmp_path / "old")))
    new = House(Path(shutil.copytree(house.corpus.parent, tmp_path / "new")))
    new.index = old.index
    (new.corpus / "mill.html").write_text(PAGE.replace("sleeps", "has left"), "utf-8")
    before, largest = old.ask(), max(p.stat().st_size for p in old.index.rglob("*") if p.is_file())
    refusals = 0
    for _ in range(times(3, 30)):
        with no_file_longer_than(draw.randrange(largest)):
            try:
                new.build()
            except IndexNotWritable:
                refusals += 1
            else:
                assert new.ask()
                old.build()
        assert old.ask() == before
        assert not list(old.index.glob(".building-*"))
    assert refusals


# ── A pointer that names nothing ─────────────────────────────────────────────────────────────


def test_a_pointer_to_what_is_gone_is_told_and_mended_by_asking(
    command: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "ship.md").write_text(SHIP, "utf-8")
    flags = ["--corpus", tmp_path / "corpus", "--index", tmp_path / ".index"]
    assert command("index", *flags)[0] == 0
    pointer = tmp_path / ".index" / "current.json"
    pointer.write_text('{"current": "0123456789abcdef", "previous": null}', "utf-8")
    code, out, _ = command("check", *flags)
    assert code == 1
    assert "points to an index that is not there. Build it with: assistant index" in out
    code, out, err = command("ask", QUESTION, *flags)
    assert code == 0
    assert "forty metres" in out
    assert "points to an index that is not there. Building it now." in err


# ── Clocks and hands that write meanwhile ────────────────────────────────────────────────────


def test_a_clock_that_goes_backwards_hides_no_change(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each look at it shows an earlier day; the change keeps the length and is dated 1970."""
    days = itertools.count(2_000_000_000, -86_400)
    monkeypatch.setattr(time, "time", lambda: float(next(days)))
    monkeypatch.setattr(time, "time_ns", lambda: next(days) * 10**9)
    old = House(Path(shutil.copytree(house.corpus.parent, tmp_path / "old")))
    ship = old.corpus / "ship.md"
    for was, becomes in (("forty", "fifty"), ("fifty", "sixty")):
        ship.write_text(ship.read_text("utf-8").replace(was, becomes), "utf-8")
        os.utime(ship, (0, 0))
        with pytest.raises(IndexStale, match=r"ship\.md has changed"):
            old.ask()
        old.build()
        assert old.ask() == house.ask()


@pytest.fixture
def written_meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path, int], None]:
    """Lets a file grow by a line between two looks at it, so many times."""
    look = os.fstat

    def arm(path: Path, left: int) -> None:
        looks = 0

        def fstat(number: int) -> os.stat_result:
            nonlocal left, looks
            is_it = os.path.samestat(look(number), path.stat())
            looks += is_it
            if is_it and looks % 2 == 0 and left:  # the look after the reading
                left -= 1
                with path.open("a", encoding="utf-8") as file:
                    file.write("\nAnother line.")
            return look(number)

        monkeypatch.setattr(os, "fstat", fstat)

    return arm


def test_a_document_that_changes_while_it_is_read_is_read_again(
    house: House, tmp_path: Path, written_meanwhile: Callable[[Path, int], None]
) -> None:
    new = House(Path(shutil.copytree(house.corpus.parent, tmp_path / "new")))
    written_meanwhile(new.corpus / "ship.md", 2)
    (ship,) = (each for each in new.read().documents if each.id == "ship")
    assert ship.text == SHIP + "\nAnother line." * 2
    assert hashlib.sha256((new.corpus / "ship.md").read_bytes()).hexdigest() == ship.sha256


def test_a_document_that_never_stops_changing_is_left_out_and_the_command_named(
    house: House, tmp_path: Path, written_meanwhile: Callable[[Path, int], None]
) -> None:
    new = House(Path(shutil.copytree(house.corpus.parent, tmp_path / "new")))
    written_meanwhile(new.corpus / "ship.md", 10**6)
    corpus = new.read()
    assert [document.id for document in corpus.documents] == ["mill"]
    (told,) = corpus.left_out
    assert told.startswith("ship.md is left out: it changes while it is read.")
    assert told.endswith("run: assistant index")


def test_a_document_that_changes_while_the_index_is_built_is_stale_then(
    house: House, tmp_path: Path
) -> None:
    """What is built is what was read, whole; what came since is told by the next to open it."""
    new = House(Path(shutil.copytree(house.corpus.parent, tmp_path / "new")))
    (new.corpus / "ship.md").write_text(SHIP + "\nThe ship came home.\n", "utf-8")
    corpus = new.read()

    def change(done: int, total: int) -> None:
        (new.corpus / "ship.md").write_text("The ship", "utf-8")

    build_index(corpus, Bags(), new.index, change, Letters())
    open_index(corpus, Bags(), new.index, Letters()).close()
    with pytest.raises(IndexStale, match=r"ship\.md has changed.*assistant index"):
        new.ask()
