"""The folder of indexes: one pointer, moved in one step; one writer; faults told in a sentence."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from vectorstore.errors import IndexBusy, IndexDamaged, IndexMissing, IndexNotWritable, IndexStale
from vectorstore.shelf import Ingredients, Shelf

Mount = Callable[..., None]

HOLDS_THE_LOCK = """
import sys
from filelock import FileLock
with FileLock(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


def made_of(name: str) -> Ingredients:
    return Ingredients("model", "rules", {f"{name}.md": name})


def shelve(shelf: Shelf, name: str) -> Path:
    with shelf.writing():
        with shelf.building(made_of(name), (name,)) as folder:
            (folder / "vectors").write_text(name, "utf-8")
        shelf.point_to(shelf.place(made_of(name)))
    return shelf.place(made_of(name))


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / ".index")


def test_equal_ingredients_have_one_name_and_each_other_another() -> None:
    one = made_of("ship")
    assert one.fingerprint == made_of("ship").fingerprint
    others = [
        Ingredients("another", "rules", one.documents),
        Ingredients("model", "others", one.documents),
        Ingredients("model", "rules", {"ship.md": "mill"}),
        Ingredients("model", "rules", {"mill.md": "ship"}),
        Ingredients("model", "rules", {}),
    ]
    assert len({each.fingerprint for each in [one, *others]}) == 6


def test_the_order_of_documents_does_not_matter() -> None:
    documents = {"a": "1", "b": "2"}
    turned = dict(reversed(documents.items()))
    assert Ingredients("m", "r", documents).fingerprint == Ingredients("m", "r", turned).fingerprint


def test_what_was_built_is_current_and_whole(shelf: Shelf) -> None:
    place = shelve(shelf, "ship")
    assert shelf.current() == place
    shelf.check_made_of(place, made_of("ship"))
    with pytest.raises(IndexStale, match="mill"):
        shelf.check_made_of(place, made_of("mill"))
    manifest = shelf.check_whole(place)
    assert manifest.texts == ("ship",)
    assert manifest.ingredients == made_of("ship")
    assert list(manifest.files) == ["vectors"]


def test_a_reader_sees_the_old_index_or_the_new_never_neither(shelf: Shelf) -> None:
    places = {shelve(shelf, "ship"), shelve(shelf, "mill")}
    stop = threading.Event()
    seen: list[Path] = []

    def read() -> None:
        while not stop.is_set():
            seen.append(shelf.current())

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(60):
        for place in places:
            shelf.point_to(place)
    stop.set()
    reader.join()
    assert set(seen) == places


def test_a_build_that_fails_leaves_what_was_there(shelf: Shelf) -> None:
    place = shelve(shelf, "ship")
    with contextlib.suppress(KeyboardInterrupt), shelf.building(made_of("mill"), ()) as folder:
        (folder / "vectors").write_text("half", "utf-8")
        raise KeyboardInterrupt
    assert shelf.check_whole(shelf.current()).texts == ("ship",)
    assert {path for path in shelf.folder.iterdir() if path.is_dir()} == {place}


def test_a_damaged_index_is_replaced(shelf: Shelf) -> None:
    place = shelve(shelf, "ship")
    (place / "vectors").write_text("garbage", "utf-8")
    (place / "more").write_text("garbage", "utf-8")
    shelve(shelf, "ship")
    shelf.check_whole(place)
    assert not (place / "more").exists()


def test_two_cannot_write_at_once(shelf: Shelf) -> None:
    place = shelve(shelf, "ship")
    command = [sys.executable, "-c", HOLDS_THE_LOCK, str(shelf.folder / "writer.lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout
        other.stdout.readline()
        with pytest.raises(IndexBusy, match=r"Another process .*Wait"), shelf.writing():
            pass
        assert shelf.current() == place  # whoever reads need not wait
        other.kill()
    with shelf.writing():
        pass


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b'{"current": "0123',
        b"\xff\xfe\x00garbage",
        b"[]",
        b"null",
        b"{}",
        b'{"current": null}',
        b'{"current": ""}',
        b'{"current": ".."}',
        b'{"current": "a\\u0000b"}',
        b'{"current": "0123456789abcdef"}',
        b"[" * 100_000,
    ],
    ids=lambda content: repr(content[:30]),
)
def test_a_pointer_that_points_nowhere_is_damage_and_is_mended(
    shelf: Shelf, content: bytes
) -> None:
    place = shelve(shelf, "ship")
    (shelf.folder / "current.json").write_bytes(content)
    with pytest.raises(IndexDamaged, match="Build it with: assistant index"):
        shelf.current()
    assert shelf.point_to(place)
    assert shelf.current() == place


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"ingredients": 1, "texts": [], "files": {}}',
        b'{"ingredients": {}, "texts": [], "files": {}}',
        b'{"ingredients": {"embedder": 1, "splitter": 2, "documents": 3}, "texts": [], "files": 4}',
        b'{"ingredients": {"embedder": "model", "splitter": "rules", "documents": {}}, "texts": 5}',
        b"[" * 100_000,
    ],
    ids=lambda content: repr(content[:50]),
)
def test_a_manifest_that_says_nothing_is_damage(shelf: Shelf, content: bytes) -> None:
    place = shelve(shelf, "ship")
    (place / "manifest.json").write_bytes(content)
    with pytest.raises(IndexDamaged, match=r"manifest.json cannot be read. Build it"):
        shelf.check_made_of(shelf.current(), made_of("ship"))


def test_no_pointer_is_no_index(shelf: Shelf) -> None:
    shelve(shelf, "ship")
    (shelf.folder / "current.json").unlink()
    with pytest.raises(IndexMissing):
        shelf.current()
    shutil.rmtree(shelf.folder)
    with pytest.raises(IndexMissing):
        shelf.current()


def test_a_file_where_the_folder_should_be_is_told(shelf: Shelf) -> None:
    shelf.folder.write_text("mine", "utf-8")
    with pytest.raises(IndexDamaged):
        shelf.current()
    with pytest.raises(IndexNotWritable, match=r"\(File exists\).*--index"), shelf.writing():
        pass
    assert shelf.folder.read_text("utf-8") == "mine"


def test_a_read_only_folder_is_read_and_refuses_to_be_written(shelf: Shelf, mount: Mount) -> None:
    place = shelve(shelf, "ship")
    mount(shelf.folder, "--bind", shelf.folder)
    mount(shelf.folder, "-o", "remount,ro,bind")
    assert shelf.check_whole(shelf.current()).texts == ("ship",)
    with pytest.raises(IndexNotWritable, match=r"Read-only file system.*--index"), shelf.writing():
        pass
    assert shelf.current() == place
