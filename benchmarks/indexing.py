"""What indexing costs beside the bare embedding of the same texts, and indexing again.

`python -m benchmarks.indexing` writes benchmarks/indexing.md; `--passages 1000` tries it out.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer

from assistant.opening import CONVERSIONS, open_multilingual
from benchmarks.library import DATA, NOTHING, PASSAGES_EACH, write_library
from benchmarks.machine import Run
from benchmarks.page import paragraphs, table
from vectorstore.building import Built, build_index
from vectorstore.documents import Corpus, read_corpus
from vectorstore.embedder import DEFAULT_MODEL, LocalModel, model_folder
from vectorstore.index import content_of, split_all
from vectorstore.multilingual import Multilingual
from vectorstore.ranking import embedded_text

RESULT = Path(__file__).with_suffix(".md")
PASSAGES = 20_000
SENTENCES = 1  # of a passage: short ones, so that what is not embedding weighs most
GOAL, GOAL_AGAIN = 1.15, 0.02
_WITH_LANGUAGES = 20  # times fewer passages are indexed with the model for other languages

_NOTES = f"""\
Bare is `SentenceTransformer.encode` of the texts that the index embeds, all in one call and on all
cores. Indexing begins with the files: it reads and splits them, embeds passages and keeps their
tokens' vectors, and writes Chroma's index, words and digests. Passages are single sentences of
public sets under their titles (`benchmarks/library.py`). Indexing again follows after one sentence
was added to one of the documents. The model for other languages embeds every passage and every
sentence besides; that was measured on one in {_WITH_LANGUAGES} of the passages, beside the bare
embedding of these."""

Seconds = tuple[float, float]
"""On the clock, and of the processors."""


class Library:
    """Documents in a folder, and the index beside them."""

    def __init__(self, folder: Path, passages: int) -> None:
        self._folder = folder
        write_library(DATA, folder / "corpus", passages, SENTENCES)

    def texts(self) -> list[str]:
        """What the index embeds."""
        corpus = self._corpus()
        titles = {document.id: document.title for document in corpus.documents}
        passages = content_of(split_all(corpus))
        return [embedded_text(titles[passage.document], passage)[0] for passage in passages]

    def change(self) -> None:
        """Adds a sentence to the first document."""
        path = min((self._folder / "corpus").iterdir())
        path.write_text(path.read_text("utf-8") + "\nThis sentence is new in here.\n", "utf-8")

    def index(self, embedder: LocalModel, multilingual: Multilingual | None = None) -> Built:
        """Builds what is missing or stale."""
        home = self._folder / "index"
        corpus = self._corpus(home / CONVERSIONS)
        built = build_index(corpus, embedder, home, multilingual=multilingual)
        corpus.conversions.keep()
        return built

    def _corpus(self, kept: Path | None = None) -> Corpus:
        return read_corpus(self._folder / "corpus", kept)


@contextmanager
def library(passages: int) -> Iterator[Library]:
    """A library in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        yield Library(Path(folder), passages)


def timed(action: Callable[[], object]) -> Seconds:
    """How long it takes."""
    started, before = time.perf_counter(), time.process_time()
    action()
    return time.perf_counter() - started, time.process_time() - before


def page(
    run: Run, passages: int, bare: Seconds, built: Seconds, again: Seconds, languages: float | None
) -> str:
    """The page: a row for each thing that was done."""
    rows = {
        "bare embedding": [*_shown(bare), "1", "1", ""],
        "indexing": [*_shown(built), *_beside(built, bare), f"≤ {GOAL}"],
        "indexing again, one document changed": [
            *_shown(again), *_beside(again, built), f"≤ {GOAL_AGAIN} of indexing",
        ],
    }  # fmt: skip
    if languages is not None:
        rows["indexing with other languages"] = ["–", "–", f"{languages:.1f}", "–", ""]
    head = ["on the clock", "of the processors", "ratio of the clock", "of the processors", "goal"]
    return paragraphs(
        f"# Indexing {passages:,} passages beside embedding them",
        str(run),
        table(head, rows),
        _NOTES,
    )


def _shown(seconds: Seconds) -> list[str]:
    return [f"{each:.1f} s" for each in seconds]


def _beside(seconds: Seconds, other: Seconds) -> list[str]:
    return [f"{one / two:.3f}" for one, two in zip(seconds, other, strict=True)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Embeds, indexes, indexes again and writes the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.indexing", description=__doc__)
    parser.add_argument("--passages", type=int, default=PASSAGES, help="in hundreds")
    parser.add_argument("--result", type=Path, default=RESULT, help="the page that is written")
    given = parser.parse_args(arguments)
    if not DATA.is_dir():
        print(NOTHING, file=sys.stderr)
        return 1
    run = Run("indexing")
    cores = torch.get_num_threads()
    model = SentenceTransformer(str(model_folder(DEFAULT_MODEL)), device="cpu")
    embedder = LocalModel()  # which keeps torch to one core, but while it embeds documents

    def encode(texts: Sequence[str]) -> Seconds:
        torch.set_num_threads(cores)
        return timed(lambda: model.encode(list(texts)))

    with library(given.passages) as own:
        texts = own.texts()
        encode(texts[:PASSAGES_EACH])  # to warm up
        bare = encode(texts)
        built = timed(lambda: own.index(embedder))
        own.change()
        again = timed(lambda: own.index(embedder))
    languages = None
    if multilingual := open_multilingual():
        with library(max(given.passages // _WITH_LANGUAGES, PASSAGES_EACH)) as own:
            few = own.texts()
            languages = timed(lambda: own.index(embedder, multilingual))[0] / encode(few)[0]
    given.result.write_text(page(run, len(texts), bare, built, again, languages), "utf-8")
    print(given.result.read_text("utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
