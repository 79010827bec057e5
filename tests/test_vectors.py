"""The vectors in Chroma: the right neighbours, and an index that reading never changes."""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import chromadb
import numpy as np
import pytest

from vectorstore.embedder import Floats
from vectorstore.errors import IndexDamaged, IndexNotWritable
from vectorstore.passages import Passage
from vectorstore.slices import cut
from vectorstore.vectors import Vectors, write_vectors

COUNT = 2_000  # from 1,000 on Chroma keeps its graph in files of its own
WIDTH = 384


def passage(number: int) -> Passage:
    body = cut("The rope is long.", ((0, 17),))
    id_ = f"ship/“文書”/{number}'%\"; --"
    return Passage(id_, "ship", "item", "item", "", "Ship", "ship", (), None, body, (body,))


def unit(rows: Floats) -> Floats:
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / lengths, dtype=np.float32)


@pytest.fixture(scope="module")
def rows() -> Floats:
    """Clusters, as of passages about one subject."""
    random = np.random.default_rng(7)
    centres = random.normal(size=(40, WIDTH))
    near = centres[random.integers(0, 40, COUNT)] + random.normal(size=(COUNT, WIDTH))
    return unit(near.astype(np.float32))


@pytest.fixture(scope="module")
def place(rows: Floats, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("vectors")
    write_vectors(folder, [passage(number) for number in range(COUNT)], list(rows))
    return folder


@pytest.fixture
def vectors(place: Path) -> Vectors:
    return Vectors(place, COUNT)


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_graph_finds_what_comparing_with_all_finds(vectors: Vectors, rows: Floats) -> None:
    random = np.random.default_rng(8)
    questions = unit(rows[:200] + random.normal(0, 0.05, (200, WIDTH)).astype(np.float32))
    shared = 0
    for question in questions:
        best = np.argsort(-(rows @ question))[:10]
        shared += len({passage(int(at)).id for at in best} & set(vectors.nearest(question, 10)))
    assert shared / (10 * len(questions)) >= 0.98  # 0.999 measured


def test_nearness_is_the_cosine(vectors: Vectors, rows: Floats) -> None:
    near = vectors.nearest(7 * rows[3], 5)
    assert next(iter(near)) == passage(3).id
    assert near[passage(3).id] == pytest.approx(1.0, abs=1e-5)
    for id_, cosine in near.items():
        at = int(id_.split("/")[-1].split("'")[0])
        assert cosine == pytest.approx(float(rows[at] @ rows[3]), abs=1e-5)


def test_the_space_is_stored_with_the_collection(place: Path, tmp_path: Path) -> None:
    subprocess.run(["cp", "-r", place / "chroma", tmp_path / "copy"], check=True)
    client = chromadb.PersistentClient(str(tmp_path / "copy"))
    (collection,) = client.list_collections()
    assert collection.configuration_json["hnsw"]["space"] == "cosine"
    client.close()  # type: ignore[attr-defined]


def test_vectors_come_back_by_their_passages_ids(vectors: Vectors, rows: Floats) -> None:
    order = np.random.default_rng(9).permutation(COUNT)
    found = vectors.of([passage(int(number)).id for number in order])
    assert np.allclose(np.stack(found), rows[order], atol=1e-6)


def test_threads_may_ask_at_once(vectors: Vectors, rows: Floats) -> None:
    alone = [vectors.nearest(row, 10) for row in rows[:64]]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda row: vectors.nearest(row, 10), rows[:64])) == alone


def test_reading_changes_nothing(place: Path, rows: Floats) -> None:
    before = digests(place)
    vectors = Vectors(place, COUNT)
    vectors.nearest(rows[0], 10)
    vectors.close()
    assert digests(place) == before


def test_nothing_is_left_behind(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    vectors = Vectors(place, COUNT)
    assert list(tmp_path.iterdir())
    vectors.close()
    with pytest.raises(IndexDamaged, match=r"2001 passages were written, 2000 are there"):
        Vectors(place, COUNT + 1)
    forgotten = Vectors(place, COUNT)
    del forgotten
    assert not list(tmp_path.iterdir())


def test_no_room_for_the_working_copy_is_said(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(IndexNotWritable, match=r"no room for a working copy.*TMPDIR"):
        Vectors(place, COUNT)


@pytest.mark.parametrize("at", [0, 4_096, 4_100, 100])
def test_what_chroma_makes_of_a_damaged_file_is_told_as_damage(
    place: Path, tmp_path: Path, at: int, capfd: pytest.CaptureFixture[str]
) -> None:
    """At 4,096 its Rust half panics, which is no Exception."""
    subprocess.run(["cp", "-r", place, tmp_path / "copy"], check=True)
    database = tmp_path / "copy" / "chroma" / "chroma.sqlite3"
    content = bytearray(database.read_bytes())
    content[at] ^= 0xFF
    database.write_bytes(content)
    with pytest.raises(IndexDamaged, match=r"is damaged \(.*assistant index"):
        Vectors(tmp_path / "copy", COUNT)


def test_ctrl_c_is_not_taken_for_damage(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*arguments: object, **named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(chromadb, "PersistentClient", interrupted)
    with pytest.raises(KeyboardInterrupt):
        Vectors(place, COUNT)
