"""What is printed on a page of a PDF: stretches of words with their places, and ruled lines.

PDFium gives each character with its box and font. A stretch ends where the next character stands
elsewhere, or is of another size or weight: what belongs together again is decided from the places.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

_BOLD_NAMES = ("bold", "black", "heavy", "demi")
_BOLD_WEIGHT, _FORCE_BOLD = 600, 1 << 18
_HYPHENS = "\x02\ufffe\u00ad"  # what PDFium makes of a hyphen that ends a line
_RULE = 3.0  # points: the thickest line
_SHORTEST_RULE = 6.0
_FAR = 1.0  # sizes between two words, from which they stand in different places
_FAR_MARK = 0.8  # the same behind a single character, such as a bullet
_WORD_GAP = 0.2  # sizes between the letters of two words
_LIGATURES = {ord(c): unicodedata.normalize("NFKC", c) for c in "ﬀﬁﬂﬃﬄﬅﬆ"}


@dataclass(frozen=True)
class Box:
    """A rectangle in points; y grows upwards, as on the page."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> float:
        return (self.bottom + self.top) / 2

    @property
    def center(self) -> float:
        return (self.left + self.right) / 2

    def overlap(self, other: Box) -> float:
        """The share of the lower of two boxes that stands at the height of the other."""
        shared = min(self.top, other.top) - max(self.bottom, other.bottom)
        return shared / max(0.1, min(self.top - self.bottom, other.top - other.bottom))

    def holds(self, other: Box) -> bool:
        """True where the middle of another box is inside."""
        return self.left < other.center < self.right and self.bottom < other.middle < self.top

    def joined(self, other: Box) -> Box:
        return Box(
            min(self.left, other.left),
            min(self.bottom, other.bottom),
            max(self.right, other.right),
            max(self.top, other.top),
        )


@dataclass(frozen=True)
class Font:
    size: float
    bold: bool


@dataclass(frozen=True)
class Stretch:
    """Words in one place and one font."""

    words: str
    box: Box
    font: Font

    @property
    def runs_leftwards(self) -> bool:
        return leftwards(self.words)


@dataclass(frozen=True)
class Table(Stretch):
    """A table that is drawn with rules, as if it were one word."""

    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Print:
    """One page."""

    width: float
    height: float
    stretches: tuple[Stretch, ...]
    rules: tuple[Box, ...]
    """Thin lines, drawn between the cells of tables among others."""
    has_picture: bool


def read_page(page: pdfium.PdfPage) -> Print:
    """What stands on a page."""
    width, height = page.get_size()
    sheet = _Sheet(width, height, page.get_rotation())
    rules, has_picture = [], False
    for thing in page.get_objects([raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE]):
        if thing.type == raw.FPDF_PAGEOBJ_IMAGE:
            has_picture = True
        else:
            rules += _edges(sheet.box(*thing.get_bounds()))
    text = page.get_textpage()
    stretches = tuple(_stretches(sheet, text, [r for r in rules if r.top - r.bottom > _RULE]))
    text.close()
    return Print(sheet.width, sheet.height, stretches, tuple(rules), has_picture)


def _edges(box: Box) -> list[Box]:
    """A thin box as the line that it is; any other as its four edges."""
    flat, narrow = box.top - box.bottom <= _RULE, box.right - box.left <= _RULE
    if flat or narrow:
        length = max(box.top - box.bottom, box.right - box.left)
        return [box] if length >= _SHORTEST_RULE else []
    return [
        Box(box.left, box.bottom, box.right, box.bottom),
        Box(box.left, box.top, box.right, box.top),
        Box(box.left, box.bottom, box.left, box.top),
        Box(box.right, box.bottom, box.right, box.top),
    ]


def _stretches(sheet: _Sheet, text: pdfium.PdfTextPage, uprights: list[Box]) -> Iterator[Stretch]:
    said: list[tuple[str, Box]] = []
    box, font, is_apart = None, None, False
    for character, at, its_font in _characters(sheet, text):
        if character.isspace():
            is_apart = True
            continue
        if box and font and not _continues(box, font, at, its_font, is_apart, uprights):
            yield Stretch(_spelt(said, font.size), box, font)
            said, box, is_apart = [], None, False
        said.append((f" {character}" if is_apart and said else character, at))
        box, font, is_apart = box.joined(at) if box else at, its_font, False
    if box and font:
        yield Stretch(_spelt(said, font.size), box, font)


