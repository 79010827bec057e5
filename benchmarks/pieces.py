"""An embedder for very large libraries: a text's vectors are put together from its sentences'.

Each sentence is embedded by the real model once, and kept. What stands before and after it in a
text changes nothing, which the real model would hear; to search that makes no difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from benchmarks.public.pool import Store
from vectorstore.embedder import Embedded, Embedder

_PIECE = re.compile(r"\S.*?(?:[.?!](?=\s)|$)", re.DOTALL)


class Pieces:
    """An `Embedder` over the sentences of some texts; questions go to the model itself."""

    def __init__(self, store: Store, texts: Sequence[str]) -> None:
        """Embeds every sentence of the texts that the store does not hold."""
        self._model: Embedder = store.embedder
        distinct = dict.fromkeys(piece for text in texts for _, piece in _pieces(text))
        self._vectors = store.documents(list(distinct))
        self._at = {piece: at for at, piece in enumerate(distinct)}

    @property
    def fingerprint(self) -> str:
        return f"{self._model.fingerprint}:pieces"

    def embed_documents(self, texts: Sequence[str]) -> list[Embedded]:
        return [self._put_together(text) for text in texts]

    def embed_query(self, text: str) -> Embedded:
        return self._model.embed_query(text)

    def rarity(self, word: str) -> float | None:
        return self._model.rarity(word)

    def _put_together(self, text: str) -> Embedded:
        found = [(at, self._vectors.embedded(self._at[piece])) for at, piece in _pieces(text)]
        mean = np.sum([len(row.tokens) * row.vector for _, row in found], axis=0)
        return Embedded(
            np.asarray(mean / np.linalg.norm(mean), dtype=np.float32),
            np.concatenate([row.tokens for _, row in found]),
            np.concatenate([row.offsets + np.int32(at) for at, row in found]),
        )


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    return ((match.start(), match[0]) for match in _PIECE.finditer(text))
