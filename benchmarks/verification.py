"""What verifying one sentence costs beside one bare embedding of the same sentence.

`python -m benchmarks.verification` writes benchmarks/verification.md.
"""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from sentence_transformers import SentenceTransformer

from assistant.checking import Checked, Checker
from assistant.opening import open_assistant
from assistant.prompting import MOST_PASSAGES
from assistant.settings import read_settings
from benchmarks.page import paragraphs, table
from evals.pairs import Pair, read_pairs
from vectorstore.embedder import model_folder
from vectorstore.index import Index

RESULT = Path(__file__).with_suffix(".md")
ROUNDS = 3
_GROUPS = ("stands", "is repaired", "is withdrawn")


def main() -> None:
    """Times both sides in turn, sentence by sentence, so that both meet the same disturbances."""
    settings = read_settings({})
    index = open_assistant(settings, lambda text: print(text, file=sys.stderr)).index
    bare = SentenceTransformer(str(model_folder(settings.embedding_model)), device="cpu")
    pairs = read_pairs()
    embedding: list[float] = []
    checking: list[float] = []
    became: list[str] = []
    verify = _verifying(index, pairs)
    for _ in range(ROUNDS):
        for pair in pairs:
            started = time.perf_counter()
            bare.encode(pair.sentence)
            between = time.perf_counter()
            checked = verify(pair)
            checking.append(time.perf_counter() - between)
            embedding.append(between - started)
            became.append(_group(checked))
    warm = len(pairs)  # the first round is not counted
    made = page(embedding[warm:], checking[warm:], became[warm:], len(pairs))
    RESULT.write_text(made, "utf-8")
    print(made)


def page(
    embedding: Sequence[float], checking: Sequence[float], became: Sequence[str], sentences: int
) -> str:
    """The page: a row for each thing that a sentence can come to."""
    head = ["sentences", "bare embedding, p50", "verified, p50", "verified, p95", "ratio of p50"]
    bare, whole = 1000 * np.array(embedding), 1000 * np.array(checking)
    groups: Mapping[str, np.ndarray] = {
        "all": np.full(len(became), True),
        **{name: np.array([each == name for each in became]) for name in _GROUPS},
    }
    rows = {}
    for name, held in groups.items():
        if held.any():
            one, other = float(np.median(bare[held])), float(np.median(whole[held]))
            late = float(np.percentile(whole[held], 95))
            count = held.sum() * sentences // len(became)
            rows[name] = [
                str(count), f"{one:.1f} ms", f"{other:.1f} ms", f"{late:.1f} ms",
                f"{other / one:.2f}",
            ]  # fmt: skip
    return paragraphs(
        "# Verifying a sentence beside one bare embedding of it",
        f"{sentences} sentences of `evals/support/pairs.jsonl`, {ROUNDS - 1} rounds after one to "
        f"warm up, both sides in turn in one process and on one core; {platform.machine()}, Python "
        f"{platform.python_version()}. Made by `make verification`. Goal: at most 30 ms.",
        table(head, rows),
        "A sentence is embedded once and compared with the passage that it cites, where it stands; "
        f"or with the others that the model was shown, {MOST_PASSAGES} in all, until one supports "
        "it and its number is repaired; or none does, and it is withdrawn.",
    )


def _verifying(index: Index, pairs: Sequence[Pair]) -> Callable[[Pair], Checked]:
    """Checks a pair's sentence as the writer does, with what search finds for it as the others."""
    checker = Checker(index)
    found = {pair.id: index.search(pair.sentence, MOST_PASSAGES).hits for pair in pairs}

    def verify(pair: Pair) -> Checked:
        cited = index.passages[pair.passage]
        others = [hit.passage for hit in found[pair.id] if hit.passage.id != cited.id]
        return checker.check(pair.sentence, [cited], others[: MOST_PASSAGES - 1])

    return verify


def _group(checked: Checked) -> str:
    if not checked.found:
        return "is withdrawn"
    return "is repaired" if checked.repaired else "stands"


if __name__ == "__main__":
    main()
