"""Parts that are asked for section by section: “how many in each theme?”."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from assistant.answer import Refusal
from assistant.asked import Asked
from assistant.groups import Group
from vectorstore.passages import Passage

Numbered = Callable[[Asked, Sequence[Group]], list[Passage] | Refusal]
"""The parts of the groups that a question means by their numbers."""


def in_each(asked: Asked, groups: Sequence[Group], mentioned: Sequence[Group]) -> list[Group]:
    """The groups of each section, where they are asked for so: "how many in each theme?"."""
    sections = [group for group in mentioned if group.is_sections]
    every = [g for g in sections if any(map(asked.for_each, asked.places(g.called_loosely)))]
    under = defaultdict[str, list[Group]](list)
    for group in groups:
        under[group.heading.id].append(group)
    ids = dict.fromkeys(section.id for group in every for section in group.members)
    return [group for id_ in ids for group in under[id_]]


def one_of_each(
    asked: Asked, sections: Sequence[Group], items: Sequence[Group], numbered: Numbered
) -> list[Passage]:
    """The parts of one place in every section: "the last takeaway of each theme"."""
    if not (sections and items) or numbered(asked, sections):
        return []
    every = any(
        asked.for_each(at) or asked.words[at].endswith("s")
        for group in sections
        for at in asked.places(group.called_loosely)
    )
    found: list[Passage] = []
    ids = {member.id for section in sections for member in section.members}
    for group in items if every else ():
        parts = numbered(asked, [group]) if group.heading.id in ids else []
        found += parts if not isinstance(parts, Refusal) else []
    return found if len(found) > 1 else []
