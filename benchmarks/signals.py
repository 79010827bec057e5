"""One signal in the place of several: an order by cosine or by words alone, on the index's scale.

Answering and declining compare scores with thresholds that were chosen for late interaction. So
that no signal is judged by another's thresholds, each is stretched until its mean and its
deviation, over every development question and every passage, are those of the index.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from benchmarks.opened import Parts
from vectorstore.embedder import Embedded, Embedder, Floats
from vectorstore.index import Index, Search
from vectorstore.late import Match, TokenVectors
from vectorstore.ranking import embedded_text
from vectorstore.words import WordsIndex


@dataclass(frozen=True)
class Scale:
    """A straight line from a signal's values to the index's."""

    slope: float = 1.0
    shift: float = 0.0

    @classmethod
    def between(cls, values: Sequence[float], wanted: Sequence[float]) -> Scale:
        """The line that gives the values the mean and the deviation of the wanted ones."""
        slope = float(np.std(wanted) / max(float(np.std(values)), 1e-9))
        return cls(slope, float(np.mean(wanted)) - slope * float(np.mean(values)))

    def __call__(self, values: Floats) -> Floats:
        return np.asarray(self.slope * values + self.shift, dtype=np.float32)


@dataclass(frozen=True)
class Scored:
    """What a signal says of every passage, in their order, and of every sentence of each."""

    passages: Floats
    sentences: tuple[Floats, ...]


class Signal(Protocol):
    """One way of scoring."""

    knows_words: bool
    """False where it cannot tell that the corpus lacks a word."""

    def score(self, search: Search) -> Scored:
        """The scores for a question that was read."""
        ...


class Cosines:
    """Cosine of the question's vector with a passage's, and with that of each sentence alone."""

    knows_words = False

    def __init__(self, parts: Parts) -> None:
        self._embedder: Embedder = parts.embedder
        self._passages = np.stack(parts.vectors.of([passage.id for passage in parts.passages]))
        texts = [sentence.text for passage in parts.passages for sentence in passage.sentences]
        rows = np.stack([row.vector for row in parts.embedder.embed_documents(texts)])
        self._sentences = _by_passage(rows, parts)

    def score(self, search: Search) -> Scored:
        return self.near(self._embedder.embed_query(search.query.text).vector)

    def near(self, vector: Floats) -> Scored:
        """The cosines with one vector."""
        return Scored(self._passages @ vector, tuple(rows @ vector for rows in self._sentences))


class WordScores:
    """BM25 of the question's terms in a passage, and in each sentence alone."""

    knows_words = True

    def __init__(self, parts: Parts) -> None:
        texts = [embedded_text(parts.titles[p.document], p)[0] for p in parts.passages]
        self._passages = WordsIndex(texts)
        self._sentences = WordsIndex([s.text for p in parts.passages for s in p.sentences])
        self._parts = parts

    def score(self, search: Search) -> Scored:
        terms = list(search.terms)
        sentences = _by_passage(self._sentences.scores(terms), self._parts)
        return Scored(self._passages.scores(terms), sentences)


class Scaled:
    """A signal on the scale of an index."""

    def __init__(self, signal: Signal, index: Index, questions: Iterable[str]) -> None:
        """Reads the scale off what both say of the questions."""
        self.knows_words = signal.knows_words
        self._signal = signal
        at = {id_: position for position, id_ in enumerate(_content_ids(index))}
        own: tuple[list[float], list[float]] = [], []
        wanted: tuple[list[float], list[float]] = [], []
        for question in questions:
            search = index.find(question)
            scored = signal.score(search)
            for hit in search.hits:
                position = at[hit.passage.id]
                own[0].append(float(scored.passages[position]))
                own[1].extend(map(float, scored.sentences[position]))
                wanted[0].append(hit.score - hit.preferred)
                wanted[1].extend(value - hit.preferred for value in hit.sentences)
        self._scales = Scale.between(own[0], wanted[0]), Scale.between(own[1], wanted[1])

    def score(self, search: Search) -> Scored:
        return self.put(self._signal.score(search))

    def put(self, scored: Scored) -> Scored:
        """Scores of the signal, on the index's scale."""
        of_passages, of_sentences = self._scales
        return Scored(of_passages(scored.passages), tuple(map(of_sentences, scored.sentences)))


class OneSignal(Index):
    """An index that orders by one signal alone, and gives no passage preference."""

    signal: Signal

    def find(self, question: str, before: str = "", told: str = "", within: str = "") -> Search:
        found = super().find(question, before, told, within)
        scored = self.signal.score(found)
        at = {id_: position for position, id_ in enumerate(_content_ids(self))}
        hits = [
            replace(
                hit,
                score=float(scored.passages[at[hit.passage.id]]),
                preferred=0.0,
                sentences=tuple(map(float, scored.sentences[at[hit.passage.id]])),
                reading=None,
            )
            for hit in found.hits
        ]
        hits.sort(key=lambda hit: (-hit.score, hit.passage.id))
        unknown = dict.fromkeys(found.unknown if self.signal.knows_words else (), 0.0)
        return replace(found, hits=tuple(hits), unknown=unknown)


class CosineForTokens(TokenVectors):
    """The cosine of whole texts where late interaction would compare token by token."""

    def __init__(self, tokens: TokenVectors, cosines: Cosines, scaled: Scaled) -> None:
        self._tokens = tokens
        self._cosines = cosines
        self._scaled = scaled

    def row(self, position: int) -> tuple[Floats, NDArray[np.int32]]:
        """The token vectors as they are: a summary needs them for other than a comparison."""
        return self._tokens.row(position)

    def match(self, question: Embedded, position: int, bounds: Sequence[tuple[int, int]]) -> Match:
        """The same value for every token, so that any weighing of them gives the cosine."""
        scored = self._scaled.put(self._cosines.near(question.vector))
        tokens = np.ones(len(question.tokens), dtype=np.float32)
        return Match(
            scored.passages[position] * tokens, np.outer(scored.sentences[position], tokens)
        )


def _content_ids(index: Index) -> list[str]:
    return [p.id for p in index.passages.values() if p.kind != "outline" and p.sentences]


def _by_passage(rows: Floats, parts: Parts) -> tuple[Floats, ...]:
    """Rows, one for each sentence of the corpus, taken apart by passage."""
    ends = list(accumulate(len(passage.sentences) for passage in parts.passages))
    return tuple(np.split(rows, ends[:-1]))
