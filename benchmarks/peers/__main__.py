"""LangChain, LlamaIndex and Haystack beside the assistant: `make peers` writes benchmarks/peers.md.

The peers' packages stand in a venv of their own, which `--python` names.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.answer import Answer, Citation, Sentence
from assistant.ask import Assistant
from assistant.opening import read
from assistant.settings import read_settings
from benchmarks.machine import Run, memory_of
from benchmarks.opened import answered, english
from benchmarks.page import COLUMNS, figure, of_split, paragraphs, table
from benchmarks.tutorial import cited_by
from evals.cases import Case, read_cases
from evals.outcomes import Outcome
from vectorstore.building import build_index
from vectorstore.documents import Corpus, Document
from vectorstore.embedder import DEFAULT_MODEL, LocalModel, model_folder
from vectorstore.index import open_index
from vectorstore.passages import split
from vectorstore.reader import PackagedReader
from vectorstore.slices import Slice

ROOT = Path(__file__).parents[2]
RESULT = ROOT / "benchmarks" / "peers.md"
PYTHON = ROOT / ".venv-peers" / "bin" / "python"
PEERS = {"LangChain": "with_langchain", "LlamaIndex": "with_llamaindex",
         "Haystack": "with_haystack"}  # fmt: skip
_MEASURES = ("first citation", "complete")

_NOTES = """\
All have the same documents, the same English gold questions and the same weights of
all-MiniLM-L6-v2, each in a process of its own, one after another. A peer is built as its own first
tutorial builds it, without a chat model: LangChain with chunks of 1,000 characters (200 shared) in
langchain-chroma; LlamaIndex with chunks of 256 tokens, the model's window, in its store in memory;
Haystack with chunks of 200 words in its store in memory. The answer of a peer is its best chunk,
which cites passages as in [tutorial.md](tutorial.md); of a follow-up it hears the last question.
The assistant is without the extra for other languages; it searches, reads and quotes. Ingesting
begins when the model is loaded. Memory is what the process holds of its own at the end."""


@dataclass(frozen=True)
class Side:
    """What was measured of one side."""

    ingest: float
    """Seconds."""
    memory: float
    """MB"""
    outcomes: list[Outcome]


def measured_peer(module: str, python: Path, corpus: Corpus, cases: Sequence[Case]) -> Side:
    """Lets a peer answer in its own process. Raises CalledProcessError where it failed."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "documents").mkdir()
        for document in corpus.documents:
            (folder / "documents" / document.file).write_text(document.text, "utf-8", newline="")
        asked = folder / "questions.json"
        asked.write_text(json.dumps([case.question for case in cases]), "utf-8")
        result = folder / "result.json"
        paths = [folder / "documents", asked, model_folder(DEFAULT_MODEL), result]
        command = [str(python), "-m", f"benchmarks.peers.{module}", *map(str, paths)]
        subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        told = json.loads(result.read_text("utf-8"))
    files = {document.file: document for document in corpus.documents}
    outcomes = [
        Outcome(case, _answer(case, files[file], start, text), (), exact=True, seconds=seconds)
        for case, (file, start, text), seconds in zip(
            cases, told["chunks"], told["seconds"], strict=True
        )
    ]
    return Side(told["ingest"], told["memory"], outcomes)


def measured_here(corpus: Corpus, cases: Sequence[Case]) -> Side:
    """The assistant, in this process."""
    embedder = LocalModel()
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        build_index(corpus, embedder, Path(folder))
        ingest = time.perf_counter() - started
        index = open_index(corpus, embedder, Path(folder), reader=PackagedReader())
        assistant = Assistant(index)
        assistant.ask(cases[0].question)  # to warm up
        outcomes = answered(assistant, cases, "the assistant")
        index.close()
    return Side(ingest, memory_of(), outcomes)


def _answer(case: Case, document: Document, start: int, text: str) -> Answer:
    """The chunk as one sentence with a citation of every passage that it cites."""
    words = Slice(text, ((start, start + len(text)),))
    citations = tuple(
        Citation(number, passage.id, passage.label, document.file, text, words.spans)
        for number, passage in enumerate(cited_by(words, document, split(document)), start=1)
    )
    numbers = tuple(citation.number for citation in citations)
    return Answer(case.question, (Sentence(text, numbers),), citations)


def page(run: Run, sides: Mapping[str, Side]) -> str:
    """The page: a column for each side."""
    rows = {
        f"{measure}, {name}": [
            figure(COLUMNS[measure](of_split(side.outcomes, split))) for side in sides.values()
        ]
        for measure in _MEASURES
        for split, name in (("dev", "development"), ("heldout", "held-out"))
    }
    rows["ingesting"] = [f"{side.ingest:.1f} s" for side in sides.values()]
    for share in (50, 95):
        rows[f"a question, p{share}"] = [
            f"{1000 * np.percentile([o.seconds for o in side.outcomes], share):.0f} ms"
            for side in sides.values()
        ]
    rows["memory"] = [f"{side.memory:,.0f} MB" for side in sides.values()]
    return paragraphs("# Beside its peers", str(run), table(list(sides), rows), _NOTES)


def main(arguments: Sequence[str] | None = None) -> int:
    """Asks all sides and writes the page; 1 where there is no venv of the peers."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("--python", type=Path, default=PYTHON, help="of the peers' venv")
    parser.add_argument("--result", type=Path, default=RESULT, help="the page that is written")
    given = parser.parse_args(arguments)
    if not given.python.exists():
        print(f"Nothing was measured: there is no {given.python}. Make it: make peers",
              file=sys.stderr)  # fmt: skip
        return 1
    run = Run("peers")
    cases = [case for case in english(read_cases()) if case.split in ("dev", "heldout")]
    corpus = read(read_settings({}))
    sides = {"the assistant": measured_here(corpus, cases)}
    for name, module in PEERS.items():
        sides[name] = measured_peer(module, given.python, corpus, cases)
    given.result.write_text(page(run, sides), "utf-8")
    print(given.result.read_text("utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
