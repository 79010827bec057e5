"""Questions about parts in plainer words, as the outline reads them.

Each of these ways of asking means the same as a plainer one; the outline is asked the plainer one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.asked import ordinal
from assistant.groups import count
from assistant.summary import asks_for_summary

_MAIN_POINTS = re.compile(
    r"(?:(?P<which>\w+) )?\b(?:main|key|core|central) (?:points?|messages?|ideas?)\b", re.IGNORECASE
)
_IS_IT_TRUE = re.compile(
    r"^(?:so,? )?(?:(?:is|was)(?:n(?:'|’)t)? it (?:true|right|correct|so|the case)(?: that)?|"
    r"true or false\b[:,]?|am i right that|correct me if i(?:'|’)m wrong,?(?: but)?) "
    r"(?=(?P<there>there (?:are|is)\b)?)",
    re.IGNORECASE,
)
_IS_IT_NOT = re.compile(
    r",? ?\b(?:right|correct|yes|no|is that (?:right|correct|true)|(?:are|is)n(?:'|’)t there|"
    r"(?:does|do)n(?:'|’)t (?:it|they))\W*$",
    re.IGNORECASE,
)
_STATED = re.compile(
    r"^there (?P<be>are|is) |^(?P<who>(?!wh|how|do|did|is|are|has|have)\S.*?) (?:has|have) (?=\S)",
    re.IGNORECASE,
)


def paraphrased(question: str) -> Iterator[str]:
    """The question in plainer words, the plainest first; the question itself is the last."""
    said = whether(question)
    if asks_for_summary(said) and (gist := _MAIN_POINTS.sub(_gist, said)) != said:
        yield gist
    yield said


def _gist(points: re.Match[str]) -> str:
    """ "The main points of theme 1" are no parts called points, unless they are counted."""
    which = (points["which"] or "").lower()
    return points[0] if ordinal(which) is not None or count(which) is not None else which


def whether(question: str) -> str:
    """ "Is it true that there are five?" as "are there five?"; any other question as it is."""
    said = _IS_IT_NOT.sub("", _IS_IT_TRUE.sub("", question))
    if said == question or not (stated := _STATED.match(said)):
        return question
    rest = said[stated.end() :].rstrip(" ?.!")
    return f"{stated['be']} there {rest}?" if stated["be"] else f"does {stated['who']} have {rest}?"
