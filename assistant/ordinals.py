"""The places that ordinals mean: the third, the last two, the second to last, first to last."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from assistant import number_words
from assistant.groups import count
from assistant.numbering import MIDDLE, UP_TO, index_of

THROUGH = frozenset({"to", "through"})
ORDINALS = {word: str(place) for place, word in enumerate(number_words.ORDINALS, start=1)} | {
    "opening": "1",
    "initial": "1",
    "penultimate": "-2",
    "last": "-1",
    "final": "-1",
    "closing": "-1",
    "middle": MIDDLE,
}
_FROM_BEHIND = re.compile(
    r"\b(?P<place>\w+)[- ](?P<way>to|from)(?:[- ]the)?[- ](?:last|end|back|bottom)\b|"
    r"\b(?P<second>second[- ]last|last but one)\b"
)
_FROM = re.compile(r"\bfrom (the )?$")
_PLACE_FROM_BEHIND = re.compile(r"last_(\d+)")
_FIGURE_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")
_NO_FIGURES: Mapping[int, str] = MappingProxyType({})


def ordinal(word: str) -> str | None:
    """The place that a word means: 3 for “third” and “3rd”, -1 for “last”; None for any other."""
    if match := _PLACE_FROM_BEHIND.fullmatch(word):
        return f"-{match[1]}"
    if match := _FIGURE_ORDINAL.fullmatch(word):
        return match[1]
    return ORDINALS.get(word)


def orders(word: str) -> bool:
    """True for a word that orders or counts: “third”, “three”."""
    return ordinal(word) is not None or count(word) is not None


def ordering_words(words: Sequence[str]) -> set[str]:
    """Those of the words that order or count, and what a place from behind was made of."""
    found = {word for word in words if orders(word)}
    if any(map(_PLACE_FROM_BEHIND.fullmatch, words)):
        found.update(ORDINALS, ("next", "end", "back", "bottom"))
    return found


def places_in(words: Sequence[str], figures: Mapping[int, str] = _NO_FIGURES) -> list[str]:
    """The places in a phrase, in order: “the first two and the last” are 1, 2, -1.

    “First to last” is the range 1 to -1; “the first of the last two” is -2. `figures`: by their
    place, other words that are numbers in it.
    """
    found: list[str] = []
    before = ""
    for at, word in enumerate(words):
        run = [figures[at]] if at in figures else _run(words, at)
        if run and found and before in THROUGH:
            found[-1] += UP_TO + run.pop(0)
        elif run and found and before == "of" and at not in figures:
            picked = [index_of(place, len(run)) for place in found]
            run = [run[index] for index in picked if index is not None] or run
            found.clear()
        found += run
        if word != "the" and count(word) is None:
            before = word
    return found


def is_lone(words: Sequence[str]) -> bool:
    """True for one ordinal that no number counts: “the last”, and not “the last two”."""
    at = [place for place, word in enumerate(words) if ordinal(word) is not None]
    return len(at) == 1 and not _many(words, at[0])


def with_places_from_behind(text: str) -> str:
    """A text in small letters with “second-to-last” as one word."""
    return _FROM_BEHIND.sub(_from_behind, text)


def _from_behind(match: re.Match[str]) -> str:
    place = "2" if match["second"] or match["place"] == "next" else ordinal(match["place"])
    is_place = place and place.isdecimal() and not (match["way"] == "to" and _is_range(match))
    return f"last_{place}" if is_place else match[0]


def _is_range(match: re.Match[str]) -> bool:
    """True for “first to last” and “from the second to the last”, not “from the second to last”."""
    opened = _FROM.search(match.string, 0, match.start())
    alike = opened and bool(opened[1]) == (" to the " in match[0])
    return ordinal(match["place"]) == "1" or bool(alike and " to " in match[0])


def _run(words: Sequence[str], at: int) -> list[str]:
    """ "the first three": 1, 2, 3; "the last two": -2, -1; nothing where no ordinal stands."""
    first, many = ordinal(words[at]), _many(words, at)
    if first is None:
        return []
    if not many or first == MIDDLE:
        return [first]
    run = range(-many, 0) if first.startswith("-") else range(int(first), int(first) + many)
    return [str(place) for place in run]


def _many(words: Sequence[str], at: int) -> int:
    """How many an ordinal orders: 3 of "the first three" and "the three first"; 0 if not said."""
    behind = words[at + 1 : at + 2]
    before = words[at - 1 : at] if words[max(0, at - 2) : at - 1] == ["the"] else []
    return next((n for w in [*behind, *before] if w != "one" and (n := count(w))), 0)
