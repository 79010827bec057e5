"""How a PDF is set: the size of its body, its headings, its leading, and its words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from vectorstore.formats.pdf_lines import Line
from vectorstore.formats.pdf_print import Font

_LARGER = 1.1  # times the body's size: a heading
_LONGEST_HEADING = 150  # characters of a line
_WORD = re.compile(r"\w+(?:-\w+)*")
_USUAL_LEADING = 1.3
_STARTS_ITEM = re.compile(r"[•◦▪‣●○■□–—*·-]\s")


@dataclass(frozen=True)
class Style:
    """What holds for the whole document."""

    body: Font
    headings: tuple[Font, ...]
    """From the highest to the lowest."""
    leading: float
    """From line to line in a paragraph, in sizes of the body."""
    vocabulary: frozenset[str]
    """Its words in lower case, those with a hyphen in them whole."""

    def level(self, line: Line) -> int:
        """The level of a line as a heading; 0 where it is none."""
        if not is_heading(line, self.body) or line.font not in self.headings:
            return 0
        return self.headings.index(line.font) + 1

    def unhyphenated(self, head: str, tail: str) -> str:
        """Two halves of a word that a line's end parts: “ves-” and “sels” are “vessels”.

        The hyphen stays where the document writes the word with one elsewhere, or where what
        follows is no word in lower case.
        """
        before, after = re.search(r"\w+(?=-\Z)", head), re.match(r"\w+", tail)
        if not (before and after and tail[0].islower() and before[0].isalpha()):
            return head + tail
        solid, parted = f"{before[0]}{after[0]}".lower(), f"{before[0]}-{after[0]}".lower()
        if parted in self.vocabulary and solid not in self.vocabulary:
            return head + tail
        return head[:-1] + tail


def style_of(pages: Sequence[Sequence[Sequence[Line]]]) -> Style:
    """The style of a document, from its pages."""
    lines = [line for page in pages for column in page for line in column]
    counts: Counter[Font] = Counter()
    for line in lines:
        counts.update({line.font: len(line.words)})
    body = counts.most_common(1)[0][0] if counts else Font(10, bold=False)
    fonts = {line.font for line in lines if is_heading(line, body)}
    ranked = sorted(fonts, key=lambda font: (-font.size, not font.bold))
    steps = Counter(_leadings(pages, body))
    leading = steps.most_common(1)[0][0] if steps else _USUAL_LEADING
    words = (word.lower() for line in lines for word in _WORD.findall(line.words))
    return Style(body, tuple(ranked), leading, frozenset(words))


def is_heading(line: Line, body: Font) -> bool:
    """True for a short line that is larger than the body, or bold where the body is not."""
    words, font = line.words, line.font
    if line.table or len(words) > _LONGEST_HEADING or _STARTS_ITEM.match(words):
        return False
    if not any(character.isalpha() for character in words):
        return False
    if font.size >= _LARGER * body.size:
        return True
    wholly = all(s.font.bold for s in line.stretches if not line.is_raised(s))
    return wholly and not body.bold and font.size >= 0.95 * body.size and words[-1] not in ".;,"


def _leadings(pages: Sequence[Sequence[Sequence[Line]]], body: Font) -> Iterator[float]:
    for page in pages:
        for column in page:
            for line, below in pairwise(column):
                if line.font.size == below.font.size == body.size > 0:
                    yield round((line.box.middle - below.box.middle) / body.size, 1)
