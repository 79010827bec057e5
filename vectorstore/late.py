"""Late interaction: a question's token vectors against those of a passage's tokens.

Each question token looks for its best match among the tokens of a stretch of text (MaxSim of
ColBERT, Khattab and Zaharia 2020), here with the embedding model's own token vectors. One
comparison gives the score of a passage and of each of its sentences.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from vectorstore.embedder import Embedded, Floats
from vectorstore.errors import IndexDamaged

_VECTORS, _OFFSETS, _STARTS = "tokens.npy", "offsets.npy", "starts.npy"


class Tokens(Protocol):
    """What is kept of a passage's tokens; `Embedded` has it."""

    @property
    def tokens(self) -> NDArray[np.floating[Any]]:
        """Shape (tokens, dimensions)."""
        ...

    @property
    def offsets(self) -> NDArray[np.int32]:
        """Shape (tokens, 2): where in the embedded text each stands."""
        ...


class Kept(NamedTuple):
    """A passage's `Tokens` as they lie on the disk, not read yet."""

    tokens: NDArray[np.float16]
    offsets: NDArray[np.int32]


@dataclass(frozen=True)
class Match:
    """How well each token of a question is met by one passage."""

    best: Floats
    """Shape (question tokens,): the highest cosine with any token of the passage."""
    sentences: Floats
    """Shape (sentences, question tokens): the same within each sentence."""


def halved(row: Embedded) -> Embedded:
    """The same with token vectors as exact as they are kept, in half the memory."""
    return replace(row, tokens=row.tokens.astype(np.float16))


class TokenVectors:
    """The token vectors of all passages, one below the other, read from disk as needed."""

    def __init__(
        self,
        vectors: NDArray[np.float16],
        offsets: NDArray[np.int32],
        starts: NDArray[np.int64],
        rows: Sequence[int] | None = None,
    ) -> None:
        """`rows`: which passages, in order; all without it."""
        self._vectors = vectors
        self._offsets = offsets
        self._starts = starts
        self._rows = range(len(starts) - 1) if rows is None else rows

    @classmethod
    def of(cls, rows: Sequence[Embedded]) -> TokenVectors:
        """The token vectors of passages in order."""
        starts = np.cumsum([0, *(len(row.tokens) for row in rows)], dtype=np.int64)
        vectors = np.concatenate([row.tokens for row in rows]).astype(np.float16)
        return cls(vectors, np.concatenate([row.offsets for row in rows]), starts)

    @classmethod
    def write(cls, folder: Path, rows: Sequence[Tokens]) -> None:
        """Writes three arrays, row by row: no copy of all is in memory, nothing in them is code.

        Not through a memory map, which a full disk turns into a signal that kills the process.
        """
        starts = np.cumsum([0, *(len(row.tokens) for row in rows)], dtype=np.int64)
        kept, shape = np.dtype(np.float16), (int(starts[-1]), rows[0].tokens.shape[1])
        header = {"descr": kept.str, "fortran_order": False, "shape": shape}
        with (folder / _VECTORS).open("wb") as file:
            np.lib.format.write_array_header_1_0(file, header)
            for row in rows:
                file.write(np.asarray(row.tokens, kept).tobytes())
        offsets = np.concatenate([row.offsets for row in rows])
        np.save(folder / _OFFSETS, offsets, allow_pickle=False)
        np.save(folder / _STARTS, starts, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path) -> TokenVectors:
        """Opens what `write` wrote. Raises IndexDamaged where it is not whole."""
        try:
            vectors = np.asarray(np.load(folder / _VECTORS, mmap_mode="r", allow_pickle=False))
            offsets = np.asarray(np.load(folder / _OFFSETS, mmap_mode="r", allow_pickle=False))
            starts = np.load(folder / _STARTS, allow_pickle=False)
            if not (len(vectors) == len(offsets) == starts[-1]):
                raise ValueError("its files do not belong together")
        except (OSError, ValueError, EOFError, IndexError) as error:
            raise IndexDamaged(
                f"The token vectors in {folder} are damaged ({error}). "
                "Build the index again with: assistant index"
            ) from error
        return cls(vectors, offsets, starts)

    def only(self, positions: Sequence[int]) -> TokenVectors:
        """Those of some passages alone, to be read and not to be saved."""
        rows = [self._rows[position] for position in positions]
        return TokenVectors(self._vectors, self._offsets, self._starts, rows)

    def row(self, position: int) -> tuple[Floats, NDArray[np.int32]]:
        """A passage's token vectors and their offsets in its embedded text."""
        kept = self.kept(position)
        return kept.tokens.astype(np.float32), kept.offsets

    def kept(self, position: int) -> Kept:
        """The same as exact as they are kept, to be written again."""
        row = self._rows[position]
        start, end = self._starts[row], self._starts[row + 1]
        return Kept(self._vectors[start:end], self._offsets[start:end])

    def match(self, question: Embedded, position: int, bounds: Sequence[tuple[int, int]]) -> Match:
        """Compares a question with a passage and its sentences at the bounds in its text."""
        vectors, offsets = self.row(position)
        asked = len(question.tokens)
        if not len(vectors) or not asked:
            return Match(np.zeros(asked, np.float32), np.zeros((len(bounds), asked), np.float32))
        cosines = question.tokens @ vectors.T
        inside = np.zeros((len(bounds), asked), dtype=np.float32)
        for number, (start, end) in enumerate(bounds):
            held = (offsets[:, 0] >= start) & (offsets[:, 0] < end)
            if held.any():
                inside[number] = cosines[:, held].max(axis=1)
        return Match(np.asarray(cosines.max(axis=1), dtype=np.float32), inside)

    def means(
        self, position: int, bounds: Sequence[tuple[int, int]], heading: tuple[int, int]
    ) -> tuple[Floats, Floats]:
        """The mean token vector of each stretch at the bounds, and of the heading, unit length."""
        vectors, offsets = self.row(position)
        made = np.zeros((len(bounds) + 1, vectors.shape[1]), dtype=np.float32)
        for number, (start, end) in enumerate([*bounds, heading]):
            held = (offsets[:, 0] >= start) & (offsets[:, 0] < end)
            if held.any():
                mean = vectors[held].mean(axis=0)
                made[number] = mean / max(float(np.linalg.norm(mean)), 1e-6)
        return made[:-1], made[-1]
