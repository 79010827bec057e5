"""ClapNQ: long answers out of one passage, or none (Rosenthal and others 2024; Apache-2.0)."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.public import ours
from benchmarks.public.declining import plain, read_out
from benchmarks.public.measures import overlap_f1, rouge_l
from benchmarks.public.pool import Entry, Pool, Question, Store
from benchmarks.public.readers import Cosines, Reader
from benchmarks.public.rows import Row
from vectorstore.embedder import Floats

NAME = "clapnq"
_HALVES = ("answerable", "unanswerable")
_BEST = 3  # sentences of the public bar

# As assistant/quoting.py chooses.
_NEAR_BEST = 0.32
_WORDS = 100
_SENTENCES = 4


@dataclass(frozen=True)
class Gold:
    """A question on one passage, with each annotator's answer and chosen sentences."""

    question: str
    answers: tuple[tuple[str, frozenset[int]], ...]
    """Empty where the passage does not answer."""


def read(data: Path) -> tuple[list[Entry], list[Gold]]:
    """Passages and questions in the same order. Raises OSError, KeyError."""
    entries, asked = [], []
    for half in _HALVES:
        for line in (data / NAME / f"{half}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            passage = row["passages"][0]
            sentences = passage["sentences"]
            entries.append(Entry.of_sentences(row["id"], passage["title"], sentences))
            answers = [
                (one["answer"], _places(sentences, one["selected_sentences"]))
                for one in row["output"]
            ]
            asked.append(Gold(row["input"], tuple(one for one in answers if one[1])))
    return entries, asked


def _places(sentences: Sequence[str], chosen: Sequence[str]) -> frozenset[int]:
    return frozenset(at for at, sentence in enumerate(sentences) if sentence in chosen)


def measure(data: Path, store: Store) -> list[Row]:
    """Which sentences are chosen from the gold passage, and which questions are declined."""
    entries, asked = read(data)
    pool = Pool(entries, store)
    questions = pool.questions([one.question for one in asked])
    reader = ours.reader(pool)
    own = _selected(pool, reader, near_the_best, questions, asked)
    theirs = _selected(pool, Cosines(pool), best_three, questions, asked)
    answerable = [bool(one.answers) for one in asked]
    name, bar = "ClapNQ", "best 3 by cosine "
    declined = plain(pool, questions, answerable)
    surest = read_out(pool, reader, questions, answerable)
    return [
        Row(name, "sentences in the gold passage, F1", bar + ".612", theirs[0], own[0], "≥ .70"),
        Row(name, "the same, ROUGE-L", bar + ".552", theirs[1], own[1], "≥ .60"),
        Row(name, "declining, AUROC", "top-1 cosine .868", declined, surest, "≥ .93"),
    ]


def _selected(
    pool: Pool,
    reader: Reader,
    choose: Callable[[Floats, Sequence[str]], set[int]],
    questions: Sequence[Question],
    asked: Sequence[Gold],
) -> tuple[float, float]:
    """Mean sentence F1 and ROUGE-L, each against the annotator who agrees most."""
    rows = []
    for position, (question, gold) in enumerate(zip(questions, asked, strict=True)):
        if not gold.answers:
            continue
        entry = pool.entries[position]
        sentences = [entry.text[a:b] for a, b in entry.bounds]
        chosen = choose(reader.read(question, pool, [position])[0].sentences, sentences)
        text = " ".join(sentences[at] for at in sorted(chosen))
        rows.append(
            (
                max(overlap_f1(chosen, set(places)) for _, places in gold.answers),
                max(rouge_l(text, answer) for answer, _ in gold.answers),
            )
        )
    f1, rouge = np.mean(rows, axis=0)
    return float(f1), float(rouge)


def best_three(scores: Floats, sentences: Sequence[str]) -> set[int]:
    """The three best: the public bar."""
    return {int(at) for at in np.argsort(-scores, kind="stable")[:_BEST]}


def near_the_best(scores: Floats, sentences: Sequence[str]) -> set[int]:
    """The best sentence and those near it, while there is room."""
    chosen: set[int] = set()
    words = 0
    for at in (int(place) for place in np.argsort(-scores, kind="stable")):
        length = len(sentences[at].split())
        near = scores[at] >= scores.max() - _NEAR_BEST
        if chosen and not (near and words + length <= _WORDS and len(chosen) < _SENTENCES):
            continue
        chosen.add(at)
        words += length
    return chosen
