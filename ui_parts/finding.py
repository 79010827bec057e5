"""Search inside the documents: the passages that hold the words, and the words in them marked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.question import clean
from vectorstore.index import Index, Search
from vectorstore.passages import Passage
from vectorstore.words import WORD, stem, words

MOST = 20
"""Passages that are shown."""

_NEAREST = 3
_RELATED = 0.5  # cosine of a word with the nearest token: a synonym has 0.7, a stranger 0.3


@dataclass(frozen=True)
class Run:
    """Some words of a passage."""

    text: str
    is_marked: bool


@dataclass(frozen=True)
class Found:
    """A passage with the words that were looked for marked."""

    passage: Passage
    title: tuple[Run, ...]
    body: tuple[Run, ...]


@dataclass(frozen=True)
class Findings:
    """What a search brought."""

    words: str
    """What was looked for."""
    changes: tuple[tuple[str, str], ...]
    """What was replaced by what the documents call it."""
    holding: tuple[Found, ...]
    """Passages that hold the words; the ones that hold most of them first."""
    nearest: tuple[Found, ...]
    """Where none holds them: what comes nearest in meaning, if anything does."""


def find(index: Index, text: str, within: str = "") -> Findings:
    """The passages for some words; `within`: the id of the one document that is searched.

    Raises QuestionError for what cannot be looked for.
    """
    asked = clean(text)
    search = index.find(asked, within=within)
    found = [_marked(hit.passage, search) for hit in search.hits]
    holding = [(count, each) for count, each in found if count]
    holding.sort(key=lambda pair: -pair[0])
    related = max(search.unknown.values(), default=0.0) > _RELATED
    return Findings(
        words=asked,
        changes=search.query.changes,
        holding=tuple(each for _, each in holding[:MOST]),
        nearest=tuple(e for _, e in found[:_NEAREST]) if related and not holding else (),
    )


def _marked(passage: Passage, search: Search) -> tuple[int, Found]:
    """How many of the terms it holds, and the passage with them marked."""
    met: set[str] = set()
    title = tuple(_runs(passage.title.text if passage.title else "", search, met))
    body = tuple(_runs(passage.body.text, search, met))
    return len(met), Found(passage, title, body)


def _runs(text: str, search: Search, met: set[str]) -> Iterator[Run]:
    at = 0
    for match in WORD.finditer(text):
        if here := {stem(word) for word in words(match[0])} & search.terms.keys():
            met |= here
            yield Run(text[at : match.start()], False)
            yield Run(match[0], True)
            at = match.end()
    yield Run(text[at:], False)