def _continues(
    box: Box, font: Font, at: Box, its_font: Font, is_apart: bool, uprights: list[Box]
) -> bool:
    if font != its_font or box.overlap(at) < 0.5:
        return False
    gap = max(at.left - box.right, box.left - at.right)
    far = _FAR if box.right - box.left > font.size else _FAR_MARK
    if gap > far * font.size:
        return False
    between = (box.right, at.left) if at.left >= box.right else (at.right, box.left)
    return not is_apart or not any(
        between[0] - 1 <= rule.center <= between[1] + 1 and rule.overlap(at) > 0.5
        for rule in uprights
    )


def _characters(sheet: _Sheet, text: pdfium.PdfTextPage) -> Iterator[tuple[str, Box, Font]]:
    fonts: dict[int, Font] = {}
    rectangle = raw.FS_RECTF()
    for index in range(raw.FPDFText_CountChars(text)):
        code = raw.FPDFText_GetUnicode(text, index)
        if not code or not raw.FPDFText_GetLooseCharBox(text, index, rectangle):
            continue
        character = "-" if chr(code) in _HYPHENS else chr(code).translate(_LIGATURES)
        thing = raw.FPDFText_GetTextObject(text, index)
        address = ctypes.cast(thing, ctypes.c_void_p).value or 0
        if address not in fonts:
            fonts[address] = _font(text, index)
        box = sheet.box(rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
        yield character, box, fonts[address]


def _font(text: pdfium.PdfTextPage, index: int) -> Font:
    matrix, flags = raw.FS_MATRIX(), ctypes.c_int()
    size = raw.FPDFText_GetFontSize(text, index)
    if raw.FPDFText_GetMatrix(text, index, matrix):
        size *= math.hypot(matrix.c, matrix.d)
    length = raw.FPDFText_GetFontInfo(text, index, None, 0, flags)
    name = ctypes.create_string_buffer(max(1, length))
    raw.FPDFText_GetFontInfo(text, index, name, length, flags)
    called = name.value.decode("utf-8", "replace").lower()
    bold = (
        any(word in called for word in _BOLD_NAMES)
        or raw.FPDFText_GetFontWeight(text, index) >= _BOLD_WEIGHT
        or bool(flags.value & _FORCE_BOLD)
    )
    return Font(round(size * 2) / 2, bold)


@dataclass(frozen=True)
class _Sheet:
    """How a page is turned when it is shown; its size as it is seen then."""

    width: float
    height: float
    turn: int

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A box where a reader sees it."""
        if self.turn == 90:
            return Box(bottom, self.height - right, top, self.height - left)
        if self.turn == 180:
            return Box(
                self.width - right, self.height - top, self.width - left, self.height - bottom
            )
        if self.turn == 270:
            return Box(self.width - top, left, self.width - bottom, right)
        return Box(left, bottom, right, top)


def leftwards(words: str) -> bool:
    """True for Arabic, Hebrew and the like."""
    kinds = [unicodedata.bidirectional(character) for character in words]
    return sum(kind in ("R", "AL") for kind in kinds) > sum(kind == "L" for kind in kinds)


def _spelt(said: list[tuple[str, Box]], size: float) -> str:
    """The characters as a reader speaks them, those beyond the first plane made of their halves.

    PDFium gives writing that runs leftwards partly in the order of reading and partly as it stands
    on the paper; so the places decide, and only numbers and Latin words are turned back.
    """
    words = "".join(character for character, _ in said)
    if leftwards(words):
        runs: list[str] = []
        before: tuple[str, Box] | None = None
        for character, box in sorted(said, key=lambda pair: -pair[1].center):
            character = character.strip()
            gap = before[1].left - box.right if before else 0
            if gap > _WORD_GAP * size:
                runs.append(" ")
            is_turned = unicodedata.bidirectional(character[0]) in ("L", "EN", "AN", "ES", "CS")
            if is_turned and runs and runs[-1][0].isalnum() and not leftwards(runs[-1]):
                runs[-1] = character + runs[-1]
            else:
                runs.append(character)
            before = character, box
        words = "".join(runs)
    return words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
