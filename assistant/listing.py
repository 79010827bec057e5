"""Lists of parts by their titles, and what is said where there is no such part."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from assistant import asking
from assistant.answer import Draft, Quote, Refusal
from assistant.asked import Asked
from assistant.groups import Group, between
from assistant.numbering import MIDDLE, UP_TO
from vectorstore.documents import Document
from vectorstore.outline import plural
from vectorstore.passages import Passage
from vectorstore.words import terms


def title_of(part: Passage) -> str:
    """A part's own title on one line; empty where it has none."""
    return " ".join(part.title.text.split()) if part.title else ""


def heading_terms(parts: Iterable[Passage]) -> set[str]:
    """The stems of the parts' titles and of the headings above them."""
    return set(terms(" ".join(" ".join([*part.headings, title_of(part)]) for part in parts)))


def listed(groups: Sequence[Group]) -> Draft:
    """Every member of the groups, in order, with how many there are."""
    members = (member for group in groups for member in group.members)
    return Draft(_entries(members), "; ".join(group.counted for group in groups), as_list=True)


def below(headings: Sequence[str], groups: Iterable[Group]) -> Draft | None:
    """Every member of the groups that stand under these headings, by id; None where none does."""
    found = [group for group in groups if group.heading.id in headings]
    return listed(found) if found else None


def with_others(asked: Asked, chosen: list[Group], others: Sequence[Group]) -> list[Group]:
    """The groups, and of other documents those called alike; of other kinds where both count."""
    found = list(chosen)
    nouns = defaultdict[str, set[str]](set)
    for group in chosen:
        nouns[group.heading.document].add(group.noun)
    kinds = asking.TWO_COUNTS.search(asked.question)
    for group in sorted(others, key=lambda group: -len(group.members)):
        same = nouns[group.heading.document]
        if not same or (kinds and group.noun not in same):
            found.append(group)
            same.add(group.noun)
    return found


def titles(parts: Sequence[Passage], documents: Mapping[str, Document]) -> Draft:
    """Some parts by their titles, under what they have in common."""
    labels = dict.fromkeys(documents[part.document].label for part in parts)
    noun = parts[0].noun if len({part.noun for part in parts}) == 1 else ""
    numbers = [part.number for part in parts if part.number]
    lead = "; ".join(labels)
    if noun and len(numbers) == len(parts):
        lead += f", {noun} {numbers[0]}" if len(parts) == 1 else ""
    return Draft(_entries(parts), lead, as_list=True)


def spoken(parts: Sequence[Passage], passages: Mapping[str, Passage]) -> Draft:
    """Parts in their words: an item's sentences, a section's heading and what introduces it.

    An item is all of it: also what is over the budget of one passage, and its “(a)” and “(b)”.
    """
    quotes: list[Quote] = []
    for part in parts:
        if part.kind == "outline" and part.title:
            quotes.append(Quote(part, part.title))
        says = opening(part, passages) if part.kind == "outline" else part
        for piece in whole(says, passages) if says else ():
            quotes += [Quote(piece, words) for words in piece.sentences]
    lead = parts[0].label if len(parts) == 1 and parts[0].kind != "outline" else ""
    return Draft(tuple(quotes), lead)


def whole(part: Passage, passages: Mapping[str, Passage]) -> list[Passage]:
    """A part and the passages that it goes on in, in order."""
    pieces = f"{part.id.removesuffix('/part-1')}/part-"
    return [
        part,
        *(
            p
            for p in passages.values()
            if p.continues == part.id
            or (part.continues and p.id != part.id and p.id.startswith(pieces))
        ),
    ]


def opening(section: Passage, passages: Mapping[str, Passage]) -> Passage | None:
    """The first paragraph that stands directly in a section."""
    below = (p for p in passages.values() if p.parent == section.id and p.kind == "paragraph")
    return next(below, None)


