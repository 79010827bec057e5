"""`assistant check`: a line for what works; for each fault its remedy, and exit code 1."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from vectorstore.reader import ENTAILMENT, WEIGHTS, PackagedReader

Command = Callable[..., tuple[int, str, str]]
Mount = Callable[..., None]

ROOT = Path(__file__).parent.parent
VISION = "un-peace-and-security-pillar-vision.md"


class Place:
    """A corpus and its index, to be spoiled."""

    def __init__(self, folder: Path, index: Path) -> None:
        self.corpus = Path(shutil.copytree(ROOT / "corpus", folder / "corpus"))
        self.index = Path(shutil.copytree(index, folder / ".index"))
        self.flags: list[object] = ["--corpus", self.corpus, "--index", self.index]


@pytest.fixture
def place(tmp_path: Path, index_folder: Path) -> Place:
    return Place(tmp_path, index_folder)


def failing(out: str) -> list[str]:
    assert all(line.startswith(("ok    ", "FAIL  ")) for line in out.splitlines())
    return [line for line in out.splitlines() if line.startswith("FAIL")]


def test_what_works_is_listed(command: Command, place: Place) -> None:
    code, out, err = command("check", *place.flags)
    assert (code, err, failing(out)) == (0, "", [])
    corpus, model, reader, languages, folder, index = out.splitlines()
    assert "2 documents, unchanged (CAF24, Vision)" in corpus
    assert "weights verified (all-MiniLM-L6-v2:53aa51172d142c89" in model
    assert "reader: weights verified" in reader
    assert "other languages: not installed (" in languages
    assert "written and read back" in folder
    assert "current" in index
    assert [path.name for path in place.index.iterdir() if "probe" in path.name] == []


def no_corpus(place: Place) -> None:
    shutil.rmtree(place.corpus)


def no_document(place: Place) -> None:
    for path in place.corpus.iterdir():
        path.unlink()


def document_changed(place: Place) -> None:
    (place.corpus / VISION).write_text("The pillar fell.", "utf-8")


def document_gone(place: Place) -> None:
    (place.corpus / VISION).unlink()


def sources_broken(place: Place) -> None:
    (place.corpus / "sources.toml").write_text("[[document", "utf-8")


def latin(place: Place) -> None:
    (place.corpus / "latin.md").write_bytes("Größe".encode("latin-1"))


def document_added(place: Place) -> None:
    (place.corpus / "ship.md").write_text("The ship left port.", "utf-8")


def no_index(place: Place) -> None:
    shutil.rmtree(place.index)


def no_pointer(place: Place) -> None:
    (place.index / "current.json").write_bytes(b"")


def database_cut(place: Place) -> None:
    database = next(place.index.rglob("chroma.sqlite3"))
    database.write_bytes(database.read_bytes()[:5_000])


def index_in_a_file(place: Place) -> None:
    no_index(place)
    place.index.write_text("mine", "utf-8")


def no_model(place: Place) -> None:
    place.flags += ["--embedding-model", "/nowhere"]


@pytest.mark.parametrize(
    ("spoil", "faults"),
    [
        (no_corpus, ["There is no corpus folder at .*Name one with --corpus"]),
        (no_document, ["There is no document to read .*put .* files there"]),
        (document_changed, [f"{VISION} is not the document .*Put the original back"]),
        (document_gone, [f"names {VISION}, but .*Put the file back"]),
        (sources_broken, [r"sources\.toml cannot be read: .*Mend it"]),
        (latin, ["latin.md is left out: byte 2 is not UTF-8. Save it as UTF-8."]),
        (
            document_added,
            ["is stale: ship.md is new in the corpus. Build it with: assistant index"],
        ),
        (no_index, ["There is no index in .*Build it with: assistant index"]),
        (no_pointer, ["current.json cannot be read. Build it with: assistant index"]),
        (database_cut, [r"is damaged \(chroma/chroma.sqlite3\). Build it with: assistant index"]),
        (index_in_a_file, ["cannot be written .*Make room", "cannot be read. Build it with"]),
        (no_model, ["There is no embedding model /nowhere .*Give the folder"]),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_each_fault_names_its_remedy(
    command: Command, place: Place, spoil: Callable[[Place], None], faults: list[str]
) -> None:
    spoil(place)
    code, out, err = command("check", *place.flags)
    assert (code, err) == (1, "")
    found = failing(out)
    assert len(found) == len(faults)
    for line, fault in zip(found, faults, strict=True):
        assert re.search(fault, line), line


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("content", [None, b"something else"])
def test_weights_of_the_reader_that_are_not_the_trained_ones_are_a_fault(
    command: Command,
    place: Place,
    monkeypatch: pytest.MonkeyPatch,
    which: int,
    content: bytes | None,
) -> None:
    weights = [WEIGHTS, ENTAILMENT]
    weights[which] = spoiled = place.corpus.parent / "spoiled.onnx"
    if content:
        spoiled.write_bytes(content)
    monkeypatch.setattr(PackagedReader.__init__, "__defaults__", tuple(weights))
    code, out, err = command("check", *place.flags)
    assert (code, err) == (1, "")
    (fault,) = failing(out)
    assert f"The reader's weights in {spoiled} " in fault
    assert "Put the original file back." in fault
    assert "index: current" in out


def test_a_folder_that_cannot_be_written_is_a_fault(
    command: Command, place: Place, mount: Mount
) -> None:
    mount(place.index, "--bind", place.index)
    mount(place.index, "-o", "remount,ro,bind")
    code, out, _ = command("check", *place.flags)
    (fault,) = failing(out)
    assert code == 1
    assert "cannot be written (Read-only file system)" in fault
    assert "name another folder with --index" in fault
    assert "index: current" in out


def test_the_doctor_changes_nothing(command: Command, place: Place) -> None:
    document_added(place)
    before = sorted(place.index.rglob("*"))
    command("check", *place.flags)
    assert sorted(place.index.rglob("*")) == before
