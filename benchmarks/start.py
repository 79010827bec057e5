"""How long `assistant ask` takes from nothing, beside a script that encodes one sentence.

`python -m benchmarks.start` writes benchmarks/start.md.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.settings import read_settings
from benchmarks.machine import Run
from benchmarks.page import paragraphs, table
from vectorstore.embedder import model_folder

RESULT = Path(__file__).with_suffix(".md")
ROUNDS = 12
QUESTION = "Where does the unified pillar put political solutions?"
GOAL = 1.3

_BARE = """\
import sys
from sentence_transformers import SentenceTransformer
SentenceTransformer(sys.argv[1], device="cpu").encode(sys.argv[2])
"""

_NOTES = f"""\
Each side is a process of its own, {ROUNDS} of each in turn after one of each to warm the disk's
cache; the figures are medians. Seconds of the processors count what a process computes, whatever
else the machine does. The bare script imports sentence-transformers, loads the same weights and
encodes the question; `assistant ask` also checks the digests of weights and index, opens the index,
searches, reads and quotes."""


def main() -> None:
    """Runs both in turn and writes the page."""
    run = Run("start")
    model = str(model_folder(read_settings({}).embedding_model))
    bare = [sys.executable, "-c", _BARE, model, QUESTION]
    ask = [sys.executable, "-m", "assistant", "ask", QUESTION]
    rows = np.array([[*measured(bare), *measured(ask)] for _ in range(ROUNDS + 1)][1:])
    medians = np.median(rows, axis=0)
    cells = {
        name: [f"{one:.2f} s", f"{other:.2f} s", f"{other / one:.2f}", f"≤ {GOAL}"]
        for name, one, other in (
            ("on the clock", medians[0], medians[2]),
            ("of the processors", medians[1], medians[3]),
        )
    }
    head = ["bare script", "`assistant ask`", "ratio", "goal"]
    page = paragraphs("# The first answer from nothing", str(run), table(head, cells), _NOTES)
    RESULT.write_text(page, "utf-8")
    print(page)


def measured(command: Sequence[str]) -> tuple[float, float]:
    """Seconds on the clock and of the processors. Raises CalledProcessError where it failed."""
    before, started = os.times(), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    seconds, after = time.perf_counter() - started, os.times()
    own = after.children_user + after.children_system
    return seconds, own - before.children_user - before.children_system


if __name__ == "__main__":
    main()
