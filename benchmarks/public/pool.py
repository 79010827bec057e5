"""A pool of texts as the index compares them: vectors, token vectors, words."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vectorstore.embedder import Embedded, Embedder, Floats
from vectorstore.late import Match, TokenVectors
from vectorstore.names import AllNames
from vectorstore.parts import sentences
from vectorstore.ranking import Asked, read_question
from vectorstore.slices import Span
from vectorstore.words import WordsIndex

_AT_ONCE = 256  # texts embedded and kept together


@dataclass(frozen=True)
class Entry:
    """One text that can be found."""

    id: str
    title: str
    """What stands above it: embedded with it."""
    body: str
    bounds: tuple[Span, ...] = ()
    """Where its sentences stand in `text`."""

    @property
    def text(self) -> str:
        """What is embedded."""
        return f"{self.title} {self.body}".strip()

    @classmethod
    def of_sentences(cls, id_: str, title: str, sentences: Sequence[str]) -> Entry:
        """An entry whose set has cut it into sentences."""
        start, bounds = len(title) + 1 if title else 0, []
        for sentence in sentences:
            bounds.append((start, start + len(sentence)))
            start += len(sentence) + 1
        return cls(id_, title, " ".join(sentences), tuple(bounds))

    @classmethod
    def of_text(cls, id_: str, title: str, body: str) -> Entry:
        """An entry that is cut into sentences here."""
        start, end = len(title) + 1 if title else 0, len(body)
        cuts = sentences(body, [((0, end),)]) if end else ()
        bounds = [(start + cut.spans[0][0], start + cut.spans[-1][1]) for cut in cuts]
        return cls(id_, title, body, tuple(bounds))


@dataclass(frozen=True)
class Judged:
    """One question, and the ids of the entries that are right."""

    question: str
    right: frozenset[str]


class Store:
    """The embedding model, and a folder that keeps what it made: no text is embedded twice."""

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        self.embedder = embedder
        self._folder = folder

    def documents(self, texts: Sequence[str]) -> Vectors:
        """The texts of a pool, in order."""
        return self._vectors("", texts, self.embedder.embed_documents)

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Questions, in order."""
        return self._vectors(
            "question", texts, lambda part: [self.embedder.embed_query(text) for text in part]
        )

    def _vectors(
        self, kind: str, texts: Sequence[str], embed: Callable[[Sequence[str]], list[Embedded]]
    ) -> Vectors:
        parts = []
        for start in range(0, len(texts), _AT_ONCE):
            part = texts[start : start + _AT_ONCE]
            key = "\0".join([self.embedder.fingerprint, *([kind] if kind else []), *part])
            folder = self._folder / hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:20]
            whole = folder / "vectors.npy"  # written last
            if not whole.is_file():
                rows = embed(part)
                folder.mkdir(parents=True, exist_ok=True)
                TokenVectors.write(folder, rows)
                np.save(whole, np.stack([row.vector for row in rows]), allow_pickle=False)
            parts.append((np.load(whole, allow_pickle=False), TokenVectors.load(folder)))
        return Vectors(parts)


class Vectors:
    """What texts were embedded as."""

    def __init__(self, parts: Sequence[tuple[Floats, TokenVectors]]) -> None:
        self.rows: Floats = np.concatenate([vectors for vectors, _ in parts])
        """Shape (texts, dimensions)."""
        self._tokens = [tokens for _, tokens in parts]

    def __len__(self) -> int:
        return len(self.rows)

    def embedded(self, position: int) -> Embedded:
        """One text, as the embedder gave it."""
        part, row = divmod(position, _AT_ONCE)
        return Embedded(self.rows[position], *self._tokens[part].row(row))

    def match(self, question: Embedded, position: int, bounds: Sequence[Span]) -> Match:
        """Late interaction of a question with one text, and with its parts at the bounds."""
        part, row = divmod(position, _AT_ONCE)
        return self._tokens[part].match(question, row, bounds)


@dataclass(frozen=True)
class Question:
    """A question as rankers and readers get it."""

    text: str
    embedded: Embedded
    asked: Asked


class Pool:
    """Entries that can be ranked."""

    def __init__(self, entries: Sequence[Entry], store: Store) -> None:
        self.entries = entries
        self.store = store
        texts = [entry.text for entry in entries]
        self.vectors = store.documents(texts)
        self.words = WordsIndex(texts)
        self.titles = WordsIndex([entry.title for entry in entries])
        self._matches: tuple[Question | None, dict[int, Match]] = (None, {})

    def questions(self, texts: Sequence[str]) -> list[Question]:
        """Questions made ready."""
        vectors = self.store.questions(texts)
        rarity = self.store.embedder.rarity
        found = []
        for position, text in enumerate(texts):
            embedded = vectors.embedded(position)
            asked = read_question(text, embedded, rarity, self.words.scarcity, AllNames({}))
            found.append(Question(text, embedded, asked))
        return found

    def match(self, question: Question, position: int) -> Match:
        """Late interaction of a question with an entry and its sentences, computed once."""
        asked, known = self._matches
        if asked is not question:
            known = {}
            self._matches = (question, known)
        if position not in known:
            bounds = self.entries[position].bounds
            known[position] = self.vectors.match(question.embedded, position, bounds)
        return known[position]

    def candidates(self, question: Question, count: int) -> list[int]:
        """Positions of what meaning and words each find nearest, in order."""
        cosines = self.vectors.rows @ question.embedded.vector
        bm25 = self.words.scores(list(question.asked.terms))
        by_words = [int(at) for at in np.argsort(-bm25, kind="stable")[:count] if bm25[at]]
        return sorted({*(int(at) for at in np.argsort(-cosines)[:count]), *by_words})
