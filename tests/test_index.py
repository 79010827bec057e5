"""Building and opening an index: named by what it is made from, never half-built, never stale."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from bags import Letters

from vectorstore import building
from vectorstore import index as index_module
from vectorstore.building import Built, build_index
from vectorstore.documents import SOURCES, Corpus, read_corpus
from vectorstore.embedder import Embedded, Embedder
from vectorstore.errors import CorpusError, IndexMissing, IndexStale
from vectorstore.index import open_index

SHIP = """# The Log of the Harbour Ship

The ship left port at dawn. The crew of nine sang.

- **Rope.** The rope is forty metres long.
- **Flag.** The flag is yellow.
"""
MILL = "# The Mill\n\nThe mill grinds barley. The miller sleeps at noon.\n"


class Counting:
    """The real model, and every text that it was given."""

    def __init__(self, embedder: Embedder, fingerprint: str = "") -> None:
        self._embedder = embedder
        self.fingerprint = fingerprint or embedder.fingerprint
        self.texts: list[str] = []

    def embed_documents(self, texts: Sequence[str]) -> list[Embedded]:
        self.texts.extend(texts)
        return self._embedder.embed_documents(texts)

    def embed_query(self, text: str) -> Embedded:
        return self._embedder.embed_query(text)

    def rarity(self, word: str) -> float | None:
        return self._embedder.rarity(word)


@pytest.fixture
def counting(embedder: Embedder) -> Counting:
    return Counting(embedder)


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "ship.md").write_text(SHIP, "utf-8")
    (folder / "mill.md").write_text(MILL, "utf-8")
    return folder


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    return tmp_path / "a" / "deep" / ".index"


def build(documents: Path, counting: Counting, shelf: Path) -> Built:
    counting.texts.clear()
    return build_index(read_corpus(documents), counting, shelf)


def indexes(shelf: Path) -> set[str]:
    return {path.name for path in shelf.iterdir() if path.is_dir()}


def pointer(shelf: Path) -> dict[str, str | None]:
    content = json.loads((shelf / "current.json").read_text("utf-8"))
    assert isinstance(content, dict)
    return content


def test_an_index_is_named_by_what_it_is_made_from(
    documents: Path, counting: Counting, shelf: Path, tmp_path: Path
) -> None:
    built = build(documents, counting, shelf)
    assert indexes(shelf) == {built.fingerprint}
    assert pointer(shelf) == {"current": built.fingerprint, "previous": None}
    assert build(documents, counting, tmp_path / "elsewhere").fingerprint == built.fingerprint


def test_a_second_build_has_nothing_to_do(documents: Path, counting: Counting, shelf: Path) -> None:
    first = build(documents, counting, shelf)
    assert (first.passages, first.embedded, first.was_current) == (4, 4, False)
    again = build(documents, counting, shelf)
    assert again == replace(first, embedded=0, was_current=True, changes=())
    assert counting.texts == []


def test_only_what_is_new_is_embedded(
    documents: Path, counting: Counting, shelf: Path, tmp_path: Path
) -> None:
    build(documents, counting, shelf)
    (documents / "ship.md").write_text(SHIP.replace("yellow", "green"), "utf-8")
    (documents / "well.md").write_text("# The Well\n\nThe well is deep.\n", "utf-8")
    assert build(documents, counting, shelf).embedded == 2
    assert [text.split(". ")[0] for text in counting.texts] == [
        "The Log of the Harbour Ship",
        "The Well",
    ]
    corpus = read_corpus(documents)
    build(documents, counting, tmp_path / "anew")
    mended = open_index(corpus, counting, shelf).search("How deep is the well?")
    anew = open_index(corpus, counting, tmp_path / "anew").search("How deep is the well?")
    assert [hit.passage.id for hit in mended.hits] == [hit.passage.id for hit in anew.hits]
    scores = [[hit.score for hit in search.hits] for search in (mended, anew)]
    assert scores[0] == pytest.approx(scores[1], abs=2e-3)  # a batch of another length


def test_another_models_vectors_are_not_taken_over(
    documents: Path, counting: Counting, shelf: Path, embedder: Embedder
) -> None:
    build(documents, counting, shelf)
    other = Counting(embedder, "other-model")
    assert build(documents, other, shelf).embedded == 4


def test_the_index_before_is_kept_for_the_way_back_and_older_ones_are_not(
    documents: Path, counting: Counting, shelf: Path
) -> None:
    first = build(documents, counting, shelf).fingerprint
    (documents / "mill.md").write_text(MILL + "\nIt is old.\n", "utf-8")
    second = build(documents, counting, shelf).fingerprint
    assert indexes(shelf) == {first, second}
    (documents / "mill.md").write_text(MILL + "\nIt is new.\n", "utf-8")
    third = build(documents, counting, shelf).fingerprint
    assert indexes(shelf) == {second, third}
    assert pointer(shelf) == {"current": third, "previous": second}
    (documents / "mill.md").write_text(MILL + "\nIt is old.\n", "utf-8")
    back = build(documents, counting, shelf)
    assert (back.fingerprint, back.embedded, back.was_current) == (second, 0, False)
    open_index(read_corpus(documents), counting, shelf)


def test_a_reader_keeps_its_index_while_others_are_built(
    documents: Path, counting: Counting, shelf: Path
) -> None:
    build(documents, counting, shelf)
    reader = open_index(read_corpus(documents), counting, shelf)
    before = reader.search("Which colour is the flag?")
    for colour in ("green", "red", "blue"):  # the first index is cleared away meanwhile
        (documents / "ship.md").write_text(SHIP.replace("yellow", colour), "utf-8")
        build(documents, counting, shelf)
    assert reader.search("Which colour is the flag?") == before


def test_what_else_lies_in_the_folder_is_left_alone(
    documents: Path, counting: Counting, shelf: Path
) -> None:
    mine = ["letters/a.txt", ".building-plans/a.txt", "0123456789abcdef/a.txt", "x/manifest.json"]
    for name in mine:
        (shelf / name).parent.mkdir(parents=True)
        (shelf / name).write_text("mine", "utf-8")
    for number in range(3):
        (documents / "mill.md").write_text(f"{MILL}\nIt is {number}.\n", "utf-8")
        build(documents, counting, shelf)
    assert [(shelf / name).read_text("utf-8") for name in mine] == ["mine"] * len(mine)


def test_nothing_built_is_said(documents: Path, counting: Counting, shelf: Path) -> None:
    with pytest.raises(IndexMissing, match=r"There is no index in .*assistant index"):
        open_index(read_corpus(documents), counting, shelf)
    assert not shelf.exists()


def changed(folder: Path) -> None:
    (folder / "ship.md").write_text(SHIP + "\nIt sank.\n", "utf-8")


def added(folder: Path) -> None:
    (folder / "well.md").write_text("The well is deep.\n", "utf-8")


def taken_away(folder: Path) -> None:
    (folder / "mill.md").unlink()


def retitled(folder: Path) -> None:
    table = '[[document]]\nfile = "mill.md"\ntitle = "The Windmill"\n'
    (folder / SOURCES).write_text(table, "utf-8")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (changed, "ship.md has changed"),
        (added, "well.md is new in the corpus"),
        (taken_away, "mill.md is gone from the corpus"),
        (retitled, "mill.md has changed"),
    ],
)
def test_another_corpus_is_named_and_mended(
    documents: Path, counting: Counting, shelf: Path, change: Callable[[Path], None], said: str
) -> None:
    build(documents, counting, shelf)
    change(documents)
    corpus = read_corpus(documents)
    with pytest.raises(IndexStale, match=f"is stale: {said}. Build it with: assistant index"):
        open_index(corpus, counting, shelf)
    build(documents, counting, shelf)
    assert open_index(corpus, counting, shelf).search("ship").hits


def test_another_model_and_other_rules_are_named(
    documents: Path, counting: Counting, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(documents, counting, shelf)
    corpus: Corpus = read_corpus(documents)
    other = Counting(counting, "nano:1234")
    with pytest.raises(IndexStale, match=r"embedding model all-MiniLM-L6-v2:\S+, not nano:1234"):
        open_index(corpus, other, shelf)
    monkeypatch.setattr(index_module, "SPLITTER", "structure-0")
    with pytest.raises(IndexStale, match="other splitting rules"):
        open_index(corpus, counting, shelf)


def test_progress_counts_what_is_embedded(
    documents: Path, counting: Counting, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "_EMBED_AT_ONCE", 3)
    steps: list[tuple[int, int]] = []

    def count(done: int, total: int) -> None:
        steps.append((done, total))

    build_index(read_corpus(documents), counting, shelf, count, Letters())
    assert steps[:3] == [(0, 4), (3, 4), (4, 4)]
    (begun, ended) = steps[3:]  # each passage and each sentence, for other languages
    assert begun == (0, ended[1])
    assert ended[0] == ended[1] > 4


def test_headings_alone_are_refused(tmp_path: Path, counting: Counting) -> None:
    (tmp_path / "empty.md").write_text("# Title\n\n## Part\n", "utf-8")
    with pytest.raises(CorpusError, match="headings only"):
        build_index(read_corpus(tmp_path), counting, tmp_path / "i")
