"""The parts that documents are made of, in groups: the takeaways of a theme, the themes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.number_words import CARDINALS
from assistant.numbering import index_of
from vectorstore.outline import plural, singular
from vectorstore.passages import Passage
from vectorstore.words import stem, terms

_LATER = re.compile(r"/part-(?!1$)\d+$")
"""Ends the ids of what is over the budget of one passage."""

_MOST_COUNTED = 99  # larger figures, such as years, count no parts
_SECTIONS = frozenset({"section", "theme", "chapter", "heading", "part"})
_GENERAL = {
    "item": frozenset(
        "bullet conclusion entry finding item lesson point proposal".split()
        + "recommendation suggestion".split()
    ),
    "footnote": frozenset({"endnote", "note"}),
}
"""Common words for parts of a kind, beside those for sections."""


@dataclass(frozen=True)
class Group:
    """Parts of one kind: the takeaways of a theme, the themes of a document."""

    noun: str
    heading: Passage
    """The outline that they stand in."""
    members: tuple[Passage, ...]
    below: tuple[Passage, ...] = ()
    """What stands in the members by a letter of its own: paragraph 2 (a)."""

    @cached_property
    def kind(self) -> tuple[str, str]:
        """What words call it by: groups of one kind are called alike."""
        return self.noun, self.members[0].kind

    def called(self, word: str) -> bool:
        """True where a word is the noun, or a form of its modifier: theme, thematic area."""
        *modifiers, head = self.noun.split()
        if stem(word) == stem(head):
            return True
        return len(word) >= 5 and any(word[:4] == other[:4] for other in modifiers)

    def called_loosely(self, word: str) -> bool:
        """The same, or any common word for sections where these are sections."""
        return self.called(word) or (self.is_sections and word.rstrip("s") in _SECTIONS)

    def called_generally(self, word: str) -> bool:
        """The same, or any common word for parts of their kind."""
        common = _GENERAL.get(self.members[0].kind, frozenset())
        return self.called_loosely(word) or singular(word) in common

    @property
    def is_sections(self) -> bool:
        return self.members[0].kind == "outline"

    @property
    def heading_terms(self) -> frozenset[str]:
        """The stems of the heading and of the headings above it."""
        own = [self.heading.title.text] if self.heading.title else []
        return frozenset(terms(" ".join([*self.heading.headings, *own])))

    @property
    def member_terms(self) -> frozenset[str]:
        """The stems of all that the members say."""
        said = [part.text for m in self.members for part in (m.title, m.body) if part]
        return frozenset(terms(" ".join(said)))

    @property
    def counted(self) -> str:
        """How many there are: “CAF24, thematic area 3: … – three takeaways”."""
        noun = self.noun if len(self.members) == 1 else plural(self.noun)
        return f"{self.heading.called} – {self.count} {noun}"

    @property
    def count(self) -> str:
        """How many there are, in words: “three”."""
        count = len(self.members)
        return CARDINALS[count] if count < len(CARDINALS) else str(count)

    def held(self, number: str) -> list[Passage]:
        """The parts printed with a number or a letter, such as `1.2`, `b`, `2 (a)` or its `a`.

        Where none is, the member at that place; `-1` is the last.
        """
        said = number.lower()
        printed = [part for part in self.members if part.number.lower() == said]
        inner = [(part, part.number.lower()) for part in self.below]
        printed = printed or [p for p, n in inner if said == n or n.endswith(f" ({said})")]
        at_place = None if printed else self._at_place(number)
        return [at_place] if at_place else printed

    def member(self, number: str) -> Passage | None:
        """The first of them."""
        return next(iter(self.held(number)), None)

    def _at_place(self, number: str) -> Passage | None:
        if "." in number:
            return self._in_section(number)
        at = index_of(number, len(self.members))
        return None if at is None else self.members[at]

    def _in_section(self, number: str) -> Passage | None:
        """The member of that place in that section, where the document does not say so itself."""
        parents = dict.fromkeys(member.parent for member in self.members)
        sections = [parent for parent in parents if parent != self.heading.document]
        section, place = number.split(".", 1)
        if any("." in m.number for m in self.members) or not 0 < int(section) <= len(sections):
            return None
        inside = [m for m in self.members if m.parent == sections[int(section) - 1]]
        return inside[int(place) - 1] if place.isdigit() and 0 < int(place) <= len(inside) else None


def groups_of(passages: Iterable[Passage]) -> Iterator[Group]:
    """Every group, the widest first."""
    outlines: dict[str, Passage] = {}
    under: dict[tuple[str, str], list[Passage]] = defaultdict(list)
    below: dict[str, list[Passage]] = defaultdict(list)
    for passage in passages:
        if passage.kind == "paragraph" and passage.number and not _LATER.search(passage.id):
            below[passage.continues].append(passage)
        if passage.kind == "outline":
            outlines[passage.id] = passage
        if passage.kind == "paragraph" or not passage.parent or passage.continues:
            continue
        headings = (
            {passage.parent, passage.document} if passage.kind == "item" else {passage.parent}
        )
        for heading in headings:
            under[heading, passage.noun].append(passage)
    groups = {
        tuple(member.id for member in members): Group(
            noun,
            outlines[heading],
            tuple(members),
            tuple(part for member in members for part in below[member.id]),
        )
        for (heading, noun), members in sorted(under.items())
        if heading in outlines
    }
    yield from sorted(groups.values(), key=lambda group: -len(group.members))


def between(groups: Iterable[Group], ends: Sequence[Passage]) -> Sequence[Passage]:
    """All parts between the ends, in the first of the groups that holds them; else the ends."""
    for group in groups:
        for row in (group.members, group.below):
            if all(end in row for end in ends):
                at = [row.index(end) for end in ends]
                return row[min(at) : max(at) + 1]
    return ends


def kinds(groups: Iterable[Group]) -> list[Group]:
    """One group of each kind: a large library has many groups, and few kinds of them."""
    return list({group.kind: group for group in groups}.values())


def called(
    groups: Sequence[Group], words: Iterable[str], way: Callable[[Group, str], bool]
) -> list[Group]:
    """The groups that any of the words calls, in their order; `way` is one of Group's three."""
    said = list(words)
    meant = {group.kind for group in kinds(groups) if any(way(group, word) for word in said)}
    return [group for group in groups if group.kind in meant] if meant else []


