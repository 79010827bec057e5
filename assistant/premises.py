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


def claims_too_many(
    asked: Asked, meant: Sequence[Group], mentioned: Sequence[Group]
) -> Refusal | None:
    """The correction where a question counts more parts than there are: "its seven priorities"."""
    for at, word in enumerate(asked.words):
        those = called(meant, [word], Group.called_loosely)
        those = those or called(mentioned, [word], Group.called_loosely)
        if not those:
            continue
        most = max(those, key=lambda group: len(group.members))
        claimed = asked.claimed(at)
        if claimed > len(most.members):
            return denied(most, f"There are not {claimed} {plural(most.noun)}.")
    return None


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
