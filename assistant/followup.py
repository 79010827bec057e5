"""What a follow-up leans on: the questions before it, and the answer that was given to the last.

Nothing is rewritten. Search looks for the question's own words first, for those of the questions
before it with less weight, and prefers the passages that the last answer quoted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer import Turn
from assistant.length import read_length
from vectorstore.words import FUNCTION_WORDS, terms, words

_POINTS_BACK = frozenset(
    """
    it its itself they them their theirs that those these this he him his she her hers one ones
    former latter same such else others another
    """.split()
)
_JOINS = r"and|but|so|or|also|then"
_OPENS_BACK = re.compile(
    rf"(?:{_JOINS}|ok(?:ay)?|what about|how about|how so|who else|"
    r"what else|anything else|what more|more|really|since when|in what way|by whom|for whom|"
    r"go on|tell me more|meaning)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(rf"(?:{_JOINS})\b", re.IGNORECASE)
_ASKS = re.compile(
    r"(?:who|what|when|where|which|how|(?:why )?(?:is|are|was|were|do|does|did|can|could|should|"
    r"would|will|has|have)|list|name|tell|give|show|explain|describe|summari[sz]e)\b",
    re.IGNORECASE,
)
_TURNS_AWAY = re.compile(
    r"\b(?:forget (?:about )?(?:that|this|it|the)|(?:something|anything) (?:quite |very )?"
    r"(?:else|different)(?=\s*[:;,.–-])|(?:new|different|another|other|separate|unrelated) "
    r"(?:question|topic|subject|matter|thing)|chang\w+ (?:of )?(?:the )?(?:subject|topic)|"
    r"moving on|leaving (?:that|this) aside|never ?mind|on another note)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?:;–—])\s+")
_NAMED = re.compile(r"(?i:what|who)(?i:[’']s| is| are| was| were) (?:(?i:an?) \w|(?i:the )?[A-Z])")
"""Asks what or who something is by its name: it needs nothing before it."""
_QUOTED = re.compile(r"[“\"][^”\"]*[”\"]")
_CLAUSE = re.compile(
    r"\s*[,;:–—]\s+|\s+-\s+|\s+(?=and (?:who|what|when|where|which|why|how|its|their)\b)",
    re.IGNORECASE,
)
_JOINED = frozenset(
    """
    a an are can could did do does had has have is may might must the there was we were will would
    you should
    """.split()
)
"""What follows “that” where it joins a clause to a noun: “a council that is blocked”."""
_BEFORE_NO_CLAUSE = FUNCTION_WORDS - {"so", "said", "say", "says"}
_BEFORE_ONE = frozenset("the this that these those which what each every any other same".split())
_NO_VERB = re.compile(r"(?:ss|is|us)$")
_FEW = 2  # terms: a bare phrase of no more leans on the question before
LOOK_BACK = 6
"""Turns that a question can lean on, the latest ones."""


@dataclass(frozen=True)
class FollowUp:
    """A question with what it leans on."""

    question: str
    before: str = ""
    """The questions that it leans on, oldest first; empty where it stands alone."""
    told: str = ""
    """The answer that it leans on."""

    @property
    def may_stand_alone(self) -> bool:
        """True for a bare phrase, “quick wins”: a subject of its own, or the same asked of it."""
        asked = self.question
        return bool(self.before) and not (_GOES_ON.match(asked) or points_back(asked))

    @property
    def full(self) -> str:
        """The question with those that it leans on in front."""
        return f"{self.before} {self.question}".strip()


def follow_up(question: str, turns: Sequence[Turn]) -> FollowUp:
    """The question with what it leans on of the turns before, oldest turn first."""
    if away := _TURNS_AWAY.search(question):
        return FollowUp(_after(question, away.end()))
    before: list[str] = []
    leaning = question
    for turn in reversed(turns[-LOOK_BACK:]):
        if not leans_back(leaning):
            break
        leaning = turn.question
        before.insert(
            0, _after(leaning, away.end() if (away := _TURNS_AWAY.search(leaning)) else 0)
        )
        if away:
            break
    return FollowUp(question, " ".join(before), turns[-1].answer if before else "")


def leans_back(question: str) -> bool:
    """True for what cannot be understood without the question before."""
    asked = _without_length(question)
    if _OPENS_BACK.match(asked) or points_back(asked):
        return True
    if _NAMED.match(asked):
        return False
    subjects = len(set(terms(asked)))
    return subjects <= 1 or (subjects <= _FEW and not _ASKS.match(asked))


def points_back(question: str) -> bool:
    """True where a word of the question, such as “its”, stands for something said before.

    What is quoted points nowhere, and what a first clause names is what the next ones point to:
    “what should leaders do, and what do they need?”.
    """
    asked = _QUOTED.sub(" ", _without_length(question))
    first, *rest = _CLAUSE.split(asked, maxsplit=1)
    if rest and len(set(terms(first))) >= _FEW:
        return _points_back(first)
    return _points_back(asked)


def _points_back(clause: str) -> bool:
    said = words(clause)
    said = said[: next(filter(lambda at: _is_joining(said, at), range(len(said))), len(said))]
    if any(word in _POINTS_BACK and not _is_numeral(said, at) for at, word in enumerate(said)):
        return True
    at = said.index("there") if "there" in said else -1
    beside = {*said[max(0, at - 1) : max(0, at)], *said[at + 1 : at + 2]}
    return at >= 0 and beside.isdisjoint({"is", "are", "was", "were", "isn't", "aren't", "be"})


def _is_joining(said: Sequence[str], at: int) -> bool:
    """True for a “that” which joins what follows to the words before, and points to nothing."""
    if said[at] != "that" or not 0 < at < len(said) - 1 or said[at - 1] in _BEFORE_NO_CLAUSE:
        return False
    after = said[at + 1]
    is_verb = after.endswith(("s", "ed")) and not _NO_VERB.search(after)
    return said[at - 1] == "so" or after in _JOINED or is_verb


def _is_numeral(said: Sequence[str], at: int) -> bool:
    """True for the “one” of “instead of one model”, which is no “the second one”."""
    if said[at] != "one" or said[at + 1 : at + 2] == [] or said[at + 1] in FUNCTION_WORDS:
        return False
    return at == 0 or said[at - 1] in FUNCTION_WORDS - _BEFORE_ONE


def _without_length(question: str) -> str:
    """The question without how long its answer may be: “in one sentence:” stands for nothing."""
    return read_length(question)[1].strip(" :,;.–—-")


def _after(question: str, end: int) -> str:
    """What follows the turning away: the rest of its sentence, or the sentences after it."""
    if not end:
        return question
    rest = _SENTENCE.split(question[end:].lstrip(" :;,.–—-"), maxsplit=1)
    return next((part for part in reversed(rest) if terms(part)), question)