def nouns_of(groups: Iterable[Group]) -> frozenset[str]:
    """The words that call any of the groups, one and many."""
    nouns = set[str]()
    for group in kinds(groups):
        nouns.update(group.noun.split(), _GENERAL.get(group.members[0].kind, ()))
        nouns.update(_SECTIONS if group.is_sections else ())
    return frozenset(nouns | {plural(noun) for noun in nouns})


def first_means(plurals: Iterable[str], some: Sequence[Group], others: Sequence[Group]) -> bool:
    """True where the first plural that means either kind means the one, not the other."""
    said = list(plurals)
    some, others = kinds(some), kinds(others)
    for way in (Group.called, Group.called_loosely):  # "the headings of all takeaways"
        for word in said:
            if any(way(group, word) for group in (*some, *others)):
                return any(way(group, word) for group in some)
    return False


def in_own_nouns(question: str, groups: Sequence[Group]) -> str:
    """The question with a common word for parts replaced by what the documents call them.

    Only where no group is called so, and all groups that could be meant have one noun:
    “recommendations” becomes “takeaways” where the items are takeaways.
    """

    each = kinds(groups)

    def own(match: re.Match[str]) -> str:
        word = match[0].lower()
        nouns = {group.noun for group in each if group.called_generally(word)}
        if len(nouns) != 1 or any(group.called_loosely(word) for group in each):
            return match[0]
        return plural(*nouns) if word.endswith("s") else nouns.pop()

    return re.sub(r"[A-Za-z]{4,}", own, question)


def narrowest(groups: Sequence[Group], beyond: set[str]) -> Group:
    """The one group whose heading holds all that is asked beyond the noun; else the widest."""
    held = [group for group in groups if beyond and beyond <= group.heading_terms]
    return held[0] if len(held) == 1 else groups[0]


def count(word: str) -> int | None:
    """The number that a word or a figure stands for, where it could count parts."""
    if word.isdecimal():
        return int(word) if int(word) <= _MOST_COUNTED else None
    return CARDINALS.index(word) if word in CARDINALS else None
