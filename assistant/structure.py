"""Questions about the structure, answered from the outline: lists, counts, "the second theme".

The outline knows the nouns that the documents call their parts by. A question that names such a
noun and asks for nothing beyond it is answered completely and in order; any other is left to
search.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.answer import Draft, Quote, Refusal
from assistant.groups import Group, count, groups_of
from vectorstore.index import Index
from vectorstore.outline import plural
from vectorstore.passages import Passage
from vectorstore.words import stem, terms

_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
).split()
_TOKEN = re.compile(r"\d+(?:\.\d+)+|\w+")
_ASKS_FOR_ALL = re.compile(
    r"\b(?:what|which|list|name|how many|number of|all|every|each|outline|overview|headings|titles|"
    r"give|show|tell|need|want|are the|are there|is there)\b",
    re.IGNORECASE,
)
_SUMS_UP = re.compile(r"\b(?:about|summar\w+|overview|outline|structure\w*|gist)\b", re.IGNORECASE)
_SAYS_NOTHING_ELSE = frozenset(
    stem(word)
    for word in """
    across agenda agree annual belong briefly bullet call come contain count cover different entire
    every exactly exist fall find full group have heading identify include item key list main make
    name need number one order outline overall overview present put quick read report set show
    single stand state structure summarise summarize summary there title total under want write gist
    """.split()
)


class Outline:
    """The outlines of all documents, ready to be asked."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._groups = tuple(groups_of(index.passages.values()))

    def answer(self, question: str) -> Draft | Refusal | None:
        """The answer to a question about the structure; None for any other question."""
        asked = _Asked(question, _TOKEN.findall(question.lower()))
        if document := self._summed_up(asked):
            return document
        groups = self._groups_named(asked)
        sections = [group for group in groups if group.is_sections]
        items = [group for group in groups if not group.is_sections]
        if items and not asked.first_means(sections, items):
            section = _numbered(asked, sections) or self._section_by_heading(asked, sections)
            if isinstance(section, Refusal):
                return section
            if section:
                items = [group for group in items if group.heading.id == section.id]
            meant = items
        else:
            meant = sections
        return self._one(asked, meant) or self._all(asked, meant, groups)

    def _summed_up(self, asked: _Asked) -> Draft | None:
        """The sections of the one document that the question names and asks nothing else of."""
        named = self._index.documents_named(asked.question)
        if len(named) != 1 or not _SUMS_UP.search(asked.question) or self._beyond(asked, []):
            return None
        sections = (g for g in self._groups if g.is_sections and g.heading.id in named)
        return next((_listed(group) for group in sections), None)

    def _groups_named(self, asked: _Asked) -> list[Group]:
        """The groups whose noun the question uses, in the documents that it names if any."""
        named = self._index.documents_named(asked.question)
        here = [g for g in self._groups if not named or g.heading.document in named]
        by_noun = [group for group in here if any(map(group.called, asked.words))]
        if any(group.is_sections for group in by_noun):
            return by_noun
        loosely = [g for g in here if g.is_sections and any(map(g.called_loosely, asked.words))]
        return by_noun + loosely

    def _section_by_heading(self, asked: _Asked, sections: list[Group]) -> Passage | None:
        """The section whose heading the question quotes; one word is enough beside its noun."""
        needed = 1 if sections else 2
        candidates = sections or [group for group in self._groups if group.is_sections]
        members = [member for group in candidates for member in group.members]
        said = set(terms(asked.question)) - self._index.naming_terms(asked.question)
        shared = {m.id: len(said & set(terms(m.title.text if m.title else ""))) for m in members}
        best = max(shared.values(), default=0)
        tied = [member for member in members if shared[member.id] == best]
        return tied[0] if best >= needed and len(tied) == 1 else None

    def _one(self, asked: _Asked, groups: list[Group]) -> Draft | Refusal | None:
        """A part asked for by its number: "takeaway 1.2", "the second theme"."""
        meant = _numbered(asked, groups)
        if not isinstance(meant, Passage):
            return meant
        if meant.kind != "outline":
            return Draft(tuple(Quote(meant, words) for words in meant.sentences), meant.label)
        below = (p for p in self._index.passages.values() if p.parent == meant.id)
        first = next((p for p in below if p.kind == "paragraph"), None)
        heading = (Quote(meant, meant.title),) if meant.title else ()
        spoken = tuple(Quote(first, words) for words in first.sentences) if first else ()
        return Draft(heading + spoken)

    def _all(
        self, asked: _Asked, groups: list[Group], mentioned: list[Group]
    ) -> Draft | Refusal | None:
        """All parts of a kind, where nothing further is asked of them."""
        groups = [g for g in groups if any(map(g.called_loosely, asked.plurals))]
        if not groups or not _ASKS_FOR_ALL.search(asked.question):
            return None
        beyond = self._beyond(asked, mentioned)
        group = _narrowest(groups, beyond)
        beyond -= group.heading_terms
        if beyond & group.member_terms or not beyond <= self._index.terms_of(
            group.heading.document
        ):
            return None
        claimed = asked.count_before(group)
        if claimed > len(group.members):
            return _denied(group, f"There are not {claimed} {plural(group.noun)}.")
        return _listed(group)

    def _beyond(self, asked: _Asked, mentioned: list[Group]) -> set[str]:
        """The terms of a question that neither name the parts nor only ask for them."""
        spoken = [w for w in asked.words if any(group.called_loosely(w) for group in mentioned)]
        counted = [w for w in asked.words if count(w) is not None or w in _ORDINALS]
        said = {stem(word) for word in spoken + counted}
        naming = self._index.naming_terms(asked.question)
        return set(terms(asked.question)) - said - naming - _SAYS_NOTHING_ELSE


