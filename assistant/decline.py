"""When not to answer, and what the reader is told instead.

Three signs, each found by measurement to be rare among questions that the corpus answers:
nothing in it comes near the question; the question turns on a name or a number that stands
nowhere in it; or it asks for a number or a date and what comes nearest holds none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.answer import Refusal
from vectorstore.index import Index, Search
from vectorstore.passages import Passage
from vectorstore.words import FUNCTION_WORDS, stem, words

# Chosen on the development half of the gold questions; docs/decisions/0005 has the figures.
_NEAR = 0.35  # score below which a passage is a stranger to the question
_TURNS_ON = 0.25  # share of the question's weight from which it turns on its unknown names
_LOOKED_AT = 3  # hits that may hold the number or the date asked for
_OFFERED = 3  # neighbouring topics

_ASKS_NUMBER = re.compile(
    r"\bhow (?:many|long|often|old)\b|\bhow much (?:money|funding|budget|time)\b|"
    r"\bwhat (?:number|share|percentage|proportion|amount|sum|fraction)\b",
    re.IGNORECASE,
)
_ASKS_DATE = re.compile(
    r"\b(?:what|which) (?:year|date|month|day)\b|\bwhen (?:did|was|were|has|had|is|are|will)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|"
    r"thousands?|millions?|billions?|half|twice|decades?)\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b(?:1[5-9]|20)\d\d\b|\b(?:January|February|March|April|May|June|July|August|September|"
    r"October|November|December)\b|\bdecades?\b"
)
_SENTENCE_END = re.compile(r"(?<=[.!?]) +(?=\S)")
_NAME = re.compile(r"(?<![.?!:] )(?<!^)(?<![\w'’-])(?:[A-Z][\w-]+|\d[\d.,/]*\d|\d+)")


def why_not(search: Search, index: Index) -> Refusal | None:
    """Why the question cannot be answered from what was found; None where it can."""
    nearest = tuple(_topics(search))
    if not search.terms:
        return Refusal("unclear", "What is the question about? Name a subject.", nearest)
    if not search.hits or _strangeness(search) < _NEAR:
        return Refusal("not_in_corpus", "The documents do not speak of this.", nearest)
    strangers = list(_unknown_names(search, index))
    if _weight(strangers, search) >= _TURNS_ON:
        named = _listed([f"“{name}”" for name in strangers])
        said = f"The documents say nothing about {named}."
        return Refusal("fact_missing", said, nearest)
    found = " ".join(hit.passage.body.text for hit in search.hits[:_LOOKED_AT])
    for asks, holds, what in ((_ASKS_NUMBER, _NUMBER, "number"), (_ASKS_DATE, _DATE, "date")):
        if asks.search(search.query.asked) and not holds.search(found):
            said = f"The documents speak of this, but give no {what} for it."
            return Refusal("fact_missing", said, nearest)
    return None


def _strangeness(search: Search) -> float:
    """The best score, without what a passage gets for standing in the document named."""
    best = search.hits[0]
    return best.score - best.named


def _topics(search: Search) -> Iterator[Passage]:
    """The passages nearest to the question that a reader would know by a title or a number."""
    named = (hit.passage for hit in search.hits if hit.passage.title or hit.passage.number)
    for _, passage in zip(range(_OFFERED), named, strict=False):
        yield passage


def _unknown_names(search: Search, index: Index) -> Iterator[str]:
    """Names and numbers of the question that stand nowhere in the corpus."""
    asked = re.split(r"(?<=[.!?]) +(?=\S)", search.query.text)[
        -1
    ]  # what leads up to it may name anything
    capitals = sum(word[0].isupper() for word in asked.split())
    if capitals * 2 > len(asked.split()):  # a question in capitals or title case tells nothing
        return
    for match in _NAME.finditer(asked):
        parts = [part for part in words(match[0]) if part not in FUNCTION_WORDS]
        if parts and not any(index.knows(stem(part)) for part in parts):
            yield match[0]


def _weight(names: list[str], search: Search) -> float:
    """The share of the question's weighted terms that the names make up."""
    stems = {stem(word) for name in names for word in words(name)}
    total = sum(search.terms.values())
    return sum(search.terms.get(term, 0.0) for term in stems) / total if total else 0.0


def _listed(names: Iterable[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
