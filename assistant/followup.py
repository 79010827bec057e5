"""A follow-up made into a question that stands on its own, by rules."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer import Turn
from vectorstore.words import terms, words

_POINTS_BACK = frozenset(
    """
    it its itself they them their theirs that those these this he him his she her hers one ones
    there former latter same such else others another
    """.split()
)
_OPENS_BACK = re.compile(
    r"(?:and|but|so|or|also|then|ok(?:ay)?|what about|how about|how so|why|why not|who else|"
    r"what else|anything else|what more|more|really|since when|in what way|by whom|for whom)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"(?:who|what|when|where|which|how|is|are|was|were|do|does|did|can|could|should|would|will|has|"
    r"have|list|name|tell|give|show|explain|describe|summari[sz]e)\b",
    re.IGNORECASE,
)
_FEW = 2  # terms: a bare phrase of no more leans on the question before
_LOOK_BACK = 6  # turns


def standalone(question: str, turns: Sequence[Turn]) -> str:
    """The question, with the one it leans on in front where it leans on one."""
    for turn in reversed(turns[-_LOOK_BACK:]):
        if not leans_back(question):
            return question
        question = f"{turn.question.strip()} {question}"
        if not leans_back(turn.question):
            return question
    return question


def leans_back(question: str) -> bool:
    """True for what cannot be understood without the question before."""
    if _OPENS_BACK.match(question.strip()) or points_back(question):
        return True
    subjects = len(set(terms(question)))
    return subjects <= 1 or (subjects <= _FEW and not _ASKS.match(question.strip()))


def points_back(question: str) -> bool:
    """True where a word of the question, such as “its”, stands for something said before."""
    return not _POINTS_BACK.isdisjoint(words(question))
