"""What every peer's process measures; it runs in the peers' venv and needs nothing but Python.

A peer's script is called with the folder of documents, a JSON file of questions, the folder of the
embedding model and the JSON file to write.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

TOP = 4
"""Chunks that are asked for; the first one is the answer."""


class Chunk(NamedTuple):
    """A piece of a document, as a peer found it."""

    file: str
    start: int
    text: str


Ask = Callable[[str], Chunk]
Ingest = Callable[[dict[str, str]], Ask]
"""Makes the texts of documents, by file name, ready to be asked."""


def measure(opening: Callable[[str], Ingest]) -> None:
    """Loads the model, ingests, asks every question and writes what came of it."""
    folder, asked, model, result = map(Path, sys.argv[1:5])
    texts = {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.md"))}
    questions: Sequence[str] = json.loads(asked.read_text("utf-8"))
    ingest = opening(str(model))
    started = time.perf_counter()
    ask = ingest(texts)
    ingested = time.perf_counter() - started
    ask(questions[0])  # to warm up
    found, seconds = [], []
    for question in questions:
        started = time.perf_counter()
        found.append(ask(question))
        seconds.append(time.perf_counter() - started)
    status = Path("/proc/self/status").read_text("utf-8")
    held = re.search(r"RssAnon:\s*(\d+)", status)
    told = {
        "ingest": ingested,
        "seconds": seconds,
        "memory": int(held[1]) / 1024 if held else 0,
        "chunks": found,
    }
    result.write_text(json.dumps(told), "utf-8")