@dataclass(frozen=True)
class _Asked:
    question: str
    words: list[str]

    @property
    def plurals(self) -> list[str]:
        """The words that mean more than one: “themes”, “every theme”."""
        return [
            word
            for before, word in zip(["", *self.words], self.words, strict=False)
            if word.endswith("s") or before in ("every", "each", "all", "single")
        ]

    def first_means(self, some: list[Group], others: list[Group]) -> bool:
        """True where the first plural that means either kind means the one, not the other."""
        for word in self.plurals:
            if _called(some, word) or _called(others, word):
                return bool(_called(some, word))
        return False

    def count_before(self, group: Group) -> int:
        """The number that the question puts before the noun: "the seven shared priorities"."""
        at = next(at for at, word in enumerate(self.words) if group.called_loosely(word))
        return max((count(word) or 0 for word in self.words[max(0, at - 3) : at]), default=0)


def _numbered(asked: _Asked, groups: list[Group]) -> Passage | Refusal | None:
    """The part that a noun with a number means; a refusal where there is no such part."""
    for at, word in enumerate(asked.words):
        ends_on_ordinal = at + 1 == len(asked.words) and word in _ORDINALS
        meant = groups if word == "one" or ends_on_ordinal else _called(groups, word)
        number = _number_beside(asked.words, at)
        if meant and number and not word.endswith("s"):
            found = (group.member(number) for group in meant)
            return next(filter(None, found), None) or _denied(
                meant[0], f"There is no {meant[0].noun} {number}."
            )
    return None


def _called(groups: list[Group], word: str) -> list[Group]:
    return [group for group in groups if group.called_loosely(word)]


def _number_beside(asked: list[str], at: int) -> str | None:
    """ "theme 2", "takeaway number 1.2", "the second shared priority", "the last point"."""
    after = [word for word in asked[at + 1 : at + 3] if word not in ("number", "no", "nr")]
    if after and (after[0][0].isdigit() or count(after[0]) is not None):
        return after[0] if after[0][0].isdigit() else str(count(after[0]))
    before = asked[max(0, at - 3) : at + 1]  # the word itself where it is all that is said
    for word in reversed(before):
        if word in _ORDINALS:
            return str(_ORDINALS.index(word))
        if match := re.fullmatch(r"(\d+)(?:st|nd|rd|th)", word):
            return match[1]
        if word in ("last", "final"):
            return "-1"
    return None


def _narrowest(groups: list[Group], beyond: set[str]) -> Group:
    """The one group whose heading holds all that is asked beyond the noun; else the widest."""
    held = [group for group in groups if beyond and beyond <= group.heading_terms]
    return held[0] if len(held) == 1 else groups[0]


def _listed(group: Group) -> Draft:
    """Every member by its title; a member without one by its first sentence."""
    quotes = [Quote(m, m.title or m.sentences[0]) for m in group.members if m.title or m.sentences]
    return Draft(tuple(quotes), lead=group.counted, as_list=True)


def _denied(group: Group, said: str) -> Refusal:
    return Refusal("false_premise", f"{said} {group.counted}.", group.members[:3])
