"""WiCE: claims of Wikipedia against the pages that they cite (Kamoi and others 2023).

The claims are CC BY-SA, the evidence ODC-By.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.support import Likeness, Verdict, supports
from benchmarks.public.measures import auroc
from benchmarks.public.pool import Store, Vectors
from benchmarks.public.rows import Row
from vectorstore.embedder import Embedded
from vectorstore.passages import BUDGET, Passage
from vectorstore.slices import Slice
from vectorstore.tokens import grouped

NAME = "wice"
FILE = "wice/dev.jsonl"
_OBJECTS = 0.3  # what the objection of a rule takes from the coverage


@dataclass(frozen=True)
class Claim:
    """A claim, and the page that it cites, in stretches as long as a passage."""

    text: str
    label: str
    stretches: tuple[Passage, ...]


def read(data: Path) -> list[Claim]:
    """Every claim. Raises OSError, KeyError."""
    rows = [json.loads(line) for line in (data / FILE).read_text("utf-8").splitlines()]
    return [Claim(row["claim"], row["label"], tuple(_stretches(row["evidence"]))) for row in rows]


def measure(data: Path, store: Store) -> list[Row]:
    """AUROC of telling supported claims from those that are not, and from all others."""
    claims = read(data)
    texts = [stretch.body.text for claim in claims for stretch in claim.stretches]
    pages, asked = store.documents(texts), store.questions([claim.text for claim in claims])
    plain, ours, at = [], [], 0
    for number, claim in enumerate(claims):
        until = at + len(claim.stretches)
        embedded = asked.embedded(number)
        plain.append(float((pages.rows[at:until] @ embedded.vector).max()))
        ours.append(max(_scores(claim, embedded, pages, at)))
        at = until
    supported = np.array([claim.label == "supported" for claim in claims])
    clear = np.array([claim.label != "partially_supported" for claim in claims])
    return [
        Row(
            "WiCE",
            f"supported against {others}, AUROC",
            "",
            auroc(supported[held], np.array(plain)[held]),
            auroc(supported[held], np.array(ours)[held]),
            "",
        )
        for others, held in (("not supported", clear), ("all others", np.full(len(claims), True)))
    ]


def _stretches(evidence: Sequence[str]) -> list[Passage]:
    """The sentences of a page, as many together as a passage holds."""
    sentences = [Slice(text, ((0, len(text)),)) for text in evidence if text.strip()]
    return [_passage([each.text for each in group]) for group in grouped(sentences, BUDGET)]


def _passage(sentences: Sequence[str]) -> Passage:
    held, start = [], 0
    for text in sentences:
        held.append(Slice(text, ((start, start + len(text)),)))
        start += len(text) + 1
    body = Slice(" ".join(sentences), ((0, start - 1),))
    return Passage("", "", "paragraph", "paragraph", "", "", "", (), None, body, tuple(held))


def _scores(claim: Claim, embedded: Embedded, pages: Vectors, first: int) -> list[float]:
    """How much of the claim each stretch covers, less where a rule objects."""
    scores = []
    for position, stretch in enumerate(claim.stretches, start=first):
        bounds = [sentence.spans[0] for sentence in stretch.sentences]
        match = pages.match(embedded, position, bounds)
        verdict = supports(claim.text, stretch, "", Likeness(embedded.offsets, match))
        scores.append(_score(verdict))
    return scores


def _score(verdict: Verdict) -> float:
    objects = verdict.reason not in ("supported", "content")
    return verdict.coverage - _OBJECTS * objects
