"""What a question says about parts of documents: which nouns, which numbers, how many."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from assistant.groups import MIDDLE, count
from assistant.numbering import NUMBER, printed_number, up_to
from vectorstore.words import stem

IsNoun = Callable[[str], bool]
"""True for a word that names a kind of part."""

_TOKEN = re.compile(rf"{NUMBER.pattern}|\w+")
_PART = re.compile(r"\w+")
_NUMBER_IS = ("number", "no", "nr", "letter")
_BETWEEN_FIGURES = re.compile(r"(?<=\d)\s?[-–]\s?(?=\d)")
_ORDINALS = {
    word: place
    for place, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(),
        start=1,
    )
} | {
    "opening": 1,
    "initial": 1,
    "penultimate": -2,
    "last": -1,
    "final": -1,
    "closing": -1,
    "middle": int(MIDDLE),
}
_FROM_BEHIND = re.compile(
    r"\b(?P<place>\w+)[- ](?:to|from)(?:[- ]the)?[- ](?:last|end|back|bottom)\b|"
    r"\b(?P<second>second[- ]last|last but one)\b"
)
_PLACE_FROM_BEHIND = re.compile(r"last_(\d+)")
_FIGURE_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")
_EVERY = frozenset({"each", "every", "all", "per"})
_COUNTED_OFF = frozenset(
    "there the all its their his her these those s of are were be has have".split()
)
_ENDS_BEFORE = frozenset("in on under for to from about by with across at does do is are".split())
_MORE_OR_LESS = frozenset("or more less fewer".split())
_JOINS = frozenset({"and", "or", "the"})
_RANGES = (["to"], ["through"], ["and"])
_NEAR = 3  # words between a noun and what numbers it: "the second shared priority"
_FAR = 7  # the same where an "of" joins them: "the last of the pillar's seven priorities"

CLAUSE_END = re.compile(r"(?<=[.:;!?])\s+|(?<!\d)\s[–—-]+\s|\s[–—-]+\s(?!\d)")
"""Where a question goes on after a sentence or a dash; “2.1 – 2.3” is one piece."""
_LEANS = re.compile(
    r"\b(?:it|its|they|them|their|that|those|this|these|there|he|she|him|her|ones?|others?)\b",
    re.IGNORECASE,
)
_PURPOSE = re.compile(
    r",?\s*(?:(?:it|this|that)(?:'|’)?s\s+|it is\s+)?for (?:a|an|the|my|our|his|her)"
    r" [\w-]+(?: [\w-]+)?\s*(?=[.?!]*\s*$)",
    re.IGNORECASE,
)


_IN_ORDER = re.compile(
    r",?\s*in (?:the |their )?(?:right |correct |same |proper )?order"
    r"(?: (?:in which |that )?(?:they|it)\b(?: \w+|(?:'|’)\w+){1,3})?\s*(?=[.?!]*\s*$)",
    re.IGNORECASE,
)
_COUNTING = re.compile(
    r"\bcount(?:ed|ing)? (?:back(?:wards)? )?from the (?:back|end|bottom),?\s*(?=.*\blast\b)|"
    r"(?<=\blast\b)(.*?),? count(?:ed|ing)? (?:back(?:wards)? )?from the (?:back|end|bottom)\b",
    re.IGNORECASE,
)
"""Said beside "the last three", it changes nothing."""


@dataclass(frozen=True)
class Asked:
    """A question as its words."""

    question: str

    @cached_property
    def words(self) -> list[str]:
        """Lower-case words and numbers such as 1.2, (b) and 2 (b), in order."""
        forward = _FROM_BEHIND.sub(_from_behind, self.question.lower())
        return _TOKEN.findall(_BETWEEN_FIGURES.sub(" to ", forward))

    @cached_property
    def plurals(self) -> list[str]:
        """The words that mean more than one: “themes”, “every theme”."""
        return [w for at, w in enumerate(self.words) if w.endswith("s") or self.for_each(at)]

    def places(self, is_noun: IsNoun) -> list[int]:
        """Where the nouns stand."""
        return [at for at, word in enumerate(self.words) if is_noun(word)]

    def numbers(self, at: int, is_noun: IsNoun) -> list[str]:
        """The numbers that belong to the noun there: 2 of "the second theme", -1 of "the last".

        Of "paragraph (b)" it is b, of "paragraph 2 (b)" all of it.

        `is_noun` tells where another noun begins, whose numbers are its own.
        """
        return list(self._after(at)) or self._before(at, is_noun)

    @cached_property
    def stand_ins(self) -> list[int]:
        """The places of "one" in "the second one", and of an ordinal that ends the question."""
        last = len(self.words) - 1
        return [
            at
            for at, word in enumerate(self.words)
            if word == "one" or (at == last and ordinal(word) is not None)
        ]

    def counted(self, at: int, is_noun: IsNoun) -> tuple[int, str]:
        """The number that counts the noun, and the word before it: 7, "the"; 0 without one."""
        for place in range(at - 1, max(-1, at - 1 - _NEAR), -1):
            word = self.words[place]
            if (number := count(word)) is not None:
                return number, self.words[place - 1] if place else "the"
            if word in _ENDS_BEFORE or word in _MORE_OR_LESS or is_noun(word):
                break  # "the five takeaways of theme 1" does not count themes
        return 0, ""

    def claimed(self, at: int, is_noun: IsNoun) -> int:
        """The number that is taken for granted before the noun: "the seven shared priorities"."""
        number, before = self.counted(at, is_noun)
        return number if before in _COUNTED_OFF else 0

    def for_each(self, at: int) -> bool:
        """True for "each theme", "every one of the themes", "per theme"."""
        return not _EVERY.isdisjoint(self.words[max(0, at - _NEAR) : at])

    def calls(self, at: int) -> bool:
        """True where a number follows the noun there: "theme 2", and not "the second theme"."""
        return any(self._after(at))

    def _after(self, at: int) -> Iterator[str]:
        """ "theme 2", "takeaway number 1.2", "themes 1 and 3", "takeaways 1.1 to 1.3"."""
        plural = self.words[at].endswith("s")
        rest = [word for word in self.words[at + 1 :] if word not in _NUMBER_IS]
        found: list[str] = []
        for place, word in enumerate(rest):
            spelt = count(word) is not None and (found or not plural or rest[1:2] in _RANGES)
            if (number := printed_number(word)) or spelt:
                number = number or str(count(word))
                if found and rest[place - 1] in ("to", "through"):
                    found += up_to(found[-1], number)
                found.append(number)
            elif not found or word not in ("and", "or", "to", "through"):
                break
        yield from found

    def _before(self, at: int, is_noun: IsNoun) -> list[str]:
        """ "the second theme", "the first three themes", "the last of the seven priorities"."""
        found: list[str] = []
        joined = False
        start = at if self.words[at] in _ORDINALS else at - 1
        for place in range(start, max(-1, at - _FAR - 1), -1):
            word = self.words[place]
            joined = joined or word == "of"
            if word in _ENDS_BEFORE or word in _EVERY or (place < at and is_noun(word)):
                break
            goes_on = found and (word in _JOINS or ordinal(word) is not None)
            ahead = "of" in self.words[max(0, at - _FAR) : place]
            if at - place > _NEAR and not (joined or goes_on or ahead):
                break
            if (number := ordinal(word)) is not None:
                many = count(self.words[place + 1]) if place + 1 < at else None
                if many and not found:
                    return run_of(number, many)
                found.insert(0, str(number))
        plural = self.words[at].endswith("s")
        return [] if plural and not joined and len(found) < 2 else found


_ASIDE = re.compile(
    r"(?:before|since|as|while|if|when|sorry|right|well|actually|quick\w*|i|we|my|just|one more|"
    r"for|to)\b[^,]*,\s+(?=\S+ \S)",
    re.IGNORECASE,
)


def readings(question: str) -> Iterator[str]:
    """The question, and its last clause alone where that leans on nothing before it.

    "I'm between two meetings. The third theme?" asks what its last clause asks.
    """
    question = _COUNTING.sub(r"\1", _IN_ORDER.sub("", _PURPOSE.sub("", question)))
    yield question
    clauses = [clause for clause in CLAUSE_END.split(question) if len(_TOKEN.findall(clause)) > 1]
    if len(clauses) > 1 and not _LEANS.search(clauses[-1]):
        yield clauses[-1]
    elif (aside := _ASIDE.match(question)) and not _LEANS.search(question[aside.end() :]):
        yield question[aside.end() :]


def number_words(words: list[str]) -> set[str]:
    """The stems of those words that count or order, and what numbers such as 1.2 are made of."""
    made_of = {part for word in words if NUMBER.fullmatch(word) for part in _PART.findall(word)}
    counting = {w for w in words if count(w) is not None or ordinal(w) is not None}
    if any(map(_PLACE_FROM_BEHIND.fullmatch, words)):
        counting.update(_ORDINALS, ("next", "end", "back", "bottom"))
    return {stem(word) for word in made_of | counting}


def _from_behind(match: re.Match[str]) -> str:
    """ "second-to-last" as one word."""
    place = 2 if match["second"] or match["place"] == "next" else ordinal(match["place"])
    return f"last_{place}" if place and place > 0 else match[0]


def ordinal(word: str) -> int | None:
    """The place that a word means: 3 for “third” and “3rd”, -1 for “last”, 0 for “middle”."""
    if match := _PLACE_FROM_BEHIND.fullmatch(word):
        return -int(match[1])
    if match := _FIGURE_ORDINAL.fullmatch(word):
        return int(match[1])
    return _ORDINALS.get(word)


def run_of(first: int, many: int) -> list[str]:
    """ "the first three": 1, 2, 3; "the last two": -2, -1."""
    if not first:
        return [MIDDLE]
    places = range(first, first + many) if first > 0 else range(-many, 0)
    return [str(place) for place in places]
