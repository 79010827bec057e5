"""A question about parts put plainly, whatever else is said in it.

The outline answers a question only where no word is left that it does not know. Where one is left,
a classifier says what the question wants, and what it says of parts is read off: which document,
what they are called, the section that they stand in, their place, their neighbour, the length. Of
these a plain question is made, which the outline knows: “the first takeaway of thematic area 3”.
All else that was said, such as what the answer is for, falls away.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant import asking
from assistant.answer import Refusal
from assistant.asked import Asked
from assistant.groups import Group, called, in_own_nouns
from assistant.intent import Intents, masked
from assistant.length import Length, read_length
from assistant.listing import heading_terms, title_of, titled_most_like
from assistant.steps import BACKWARD, FORWARD
from assistant.structure import Outline
from assistant.titles import Titles
from vectorstore.embedder import DEFAULT_MODEL
from vectorstore.index import Index
from vectorstore.outline import plural
from vectorstore.passages import Passage
from vectorstore.words import terms

Parts = list[Passage]
# Chosen on questions that no figure is reported of; docs/decisions/0021 says which.
_SURE = 0.8  # the least share of the intents that ask for the outline
_SURER = 0.9  # that of one of them, where the question says more than which parts
_HALF = 2  # words of a heading that stand for it
_ABOUT = re.compile(r"\b(?:about|concerning|on|regarding)\b([^,;:.?!]*)", re.IGNORECASE)
_BEGINS = re.compile(r"\b(?:begin|open|start|top|lead)(?:s|ing)?\b", re.IGNORECASE)
_ENDS = re.compile(r"\b(?:end|close|conclude|finish|bottom)(?:s|es|ing)?\b", re.IGNORECASE)


@dataclass(frozen=True)
class _Slots:
    """What a question says of parts."""

    asked: Asked
    length: Length
    documents: tuple[str, ...]
    """The labels of those that are named."""
    nouns: list[Group]
    """The groups that are called, those called by their own noun before the others."""
    places: Parts
    """The sections that are named or numbered."""
    parts: Parts
    """The parts that are not sections, the same."""
    refused: Refusal | None
    """The correction where no part has a number that is given."""
    says_more: bool = False
    """True where words are left that the documents have, or that it is “about”: a subject."""

    @property
    def all(self) -> Parts:
        """All the parts that are named or numbered."""
        return [*self.places, *self.parts]

    @property
    def several(self) -> Group | None:
        """The group that is first asked for in the plural; the own noun of one comes first."""
        after = [*self.asked.words[1:], ""]
        said = [
            word
            for word, following in zip(self.asked.words, after, strict=True)
            if word in self.asked.plurals or asking.TITLE_ONLY.fullmatch(following)
        ]
        ways = (Group.called, Group.called_loosely)
        found = (g for way in ways for word in said for g in self.nouns if way(g, word))
        return next(found, None)

    def lacks(self, parts: Parts, sections: bool) -> bool:
        """True where one part of a kind is spoken of, and it is not known which."""
        groups = [group for group in self.nouns if group.is_sections == sections]
        one = [word for word in self.asked.words if word not in self.asked.plurals]
        return not parts and any(group.called_loosely(word) for group in groups for word in one)


class Plainly:
    """Puts questions plainly."""

    def __init__(self, index: Index, outline: Outline, intents: Intents) -> None:
        self._index, self._outline, self._intents = index, outline, intents
        self._titles = Titles(outline.groups)
        self._known = index.embedder.startswith(f"{DEFAULT_MODEL}:")  # it learnt from its vectors

    def put(self, question: str) -> str | Refusal:
        """The plain question; empty where the outline is not asked for, or not clearly.

        A refusal where it is, and takes a part for granted that is not there.
        """
        if not self._known:
            return ""
        text, titled = self._titles.taken_out(question)
        slots = self._read(text, titled)
        if not (slots.nouns or slots.all or slots.documents):
            return ""
        intent = self._wanted(text, slots)
        if intent == "pick" and slots.length.is_set:
            intent = "summary"
        if intent == "summary" and slots.says_more:
            return ""
        if intent not in ("content", "place") and slots.refused:
            return slots.refused
        plain = {
            "list": self._listed,
            "count": self._listed,
            "summary": self._summed_up,
            "pick": self._picked,
        }.get(intent)
        return plain(slots) if plain else ""

    def _read(self, text: str, titled: Parts) -> _Slots:
        """What the question says of parts."""
        length, text = read_length(text)
        here = self._outline.groups_here(text)
        asked = Asked(in_own_nouns(text, here))
        own = called(here, asked.words, Group.called)
        nouns = own + [g for g in called(here, asked.words, Group.called_loosely) if g not in own]
        sections = [group for group in nouns if group.is_sections]
        items = [group for group in nouns if not group.is_sections]
        places: Parts | Refusal = [part for part in titled if part.kind == "outline"]
        places = (
            places or self._outline.numbered(asked, sections) or self._half_titled(asked, sections)
        )
        under = set() if isinstance(places, Refusal) else {place.id for place in places}
        meant = [group for group in items if group.heading.id in under] or items
        parts: Parts | Refusal = [part for part in titled if part.kind != "outline"]
        parts = parts or self._outline.numbered(asked, meant)
        refused = next((found for found in (places, parts) if isinstance(found, Refusal)), None)
        slots = _Slots(
            asked,
            length,
            tuple(self._index.documents[id_].label for id_ in self._index.documents_named(text)),
            nouns,
            [] if isinstance(places, Refusal) else places,
            [] if isinstance(parts, Refusal) else parts,
            refused,
        )
        beyond = self._outline.beyond(asked, self._outline.groups) - asking.ASKS_FOR_GIST
        beyond -= heading_terms(slots.all)
        about = {term for match in _ABOUT.finditer(text) for term in terms(match[1])[:1]}
        known = any(beyond & self._index.terms_of(id_) for id_ in self._index.documents)
        return replace(slots, says_more=known or bool(beyond & about))

    def _half_titled(self, asked: Asked, sections: Sequence[Group]) -> Parts:
        """The section of whose heading the question gives words, more than of any other."""
        said = set(terms(asked.question)) - self._index.naming_terms(asked.question)
        return titled_most_like(said, sections, _HALF)

    def _wanted(self, text: str, slots: _Slots) -> str:
        """What the question wants; content where the classifier is not sure of another."""
        plain = masked(text, self._is_noun, self._index.unnamed)
        shares = self._intents.shares(plain, self._index.embed(plain).vector)
        content = shares.pop("content")
        wanted = max(shares, key=lambda intent: shares[intent])
        sure = shares[wanted] >= _SURER if slots.says_more else 1 - content >= _SURE
        return wanted if sure else "content"

    def _is_noun(self, word: str) -> bool:
        return any(group.called_generally(word) for group in self._outline.kinds)

    def _listed(self, slots: _Slots) -> str:
        if len(slots.parts) > 1:
            return f"the titles of {self._refer(slots.parts)}"
        several = slots.several
        if slots.lacks(slots.places, sections=True):
            return ""
        if slots.places and (several is None or several.is_sections):
            return f"list everything in {self._refer(slots.places)}"
        if several:
            within = self._refer(slots.places) or self._label(several.heading)
            return f"list {self._all(several, slots)} of {within}"
        return f"outline of {' and '.join(slots.documents)}" if slots.documents else ""

    def _summed_up(self, slots: _Slots) -> str:
        if slots.lacks(slots.places, sections=True) or slots.lacks(slots.parts, sections=False):
            return ""
        what, several = self._refer(slots.parts or slots.places), slots.several
        if not what and several:
            what = f"{self._all(several, slots)} of {self._label(several.heading)}"
        what = what or " and ".join(slots.documents)
        return f"summarise {what}{_in_length(slots.length)}" if what else ""

    def _picked(self, slots: _Slots) -> str:
        said = set(slots.asked.words)
        ahead = bool(said & FORWARD) - bool(said & BACKWARD)
        if ahead and len(slots.all) == 1:
            (anchor,) = slots.all
            noun = slots.nouns[0].noun if slots.nouns else anchor.noun
            title = title_of(anchor)
            beside = f"“{title}”" if title else self._refer([anchor])
            return f"which {noun} comes {'after' if ahead > 0 else 'before'} {beside}"
        if slots.parts:
            return self._refer(slots.parts)
        items = [group for group in slots.nouns if not group.is_sections]
        first, last = _BEGINS.search(slots.asked.question), _ENDS.search(slots.asked.question)
        if slots.nouns and bool(first) != bool(last):
            group = items[0] if items else slots.nouns[0]
            within = self._refer(slots.places) or self._label(group.heading)
            return f"the {'first' if first else 'last'} {group.noun} of {within}"
        return "" if items else self._refer(slots.places)

    def _all(self, group: Group, slots: _Slots) -> str:
        """All the parts of a group, with the number of them that the question takes for granted."""
        places = slots.asked.places(group.called_loosely)
        many = max((slots.asked.claimed(at, self._is_noun) for at in places), default=0)
        return f"the {f'{many} ' * bool(many)}{plural(group.noun)}"

    def _refer(self, parts: Sequence[Passage]) -> str:
        """The parts by noun and number, or by their titles where they have none."""
        return " and ".join(map(self._reference, parts))

    def _reference(self, part: Passage) -> str:
        if not part.number:
            return f"the {part.noun} “{title_of(part)}”"
        above = self._index.passages[part.parent or part.document]
        if "." in part.number or above.id == part.document:
            return f"{part.noun} {part.number} of {self._label(part)}"
        return f"{part.noun} {part.number} of the {above.noun} “{title_of(above)}”"

    def _label(self, part: Passage) -> str:
        return self._index.documents[part.document].label


def _in_length(length: Length) -> str:
    """The length in words that `read_length` reads."""
    limits = [(length.sentences, "sentence"), (length.words, "word")]
    said = [f" in {many} {noun}{'s' * (many != 1)}" for many, noun in limits if many is not None]
    return " and".join(said) + " each" * (bool(said) and length.each)
