"""Where a part stands, in words: “the second of three thematic areas of CAF24”."""

from __future__ import annotations

from collections import Counter

from onboarding.material import Material, title_of
from vectorstore.outline import plural
from vectorstore.passages import Passage

_COUNTS = "no one two three four five six seven eight nine ten eleven twelve".split()
_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
).split()


def place_of(outline: Passage, material: Material) -> str:
    """Where a section stands and what it holds, as one sentence."""
    label = material.label(outline.document)
    below = material.below.get(outline.id, [])
    sections = [p for p in below if p.kind == "outline"]
    holds = _held(below)
    if not outline.parent and sections:
        ahead = counted(len(sections), sections[0].noun)
        return f"This opens {label}, ahead of its {ahead}{_with(holds)}."
    if not outline.parent:
        return f"This is all of {label}{_with(holds)}."
    above = material.passages[outline.parent]
    beside = [
        p.id for p in material.below[above.id] if p.kind == "outline" and p.noun == outline.noun
    ]
    within = f"“{title_of(above)}” in {label}" if above.parent else label
    place = share_of(beside.index(outline.id), len(beside), outline.noun)
    return f"This is {place} of {within}{_with(holds)}."


def share_of(at: int, count: int, noun: str) -> str:
    """“the second of three documents”; “the only document” of one."""
    if count == 1:
        return f"the only {noun}"
    if at + 1 == count and count > 2:
        place = "the last"
    elif at + 1 < len(_ORDINALS):
        place = f"the {_ORDINALS[at + 1]}"
    else:
        place = f"number {at + 1}"
    return f"{place} of {counted(count, noun)}"


def counted(count: int, noun: str) -> str:
    """“three thematic areas”."""
    number = _COUNTS[count] if count < len(_COUNTS) else str(count)
    return f"{number} {noun if count == 1 else plural(noun)}"


def _held(below: list[Passage]) -> list[str]:
    """What stands directly under it, counted by what the document calls it."""
    items = {(p.noun, p.number) for p in below if p.kind == "item"}
    return [counted(count, noun) for noun, count in Counter(n for n, _ in items).items()]


def _with(holds: list[str]) -> str:
    return f", with {' and '.join(holds)}" if holds else ""
