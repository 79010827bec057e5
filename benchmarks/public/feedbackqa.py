"""FeedbackQA: which section of a public agency's pages answers (Li and others 2022; Apache-2.0)."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.public.pool import Entry, Judged

NAME = "feedbackqa"
AGENCIES = ("UK", "CDC", "WHO", "Australia")


def read(data: Path) -> tuple[list[Entry], list[Judged]]:
    """The sections of all four agencies as one pool, and the questions of their test halves.

    Raises OSError, KeyError.
    """
    entries: list[Entry] = []
    asked: list[Judged] = []
    for agency in AGENCIES:
        content = json.loads((data / NAME / agency / "test.json").read_text("utf-8"))
        for row in content["passages"]:
            place = row["reference"]
            title = " ".join([place["page_title"] or "", *place["section_headers"]])
            id_ = f"{agency}/{row['passage_id']}"
            entries.append(Entry.of_text(id_, title, place["section_content"]))
        for row in content["examples"]:
            gold = frozenset([f"{agency}/{row['passage_id']}"])
            asked.append(Judged(row["question"], gold))
    return entries, asked
