"""Lone surrogates, which Python lets stand in a text and UTF-8 has no place for."""

from __future__ import annotations


def encodable(text: str) -> str:
    """The text with lone surrogates as question marks; as long as it was."""
    return text.encode("utf-8", "replace").decode()
