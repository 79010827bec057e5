"""The writer without a model: it picks the sentences that answer, and puts them in order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.answer import Draft, Quote
from vectorstore.index import Index, Search
from vectorstore.ranking import Hit

# Chosen on the development half of the gold questions; docs/decisions/0004 has the figures.
_NEAR_BEST = 0.24  # a sentence this close to the best one stands beside it
_SAME_PASSAGE = 0.08  # what the sentences of the best one's passage are closer for that
_WORDS = 100  # no sentence is added that would take the answer past this
_SENTENCES = 4
_PASSAGES = 6  # of the hits, those whose sentences compete

_SIDE_BY_SIDE = re.compile(
    r"\b(?:both|compare[ds]?|contrast|differen(?:t|ce|ces)|side by side|next to each other|"
    r"each (?:document|text|paper)|(?:the )?two (?:document|text|paper)s)\b",
    re.IGNORECASE,
)

_Choice = tuple[Hit, int]
"""A hit and the position of one of its sentences."""


def quote_answer(search: Search, index: Index) -> Draft:
    """The sentences that meet the question best; from each document where several are asked of.

    The best passage comes first; within a passage sentences keep the document's order.
    """
    documents = _set_side_by_side(search, index)
    if documents:
        parts = [[h for h in search.hits if h.passage.document == id_] for id_ in documents]
        chosen = [pair for hits in parts for pair in _in_order(_best(hits, _WORDS // len(parts)))]
    else:
        chosen = _in_order(_best(search.hits, _WORDS))
    return Draft(tuple(Quote(hit.passage, hit.passage.sentences[at]) for hit, at in chosen))


def _set_side_by_side(search: Search, index: Index) -> list[str]:
    """Ids of the documents that the question compares; empty where it does not."""
    if len(search.documents) > 1:
        return sorted(search.documents)
    if _SIDE_BY_SIDE.search(search.query.asked) and len(index.documents) == 2:
        return sorted(index.documents)
    return []


def _best(hits: Sequence[Hit], most_words: int) -> Iterator[_Choice]:
    """The best sentence, and those near it while there is room, best first."""
    scored = [
        (value + hit.score, hit, at)
        for hit in hits[:_PASSAGES]
        for at, value in enumerate(hit.sentences)
    ]
    _, best, _ = max(scored, key=lambda row: row[0])
    scored = [(value + _SAME_PASSAGE * (hit is best), hit, at) for value, hit, at in scored]
    scored.sort(key=lambda row: -row[0])
    count = words = 0
    for value, hit, at in scored:
        length = len(hit.passage.sentences[at].text.split())
        near = value >= scored[0][0] - _NEAR_BEST
        if count and not (near and words + length <= most_words and count < _SENTENCES):
            continue
        count, words = count + 1, words + length
        yield hit, at


def _in_order(chosen: Iterator[_Choice]) -> list[_Choice]:
    """Passages in the order of their best sentence, sentences in the order of the text."""
    by_passage: dict[str, list[_Choice]] = {}
    for hit, at in chosen:
        by_passage.setdefault(hit.passage.id, []).append((hit, at))
    return [pair for pairs in by_passage.values() for pair in sorted(pairs, key=lambda p: p[1])]
