"""What a question says of a step from one part to another: which way, how many, which place.

Read are only questions all of whose words are known here, or are nouns and numbers: one unknown
word, and the question asks for something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.asked import GOES_ON, NUMBER_IS, Asked
from assistant.groups import count
from assistant.numbering import NUMBER, UP_TO, printed_number
from assistant.ordinals import orders, ordinal, places_in

PART = "part_meant"
"""Stands in a question for words that describe, number or name a part."""

FORWARD = frozenset(
    "next after afterwards thereafter then follow follows followed following subsequent below "
    "behind".split()
)
BACKWARD = frozenset(
    "before beforehand previous previously precede precedes preceded preceding prior above".split()
)
_LEFT_OUT = frozenset("skipped missed omitted".split())
_BACK = frozenset("it its that this those these them their there same".split())
_PLAIN = frozenset(
    """
    a about also an and are be but by called come comes directly do document does
    everything exactly finally find fine for from give go goes good have hear here how i immediately
    in is just left line list listed me more my name named no number of off ok okay on one ones only
    or out paper papers part please pls put quote read reads really right row s sandwiched say says
    see show so stand standing stands stood straight tell text than thanks the title titled titles
    to up well what which whole with words you
    """.split()
)
_EXPLAINS = frozenset(
    """
    clarify clearer deeper describe describes detail detailed details elaborate elaborated expand
    expanded explain explained explains further info information mean meaning means meant outline
    sum summarise summarised summarize summarized summary unpack
    """.split()
)
"""Words that ask for what a part says; they name no subject."""
_EVERY = frozenset({"all", "each", "every"})
_BACK_MANY = frozenset({"them", "these", "those"})
_POLITE = re.compile(
    r"^(?:(?:ok(?:ay)?|so|and|right|well|fine|now|please|thanks|sorry)[,. ]+)*"
    r"(?:(?:can|could|would|will|may) (?:you|i|we) (?:please )?|please |"
    r"(?:i|we)(?:(?:'|’)d| would) (?:like|need) (?:to )?|(?:i|we) (?:want|need) (?:to )?)?",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"^(?:why|when|who|whom|whose|where(?! does)|how (?:many|much|long|often|come|so))\b|"
    r"\b(?:it|that|this|one|ones) (?:do|have|need|want|like)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"\b(?P<place>first|second|third|fourth|last|final|opening|closing) (?:sentence|line)s?\b"
)
_BEGINS = re.compile(
    r"\b(?:how|what)(?: does| do)? (?P<part>\S.*?) "
    r"(?:(?P<begin>begin|start|open)|end|close|conclude)s?(?: with| on)?\b"
)
OPENING = re.compile(
    r"\b(?:lead-?ins?|intro(?:s|ductions?)?|opening (?:text|paragraph|passage|words?)s?|preambles?|"
    r"introductory (?:text|paragraph|passage)s?)\b"
)
_FROM_THE_BACK = re.compile(
    r",? ?\bcount(?:ed|ing)? (?:back(?:wards)? )?from the (?:back|end|bottom)\b,?|"
    r"\bfrom the (?:back|end|bottom)\b"
)


@dataclass(frozen=True)
class Step:
    """A step, or none of them where the part that is meant is itself asked for."""

    ahead: int = 0
    """1 for what follows, -1 for what stands before."""
    many: int = 1
    places: tuple[str, ...] = ()
    """The places among the parts that are meant."""
    left_out: bool = False
    sentence: int | None = None
    """Which sentence alone is asked for."""
    opening: bool = False
    """True where what introduces a part is asked for."""
    nouns: tuple[str, ...] = ()
    """What the parts are called that are asked for."""
    within: str = ""
    """What the part is called that they stand in: "the last one of that theme"."""
    back: frozenset[str] = frozenset()
    """The words that point back."""
    has_part: bool = False
    every: bool = False
    """True where all the parts that are meant are to be explained: "explain each of them"."""
    plain: bool = False
    """True where nothing says that parts are meant: "and then?" may ask about anything."""

    @property
    def is_any(self) -> bool:
        """True where anything of this is asked for."""
        found = self.ahead or self.places or self.left_out or self.opening or self.every
        return bool(found) or self.sentence is not None

    @property
    def is_place(self) -> bool:
        """True where places alone are asked for: "and the seventh?", and not "takeaway 7"."""
        counted = self.places and not any("." in place for place in self.places)
        else_said = self.nouns or self.within or self.has_part or self.left_out or self.opening
        return bool(counted) and not else_said and self.sentence is None


def read_step(
    question: str, is_noun: Callable[[str], bool], is_name: Callable[[str], bool]
) -> Step | None:
    """The step that a question asks for; None for any other question."""
    asked = _POLITE.sub("", question).lower().replace("’", "'")
    if _OTHER.search(asked):
        return None
    asked, sentence = _sentence(asked)
    opening = bool(OPENING.search(asked))
    asked = OPENING.sub(" ", asked)
    asked, behind = _FROM_THE_BACK.subn(" ", asked)
    words = Asked(asked).words
    nouns = [at for at, w in enumerate(words) if is_noun(w) and w not in _PLAIN]
    numbers = [at for at, w in enumerate(words) if orders(w)]
    moves = FORWARD | BACKWARD | _LEFT_OUT | _BACK | _PLAIN | _EXPLAINS | _EVERY | {PART}
    known = {*nouns, *numbers, *(at for at, w in enumerate(words) if NUMBER.fullmatch(w))}
    if any(at not in known and w not in moves and not is_name(w) for at, w in enumerate(words)):
        return None
    said = set(words)
    ahead = bool(said & FORWARD) - bool(said & BACKWARD)
    if (said & FORWARD and said & BACKWARD) or words[-2:] == ["does", "follow"]:
        return None
    if PART in words and words[-1] in ("follow", "after", "before", "precede"):
        ahead = -ahead  # "what does it come after?"
    inside = [at for at in nouns if at and words[at - 1] in ("that", "this", "same")]
    many = next((n for w in words if w != "one" and (n := count(w)) is not None), 1)
    places = () if ahead else _places(words, is_noun)
    if behind:
        places = _from_the_end(places)
    asked_for = tuple(words[at] for at in nouns if at not in inside)
    shown = {"one", "ones", "number", "stand", "stands", "listed", "title", PART}
    return Step(
        ahead,
        many if ahead else 1,
        places,
        bool(said & _LEFT_OUT) or "left out" in asked,
        sentence,
        opening,
        asked_for,
        words[inside[0]] if inside else "",
        frozenset(said & _BACK),
        PART in words,
        bool(said & _EXPLAINS and said & (_EVERY | _BACK_MANY) and not (ahead or places)),
        not (nouns or said & shown or (ahead and many > 1) or places),
    )


def _sentence(asked: str) -> tuple[str, int | None]:
    """The question without asking for a sentence alone, and which sentence."""
    if match := _SENTENCE.search(asked):
        place = int(ordinal(match["place"]) or 1)
        return _SENTENCE.sub(" ", asked), place - 1 if place > 0 else place
    if match := _BEGINS.search(asked):
        rest = asked[: match.start()] + match["part"] + asked[match.end() :]
        return rest, 0 if match["begin"] else -1
    return asked, None


def _places(words: list[str], is_noun: Callable[[str], bool]) -> tuple[str, ...]:
    """The places that are named, in order: "the third", "the last three", "number two"."""
    figures: dict[int, str] = {}
    for at, word in enumerate(words):
        before = words[at - 1] if at else ""
        if NUMBER.fullmatch(word):
            figures[at] = printed_number(word)
        elif (figure := count(word)) is not None:
            counted = before in NUMBER_IS or (before != "last" and is_noun(before))
            joined = before in GOES_ON and word != "one"
            if counted or (joined and (figures or any(map(ordinal, words[:at])))):
                figures[at] = str(figure)
    return tuple(places_in(words, figures))


def _from_the_end(places: tuple[str, ...]) -> tuple[str, ...]:
    """The same places counted from the end, in the order in which they stand.

    What is printed, as 1.2 and (b) are, and the middle are the same from both ends.
    """
    turned = [UP_TO.join(map(_turned, place.split(UP_TO))) for place in places]
    counted = [place for place in turned if place.startswith("-")]
    counted.sort(key=lambda place: int(place.split(UP_TO)[0]))
    return (*(place for place in turned if not place.startswith("-")), *counted)


def _turned(place: str) -> str:
    return str(-int(place)) if place.isdecimal() else place
