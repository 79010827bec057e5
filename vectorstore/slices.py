"""Exact words and where they stand: the one thing that the whole project promises."""

from __future__ import annotations

from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate

Span = tuple[int, int]
Spans = tuple[Span, ...]


@dataclass(frozen=True)
class Slice:
    """One or more exact pieces of a document, in order.

    Invariant: `text == " ".join(document[a:b] for a, b in spans)`. `cut` is the only way in,
    and `stands_in` lets anyone check it again at any time.
    """

    text: str
    """The words, the pieces joined by one space."""
    spans: Spans
    """Half-open character offsets in the document decoded as UTF-8."""

    def stands_in(self, document: str) -> bool:
        """True where the document really holds these words at these offsets."""
        inside = all(0 <= start < end <= len(document) for start, end in self.spans)
        return inside and bool(self.spans) and cut(document, self.spans).text == self.text


def cut(document: str, spans: Spans) -> Slice:
    """The words of a document at the spans."""
    return Slice(" ".join(document[start:end] for start, end in spans), spans)


def strip(document: str, span: Span) -> Span:
    """The span without white space at its ends; empty (start == end) where nothing is left."""
    start, end = span
    while start < end and document[start].isspace():
        start += 1
    while end > start and document[end - 1].isspace():
        end -= 1
    return start, end


class Joined:
    """Spans of a document read as one text, the pieces joined by one space."""

    def __init__(self, spans: Spans) -> None:
        self._spans = spans
        lengths = (end - start + 1 for start, end in spans)  # with the joining space
        self._starts = list(accumulate(lengths, initial=0))
        """Where each piece begins in the joined text."""

    def within(self, start: int, end: int) -> Spans:
        """The document's spans of characters start..end of the joined text."""
        found: list[Span] = []
        at = max(0, bisect(self._starts, start) - 1)
        while at < len(self._spans) and self._starts[at] < end:
            (a, b), position = self._spans[at], self._starts[at]
            low, high = max(start, position), min(end, position + b - a)
            if low < high:
                found.append((a + low - position, a + high - position))
            at += 1
        return tuple(found)
