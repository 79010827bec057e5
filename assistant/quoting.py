"""The writer without a model: it picks the sentences that answer, and puts them in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.answer import Draft, Quote, Refusal
from vectorstore.index import Search
from vectorstore.ranking import Hit, headings
from vectorstore.words import terms


class Near(NamedTuple):
    """How close to the best sentence's score another's must come to stand beside it."""

    best: float
    same_passage: float
    """What the sentences of the best one's passage are closer for that."""


# Chosen on the development half of the gold questions: docs/decisions/0004 and 0009.
_NEAR = Near(best=0.40, same_passage=0.08)
_RULED_OUT = -5.5  # log-odds below which the reader sees no answer in a sentence
WORDS = 130  # no sentence is added that would take the answer past this
_SENTENCES = 6
_PASSAGES = 6  # of the hits, those whose sentences compete

_Choice = tuple[Hit, int]
"""A hit and the position of one of its sentences."""


def quote_answer(search: Search) -> Draft:
    """The sentences that meet the question best.

    The best passage comes first; within a passage sentences keep the document's order.
    """
    return Draft(tuple(best_quotes(search.hits, WORDS)))


def said_in(draft: Draft) -> set[str]:
    """The terms of the passages that are quoted, with those of the headings above them."""
    passages = [quote.passage for quote in draft.quotes]
    texts = [text for each in passages for text in (*headings(each), each.body.text)]
    return set(terms(" ".join(texts)))


def speaks_of(question: str, search: Search, outcome: Draft | Refusal | None) -> bool:
    """True where what would be quoted has a word of the question; `outcome`: before any writer."""
    draft = outcome or quote_answer(search)
    return isinstance(draft, Draft) and not said_in(draft).isdisjoint(terms(question))


def best_quotes(hits: Sequence[Hit], most_words: int, near: Near = _NEAR) -> list[Quote]:
    """The best sentences of the hits, as many as come near the best one and fit."""
    chosen = _in_order(_best(hits, most_words, near))
    return [Quote(hit.passage, hit.passage.sentences[at]) for hit, at in chosen]


def _best(hits: Sequence[Hit], most_words: int, near: Near) -> Iterator[_Choice]:
    """The best sentence, and those near it while there is room, best first."""
    scored = [
        (value + hit.score, hit, at)
        for hit in hits[:_PASSAGES]
        for at, value in enumerate(hit.sentences)
    ]
    _, best, _ = max(scored, key=lambda row: row[0])
    scored = [(value + near.same_passage * (hit is best), hit, at) for value, hit, at in scored]
    scored.sort(key=lambda row: -row[0])
    count = words = 0
    for value, hit, at in scored:
        length = len(hit.passage.sentences[at].text.split())
        fits = value >= scored[0][0] - near.best and not _is_ruled_out(hit, at, best)
        if count and not (fits and words + length <= most_words and count < _SENTENCES):
            continue
        count, words = count + 1, words + length
        yield hit, at


def _is_ruled_out(hit: Hit, at: int, best: Hit) -> bool:
    """True where the reader sees no answer, or did not look as it did at the best one."""
    if hit.reading is None:
        return best.reading is not None
    return min(hit.reading.passage, hit.reading.sentences[at]) < _RULED_OUT


def _in_order(chosen: Iterator[_Choice]) -> list[_Choice]:
    """Passages in the order of their best sentence, sentences in the order of the text."""
    by_passage: dict[str, list[_Choice]] = {}
    for hit, at in chosen:
        by_passage.setdefault(hit.passage.id, []).append((hit, at))
    return [pair for pairs in by_passage.values() for pair in sorted(pairs, key=lambda p: p[1])]
