"""What is wrong with the gold questions themselves: `python -m evals check`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evals.cases import Case, missing_facts
from vectorstore.embedder import Embedder
from vectorstore.passages import Passage

LEAST = 5
"""Cases of a category, over all splits, below which it is thin."""

ALIKE = 0.92
"""Cosine of two questions from which they probably ask the same."""


@dataclass(frozen=True)
class Finding:
    """Something about one case, or about a category."""

    error: bool
    """False for what a person should look at, and may leave as it is."""
    place: str
    """A file and a line, or a category."""
    what: str
    """What was found."""
    remedy: str


def check(
    cases: Sequence[Case], passages: Mapping[str, Passage], embedder: Embedder, least: int = LEAST
) -> Iterator[Finding]:
    """Everything that is found, errors and warnings."""
    yield from duplicates(cases)
    yield from gone(cases, passages)
    yield from unfounded(cases, passages)
    yield from near_duplicates(cases, embedder)
    yield from thin(cases, least)


def print_findings(findings: Sequence[Finding]) -> int:
    """Prints each on a line of its own, and gives the exit code."""
    for each in findings:
        kind = "error" if each.error else "warning"
        print(f"{each.place}: {kind}: {each.what} {each.remedy}")
    errors = sum(each.error for each in findings)
    print(f"{errors} errors, {len(findings) - errors} warnings.")
    return 1 if errors else 0


def duplicates(cases: Sequence[Case]) -> Iterator[Finding]:
    """Cases that ask the same in the same conversation."""
    seen: dict[tuple[object, ...], Case] = {}
    for case in cases:
        first = seen.setdefault((_plain(case.question), case.turns), case)
        if first is not case:
            what = f"{case.id} asks what {first.id} asks ({first.place})."
            yield Finding(True, case.place, what, "Delete one of them.")


def gone(cases: Iterable[Case], passages: Mapping[str, Passage]) -> Iterator[Finding]:
    """Passages that the corpus does not have, or has no longer."""
    for case in cases:
        for id_ in sorted((case.must | case.may) - passages.keys()):
            what = f"{case.id} names {id_}, which is no passage of the corpus."
            yield Finding(True, case.place, what, "Find it: python -m evals passages WORDS.")


def unfounded(cases: Iterable[Case], passages: Mapping[str, Passage]) -> Iterator[Finding]:
    """Facts and sentences that no passage holds which the case wants cited."""
    for case in cases:
        for problem in missing_facts(case, passages):
            yield Finding(True, case.place, problem, "Take its words from such a passage.")
        held = [p for id_ in case.must | case.may if (p := passages.get(id_))]
        words = {_plain(sentence.text) for passage in held for sentence in passage.sentences}
        for sentence in case.sentences:
            if _plain(sentence) not in words:
                what = f"{case.id} has the sentence “{sentence}”, which no passage of it holds."
                yield Finding(True, case.place, what, "Copy the whole sentence out of one.")


def near_duplicates(cases: Sequence[Case], embedder: Embedder) -> Iterator[Finding]:
    """Questions that mean nearly the same, and are not the same."""
    for first, second, cosine in alike(cases, embedder):
        if _plain(first.question) != _plain(second.question):
            told = f"cosine {cosine:.2f}"
            what = f"{second.id} is like {first.id} ({first.place}): {told}."
            yield Finding(False, second.place, what, "Keep both only if they test two things.")


def alike(cases: Sequence[Case], embedder: Embedder) -> Iterator[tuple[Case, Case, float]]:
    """Pairs of questions without a history whose cosine is ALIKE or more, the earlier one first.

    English ones, as the embedder is.
    """
    alone = [case for case in cases if not case.turns and case.language == "en"]
    if not alone:
        return
    vectors = np.array([embedder.embed_query(case.question).vector for case in alone])
    cosines = np.triu(vectors @ vectors.T, k=1)
    for one, other in np.argwhere(cosines >= ALIKE):
        yield alone[one], alone[other], float(cosines[one, other])


def thin(cases: Sequence[Case], least: int) -> Iterator[Finding]:
    """Categories with so few cases that their mean says little."""
    for category, count in Counter(case.category for case in cases).items():
        if count < least:
            what = f"{count} cases; at least {least} would say something."
            yield Finding(False, f"category {category}", what, "Write more of them.")


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
