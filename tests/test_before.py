"""What a build takes over from the index before: it comes out as if all were made anew."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from bags import Bags, Letters
from counts import times

from vectorstore import index as index_module
from vectorstore.before import Before, current, read_whole
from vectorstore.building import build_index
from vectorstore.documents import Corpus, Document, read_corpus, read_folders
from vectorstore.formats.converting import Conversions
from vectorstore.index import Index, open_index, split_all
from vectorstore.keeping import keep_ids
from vectorstore.passages import Passage, split
from vectorstore.shelf import Shelf
from vectorstore.snapshot import documents_before, read_passages, write_documents

WORDS = "rope mill barley harbour crew flag anchor oven bread captain well stone".split()
QUESTIONS = ("Which rope has the captain?", "bread and barley", "the stone in the well", "oak")


class Library:
    """Documents that change at random, and the index that is kept of them."""

    def __init__(self, folder: Path, seed: int = 7) -> None:
        self.folder, self.index = folder / "corpus", folder / ".index"
        self.folder.mkdir()
        self._draw = random.Random(seed)
        self._numbers = itertools.count()
        for _ in range(6):
            self.add()

    def add(self) -> None:
        name = f"{self._draw.choice(WORDS)}-{next(self._numbers)}"
        lines = [f"# The {name}", *(self._paragraph() for _ in range(12))]
        (self.folder / f"{name}.md").write_text("\n\n".join(lines), "utf-8")

    def change(self) -> None:
        """Adds, edits, renames or takes away a document."""
        path = self._draw.choice(sorted(self.folder.iterdir()))
        what = self._draw.choice(["add", "edit", "put in", "rename", "retitle", "remove"])
        lines = path.read_text("utf-8").split("\n\n")
        if what == "add":
            self.add()
        elif what == "rename":
            path.rename(path.with_stem(f"{path.stem}-again"))
        elif what == "remove":
            path.unlink()
        else:
            at = self._draw.randrange(1, len(lines))
            lines[0 if what == "retitle" else at : at + (what == "edit")] = [
                f"# The {self._draw.choice(WORDS)}" if what == "retitle" else self._paragraph()
            ]
            path.write_text("\n\n".join(lines), "utf-8")

    def _paragraph(self) -> str:
        some = [" ".join(self._draw.choices(WORDS, k=8)) for _ in range(2)]
        return " ".join(f"The {words}." for words in some)

    def read(self) -> Corpus:
        corpus = read_folders((self.folder,), Conversions(None))
        return keep_ids(corpus, documents_before(self.index))

    def build(self, corpus: Corpus | None = None, home: Path | None = None) -> None:
        build_index(corpus or self.read(), Bags(), home or self.index, multilingual=Letters())


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path)


def opened(corpus: Corpus, home: Path) -> Index:
    return open_index(corpus, Bags(), home, Letters())


def whole(home: Path) -> Before:
    shelf = Shelf(home)
    return read_whole(shelf, shelf.current())


def put(home: Path) -> int:
    before = whole(home)
    before.close()
    return before.vectors.put


def hits(index: Index) -> Iterator[object]:
    """What is found, each with its scores, in English and otherwise."""
    assert index.languages
    for question in QUESTIONS:
        yield [(hit.passage, hit.score, hit.sentences) for hit in index.search(question).hits]
        yield index.languages.search(question, "fr").hits


@pytest.mark.faults
def test_a_changed_index_is_like_one_made_anew(library: Library, tmp_path: Path) -> None:
    library.build()
    for number in range(times(8, 60)):
        for _ in range(number % 3 + 1):
            library.change()
        corpus = library.read()
        library.build(corpus)
        library.build(corpus, fresh := tmp_path / f"fresh-{number}")
        one, other = opened(corpus, library.index), opened(corpus, fresh)
        assert list(one.passages.values()) == list(other.passages.values())
        assert list(hits(one)) == list(hits(other))
        one.close()
        other.close()
        check_vectors(whole(library.index), whole(fresh))


def check_vectors(kept: Before, fresh: Before) -> None:
    """They hold the same of every passage, and what is nearest is the same."""
    ids = [passage.id for passage in fresh.content]
    assert np.allclose(kept.vectors.of(ids), fresh.vectors.of(ids), atol=1e-6)
    for question in QUESTIONS:
        vector = Bags().embed_query(question).vector
        near = fresh.vectors.nearest(vector, 20)
        assert kept.vectors.nearest(vector, 20) == pytest.approx(near, abs=1e-6)
    for at in range(len(ids)):
        one, other = kept.tokens.kept(at), fresh.tokens.kept(at)
        assert np.array_equal(one.tokens, other.tokens)
        assert np.array_equal(one.offsets, other.offsets)
    kept.close()
    fresh.close()


def test_only_what_changed_is_split_and_put_into_chroma(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.build()
    assert put(library.index) == 72
    path = min(library.folder.iterdir())
    text = path.read_text("utf-8")
    path.write_text(f"{text}\n\nThe oak is old.", "utf-8")
    were_split: list[str] = []

    def counted(document: Document) -> tuple[Passage, ...]:
        were_split.append(document.file)
        return split(document)

    corpus = library.read()
    monkeypatch.setattr(index_module, "split", counted)
    library.build(corpus)
    assert were_split == [path.name]
    assert put(library.index) == 73
    opened(corpus, library.index).close()
    assert were_split == [path.name]


def test_a_collection_that_much_was_taken_out_of_is_made_anew(library: Library) -> None:
    library.build()
    path, seen = min(library.folder.iterdir()), []
    for number in range(5):
        path.write_text("\n\n".join(f"The oak is {number} {at}." for at in range(12)), "utf-8")
        library.build()
        seen.append(put(library.index))
    assert seen == [84, 72, 84, 72, 84]


def test_what_the_current_index_was_is_known(library: Library) -> None:
    with current(Shelf(library.index)) as before:
        assert before is None
    library.build()
    with current(Shelf(library.index)) as before:
        assert before
        assert before.corpus.documents == library.read().documents
        assert before.split == before.passages
        assert len(before.content) == len(before.manifest.texts) == 72


def test_passages_come_back_as_they_were_split(corpus: Corpus, tmp_path: Path) -> None:
    passages = split_all(corpus)
    write_documents(tmp_path, corpus, passages)
    kept = read_passages(tmp_path, corpus)
    assert split_all(corpus, kept) == passages
    assert tuple(kept) == corpus.documents


def test_passages_of_a_made_up_document_come_back_too(tmp_path: Path) -> None:
    (tmp_path / "ship.md").write_text(
        "# Schiff “文書”\n\n1. Rope[^1]\n2. Flag\n\n[^1]: A note.\n\n## Empty\n", "utf-8"
    )
    corpus = read_corpus(tmp_path)
    write_documents(tmp_path, corpus, split_all(corpus))
    assert split_all(corpus, read_passages(tmp_path, corpus)) == split_all(corpus)
