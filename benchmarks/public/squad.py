"""SQuAD 2.0 (half of its development set): same subject, but no answer (Rajpurkar 2018).

CC BY-SA 4.0.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from benchmarks.public import ours
from benchmarks.public.declining import plain, read_out
from benchmarks.public.pool import Entry, Pool, Store
from benchmarks.public.rows import Row

NAME = "squad2"
FILE = "squad2/dev-half.json"
_EVERY = 4


@dataclass(frozen=True)
class Asked:
    """A question about one article."""

    question: str
    article: str
    answerable: bool


def held_out(titles: list[str]) -> frozenset[str]:
    """The articles that no part of the project may be trained on: every fourth by title."""
    return frozenset(sorted(set(titles))[::_EVERY])


def read(data: Path) -> tuple[list[Entry], list[Asked]]:
    """Every paragraph as a pool, and the questions on the articles held out. Raises OSError."""
    articles = json.loads((data / FILE).read_text("utf-8"))["data"]
    tested = held_out([article["title"] for article in articles])
    entries, asked = [], []
    for article in articles:
        title = article["title"].replace("_", " ")
        for number, paragraph in enumerate(article["paragraphs"]):
            entries.append(Entry.of_text(f"{title}/{number}", title, paragraph["context"].strip()))
            asked += [
                Asked(row["question"].strip(), title, not row["is_impossible"])
                for row in paragraph["qas"]
                if article["title"] in tested
            ]
    return entries, asked


def measure(data: Path, store: Store) -> list[Row]:
    """AUROC on the held-out articles' questions against the paragraphs of all articles."""
    entries, asked = read(data)
    pool = Pool(entries, store)
    questions = pool.questions([one.question for one in asked])
    answerable = [one.answerable for one in asked]
    return [
        Row(
            "SQuAD 2.0 half, held-out articles",
            "declining, AUROC",
            "top-1 cosine on the whole half .617",
            plain(pool, questions, answerable),
            read_out(pool, ours.reader(pool), questions, answerable),
            "≥ .80",
        )
    ]
