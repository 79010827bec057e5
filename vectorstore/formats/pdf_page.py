"""One page of a PDF as Markdown: its lines as headings, paragraphs, items, footnotes, tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from vectorstore.formats.markdown import Sheet, raised
from vectorstore.formats.pdf_lines import Line
from vectorstore.formats.pdf_marks import bullet, follows, is_next, is_numbered, marks_in
from vectorstore.formats.pdf_print import Box
from vectorstore.formats.pdf_style import Style

_NOTE = re.compile(r"(\d{1,3}|[*†‡])\s+(?=\w)")
_NOTE_MARK = re.compile(r"\d{1,3}|[*†‡]")
_SMALL = 0.93  # of the body's size: a footnote
_INDENT = 0.8  # sizes
_GAP = 0.12  # sizes between two words
_SHORT = 0.8  # of a column's width: the last line of a paragraph
_CLOSED = re.compile(r"[.:;!?…。！？：；؟]['\"”’)\]»]?\Z")
_DASHES = "–—-"
_DENSE = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")  # without spaces


@dataclass
class _Paragraph:
    """Lines that belong together, in the making."""

    kind: str  # heading, item, note or paragraph
    first: Line
    left: float
    last: Line
    level: int = 0
    mark: str = ""
    pieces: list[tuple[str, bool]] = field(default_factory=list)
    """Words, and whether they are bold."""

    @property
    def words(self) -> str:
        return "".join(words for words, _ in self.pieces)


class PageWriter:
    """Writes one page."""

    def __init__(self, columns: Sequence[Sequence[Line]], style: Style) -> None:
        self._style = style
        self._sheet = Sheet()
        self._open: _Paragraph | None = None
        self._notes: list[_Paragraph] = []
        self._lefts: list[float] = []
        self._raised = {
            mark
            for column in columns
            for line in column
            for stretch in line.stretches
            if line.is_raised(stretch)
            for mark in marks_in(stretch.words)
        }
        self._marks = {
            mark for column in columns for line in column if (mark := self._note_mark(line))
        }
        for column in columns:
            right = max(line.box.right for line in column)
            left = min(line.box.left for line in column)
            for line, level in zip(column, style.levels(column), strict=True):
                self._take(line, level, left, right)
        self._close()
        for note in self._notes:
            self._sheet.note(note.mark, note.words)

    @property
    def text(self) -> str:
        return self._sheet.text

    def _take(self, line: Line, level: int, left: float, right: float) -> None:
        if line.table:
            self._close()
            self._lefts = []
            self._sheet.table(line.table)
        elif self._open and self._belongs(self._open, line, level, left, right):
            self._append(self._open, line)
        else:
            self._close()
            self._open = self._opened(line, level)

    def _belongs(
        self, paragraph: _Paragraph, line: Line, level: int, left: float, right: float
    ) -> bool:
        """True where a line goes on with what is open."""
        last = paragraph.last
        step = last.box.middle - line.box.middle
        size = line.font.size
        if paragraph.kind == "heading" or level:
            return paragraph.level == level and 0 < step < 1.6 * size and not is_numbered(line)
        closed = bool(_CLOSED.search(paragraph.words))
        if abs(last.font.size - size) > 0.6 or follows(paragraph.first, line):
            return False
        flows = not closed and 0 < step <= self._style.step(line)
        if (mark := self._note_mark(line)) and not (
            flows and not line.is_raised(line.stretches[0]) and not is_next(paragraph.mark, mark)
        ):
            return False
        if mark := bullet(line):
            wrapped = last.box.right >= left + _SHORT * (right - left)
            goes_on = paragraph.kind == "paragraph" and line.box.left < paragraph.left + 2
            return mark[0] in _DASHES and flows and wrapped and goes_on
        if step <= 0:  # in the next column
            return not closed and line.words[0].islower()
        if step > self._style.step(line):
            return False
        if closed and (is_numbered(line) or last.box.right < left + _SHORT * (right - left)):
            return False
        indented = line.box.left - paragraph.left > _INDENT * size
        if paragraph.kind in ("item", "note"):
            return line.box.left > paragraph.left - 2
        return not (indented and closed)

    def _opened(self, line: Line, level: int) -> _Paragraph:
        mark = self._note_mark(line)
        level = 0 if mark else level
        opening = "" if mark or level else bullet(line)
        kind = "note" if mark else "heading" if level else "item" if opening else "paragraph"
        paragraph = _Paragraph(kind, line, line.box.left, line, level, mark)
        pieces = self._pieces(line)
        drop = len(opening)
        if mark:
            drop = len(re.match(r"\W*?" + re.escape(mark) + r"\s*", line.words)[0])  # type: ignore[index]
            pieces = [(line.words, False)]
        for words, bold in pieces:
            kept = words[drop:] if drop else words
            drop = max(0, drop - len(words))
            if kept:
                paragraph.pieces.append((kept, bold))
        return paragraph

    def _append(self, paragraph: _Paragraph, line: Line) -> None:
        pieces = self._pieces(line)
        before, after = paragraph.words, pieces[0][0] if pieces else ""
        if before.endswith("-") and before[-2:-1].isalnum() and after[:1].isalnum():
            joined = self._style.hyphens.joined(before, after)
            if len(joined) < len(before) + len(after):
                words, bold = paragraph.pieces[-1]
                paragraph.pieces[-1] = (words[:-1], bold)
        elif not (_DENSE.match(before[-1:]) and _DENSE.match(after[:1])):
            paragraph.pieces.append((" ", paragraph.pieces[-1][1] if paragraph.pieces else False))
        paragraph.pieces += pieces
        paragraph.last = line
        paragraph.left = min(paragraph.left, line.box.left)

    def _pieces(self, line: Line) -> list[tuple[str, bool]]:
        """A line's words, each stretch apart; the marks of this page's footnotes as references."""
        pieces: list[tuple[str, bool]] = []
        before: Box | None = None
        size = line.font.size
        for stretch in line.stretches:
            gap = (
                0.0
                if before is None
                else max(stretch.box.left - before.right, before.left - stretch.box.right)
            )
            if gap > _GAP * size or gap < -size:
                pieces.append((" ", stretch.font.bold and bool(pieces) and pieces[-1][1]))
            said = self._said(stretch.words, line.is_raised(stretch))
            pieces.append((said, stretch.font.bold))
            before = stretch.box
        return pieces

    def _said(self, words: str, is_raised: bool) -> str:
        if not is_raised:
            return words
        marks = marks_in(words)
        if marks and all(mark in self._marks for mark in marks):
            return "".join(f"[^{mark}]" for mark in marks)
        return raised(words)

    def _note_mark(self, line: Line) -> str:
        """The mark that opens a footnote; empty where the line opens none."""
        if line.table or line.font.size > _SMALL * self._style.body.size:
            return ""
        first = line.stretches[0]
        if line.is_raised(first) and _NOTE_MARK.fullmatch(first.words.strip()):
            return first.words.strip() if len(line.stretches) > 1 else ""
        match = _NOTE.match(line.words)
        return match[1] if match and match[1] in self._raised else ""

    def _close(self) -> None:
        """Writes what is open."""
        paragraph, self._open = self._open, None
        if paragraph is None:
            return
        plain = paragraph.words
        if paragraph.kind != "item":
            self._lefts = [] if paragraph.kind != "note" else self._lefts
        if paragraph.kind == "note":
            self._notes.append(paragraph)
        elif paragraph.kind == "heading":
            self._sheet.heading(paragraph.level, plain)
        else:
            bold, rest = _parted(paragraph.pieces)
            if paragraph.kind == "item":
                self._sheet.item(rest, self._depth(paragraph.first.box.left), bold=bold)
            else:
                self._sheet.paragraph(rest, bold)

    def _depth(self, left: float) -> int:
        """How deep in lists a bullet stands, by how far to the right."""
        while self._lefts and left < self._lefts[-1] - 3:
            self._lefts.pop()
        if not self._lefts or left > self._lefts[-1] + 3:
            self._lefts.append(left)
        return len(self._lefts) - 1


def _parted(pieces: list[tuple[str, bool]]) -> tuple[str, str]:
    """The bold words that open a paragraph, and the rest."""
    at = next((i for i, (_, bold) in enumerate(pieces) if not bold), len(pieces))
    return "".join(w for w, _ in pieces[:at]), "".join(w for w, _ in pieces[at:])
