"""What parts are called by behind their noun: 2, 1.2, −1, (b), (iv), 2 (a).

Letters and Roman numerals stand in brackets, so that they are no words; `lettered` puts them there.
"""

from __future__ import annotations

import re
from string import ascii_lowercase

from vectorstore.formats.numerals import letters, roman
from vectorstore.printed import MINUS

_ROMAN = "(?=[ivxl])(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})"  # below 100
_DOUBLED = "|".join(2 * letter for letter in ascii_lowercase)
LETTER = rf"(?:{_ROMAN}|{_DOUBLED}|[a-z])(?![^\W_])"
"""A letter or a Roman numeral, in small letters."""
_IN_BRACKETS = rf"(?<![^\W\d_])\({LETTER}\)"  # not the plural of “takeaway(s)”
NUMBER = re.compile(rf"(?:\d+(?:\.\d+)* )?{_IN_BRACKETS}|{MINUS}\d+|\d+(?:\.\d+)+")
"""What is more than digits and no word."""
_LAST = re.compile(r"(\w+)(?=\W*$)")


def printed_number(word: str) -> str:
    """The number or letter that a word such as 2, 1.2, (b) or 2 (b) is; empty for any other."""
    if word.isdecimal() or NUMBER.fullmatch(word):
        return word[1:-1] if word.startswith("(") else word
    return ""


def up_to(first: str, last: str) -> list[str]:
    """The numbers between two: 1.2 between 1.1 and 1.3, b between a and c."""
    (above, low, end), (same, high, _) = (_LAST.split(number)[:3] for number in (first, last))
    if above != same:
        return []
    if low.isdecimal() and high.isdecimal():
        within = [str(n) for n in range(int(low) + 1, min(int(high), int(low) + 50))]
    else:
        rows = ([form(number) for number in range(1, 100)] for form in (roman, letters))
        row = next((row for row in rows if low in row and high in row), [low, high])
        within = row[row.index(low) + 1 : row.index(high)]
    return [f"{above}{each}{end}" for each in within]
