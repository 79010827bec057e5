"""How a PDF is set: the size of its body, its headings, its leading, and its words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from vectorstore.formats.pdf_hyphens import Hyphens, hyphens_of
from vectorstore.formats.pdf_lines import Line
from vectorstore.formats.pdf_print import Font

LARGER = 1.1  # times the body's size: a heading
_LONGEST_HEADING = 150  # characters of a line
_USUAL_LEADING = 1.3
_COMMON = 0.2  # of the commonest step between two lines
_SPACE = 1.25  # times the usual leading: a new paragraph
_STARTS_ITEM = re.compile(r"[•◦▪‣●○■□–—*·-]\s")


@dataclass(frozen=True)
class Style:
    """What holds for the whole document."""

    body: Font
    headings: tuple[Font, ...]
    """From the highest to the lowest."""
    leading: float
    """From line to line in a paragraph, in sizes of the body."""
    hyphens: Hyphens

    def levels(self, column: Sequence[Line]) -> list[int]:
        """The level of each line of a column as a heading; 0 where it is none.

        A bold line is none where the next one goes on in bold and ends otherwise: together they
        are the title of a paragraph, set into it.
        """
        levels: list[int] = []
        goes_on: Line | None = None
        for line in reversed(column):
            level = self._level(line)
            step = line.box.middle - goes_on.box.middle if goes_on else 0
            if level and line.font.size < LARGER * self.body.size and 0 < step < self.step(line):
                level = 0
            levels.append(level)
            goes_on = line if not level and line.opens_bold else None
        return levels[::-1]

    def step(self, line: Line) -> float:
        """How far apart two lines of one paragraph may stand."""
        return _SPACE * self.leading * line.font.size

    def _level(self, line: Line) -> int:
        if not is_heading(line, self.body) or line.font not in self.headings:
            return 0
        return self.headings.index(line.font) + 1


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
    # The least that is common: where paragraphs are short, the steps between them are commoner.
    often = _COMMON * max(steps.values(), default=0)
    leading = min((step for step, times in steps.items() if times >= often), default=_USUAL_LEADING)
    hyphens = hyphens_of([line.words for line in column] for page in pages for column in page)
    return Style(body, tuple(ranked), leading, hyphens)


def is_heading(line: Line, body: Font) -> bool:
    """True for a short line that is larger than the body, or bold where the body is not."""
    words, font = line.words, line.font
    if line.table or len(words) > _LONGEST_HEADING or _STARTS_ITEM.match(words):
        return False
    if not any(character.isalpha() for character in words):
        return False
    if font.size >= LARGER * body.size:
        return True
    wholly = all(s.font.bold for s in line.stretches if not line.is_raised(s))
    return wholly and not body.bold and font.size >= 0.95 * body.size and words[-1] not in ".;,"


def _leadings(pages: Sequence[Sequence[Sequence[Line]]], body: Font) -> Iterator[float]:
    for page in pages:
        for column in page:
            for line, below in pairwise(column):
                step = line.box.middle - below.box.middle
                if line.font.size == below.font.size == body.size > 0 and step > 0.8 * body.size:
                    yield round(step / body.size, 1)
