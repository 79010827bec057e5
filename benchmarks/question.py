"""What a warm question costs beside one bare embedding of the same question.

`python -m benchmarks.question` writes benchmarks/question.md.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from sentence_transformers import SentenceTransformer

from assistant.opening import open_assistant
from assistant.settings import read_settings
from benchmarks.machine import Run
from evals.cases import read_cases
from vectorstore.embedder import model_folder

RESULT = Path(__file__).with_suffix(".md")
ROUNDS = 5


def main() -> None:
    """Times both sides in turn, question by question, so that both meet the same disturbances."""
    run = Run("question")
    settings = read_settings({})
    assistant = open_assistant(settings, lambda text: print(text, file=sys.stderr))
    bare = SentenceTransformer(str(model_folder(settings.embedding_model)), device="cpu")
    questions = [case.question for case in read_cases() if not case.turns]
    embedding: list[float] = []
    asking: list[float] = []
    for _ in range(ROUNDS):
        for question in questions:
            embedding.append(_seconds(bare.encode, question))
            asking.append(_seconds(assistant.ask, question))
    warm = len(questions)  # the first round is not counted
    table = _table(np.array(embedding[warm:]), np.array(asking[warm:]), len(questions), str(run))
    RESULT.write_text(table, "utf-8")
    print(table)


def _seconds(action: Callable[[str], object], question: str) -> float:
    started = time.perf_counter()
    action(question)
    return time.perf_counter() - started


def _table(embedding: np.ndarray, asking: np.ndarray, questions: int, measured: str) -> str:
    rows = []
    for name, share in (("p50", 50), ("p95", 95)):
        one, other = (1000 * float(np.percentile(side, share)) for side in (embedding, asking))
        rows.append(f"| {name} | {one:.1f} ms | {other:.1f} ms | {other / one:.2f} |")
    setting = (
        f"{questions} gold questions, {ROUNDS - 1} rounds after one to warm up, both sides in turn "
        f"in one process and on one core. {measured}"
    )
    return "\n".join(
        [
            "# A warm question beside one bare query embedding",
            "",
            setting,
            "",
            "| | `SentenceTransformer.encode(question)` | `assistant.ask(question)` | ratio |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


if __name__ == "__main__":
    main()
