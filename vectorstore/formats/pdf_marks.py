"""Marks that lines of a PDF open with: bullets, numbers, and those of footnotes."""

from __future__ import annotations

import re

from vectorstore.formats.pdf_lines import Line

_BULLET = re.compile(r"[•◦▪‣●○■□❖➢✓*·\uf0b7\uf0a7\uf0d8–—-]\s+(?=\S)")
_NUMBERED = re.compile(r"(?:\d{1,3}(?:\.\d{1,3})*[.)]|\d{1,2}(?:\.\d{1,2})+|\(\w{1,4}\)|[a-z]\))\s")
_ROMAN = " i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx".split(" ")
_SET_APART = 0.8  # sizes between a bullet that is a letter and its words


def is_numbered(line: Line) -> bool:
    return bool(_NUMBERED.match(line.words))


def bullet(line: Line) -> str:
    """The bullet that opens a line, with the space behind it; Word's second one is an “o”."""
    first, *others = line.stretches
    if (
        first.words == "o"
        and others
        and others[0].box.left - first.box.right > _SET_APART * line.font.size
    ):
        return "o "
    match = _BULLET.match(line.words)
    return match[0] if match else ""


def follows(line: Line, below: Line) -> bool:
    """True where a line opens with the number after another's: 2. after 1., (b) after (a)."""
    one, two = _NUMBERED.match(line.words), _NUMBERED.match(below.words)
    if not one or not two:
        return False
    (before, number, after), (its_before, its_number, its_after) = (
        re.fullmatch(r"(.*?)(\w+)(\W*)", found[0]).groups()  # type: ignore[union-attr]
        for found in (one, two)
    )
    return (before, after) == (its_before, its_after) and is_next(number, its_number)


def is_next(number: str, other: str) -> bool:
    """True for 2 after 1, b after a, ii after i."""
    if number.isdecimal() and other.isdecimal():
        return int(other) == int(number) + 1
    if number in _ROMAN and other in _ROMAN and _ROMAN.index(other) == _ROMAN.index(number) + 1:
        return True
    return len(number) == len(other) == 1 and ord(other) == ord(number) + 1


def marks_in(words: str) -> list[str]:
    return [mark for mark in re.split(r"[,\s]+", words) if mark]
