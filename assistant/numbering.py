"""What parts are called by behind their noun: 2, 1.2, −1, (b), (iv), 2 (a); and their places.

Letters and Roman numerals stand in brackets, so that they are no words; `lettered` puts them there.
"""

from __future__ import annotations

import re
from string import ascii_lowercase

from vectorstore.printed import MINUS

MIDDLE = "middle"
"""Stands for the place in the middle; no number or letter is spelt so."""
UP_TO = " to "
"""Between the ends of a range: all parts from 1.1 to 1.3, from 1 to -1."""

_ROMAN = "(?=[ivxl])(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})"  # below 100
_DOUBLED = "|".join(2 * letter for letter in ascii_lowercase)
LETTER = rf"(?:{_ROMAN}|{_DOUBLED}|[a-z])(?![^\W_])"
"""A letter or a Roman numeral, in small letters."""
_IN_BRACKETS = rf"(?<![^\W\d_])\({LETTER}\)"  # not the plural of “takeaway(s)”
NUMBER = re.compile(rf"(?:\d+(?:\.\d+)* )?{_IN_BRACKETS}|{MINUS}\d+|\d+(?:\.\d+)+")
"""What is more than digits and no word."""


def printed_number(word: str) -> str:
    """The number or letter that a word such as 2, 1.2, (b) or 2 (b) is; empty for any other."""
    if word.isdecimal() or NUMBER.fullmatch(word):
        return word[1:-1] if word.startswith("(") else word
    return ""


def index_of(place: str, size: int) -> int | None:
    """Where a place is in a row of so many: 1 is the first, -1 the last; None where it is not."""
    if place == MIDDLE:
        return size // 2 if size % 2 else None
    number = int(place) if place.removeprefix("-").isdecimal() else 0
    if not 0 < abs(number) <= size:
        return None
    return number - 1 if number > 0 else size + number
