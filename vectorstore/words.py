"""Words: how a text becomes terms, and BM25 over the terms of passages."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import bm25s
import numpy as np
import snowballstemmer
from numpy.typing import NDArray

WORD = re.compile(r"\w+(?:['’]\w+)*(?:/\w+)*")
"""A word, with its apostrophes; a document symbol such as A/RES/70/262 is one."""

FUNCTION_WORDS = frozenset(
    """
    a about above according actually after again all also am an and any are aren't as at be
    because been before being below between both but by can can't compare compared compares
    could d describe described describes did didn't differ difference differences differs do
    document documents does doesn't doing don't down during each eight eleven else ever
    exactly few five for four from further get gets give given gives go had has have having he
    hello her here hers hi him his how i i'd i'm i've if in into is isn't it it's its itself
    just know let let's like ll many me mention mentioned mentions might more most much must
    my nine no nor not now of off on once only or other our ours out over own paper papers
    passage passages please pls plz r re really s said same say says seven shall she should
    six so some such t tell tells ten text texts than thank thanks that that's the their
    theirs them then there there's these they this those three through to too twelve two u
    under until up us ve versus very vs want wants was we we're were what what's when where
    which while who whom whose why will with would you you're your yours zero
    """.split()
)
"""Words that carry grammar rather than subject; a question's subject is what remains."""


def _irregular() -> dict[str, str]:
    """The first word of each line of irregular.txt, by the others."""
    lines = Path(__file__).with_name("irregular.txt").read_text("utf-8").splitlines()
    return {form: first for first, *forms in map(str.split, lines) for form in forms}


IRREGULAR = _irregular()


def words(text: str) -> list[str]:
    """The words of a text, lower-case, possessive endings off, in order."""
    plain = unicodedata.normalize("NFKC", text).lower().replace("’", "'")
    bare = (word.removesuffix("'s").strip("_") for word in WORD.findall(plain))
    return [word for word in bare if word]


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem that forms of one word share (Snowball, English): "held" has that of "holds"."""
    # One stemmer a call: they keep state, and questions are answered in several threads.
    regular = IRREGULAR.get(word, word[:100])
    return str(snowballstemmer.stemmer("english").stemWord(regular))


def stems(listed: str) -> frozenset[str]:
    """The stems of words that are listed with white space between them."""
    return frozenset(map(stem, listed.split()))


def terms(text: str) -> list[str]:
    """The stems of the words that carry subject, in order."""
    return [stem(word) for word in words(text) if word not in FUNCTION_WORDS]


def terms_by(names: Iterable[str], texts: Iterable[str]) -> dict[str, frozenset[str]]:
    """All stems of the texts of one name, by the name."""
    found = defaultdict[str, set[str]](set)
    for name, text in zip(names, texts, strict=True):
        found[name].update(terms(text))
    return {name: frozenset(stems) for name, stems in found.items()}


def runs(text: str, length: int = 4) -> list[tuple[str, ...]]:
    """Every run of so many words in a text: what a quotation shares with its source."""
    said = words(text)
    return [tuple(said[at : at + length]) for at in range(len(said) - length + 1)]


class WordsIndex:
    """BM25 (Robertson and Zaragoza 2009, in Lucene's variant) over a fixed list of texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        tokens = [terms(text) or [""] for text in texts]
        self.size = len(tokens)
        self._holding = Counter(term for row in tokens for term in set(row))
        self._bm25 = bm25s.BM25(method="lucene")
        self._bm25.index(tokens, show_progress=False)

    def scores(self, query: Sequence[str]) -> NDArray[np.float32]:
        """BM25 of each text for the query's terms; shape (texts,)."""
        known = [term for term in query if term in self._holding]
        if not known:
            return np.zeros(self.size, dtype=np.float32)
        return np.asarray(self._bm25.get_scores(known), dtype=np.float32)

    def shares(self, query: Sequence[str]) -> NDArray[np.float32]:
        """The same as a share of the best text's."""
        scores = self.scores(query)
        return np.asarray(scores / max(float(scores.max()), 1e-6), dtype=np.float32)

    def holding_all(self, groups: Iterable[Sequence[str]]) -> list[int]:
        """Positions of the texts that hold every term of any of the groups."""
        found = np.zeros(self.size, dtype=bool)
        held: dict[str, NDArray[np.bool_]] = {}
        for group in groups:
            for term in group:
                if term not in held:
                    held[term] = self._holds(term)
            if group:
                found |= np.logical_and.reduce([held[term] for term in group])
        return [int(at) for at in np.flatnonzero(found)]

    def _holds(self, term: str) -> NDArray[np.bool_]:
        mask = np.zeros(self.size, dtype=bool)
        if term in self._holding:
            column, rows = self._bm25.vocab_dict[term], self._bm25.scores
            start, end = rows["indptr"][column], rows["indptr"][column + 1]
            mask[rows["indices"][start:end]] = True
        return mask

    def scarcity(self, term: str) -> float:
        """From 0 for a term that every text holds to 1 for one that none does (BM25's idf)."""
        held = self._holding[term]
        idf = math.log(1 + (self.size - held + 0.5) / (held + 0.5))
        return idf / math.log(2 + 2 * self.size)

    def has(self, term: str) -> bool:
        """True where any text holds the term."""
        return term in self._holding


def highest(scores: NDArray[np.float32], count: int) -> list[int]:
    """Positions of at most so many of the scores above 0, the highest first, equals in order."""
    held = np.flatnonzero(scores)
    if len(held) > count:  # few of a large library are worth sorting
        least = np.partition(scores[held], -count)[-count]
        held = held[scores[held] >= least]
    order = np.argsort(-scores[held], kind="stable")[:count]
    return [int(at) for at in held[order]]
