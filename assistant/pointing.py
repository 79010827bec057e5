"""How a question points at parts: it describes, numbers or names them, or says “it”."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant import asking
from assistant.answer import Draft, Refusal, Turn
from assistant.asked import Asked
from assistant.groups import Group, called, in_own_nouns
from assistant.headings import Headings
from assistant.listing import denied, listed, title_of
from assistant.ordinals import ordinal
from assistant.referring import described, part_of
from assistant.steps import PART
from assistant.structure import Outline
from assistant.summary import asks_for_summary
from vectorstore.index import Index
from vectorstore.passages import Passage
from vectorstore.words import stem, terms, words

Parts = list[Passage]
_END = r"(?=\s+(?:in|within|under) (?:the|its|their|that|this) |\s*(?:[,?!;:–—]|\.(?!\d)|\s-\s|$))"
_DESCRIBED = re.compile(
    r"\b(?:the|that|an?|its|their|\w+['’]s)\s+(?:\w+['’]s\s+)?(?P<noun>[\w-]+)\s+"
    r"(?:(?:that|which)(?:(?:['’]s|\s+is)\s+about|\s+(?:deals?|speaks?|talks?)\s+(?:about|with|of|on))"
    r"|on|about|with|dealing with|concerning|regarding|covering|called|titled|entitled|named)\s+"
    r"(?P<about>\S.*?)"
    r"(?=\s+(?:is |are )?(?:subdivided|divided|built|split|structured|organi[sz]ed|arranged|"
    r"followed|contains?|holds?|has|have|made|consists?|begins?|starts?|opens?|ends?|comes?|"
    r"stands?|goes)\b|\s+and\s+(?:the|that)\s+\w+\s+(?:on|about)\b|\s*(?:[,?!;:–—]|\.(?!\d)|\s-\s|$))",
    re.IGNORECASE,
)
_BETWEEN = re.compile(rf"\bbetween\s+(?P<parts>\S.*?){_END}", re.IGNORECASE)
_BESIDE = re.compile(
    r"\b(?P<way>(?:next|after|follow(?:s|ing|ed)?|subsequent|behind|below|before|preced(?:es?|ing)|"
    r"prior|above)(?:\s+(?:straight|right|directly|immediately|just|after|on|upon|by|behind|to))*)"
    rf"\s+(?P<part>\S.*?){_END}",
    re.IGNORECASE,
)
_SPLIT_UP = re.compile(
    r"\bhow (?:is|are|was)\b.*\b(?:sub-?divided|divided|built|split|structured|organi[sz]ed|"
    r"arranged|made up)\b|\bconsists? of\b|\bmade up of\b",
    re.IGNORECASE,
)
_SUB = re.compile(r"\bsub[- ]?(?=(?:points?|items?|headings?|sections?|chapters?|parts?)\b)", re.I)
_WRITTEN = ("document", "paper", "report", "sentence", "text")
_ONE = frozenset({"one", "bit", "thing"})
_SAYS_NOTHING = frozenset(
    terms("sandwiched placed found stand stood come came next follow straight directly right")
)


@dataclass(frozen=True)
class Pointed:
    """A question with the parts that it points at."""

    text: str
    """The question with a word in place of what points at a part."""
    parts: tuple[Passage, ...] = ()
    between: tuple[Passage, ...] = ()
    unknown: tuple[str, str] | None = None
    """A noun and what such a part is said to be about, where there is none."""


class Pointing:
    """Finds the parts that questions and answers point at."""

    def __init__(self, index: Index, outline: Outline) -> None:
        self._index = index
        self._outline = outline
        self._headings = Headings(outline.groups)

    def was_structural(self, turns: Sequence[Turn]) -> bool:
        """True where the last question asked for parts."""
        said = words(turns[-1].question) if turns else []
        return any(self.is_noun(word) or ordinal(word) is not None for word in said)

    def is_noun(self, word: str) -> bool:
        """True for a word that any document calls its parts by, and for common ones."""
        return any(group.called_generally(word) for group in self._outline.kinds)

    def groups_called(self, nouns: Iterable[str], question: str = "") -> list[Group]:
        """The groups that any of the words calls, in the documents named, the widest first."""
        return called(self._outline.groups_here(question), nouns, Group.called_generally)

    def document(self, asked: str) -> Parts:
        """The one document that a question names as such, and not as who wrote it."""
        named = self._index.documents_named(asked)
        said = set(words(asked))
        return [
            self._index.passages[id_]
            for id_ in named
            if len(named) == 1 and said & {*_WRITTEN, *words(self._index.documents[id_].label)}
        ]

    def around(self, parts: Sequence[Passage]) -> list[Group]:
        """The groups that all the parts belong to, the narrowest first."""
        return [
            group
            for group in reversed(self._outline.groups)
            if all(part in group.members for part in parts)
        ]

    def widest(self, parts: Sequence[Passage]) -> Group | None:
        """The group of the most members that all the parts belong to."""
        groups = self.around(parts) if parts else []
        return groups[-1] if groups else None

    def under(self, section: Passage) -> list[Group]:
        """The groups that stand in a section."""
        return [group for group in self._outline.groups if group.heading.id == section.id]

    def inside(self, section: Passage, deep: bool = False) -> Parts:
        """The paragraphs and items of a section; with those of its sections if deep."""
        passages, above = self._index.passages, {section.id: section}
        texts = (p for p in passages.values() if p.kind in ("paragraph", "item"))
        if deep:
            return [p for p in texts if part_of(p, above, passages)]
        return [p for p in texts if p.parent == section.id]

    def siblings(self, parts: Sequence[Passage]) -> Parts:
        """What stands in the same section as the parts, for parts of no group."""
        (above, *others) = {part.parent for part in parts}
        return [] if others or not above else self.inside(self._index.passages[above])

    def pointed(self, text: str, question: str) -> Pointed:
        """A clause of a question with the parts that it points at, in the documents named."""
        if match := _BETWEEN.search(text):
            return self._between(match, text, question)
        match = _BESIDE.search(text)
        if match and (part := self._meant(match["part"], question)):
            return Pointed(_without(text, match.span("part")), (part,))
        if titled := self._titled(text, question):
            return titled
        for match in _DESCRIBED.finditer(text):
            rest = _without(text, match.span())
            candidates = self._candidates(match["noun"], question)
            if not candidates or (text == question and self.beyond(rest)):
                continue
            if part := described(match["about"], candidates, self._index):
                return Pointed(rest, (part,))
            if self._is_unknown(match["about"], candidates):
                return Pointed(rest, unknown=(match["noun"].lower(), match["about"]))
        return Pointed(text)

    def contents(self, question: str, said: Pointed, before: Pointed) -> Draft | Refusal | None:
        """What stands in the section that is pointed at: "how is the part on X subdivided?"."""
        spoken = words(_SUB.sub("", said.text))
        there = not {"there", "it"}.isdisjoint(spoken)
        points = said if said.parts or said.unknown or not there else before
        nouns = [word for word in spoken if word.endswith("s") and self.is_noun(word)]
        split_up = _SPLIT_UP.search(said.text)
        if not (nouns or split_up) or asks_for_summary(question) or self.beyond(said.text):
            return None
        plain = asking.NO_LIST.match(said.text) and not asking.ASKS_FOR_ALL.match(said.text)
        if (plain and not split_up) or any(ordinal(word) is not None for word in spoken):
            return None
        if points.unknown and nouns:
            noun, about = points.unknown
            sections = [g for g in self._outline.groups_here(question) if g.is_sections]
            return denied(sections[0], f"There is no {noun} on “{about}”.") if sections else None
        if len(points.parts) != 1 or points.parts[0].kind != "outline":
            return None
        (section,) = points.parts
        within = self.under(section)
        meant = called(within, nouns, Group.called_generally) if nouns else within
        if meant:
            return listed(meant)
        return None if within else _undivided(section)

    def beyond(self, text: str) -> set[str]:
        """The terms of a question that do not ask for parts."""
        plain = _SUB.sub("", text).replace(PART, "")
        groups = self._outline.groups
        said = {stem(word) for word in words(plain) if self.is_noun(word)}
        return self._outline.beyond(Asked(plain), groups) - said - _SAYS_NOTHING

    def _between(self, match: re.Match[str], text: str, question: str) -> Pointed:
        ends = match["parts"].split(" and ")
        for at in range(1, len(ends)):
            first = self._meant(" and ".join(ends[:at]), question)
            last = self._meant(" and ".join(ends[at:]), question) if first else None
            for group in self.around([first, last]) if first and last else ():
                places = sorted(group.members.index(part) for part in (first, last) if part)
                inner = group.members[places[0] + 1 : places[1]]
                return Pointed(_without(text, match.span()), between=inner)
        return Pointed(text)

    def _meant(self, phrase: str, question: str) -> Passage | None:
        """The one part that a phrase describes, numbers, or names by its title."""
        plain = re.sub(r"^(?:the|that|its|their) ", "", phrase.strip(), flags=re.IGNORECASE)
        if match := _DESCRIBED.fullmatch(f"the {plain}"):
            candidates = self._candidates(match["noun"], question)
            return described(match["about"], candidates, self._index) if candidates else None
        here = self._outline.groups_here(question)
        asked = Asked(in_own_nouns(phrase, here))
        groups = called(here, asked.words, Group.called_loosely)
        numbered = {m.id: m for group in here for m in group.members if m.number == plain}
        if "." in plain and len(numbered) == 1:
            return next(iter(numbered.values()))
        if groups and not self._outline.beyond(asked, groups):
            found = self._outline.numbered(asked, groups)
            return found[0] if isinstance(found, list) and len(found) == 1 else None
        said = [word for word in words(plain) if not any(g.called(word) for g in groups)]
        titled = [m for g in here for m in g.members if words(title_of(m)) == said and said]
        unique = {part.id: part for part in titled}
        return titled[0] if len(unique) == 1 else None

    def _titled(self, text: str, question: str) -> Pointed | None:
        """The section whose heading the text gives word for word."""
        found = self._headings.first_in(text, self._index.documents_named(question))
        if found is None:
            return None
        section, span = found
        return Pointed(_without(text, span), (section,))

    def _candidates(self, noun: str, question: str) -> Parts:
        """The parts that a noun may mean; for "the one" those that the question names else."""
        word = noun.lower()
        here = self._outline.groups_here(question)
        groups = called(here, [word], Group.called_generally)
        if word in _ONE:
            said = words(question)
            if "there" in said:  # "the one on X. Which points stand there?"
                return self._candidates("section", question)
            groups = called(here, said, Group.called_generally)
            groups = groups or [group for group in here if not group.is_sections]
        return list({part.id: part for group in groups for part in group.members}.values())

    def _is_unknown(self, about: str, candidates: Parts) -> bool:
        """True where the documents of the parts hold no word of what one is said to be about."""
        documents = {part.document for part in candidates}
        known = frozenset[str]().union(*map(self._index.terms_of, documents))
        return known.isdisjoint(terms(about)) and candidates[0].kind == "outline"


def _without(text: str, span: tuple[int, int]) -> str:
    return f"{text[: span[0]]} {PART} {text[span[1] :]}"


def _undivided(section: Passage) -> Refusal:
    said = f"There are no parts of its own in {section.called}."
    return Refusal("false_premise", said, (section,))
