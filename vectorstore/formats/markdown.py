"""Markdown in the making: blocks go in, each on one line, and none can run into the next."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from vectorstore.headings import BOLD_LINE
from vectorstore.parts import MARKED_TITLE
from vectorstore.printed import BEHIND_BULLET, LETTER_GAP

_WHITE = re.compile(r"[\s\x00-\x1f\x7f]+")
_NO_CHARACTERS = re.compile("[\u00ad\ud800-\udfff\ufffe\uffff]")
_MARK_FIRST = re.compile(r"((?:\[\^[^\]\s]{1,40}\])+)([.,;:!?…]+)(?!\S*\])")
# What Markdown would read on from, past the end of the line, up to its own closing mark.
_RUNS_ON = re.compile(r"```|~~~|<[A-Za-z/!?]")
_PLAIN_ROW = re.compile(r"(?!\d{1,9}[.)]\s)\w")
_RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_NUMBER = re.compile(r"[0-9]{1,9}")  # of an item of a Markdown list


class Sheet:
    """What is written so far. An empty block is not written."""

    def __init__(self) -> None:
        self._blocks: list[str] = []
        self._items: list[str] = []
        self._indents: list[int] = []
        self._closing = "."  # behind a number: Markdown tells two lists in succession by it

    def heading(self, level: int, words: str) -> None:
        """A heading. Level 1 is the highest, 6 the lowest."""
        if words := tidy(words):
            self._add(f"{'#' * max(1, min(level, 6))} {words}")

    def paragraph(self, words: str, bold: str = "") -> None:
        """A paragraph; `bold`: what it opens with, set in bold."""
        if line := _opened(bold, words):
            self._add(line)

    def item(self, words: str, depth: int = 0, printed: str = "", bold: str = "") -> None:
        """An item of a list; `depth`: how many lists it stands in, beside its own.

        `printed`: its number or letter; empty for a bullet.
        """
        if not (line := _opened(bold, words)):
            return
        bullet = "-" if self._closing == "." else "*"  # by which it tells them, too
        mark = f"{printed}{self._closing}" if _NUMBER.fullmatch(printed) else bullet
        letter = f"{printed}{LETTER_GAP}" if BEHIND_BULLET.fullmatch(printed) else ""
        del self._indents[depth:]
        indent = self._indents[-1] if self._indents else 0
        self._indents.append(indent + len(mark) + 1)
        self._items.append(f"{' ' * indent}{mark} {letter}{line}")

    def new_list(self) -> None:
        """What comes now is no part of the list that may stand above it."""
        closing = ")" if self._items and self._closing == "." else "."
        self._end_list()
        self._closing = closing

    def more(self, words: str) -> None:
        """A further paragraph of the last item; without an item, a paragraph."""
        if not self._indents:
            self.paragraph(words)
        elif line := _opened("", words):
            self._items.append(f"\n{' ' * self._indents[-1]}{line}\n")

    def note(self, mark: str, words: str) -> None:
        """A footnote."""
        if words := tidy(words):
            self._add(f"[^{mark}]: {words}")

    def table(self, rows: Iterable[Sequence[str]]) -> None:
        """A table, each row on one line; the first names the columns.

        A stroke in a cell is written "¦": "|" would end the cell.
        """
        cells = [[tidy(cell).replace("|", "¦") for cell in row] for row in rows]
        cells = [row for row in cells if any(row)]
        width = max(map(len, cells), default=0)
        if width < 2 or len(cells) < 2:
            for row in cells:
                self.paragraph(" | ".join(filter(None, row)))
            return
        lines = [_row([*row, *[""] * (width - len(row))]) for row in cells]
        self._add("\n".join([lines[0], _row(["---"] * width, "|"), *lines[1:]]))

    @property
    def text(self) -> str:
        """All of it."""
        self._end_list()
        # What the page shows so is no comment; the mark keeps it a word, as Markdown has it.
        return "\n\n".join(self._blocks).replace("<!--", "\\<!--")

    def _add(self, block: str) -> None:
        self._end_list()
        self._blocks.append(block)
        self._closing = "."

    def _end_list(self) -> None:
        if self._items:
            self._blocks.append("\n".join(self._items).rstrip("\n"))
        self._items, self._indents = [], []


def tidy(words: str) -> str:
    """The words on one line, single spaces between them; what is no character is left out.

    A footnote's mark comes after the full stop, not before it: a quote leaves the mark out, and
    no gap is to stay.
    """
    return _MARK_FIRST.sub(r"\2\1", _WHITE.sub(" ", _NO_CHARACTERS.sub("", words)).strip())


def raised(mark: str) -> str:
    """A superscript that is no footnote's mark, as in m²."""
    return mark.translate(_RAISED)


def _opened(bold: str, words: str) -> str:
    """One line; its opening in bold only where that makes a title of it or a heading."""
    gap = " " if bold[-1:].isspace() or words[:1].isspace() else ""
    words, title = tidy(words), tidy(bold)
    if title:
        marked = f"**{title}**{gap}{words}"
        if MARKED_TITLE.match(marked) if words else BOLD_LINE.fullmatch(marked):
            return marked
        words = f"{title}{gap}{words}"
    return f"> {words}" if _RUNS_ON.match(words) else words


def _row(cells: Sequence[str], edge: str = "") -> str:
    line = " | ".join(cells)
    if edge or not (_PLAIN_ROW.match(line) and cells[-1]):
        return f"| {line} |"
    return line
