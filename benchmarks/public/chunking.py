"""Chroma's chunking set: how much of the gold excerpts five passages hold, and how much else."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.public import ours
from benchmarks.public.measures import span_recall_precision
from benchmarks.public.pool import Entry, Pool, Question, Store
from benchmarks.public.rankers import CANDIDATES, Meaning, Ranker
from benchmarks.public.rows import Row
from vectorstore.documents import read_corpus
from vectorstore.passages import split
from vectorstore.ranking import embedded_text
from vectorstore.slices import Span, Spans

NAME = "chunking"
FOLDER = "chroma_chunking"
_FOUND = 5  # passages


@dataclass(frozen=True)
class Excerpts:
    """A question and where its gold excerpts stand."""

    question: str
    document: str
    spans: tuple[Span, ...]


def read(data: Path) -> tuple[list[Entry], list[tuple[str, Spans]], list[Excerpts]]:
    """Our passages of the five texts, the place of each, and the questions. Raises OSError."""
    entries, places = [], []
    corpus = read_corpus(data / FOLDER / "corpora")
    files = {document.file.removesuffix(".md"): document.id for document in corpus.documents}
    for document in corpus.documents:
        for passage in split(document):
            if passage.kind == "outline" or not passage.sentences:
                continue
            text, bounds = embedded_text(document.title, passage)
            entries.append(Entry(passage.id, "", text, tuple(bounds)))
            places.append((document.id, passage.body.spans))
    with (data / FOLDER / "questions_df.csv").open(encoding="utf-8", newline="") as file:
        asked = [
            Excerpts(
                row["question"],
                files[row["corpus_id"]],
                tuple((e["start_index"], e["end_index"]) for e in json.loads(row["references"])),
            )
            for row in csv.DictReader(file)
        ]
    return entries, places, asked


def measure(data: Path, store: Store) -> list[Row]:
    """Recall and precision over characters of the best five passages of all five texts."""
    entries, places, asked = read(data)
    pool = Pool(entries, store)
    questions = pool.questions([one.question for one in asked])
    means = []
    for ranker in (Meaning(pool), ours.ranker(pool)):
        rows = [
            _found(ranker, pool.candidates(question, CANDIDATES), question, places, one)
            for question, one in zip(questions, asked, strict=True)
        ]
        means.append(np.mean(rows, axis=0))
    plain, own = means
    known = "TokenTextSplitter 250/125 with MiniLM "
    return [
        Row("Chroma chunking", "recall@5", known + ".819", plain[0], own[0], "≥ .90"),
        Row("Chroma chunking", "precision@5", known + ".039", plain[1], own[1], "> .06"),
    ]


def _found(
    ranker: Ranker,
    near: list[int],
    question: Question,
    places: list[tuple[str, Spans]],
    gold: Excerpts,
) -> tuple[float, float]:
    """Recall and precision of one question; what stands in another text is read in vain."""
    best = np.argsort(-ranker.rank(question, near), kind="stable")[:_FOUND]
    found = [(places[near[at]][0] == gold.document, places[near[at]][1]) for at in best]
    right = [span for same, spans in found if same for span in spans]
    recall, precision = span_recall_precision(right, gold.spans)
    read = sum(end - start for _, spans in found for start, end in spans)
    return recall, precision * sum(end - start for start, end in right) / max(read, 1)
