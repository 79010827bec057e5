"""What a question takes for granted about the structure, and the outline knows to be wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer import Refusal
from assistant.asked import Asked, IsNoun
from assistant.groups import Group, called
from assistant.listing import denied, title_of
from vectorstore.outline import plural
from vectorstore.passages import Passage
from vectorstore.words import terms

_SAYS_WHERE = re.compile(r"(?:why|how come|is|are|was|isn(?:'|’)t)\b", re.IGNORECASE)
_WHETHER = re.compile(r"(?:do|does|did|is|are|was|were|has|have)(?:n(?:'|’)t)?\b", re.IGNORECASE)
_HAS = re.compile(
    r"^\w+(?:n(?:'|’)t)? there\b|^do\w*\b.*\b(?:have|contain|include)\b|^ha(?:s|ve)\b",
    re.IGNORECASE,
)
_SETTLED = frozenset("the its their these those all than least most over to about nearly".split())
"""Words before a number which it is not asked whether it is right."""


def claims_too_many(
    asked: Asked, meant: Sequence[Group], mentioned: Sequence[Group], is_noun: IsNoun
) -> Refusal | None:
    """The correction where a question counts more parts than there are: "its seven priorities"."""
    for at, word in enumerate(asked.words):
        those = called(meant, [word], Group.called_loosely)
        those = those or called(mentioned, [word], Group.called_loosely)
        if not those:
            continue
        most = max(those, key=lambda group: len(group.members))
        claimed = asked.claimed(at, is_noun)
        if claimed > len(most.members):
            return denied(most, f"There are not {claimed} {plural(most.noun)}.")
    return None


def asks_whether(asked: Asked, is_noun: IsNoun) -> bool:
    """True where it is asked whether there are parts: "does theme 1 have five takeaways?"."""
    if not _WHETHER.match(asked.question):
        return False
    return bool(_HAS.search(asked.question)) or _number_in_doubt(asked, is_noun) > 0


def miscounted(asked: Asked, groups: Sequence[Group], is_noun: IsNoun) -> Refusal | None:
    """The correction where it is asked whether there are so many, and there are more or fewer."""
    number = _number_in_doubt(asked, is_noun) if _WHETHER.match(asked.question) else 0
    if not number or any(len(group.members) == number for group in groups):
        return None
    return denied(groups[0], f"There are not {number} {plural(groups[0].noun)}.")


def _number_in_doubt(asked: Asked, is_noun: IsNoun) -> int:
    """The number that a question asks about; 0 for “the five”, and for “more than five”."""
    for at in asked.places(is_noun):
        number, before = asked.counted(at, is_noun)
        if number and before not in _SETTLED:
            return number
    return 0


def wrong_place(
    asked: Asked, parts: Sequence[Passage], is_noun: IsNoun, beyond: set[str]
) -> Refusal | None:
    """The correction where something else stands in a place: "why is X the first priority?"."""
    if len(parts) != 1 or not beyond or not _SAYS_WHERE.match(asked.question):
        return None
    (part,) = parts
    at = next((at for at in asked.places(is_noun) if asked.numbers(at, is_noun)), 0)
    before = set(terms(" ".join(asked.words[:at]))) & beyond
    said = terms(" ".join([title_of(part), part.body.text, *part.headings]))
    if not before or before & set(said):
        return None
    return Refusal("false_premise", f"That place belongs to another: {part.label}.", (part,))
