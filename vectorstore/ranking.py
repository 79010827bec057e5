"""Ranking: how well a passage, and each of its sentences, meets a question. Pure arithmetic.

Late interaction decides most: of the signals tried it is the one that finds paraphrases. A
question that names a document prefers it, and shared words break ties.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from vectorstore.documents import Document
from vectorstore.embedder import Embedded, Floats
from vectorstore.late import Match
from vectorstore.passages import Passage
from vectorstore.words import FUNCTION_WORDS, stem, terms, words

_NAMED_DOCUMENT = 0.10  # what a question's naming a document adds to that document's passages
_SHARED_WORDS = 0.05  # what the most words in common add
_GRAMMAR = 0.15  # weight of a function word, whose token still carries context
_LEAST = 0.10  # weight of the commonest word that carries subject

Rarity = Callable[[str], float | None]


@dataclass(frozen=True)
class Asked:
    """A question as the index compares it."""

    embedded: Embedded
    weights: Floats
    """Shape (tokens,), summing to 1: rare words count more, grammar and document names little."""
    terms: dict[str, float]
    """The subject's stems and their weights; what names a document is left out."""
    documents: frozenset[str]
    """Ids of the documents that the question names."""


@dataclass(frozen=True)
class Hit:
    """A passage that was found."""

    passage: Passage
    score: float
    """What hits are ordered by; about 0.3 for a stranger, 0.6 and more for an answer."""
    named: float
    """What of the score is owed to the question's naming the passage's document."""
    meaning: float
    """Cosine of the question's vector and the passage's."""
    coverage: float
    """Share of the question's weighted terms that stand in the passage or above it."""
    sentences: tuple[float, ...]
    """How well each sentence meets the question, on the score's scale."""
    covered: frozenset[str]
    """The question's terms that stand in the passage or above it."""


def embedded_text(title: str, passage: Passage) -> tuple[str, list[tuple[int, int]]]:
    """What is embedded for a passage, and where its sentences stand in that.

    The document's title, the headings and the passage's own title go in front: on the pages of
    public agencies (FeedbackQA) that is worth 15 points of nDCG@10 to the same model.
    """
    own = [passage.title.text] if passage.title else []
    text = ". ".join([title, *passage.headings, *own]) + ". "
    bounds = []
    for sentence in passage.sentences:
        bounds.append((len(text), len(text) + len(sentence.text)))
        text += sentence.text + " "
    return text.rstrip(), bounds


def read_question(
    text: str, embedded: Embedded, rarity: Rarity, names: Mapping[str, Collection[str]]
) -> Asked:
    """Weighs a question's tokens and terms. `names`: each document's own names, as stems."""
    asked = terms(text)
    naming = {stem for stems in names.values() for stem in stems}
    subject = [term for term in asked if term not in naming] or asked
    by_stem = {stem(word): _weight(word, rarity) for word in words(text)}
    weights = np.array(
        [
            _token_weight(_word_at(text, int(start), int(end)), rarity, naming)
            for start, end in embedded.offsets
        ],
        dtype=np.float32,
    )
    total = float(weights.sum())
    return Asked(
        embedded,
        weights / total if total else weights,
        {term: by_stem.get(term, 1.0) for term in subject},
        frozenset(name for name, stems in names.items() if not set(stems).isdisjoint(asked)),
    )


def score(
    asked: Asked,
    passage: Passage,
    match: Match,
    meaning: float,
    words_share: float,
    passage_terms: Collection[str],
) -> Hit:
    """One passage as a hit. `words_share`: its BM25 as a share of the best passage's."""
    named = _NAMED_DOCUMENT * (asked.documents == {passage.document})
    covered = frozenset(term for term in asked.terms if term in passage_terms)
    total = sum(asked.terms.values())
    return Hit(
        passage,
        float(asked.weights @ match.best) + named + _SHARED_WORDS * words_share,
        named,
        meaning,
        sum(asked.terms[term] for term in covered) / total if total else 0.0,
        tuple(float(value) + named for value in match.sentences @ asked.weights),
        covered,
    )


def names_of(documents: Sequence[Document]) -> dict[str, frozenset[str]]:
    """The stems that name one document and no other: “the forum”, “the pillar”, its label."""
    said = {document.id: frozenset(terms(document.text)) for document in documents}
    called = {
        document.id: frozenset(terms(f"{document.label} {document.title} {document.publisher}"))
        for document in documents
    }
    names = {}
    for document in documents:
        others = [d.id for d in documents if d is not document]
        shared = frozenset[str]().union(*(said[id_] | called[id_] for id_ in others))
        names[document.id] = (called[document.id] - shared) | frozenset(terms(document.label))
    return names


def _weight(word: str, rarity: Rarity) -> float:
    known = rarity(word)
    return 1.0 if known is None else max(_LEAST, known)


def _token_weight(word: str, rarity: Rarity, naming: Collection[str]) -> float:
    if not word:
        return 0.0
    if word in FUNCTION_WORDS:
        return _GRAMMAR
    return _LEAST if stem(word) in naming else _weight(word, rarity)


def _word_at(text: str, start: int, end: int) -> str:
    """The word that a token is a piece of; empty for punctuation."""
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    word = text[start:end].lower()
    return word if word.isalnum() else ""
