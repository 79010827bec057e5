"""Which section or item holds what a question is about: found by search, named by the outline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace

from assistant import asking
from assistant.answer import Draft, Quote, Refusal
from assistant.asked import Asked, readings
from assistant.decline import unanswered, unmet
from assistant.groups import Group, called, kinds
from assistant.listing import denied, title_of
from assistant.paraphrased import said_about
from assistant.quoting import WORDS, best_quotes
from assistant.referring import part_of
from assistant.structure import Outline
from vectorstore.index import Index, Search
from vectorstore.passages import Passage
from vectorstore.ranking import Hit
from vectorstore.words import WORD, stems, terms

# Chosen by reading the results on three documents.
_AS_GOOD = 0.02  # a second part is named beside the best where its score is so near
_NEAR = 0.06  # the same where several are asked for
_ELSEWHERE = 0.05  # a passage that stands in none of the parts is better by more: it answers
_IN_TITLE = 0.05  # what a title adds that holds all that is asked about
_MOST = 3  # parts that are named

_ASKS_WHICH = frozenset({"which", "what", "whose"})
_VERBS = frozenset("do does did is are was were has have can could should will would".split())
_ANY_PART = frozenset({"part", "parts"})
_HOLDS = stems("address concern contain cover deal discuss handle mention refer speak touch treat")
"""Stems of words that ask for what holds something."""
_WITHIN = 4  # words between "which" and the noun: "which of the three shared priorities"
_IS_THERE = re.compile(r"\b(?:is|are) there (?:an?|any) (\w+)|\bany (\w+) (?:on|about)\b", re.I)


def narrowed(outline: Outline, question: str, search: Search) -> Search:
    """The search, within the section alone that the question names by its number.

    What the reader made of the hits is dropped: it sees a passage, not the section it stands in.
    """
    for reading in readings(question):
        asked = Asked(reading)
        sections = [group for group in outline.groups_named(asked) if group.is_sections]
        found = outline.numbered(asked, sections) if sections else []
        if isinstance(found, list) and found:
            inside = {part.id: part for part in found}
            held = (h for h in search.hits if part_of(h.passage, inside, outline.passages))
            hits = tuple(replace(hit, reading=None) for hit in held)
            return replace(search, hits=hits) if hits else search
    return search


def holders(outline: Outline, question: str, search: Search) -> Draft | None:
    """The parts that hold what is asked about, by title, each with the sentence that shows it.

    For "in which theme is X?" and "which takeaway is about X?"; None for any other question.
    Where the reader finds no answer, only a part whose title holds all of X is named.
    """
    refused = unanswered(search) is not None
    for which in _which(outline, question):
        held = list(which.held(search, outline))
        if refused:
            held = [h for h in held if which.about <= set(terms(title_of(h[1].passage)))]
        if held and held[0][1].score >= search.hits[0].score - _ELSEWHERE:
            held.sort(key=lambda pair: -pair[1].score)
            return _named(_best(held, _NEAR if which.several else _AS_GOOD))
    return None


def looked_for(outline: Outline, question: str, index: Index) -> Draft | Refusal | None:
    """The same, by a search for nothing but what the parts are to hold.

    Parts that hold all of its words are named before others. Where it is asked which mention it,
    and none is near to it, that is said.
    """
    for which in _which(outline, question):
        search = index.look_closer(index.find(said_about(which.words(question))))
        held = list(which.held(search, outline))
        if exact := [pair for pair in held if which.about <= _said(pair[1].passage)]:
            return _named(_best(exact, _NEAR if which.several else _AS_GOOD))
        found = not (unmet(search) or unanswered(search))
        if held and found and held[0][1].score >= search.hits[0].score - _ELSEWHERE:
            return _named(_best(held, _AS_GOOD))
        if asking.MENTIONS.search(question):
            group = which.groups[0]
            return denied(group, f"No {group.noun} mentions “{which.words(question)}”.")
    return None


@dataclass(frozen=True)
class _Which:
    """Which parts a question asks to be named, and what they are to hold."""

    groups: Sequence[Group]
    several: bool
    about: frozenset[str]
    """The stems of what they are to hold."""

    def held(self, search: Search, outline: Outline) -> Iterator[tuple[Passage, Hit]]:
        """The hits in the parts, each with the part."""
        members = {member.id: member for group in self.groups for member in group.members}
        for hit in search.hits:
            if section := part_of(hit.passage, members, outline.passages):
                yield members[section], _preferred(hit, self.about)

    def words(self, question: str) -> str:
        """The words of the question from the first to the last of what the parts are to hold."""
        found = [m for m in WORD.finditer(question) if self.about & set(terms(m[0]))]
        return question[found[0].start() : found[-1].end()] if found else question


def _which(outline: Outline, question: str) -> Iterator[_Which]:
    for reading in readings(question):
        asked = Asked(reading)
        groups = outline.groups_named(asked)
        noun = _asked_for(asked, groups)
        about = outline.beyond(asked, groups) - _HOLDS
        if noun and about:
            meant = called(groups, [noun], Group.called_loosely)
            yield _Which(meant, noun.endswith("s"), frozenset(about))


def _said(passage: Passage) -> set[str]:
    return {*terms(title_of(passage)), *terms(passage.body.text)}


def _asked_for(asked: Asked, groups: list[Group]) -> str | None:
    """The noun of the parts that the question asks to be named."""
    groups = kinds(groups)
    for at, word in enumerate(asked.words):
        if word in _ASKS_WHICH:
            for noun in asked.words[at + 1 : at + 2 + _WITHIN]:
                if noun in _VERBS:
                    break
                if noun not in _ANY_PART and any(group.called_loosely(noun) for group in groups):
                    return noun
            if word != "what":
                return None
    for match in _IS_THERE.finditer(asked.question.lower()):
        noun = match[1] or match[2]
        if any(group.called(noun) for group in groups):
            return noun
    return None


def _preferred(hit: Hit, beyond: Set[str]) -> Hit:
    """The hit, a little better where its title holds what is asked about."""
    shared = len(beyond & set(terms(title_of(hit.passage)))) / len(beyond)
    return replace(hit, score=hit.score + _IN_TITLE * shared)


def _best(held: list[tuple[Passage, Hit]], near: float) -> list[tuple[Passage, Hit]]:
    """The best hit of each part, as far as it comes near to the best of all."""
    best: dict[str, tuple[Passage, Hit]] = {}
    for part, hit in held:
        best.setdefault(part.id, (part, hit))
    least = held[0][1].score - near
    return [(part, hit) for part, hit in best.values() if hit.score >= least][:_MOST]


def _named(found: list[tuple[Passage, Hit]]) -> Draft:
    """The titles of the part and of the passage in it, and then the sentences that show it."""
    shown = best_quotes([hit for _, hit in found], WORDS)
    quotes: list[Quote] = []
    for part, hit in found:
        if not any(quote.passage.id == hit.passage.id for quote in shown):
            continue
        quotes += [Quote(p, p.title) for p in (part, hit.passage) if p.title]
        within = [quote for quote in shown if quote.passage.id == hit.passage.id]
        quotes += within if part.id == hit.passage.id else within[:1]
    return Draft(tuple(dict.fromkeys(quotes)))
