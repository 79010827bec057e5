"""What the reader learns from: a question, a passage in sentences, and which of them answer."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sentencex import segment

from vectorstore.embedder import Embedder

NEIGHBOURS = 5  # passages without an answer that are kept for a question, nearest first
_WINDOW = 3  # sentences of a long paragraph that are shown


@dataclass(frozen=True)
class Row:
    """One passage beside one question."""

    question: str
    headings: str
    sentences: tuple[str, ...]
    answers: frozenset[int]
    """Which of the sentences belong to the answer; none where the passage does not answer."""
    group: str
    """The document or article: groups are kept whole when rows are held back."""
    invented: bool
    """True for the documents written for this, False for SQuAD 2.0."""


def read_documents(path: Path, embedder: Embedder) -> Iterator[Row]:
    """Each question with the passages that answer it and the nearest that do not.

    Near means nearest in meaning among the passages of the same document: what retrieval would
    put in front of the reader.
    """
    for number, line in enumerate(path.read_text("utf-8").splitlines()):
        document = json.loads(line)
        passages = {p["id"]: (head, p) for head, p in _passages(document)}
        texts = [f"{head}. {' '.join(p['sentences'])}" for head, p in passages.values()]
        vectors = np.array([row.vector for row in embedder.embed_documents(texts)])
        for asked in document["questions"]:
            answers: dict[str, set[int]] = {}
            for passage, sentence in asked["answers"]:
                answers.setdefault(passage, set()).add(sentence)
            near = np.argsort(-(vectors @ embedder.embed_query(asked["q"]).vector))
            ids = list(passages)
            others = [ids[at] for at in near[:NEIGHBOURS] if ids[at] not in answers]
            for id_ in [*answers, *others]:
                head, passage = passages[id_]
                held = frozenset(answers.get(id_, ()))
                sentences = tuple(passage["sentences"])
                yield Row(asked["q"], head, sentences, held, f"document {number}", True)


def read_squad(path: Path) -> Iterator[Row]:
    """SQuAD 2.0 (Rajpurkar et al. 2018): three sentences around the answer, true or plausible."""
    chance = random.Random(5)
    for article in json.loads(path.read_text("utf-8"))["data"]:
        title = article["title"].replace("_", " ")
        for paragraph in article["paragraphs"]:
            sentences = list(_sentences(paragraph["context"]))
            for asked in paragraph["qas"]:
                at = _answering(asked, sentences, chance)
                if at is None:
                    continue
                first = max(0, min(at - chance.randrange(_WINDOW), len(sentences) - _WINDOW))
                window = tuple(text for _, text in sentences[first : first + _WINDOW])
                answers = frozenset() if asked["is_impossible"] else frozenset({at - first})
                yield Row(asked["question"].strip(), title, window, answers, title, False)


def held_back(rows: Sequence[Row], every: int = 4) -> frozenset[str]:
    """The SQuAD articles that nothing is learnt from: every fourth of the sorted titles."""
    return frozenset(sorted({row.group for row in rows if not row.invented})[::every])


def _passages(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for section in document["sections"]:
        for passage in section["passages"]:
            above = (document["title"], section["heading"], passage.get("title", ""))
            yield ". ".join(part for part in above if part), passage


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for sentence in segment("en", text):
        if sentence.strip():
            start = text.index(sentence.strip(), start)
            yield start, sentence.strip()
            start += len(sentence.strip())


def _answering(
    asked: dict[str, Any], sentences: Sequence[tuple[int, str]], chance: random.Random
) -> int | None:
    """The sentence that holds the answer, or the plausible one of a question without."""
    spans = asked["answers"] or asked.get("plausible_answers") or []
    for at, (start, text) in enumerate(sentences):
        if spans and start <= spans[0]["answer_start"] < start + len(text):
            return at
    return chance.randrange(len(sentences)) if asked["is_impossible"] else None
