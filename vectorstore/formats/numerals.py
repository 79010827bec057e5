"""Numbers as lists print them: in letters and in Roman numerals, small ones."""

from __future__ import annotations

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
