"""Headings without `#`: one short line, set in capitals, bold or numbered."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vectorstore.slices import Span

# A heading's rank is ten times its `#` marks; the unmarked kinds stand between those ranks.
_CAPITALS, NUMBERED, _BOLD = 5, 6, 9
_LONGEST = 120  # characters

# Without a full stop: a whole sentence in bold is a warning to quote, not a heading.
BOLD_LINE = re.compile(r"(\*\*|__)(?P<words>[^*_]*[^*_\s.:;,?!]):?\1")
# A small letter or a sign of percent goes on from a number of things: “3.5 million passengers”.
_NUMBERED_LINE = re.compile(
    r"(?P<number>\d{1,3}(?:\.\d{1,3})+\.?|(?:\d{1,3}|[IVX]{1,5}|[A-Z])[.)])[ \t]+"
    r"(?P<words>[^\s%‰].*)"
)
_SENTENCE_END = re.compile(r"\.[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class Unmarked:
    """What makes a line a heading."""

    words: Span
    """Where in the document its words stand, without marks and number."""
    rank: int
    """Behind the headings with the `#` marks above it."""
    number: str | None = None


def is_short_line(line: str) -> bool:
    """True for what may be a heading: one line, not too long, and not ended as a sentence is."""
    return len(line) <= _LONGEST and not re.search(r"[\r\n]", line) and line[-1] not in ".;:,?!|"


def unmarked_heading(document: str, span: Span) -> Unmarked | None:
    """What makes a heading of a paragraph; None where it is none."""
    line = document[slice(*span)]
    if not is_short_line(line):
        return None
    match = _NUMBERED_LINE.fullmatch(document, *span)
    if match and not match["words"][0].islower():
        number = match["number"].rstrip(".)")
        return Unmarked(match.span("words"), NUMBERED + min(number.count("."), 2), number)
    if match := BOLD_LINE.fullmatch(document, *span):
        return Unmarked(match.span("words"), _BOLD)
    if line.isupper() and sum(map(str.isalpha, line)) > 3:
        return Unmarked(span, _CAPITALS)
    return None


def is_underlined_text(words: str) -> bool:
    """True where a line of hyphens or the like is a rule below a paragraph, not below a heading."""
    return len(words) > _LONGEST or bool(_SENTENCE_END.search(words))
