"""Models that load in no time, for tests that start many processes."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from vectorstore.embedder import Embedded, Floats
from vectorstore.multilingual import LANGUAGES
from vectorstore.words import WORD


class Bags:
    """Texts as bags of words, each word a vector of its own."""

    fingerprint = "bags"

    def embed_documents(self, texts: Sequence[str]) -> list[Embedded]:
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> Embedded:
        found = list(WORD.finditer(text)) or list(WORD.finditer("nothing"))
        tokens = np.stack([self._of(match[0].lower()) for match in found])
        offsets = np.asarray([match.span() for match in found], dtype=np.int32)
        whole = tokens.sum(axis=0)
        return Embedded(whole / np.linalg.norm(whole), tokens, offsets)

    def rarity(self, word: str) -> float | None:
        return 1.0

    def _of(self, word: str) -> Floats:
        row = np.random.default_rng(zlib.crc32(word.encode())).normal(size=64)
        return (row / np.linalg.norm(row)).astype(np.float32)


class Letters:
    """Texts as counts of letters: a model for other languages that loads in no time."""

    fingerprint = "letters"
    reader = None

    def embed(self, texts: Sequence[str]) -> Floats:
        rows = [[text.count(letter) + 1.0 for letter in "abcdefgh"] for text in texts]
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / lengths, dtype=np.float32)

    def embed_both(self, texts: Sequence[str]) -> Floats:
        return np.stack([self.embed(texts)] * 2)

    def means(self) -> Floats:
        return np.zeros((2, len(LANGUAGES), 8), dtype=np.float32)
