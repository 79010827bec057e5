"""Ranking: how well a passage, and each of its sentences, meets a question. Pure arithmetic.

Late interaction decides most: of the signals tried it is the one that finds paraphrases. Words
shared with a title count beside it, a question that names a document prefers it, and other
shared words break ties. docs/decisions/0003 has what each is worth.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vectorstore.embedder import Embedded, Floats
from vectorstore.late import Match
from vectorstore.names import AllNames
from vectorstore.passages import Passage
from vectorstore.reader import Reading
from vectorstore.words import FUNCTION_WORDS, WORD, stem, words

_NAMED_DOCUMENT = 0.10  # what a question's naming a document adds to that document's passages
_SHARED_WORDS = 0.03  # what the most words in common add
_SHARED_WITH_TITLE = 0.08  # the same for words in the title and the headings
_GRAMMAR = 0.15  # weight of a function word, whose token still carries context
_LEAST = 0.10  # weight of the commonest word that carries subject
_SAID_BEFORE = 0.4  # weight of a word of an earlier question beside one of this question
_JUST_QUOTED = 0.08  # what a follow-up adds to the passages that the last answer quoted

_THE_OTHER = re.compile(r"\bother (?:document|text|paper|source|one)\b", re.IGNORECASE)

Rarity = Callable[[str], float | None]
"""How rare a word is in the language, from 0 to 1; None for what is no word of it."""

Scarcity = Callable[[str], float]
"""How scarce a stem is in the corpus, from 0 where every passage holds it to 1."""


@dataclass(frozen=True)
class Asked:
    """A question as the index compares it."""

    embedded: Embedded
    views: Floats
    """Shape (tokens, 3), each column summing to 1: what a token weighs by its word's rarity in
    the language, by its scarcity in the corpus, and with all alike. What names a document weighs
    little in each."""
    terms: dict[str, float]
    """The subject's stems and their weights; what names a document is left out."""
    documents: frozenset[str]
    """Ids of the documents that the question names."""
    tokens: dict[str, list[int]]
    """Which tokens each of the terms is made of."""
    every_document: frozenset[str]
    """Ids of all documents."""
    quoted: frozenset[str] = frozenset()
    """Ids of the passages that the last answer quoted, where the question leans on it."""

    @property
    def weights(self) -> Floats:
        """Shape (tokens,), summing to 1: the mean of the three views."""
        return np.asarray(self.views.mean(axis=1), dtype=np.float32)


@dataclass(frozen=True)
class Hit:
    """A passage that was found."""

    passage: Passage
    score: float
    """What hits are ordered by; about 0.3 for a stranger, 0.6 and more for an answer."""
    preferred: float
    """What of the score is owed to other than likeness: the document named, the passage quoted
    last, what the reader makes of it."""
    sentences: tuple[float, ...]
    """How well each sentence meets the question, on the score's scale."""
    reading: Reading | None = None
    """What the reader makes of it; None where it was not read."""


def headings(passage: Passage) -> list[str]:
    """The headings above a passage and its own title, outermost first."""
    return [*passage.headings, *([passage.title.text] if passage.title else [])]


def titled(title: str, passage: Passage) -> str:
    """The document's title, and the headings of the passage."""
    return ". ".join([title, *headings(passage)])


def embedded_text(title: str, passage: Passage) -> tuple[str, list[tuple[int, int]]]:
    """What is embedded for a passage, and where its sentences stand in that.

    The document's title, the headings and the passage's own title go in front: on the pages of
    public agencies (FeedbackQA) that is worth 15 points of nDCG@10 to the same model.
    """
    text = titled(title, passage) + ". "
    bounds = []
    for sentence in passage.sentences:
        bounds.append((len(text), len(text) + len(sentence.text)))
        text += sentence.text + " "
    return text.rstrip(), bounds


def read_question(
    text: str,
    embedded: Embedded,
    rarity: Rarity,
    scarcity: Scarcity,
    names: AllNames,
    since: int = 0,
) -> Asked:
    """Weighs a question's tokens and terms; what only names a document weighs little.

    `since`: where the question itself begins in the text, after earlier ones that it leans on.
    """
    found = [(match.span(), word) for match in WORD.finditer(text) for word in words(match[0])]
    named: set[str] = set()
    named_now: set[str] = set()
    weights: dict[tuple[int, int], NDArray[np.float64]] = {}
    subject: dict[str, float] = {}
    naming = names.places([word for _, word in found])
    for place, (span, word) in enumerate(found):
        by = [id_ for id_, places in naming.items() if place in places]
        named.update(by)
        named_now.update(by if span[0] >= since else ())
        weights[span] = np.full(3, _LEAST) if by else _weights(word, rarity, scarcity)
        if span[0] < since:
            weights[span] *= _SAID_BEFORE
        if not by and word not in FUNCTION_WORDS:
            subject[stem(word)] = max(float(weights[span][0]), subject.get(stem(word), 0.0))
    words_of_tokens = [_word_around(weights, int(start)) for start, _ in embedded.offsets]
    nothing = np.zeros(3)
    per_token = np.array([weights.get(span, nothing) for span in words_of_tokens]).reshape(-1, 3)
    tokens: dict[str, list[int]] = {}
    for span, word in found:
        made_of = [at for at, around in enumerate(words_of_tokens) if around == span]
        tokens.setdefault(stem(word), []).extend(made_of)
    return Asked(
        embedded,
        (per_token / np.maximum(per_token.sum(0), 1e-9)).astype(np.float32),
        subject or {stem(word): _LEAST for _, word in found if word not in FUNCTION_WORDS},
        frozenset(named_now or named),
        tokens,
        names.documents,
    )


def leaning_on(asked: Asked, question: str, quoted: Iterable[Passage]) -> Asked:
    """The question with the passages that the last answer quoted, or with the other documents."""
    passages = list(quoted)
    documents = {passage.document for passage in passages}
    if documents and _THE_OTHER.search(question):
        return replace(asked, documents=frozenset(asked.every_document) - documents)
    meant = asked.documents or documents
    return replace(asked, quoted=frozenset(p.id for p in passages if p.document in meant))


def score(
    asked: Asked, passage: Passage, match: Match, words_share: float, title_share: float
) -> Hit:
    """One passage as a hit. The shares: its BM25, and its titles', of the best passage's."""
    preferred = _NAMED_DOCUMENT * (asked.documents == {passage.document})
    preferred += _JUST_QUOTED * (passage.id in asked.quoted)
    shared = _SHARED_WORDS * words_share + _SHARED_WITH_TITLE * title_share
    return Hit(
        passage,
        float(asked.weights @ match.best) + preferred + shared,
        preferred,
        tuple(float(value) + preferred for value in match.sentences @ asked.weights),
    )


def _weights(word: str, rarity: Rarity, scarcity: Scarcity) -> NDArray[np.float64]:
    """By rarity in the language, by scarcity in the corpus, and alike."""
    if word in FUNCTION_WORDS:
        return np.array([_GRAMMAR, _GRAMMAR, 1.0])
    rare = rarity(word)
    scarce = max(_LEAST, scarcity(stem(word)))
    return np.array([1.0 if rare is None else max(_LEAST, rare), scarce, 1.0])


def _word_around(spans: Iterable[tuple[int, int]], start: int) -> tuple[int, int]:
    """The span of the word that a token stands in; (0, 0) for punctuation."""
    return next((span for span in spans if span[0] <= start < span[1]), (0, 0))
