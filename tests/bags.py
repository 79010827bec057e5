"""An embedder that loads in no time, for tests that start many processes."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from vectorstore.embedder import Embedded, Floats
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