def most_or_fewest(asked: Asked, sections: Sequence[Group], items: Sequence[Group]) -> Draft | None:
    """The section with the most items of a kind, or with the fewest, and how many it has."""
    match = asking.MOST.search(asked.question)
    if not match:
        return None
    within = {member.id: member for group in sections for member in group.members}
    counted = [g for g in items if g.called(match["noun"]) and g.heading.id in within]
    if not counted:
        return None
    sizes = [len(group.members) for group in counted]
    size = max(sizes) if match["end"].lower() == "most" else min(sizes)
    found = [group for group in counted if len(group.members) == size]
    lead = "; ".join(group.counted for group in found)
    return Draft(_entries(within[group.heading.id] for group in found), lead)


def titled_most_like(said: set[str], groups: Iterable[Group], needed: int) -> list[Passage]:
    """The one member whose title shares the most terms, and at least so many; none if several."""
    members = [member for group in groups for member in group.members]
    shared = {m.id: len(said & set(terms(title_of(m)))) for m in members}
    best = max(shared.values(), default=0)
    tied = [member for member in members if shared[member.id] == best]
    return tied if best >= needed and len(tied) == 1 else []


def holding(parts: Iterable[Passage], asked: Asked, held: set[str]) -> list[Passage]:
    """Those of the parts whose titles hold the terms; or any name, where names are asked for."""
    if asking.NAMES.search(asked.question):
        return [part for part in parts if _holds_name(title_of(part))]
    enough = any if "or" in asked.words else all
    return [p for p in parts if enough(term in terms(title_of(p)) for term in held)]


def denied(group: Group, said: str) -> Refusal:
    """The correction of a question that takes a part for granted which is not there."""
    return Refusal("false_premise", f"{said} {group.counted}.", group.members[:3])


def no_such(group: Group, number: str) -> Refusal:
    """The same for a number that no part has."""
    if number.startswith("-"):
        return denied(group, f"There are not so many {plural(group.noun)}.")
    return denied(group, f"There is no {_by_number(group.noun, number)}.")


def of_what() -> Refusal:
    """The question back, where a place is asked for and nothing says among what."""
    return Refusal("unclear", "Of which parts? Name them, or the document that they stand in.")


def called_so(
    number: str, groups: Sequence[Group], many: int | None
) -> Sequence[Passage] | Refusal:
    """The part with a number, or all of a range; a refusal where it is none, or not one alone.

    `many`: how many with the same number count in one group; None for all.
    """
    ends: list[Passage] = []
    for end in number.split(UP_TO):
        held = [parts[:many] for group in groups if (parts := group.held(end))]
        if not held:
            return no_such(groups[0], end)
        if several := _which_of(held, end):
            return several
        ends.append(held[0][0])
    return between(groups, ends)


def _which_of(held: Sequence[Sequence[Passage]], number: str) -> Refusal | None:
    """The question back, where several parts have the number that is asked for.

    `held`: those of each group. In several documents any are several; in one, those of a group.
    """
    part = held[0][0]
    called = _by_number(part.noun, number)
    same = [of_group[0] for of_group in held if of_group[0].noun == part.noun]
    if len({other.document for other in same}) > 1:
        said = f"Which document? Several have a {called}."
        return Refusal("unclear", said, tuple(same[:3]))
    if len(held[0]) > 1:
        said = f"Which one? There is more than one {called}."
        return Refusal("unclear", said, tuple(held[0][:3]))
    return None


def _by_number(noun: str, number: str) -> str:
    """ "paragraph 2", "last paragraph", "middle paragraph"."""
    if number == MIDDLE:
        return f"middle {noun}"
    if number.startswith("-"):
        return f"last {noun}" if number == "-1" else f"{noun} {number[1:]} from the end"
    return f"{noun} {number}"


def _entries(parts: Iterable[Passage]) -> tuple[Quote, ...]:
    """Each part by its title; one without by its first sentence."""
    return tuple(Quote(p, p.title or p.sentences[0]) for p in parts if p.title or p.sentences)


def _holds_name(title: str) -> bool:
    """True where two words running begin with capitals, and not every word does."""
    capitals = [word[0].isupper() for word in re.findall(r"\w{4,}", title)]
    return not all(capitals) and bool(re.search(r"\b[A-Z]\w+ [A-Z]\w+", title))
