"""What a question costs in a small library and in a large one, and what the large one takes.

`python -m benchmarks.growth` writes benchmarks/growth.md and growth.svg. What it builds is kept in
.index-public, so that a broken run goes on. `--sizes 1000,10000` tries it out.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from assistant.ask import Assistant
from benchmarks.library import CACHE, DATA, NOTHING, questions, write_library
from benchmarks.machine import Run, draw, memory_of, size_of
from benchmarks.page import paragraphs, table
from benchmarks.pieces import Pieces
from benchmarks.public.pool import Store
from vectorstore.building import build_index
from vectorstore.documents import read_corpus
from vectorstore.embedder import Embedder, LocalModel
from vectorstore.index import Index, content_of, open_files, open_index, split_all
from vectorstore.ranking import embedded_text
from vectorstore.reader import PackagedReader, Reader
from vectorstore.shelf import Shelf

RESULT = Path(__file__).with_suffix(".md")
SIZES = (1_000, 10_000, 100_000)
ASKED, WARM = 200, 20  # questions; the first are asked once before
NEAREST = 10

_NOTES = f"""\
A library is made of sentences of SciFact, FeedbackQA and SQuAD, two to a passage, a hundred
passages to a document (`benchmarks/library.py`). {ASKED} questions of FeedbackQA are asked of all
in turn, each by `Assistant.ask` in one process and on one core, with the reader, without the extra
for other languages. Recall is the share of the {NEAREST} nearest by exact cosine that Chroma
gives for {NEAREST}. Memory is what the process holds of its own after opening, per passage; token
vectors are mapped from the disk and not in it. The vectors of a passage are put together from
those of its sentences (`benchmarks/pieces.py`): to embed each passage anew would take an hour.
Building counts everything else; opening includes reading and splitting the documents."""


@dataclass
class Library:
    """One library, and what was measured on it."""

    size: int
    assistant: Assistant
    built: float
    """Seconds; 0 where the index was there."""
    opened: float
    memory: float
    """MB"""
    disk: float
    """MB"""
    recall: float
    seconds: list[float] = field(default_factory=list)
    """Of each question."""

    def ms(self, share: int) -> float:
        """Milliseconds within which so many per cent of the questions were answered."""
        return 1000 * float(np.percentile(self.seconds, share))


def open_library(size: int, store: Store, reader: Reader, asked: Sequence[str]) -> Library:
    """Writes, builds and opens a library of so many passages."""
    folder = CACHE / "growth" / str(size)
    write_library(DATA, folder / "corpus", size)
    corpus = read_corpus(folder / "corpus")
    titles = {document.id: document.title for document in corpus.documents}
    passages = content_of(split_all(corpus))
    texts = [embedded_text(titles[passage.document], passage)[0] for passage in passages]
    embedder = Pieces(store, texts)
    del passages, texts, corpus
    started = time.perf_counter()
    done = build_index(read_corpus(folder / "corpus"), embedder, folder / "index")
    built = 0.0 if done.was_current else time.perf_counter() - started
    before, started = memory_of(), time.perf_counter()
    corpus = read_corpus(folder / "corpus")
    index = open_index(corpus, embedder, folder / "index", reader=reader)
    opened, memory = time.perf_counter() - started, memory_of() - before
    place = Shelf(folder / "index").current()
    recall = recall_of(place, index, embedder, asked)
    return Library(size, Assistant(index), built, opened, memory, size_of(place), recall)


def recall_of(place: Path, index: Index, embedder: Embedder, asked: Sequence[str]) -> float:
    """The mean share of the nearest passages that are found, of those that exact search finds."""
    shelf = Shelf(place.parent)
    vectors, _ = open_files(shelf, place, shelf.manifest(place))
    ids = [passage.id for passage in content_of(tuple(index.passages.values()))]
    rows = np.stack(vectors.of(ids))
    shares = []
    for question in asked:
        vector = embedder.embed_query(question).vector
        cosines = rows @ vector
        best = np.argpartition(-cosines, NEAREST)[:NEAREST]
        near = vectors.nearest(vector, NEAREST)
        shares.append(len(near.keys() & {ids[at] for at in best}) / NEAREST)
    vectors.close()
    return float(np.mean(shares))


def page(run: Run, libraries: Sequence[Library]) -> str:
    """The page: a column for each library."""
    first = libraries[0]
    rows = {
        "a question, p50": [f"{each.ms(50):.0f} ms" for each in libraries],
        "a question, p95": [f"{each.ms(95):.0f} ms" for each in libraries],
        "p50 beside the smallest (goal: ≤ 2)": [
            f"{each.ms(50) / first.ms(50):.2f}" for each in libraries
        ],
        f"recall@{NEAREST} (goal: ≥ .99)": [f"{each.recall:.3f}" for each in libraries],
        "memory of a passage": [f"{1000 * each.memory / each.size:.1f} kB" for each in libraries],
        "disk of a passage": [f"{1000 * each.disk / each.size:.1f} kB" for each in libraries],
        "opening": [f"{each.opened:.1f} s" for each in libraries],
        "building, without embedding": [
            f"{each.built:.0f} s" if each.built else "was there" for each in libraries
        ],
    }
    return paragraphs(
        "# A question in a small library and in a large one",
        str(run),
        table([f"{each.size:,} passages" for each in libraries], rows),
        f"![Milliseconds by the number of passages]({RESULT.with_suffix('.svg').name})",
        _NOTES,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Builds what is missing, asks all libraries in turn and writes the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__)
    sizes = ",".join(map(str, SIZES))
    parser.add_argument("--sizes", default=sizes, help=f"of the libraries, default {sizes}")
    parser.add_argument("--result", type=Path, default=RESULT, help="the page that is written")
    given = parser.parse_args(arguments)
    if not DATA.is_dir():
        print(NOTHING, file=sys.stderr)
        return 1
    run = Run("growth")
    asked = questions(DATA, ASKED)
    store, reader = Store(LocalModel(), CACHE), PackagedReader()
    libraries = []
    for size in map(int, given.sizes.split(",")):
        libraries.append(open_library(size, store, reader, asked))
        print(f"{size:,} passages are open.", file=sys.stderr)
    for library in libraries:
        for question in asked[:WARM]:
            library.assistant.ask(question)
    for question in asked:
        for library in libraries:
            started = time.perf_counter()
            library.assistant.ask(question)
            library.seconds.append(time.perf_counter() - started)
    at = [library.size for library in libraries]
    lines = {f"p{p}": (at, [library.ms(p) for library in libraries]) for p in (50, 95)}
    draw(lines, ("passages", "milliseconds"), "A question by the size of the library",
         given.result.with_suffix(".svg"))  # fmt: skip
    given.result.write_text(page(run, libraries), "utf-8")
    print(given.result.read_text("utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
