"""What a question says about parts of documents: which nouns, which numbers, how many."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from assistant.groups import count
from assistant.numbering import LETTER, NUMBER, UP_TO, printed_number
from assistant.ordinals import (
    THROUGH,
    is_lone,
    ordering_words,
    orders,
    ordinal,
    places_in,
    with_places_from_behind,
)
from vectorstore.words import stem

IsNoun = Callable[[str], bool]
"""True for a word that names a kind of part."""

_TOKEN = re.compile(rf"{NUMBER.pattern}|\w+")
_PART = re.compile(r"\w+")
NUMBER_IS = ("number", "no", "nr", "letter")
_BETWEEN = re.compile(rf"(?<=\d)\s?[-–]\s?(?=\d)|(?<=\))\s?[-–]\s?(?=\({LETTER}\))")
_EVERY = frozenset({"each", "every", "all", "per"})
_COUNTED_OFF = frozenset(
    "there the all its their his her these those s of are were be has have".split()
)
_ENDS_BEFORE = frozenset("in on under for to from about by with across at does do is are".split())
_MORE_OR_LESS = frozenset("or more less fewer".split())
GOES_ON = frozenset({"and", "or"}) | THROUGH
_JOINS = GOES_ON | {"the"}
_RANGES = (["to"], ["through"], ["and"])
_NEAR = 3  # words between a noun and what numbers it: "the second shared priority"
_FARTHEST = 30  # words that ordinals joined to ordinals go on for
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
        forward = with_places_from_behind(self.question.lower())
        return _TOKEN.findall(_BETWEEN.sub(" to ", forward))

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
        return list(dict.fromkeys(list(self._after(at)) or self._before(at, is_noun)))

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
        rest = [word for word in self.words[at + 1 :] if word not in NUMBER_IS]
        found: list[str] = []
        for place, word in enumerate(rest):
            spelt = count(word) is not None and (found or not plural or rest[1:2] in _RANGES)
            if (number := printed_number(word)) or spelt:
                number = number or str(count(word))
                if found and rest[place - 1] in THROUGH:
                    number = f"{found.pop()}{UP_TO}{number}"
                found.append(number)
            elif not found or word not in GOES_ON:
                break
        yield from found

    def _before(self, at: int, is_noun: IsNoun) -> list[str]:
        """ "the second theme", "the first three themes", "the last of the seven priorities"."""
        said = self._ahead_of(at, is_noun)
        if any(ordinal(word) is not None for word in said):
            said += self._going_on(at)
        plural = self.words[at].endswith("s")
        return [] if plural and "of" not in said and is_lone(said) else places_in(said)

    def _ahead_of(self, at: int, is_noun: IsNoun) -> list[str]:
        """The words ahead of a noun that may order it; what ends the question is one itself."""
        start = stop = at + (ordinal(self.words[at]) is not None)
        seen = joined = False
        for place in range(stop - 1, max(-1, at - _FARTHEST - 1), -1):
            word = self.words[place]
            joined = joined or word == "of"
            goes_on = seen and (word in _JOINS or orders(word))
            is_range = goes_on and word in THROUGH and orders(self.words[max(0, place - 1)])
            ends = word in _ENDS_BEFORE and not is_range
            if ends or word in _EVERY or (place < at and is_noun(word)):
                break
            ahead = "of" in self.words[max(0, at - _FAR) : place]
            if at - place > (_FAR if joined or ahead else _NEAR) and not goes_on:
                break
            seen = seen or ordinal(word) is not None
            start = place
        return self.words[start:stop]

    def _going_on(self, at: int) -> list[str]:
        """What ends the question behind a noun, as in "the first theme and the last"."""
        rest = self.words[at + 1 :]
        joined = bool(rest) and rest[0] in GOES_ON
        return rest if joined and all(word in _JOINS or orders(word) for word in rest) else []


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
    return {stem(word) for word in made_of | ordering_words(words)}
