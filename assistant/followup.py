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
_FEW = 2  # terms: a question with no more than these leans on the one before
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
    said = words(question)
    if _OPENS_BACK.match(question.strip()):
        return True
    return not _POINTS_BACK.isdisjoint(said) or len(set(terms(question))) <= _FEW
