"""Numbers as lists print them: in digits, letters or Roman numerals."""

from __future__ import annotations

from vectorstore.printed import MINUS

_WORTH = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
_ROMAN = ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i")


def roman(number: int) -> str:
    """A Roman numeral; as digits what has none, below 1 and above 3999."""
    if not 0 < number < 4000:
        return str(number)
    said = ""
    for worth, letters in zip(_WORTH, _ROMAN, strict=True):
        times, number = divmod(number, worth)
        said += letters * times
    return said


def letters(number: int) -> str:
    """As a browser counts: a to z, then aa, ab; as digits what is below 1."""
    if number < 1:
        return str(number)
    said = ""
    while number:
        number, place = divmod(number - 1, 26)
        said = chr(ord("a") + place) + said
    return said


def doubled(number: int) -> str:
    """As Word counts: a to z, then aa, bb, at most 26 of one letter; as digits what is beyond."""
    if not 0 < number <= 26 * 26:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


_TYPES = {"a": letters, "aa": doubled, "i": roman}


def as_printed(number: int, type_: str) -> str:
    """A number in the form that HTML calls so (`1`, `a`, `A`, `i`, `I`); in `aa` Word's letters.

    A minus is no hyphen: “-1” is how the last of some parts is counted elsewhere.
    """
    said = _TYPES.get(type_.lower(), str)(number).replace("-", MINUS)
    return said.upper() if type_.isupper() else said
