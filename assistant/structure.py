"""Questions about the structure, answered from the outline: lists, counts, "the second theme".

The outline knows the nouns that the documents call their parts by. A question that names such a
noun and asks for nothing beyond it is answered completely and in order; any other is left to
search.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant import asking
from assistant.answer import Draft, Refusal
from assistant.asked import Asked, number_words, readings
from assistant.belonging import belonging
from assistant.groups import Group, called, first_means, groups_of, in_own_nouns, kinds, narrowest
from assistant.length import Length, read_length
from assistant.listing import (
    below,
    called_so,
    heading_terms,
    holding,
    listed,
    most_or_fewest,
    spoken,
    titled_most_like,
    titles,
    with_others,
)
from assistant.paraphrased import of_all, paraphrased
from assistant.per_section import in_each, one_of_each
from assistant.premises import asks_whether, claims_too_many, miscounted, wrong_place
from assistant.summary import asks_for_summary, summed_up
from vectorstore.index import Index
from vectorstore.passages import Passage
from vectorstore.words import stem, terms

Parts = list[Passage]
_MOST_TOGETHER = 4  # documents that are summed up together
_IN_FULL = 3  # parts asked for by number: up to so many are given in their words


class Outline:
    """The outlines of all documents, ready to be asked."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self.passages = index.passages
        self.groups = tuple(groups_of(index.passages.values()))
        self.kinds = kinds(self.groups)
        self._places = {id_: at for at, id_ in enumerate(index.passages)}

    def answer(self, question: str) -> Draft | Refusal | None:
        """The answer to a question about the structure; None for any other question."""
        length, text = read_length(question)
        here = self.groups_here(text)
        for plainer in paraphrased(text, here, self._index.naming_terms(text)):
            wants_gist = length.is_set or asks_for_summary(f"{text} {plainer}")
            for reading in readings(in_own_nouns(plainer, here)):
                if outcome := self._read(Asked(reading), length, wants_gist):
                    return outcome
        return None

    def overview(self, question: str) -> Draft | Refusal | None:
        """The same for a gist or an overview of which nothing is said: it is of all documents."""
        whole = of_all(question) if len(self._index.documents) <= _MOST_TOGETHER else ""
        return self.answer(whole) if whole and not self.groups_named(Asked(question)) else None

    def groups_here(self, question: str) -> list[Group]:
        """The groups in the documents that a question names; all where it names none."""
        named = self._index.documents_named(question)
        return [g for g in self.groups if not named or g.heading.document in named]

    def groups_named(self, asked: Asked) -> list[Group]:
        """The groups whose noun the question uses, in the documents that it names if any."""
        here = self.groups_here(asked.question)
        by_noun = called(here, asked.words, Group.called)
        several = len(self._index.documents_named(asked.question)) > 1
        if any(group.is_sections for group in by_noun) and not several:
            return by_noun
        loosely = called(here, asked.words, Group.called_loosely)
        taken = {group.kind for group in by_noun}
        return by_noun + [g for g in loosely if g.is_sections and g.kind not in taken]

    def is_noun(self, word: str) -> bool:
        """True for a word that any document calls its parts by."""
        return any(group.called_loosely(word) for group in self.kinds)

    def beyond(self, asked: Asked, mentioned: Sequence[Group]) -> set[str]:
        """The terms of a question that neither name the parts nor only ask for them."""
        each = kinds(mentioned)
        spoken = [word for word in asked.words if any(g.called_loosely(word) for g in each)]
        said = {stem(word) for word in spoken} | number_words(asked.words)
        naming = self._index.naming_terms(asked.question)
        return set(terms(asked.question)) - said - naming - asking.SAYS_NOTHING_ELSE

    def numbered(self, asked: Asked, groups: Sequence[Group]) -> Parts | Refusal:
        """The parts that nouns with numbers mean; a refusal where there is no such part."""
        said = enumerate(asked.words)
        named = [(at, called(groups, [word], Group.called_loosely)) for at, word in said]
        found: Parts = []
        for places in (named, [(at, list(groups)) for at in asked.stand_ins]):
            for at, meant in places:
                for number in asked.numbers(at, self.is_noun) if meant else ():
                    many = None if asked.calls(at) else 1  # "the first one" is one of several
                    parts = called_so(number, meant, many)
                    if isinstance(parts, Refusal):
                        return parts
                    found += parts
            if found:
                break  # "the third theme … the second one": the one is not a theme
        return list({passage.id: passage for passage in found}.values())

    def _read(self, asked: Asked, length: Length, wants_gist: bool) -> Draft | Refusal | None:
        if said := belonging(asked, self.groups, self._index, self.beyond(asked, self.groups)):
            return said
        groups = self.groups_named(asked)
        sections = [group for group in groups if group.is_sections]
        items = [group for group in groups if not group.is_sections]
        if each := one_of_each(asked, sections, items, self.numbered):
            return self._in_order(each)
        if fullest := most_or_fewest(asked, sections, items):
            return fullest
        meant, places = sections, list[Passage]()
        if items and not first_means(asked.plurals, sections, items):
            found = self.numbered(asked, sections) or self._by_heading(asked, sections)
            if isinstance(found, Refusal):
                return found
            places, under = found, {place.id for place in found}
            meant = [g for g in items if g.heading.id in under] if places else items
        if refused := claims_too_many(asked, meant, sections if places else groups, self.is_noun):
            return refused
        about = asking.ABOUT.search(asked.question) and not groups
        together = asking.TOGETHER.search(asked.question) and len(self._documents_meant(asked)) > 1
        if wants_gist or about or (together and not groups):
            parts = self._summable(asked, meant, groups, length)
            if isinstance(parts, Refusal):
                return parts
            if parts and (length.is_set or len(parts) > 1 or parts[0].kind == "outline"):
                return summed_up(self._index, parts, length)
        return (
            self._contents(asked, sections, groups)
            or self._some(asked, meant, groups)
            or self._titled(asked, groups)
            or self._all(asked, meant, groups, places)
        )

    def _by_heading(self, asked: Asked, sections: list[Group]) -> Parts:
        """The section whose heading the question quotes; one word is enough beside its noun."""
        candidates = sections or [g for g in self.groups if g.is_sections]
        said = set(terms(asked.question)) - self._index.naming_terms(asked.question)
        return titled_most_like(said, candidates, needed=1 if sections else 2)

    def _summable(
        self, asked: Asked, meant: list[Group], mentioned: list[Group], length: Length
    ) -> Parts | Refusal:
        """What is to be summed up; nothing where the question asks for more than a part."""
        beyond = self.beyond(asked, mentioned) - asking.ASKS_FOR_GIST
        beyond -= frozenset() if mentioned else asking.SIDE_BY_SIDE
        if isinstance(parts := self.numbered(asked, meant), Refusal):
            return parts
        if not parts and beyond and (not meant or meant[0].is_sections):
            parts = self._by_heading(asked, meant)
        if parts:
            return parts if beyond <= heading_terms(parts) else []
        if plurals := called(meant, asked.plurals, Group.called_loosely):
            group = narrowest(plurals, beyond)
            if beyond - group.heading_terms:
                return []
            return list(group.members) if length.each else [group.heading]
        return [self._index.passages[id_] for id_ in self._documents_meant(asked) if not beyond]

    def _documents_meant(self, asked: Asked) -> list[str]:
        """The documents that the question names; all of them for "both papers"."""
        named = self._index.documents_named(asked.question)
        every = not named and asking.EVERY_DOCUMENT.search(asked.question)
        return [id_ for id_ in self._index.documents if id_ in named or every]

    def _contents(self, asked: Asked, parts: list[Group], mentioned: list[Group]) -> Draft | None:
        """All that stands in the documents, or in the sections, of which nothing else is asked."""
        if asking.CONTENTS.search(asked.question) and not self.beyond(asked, []):
            named = self._documents_meant(asked)
            return below(named, [g for g in self.groups if g.is_sections])
        items = [group for group in self.groups if not group.is_sections]
        inside = asking.INSIDE.search(asked.question)
        if not inside or self.numbered(Asked(inside[0]), items):  # "the fourth takeaway under …"
            return None
        more = self.beyond(asked, mentioned) - asking.ALL_INSIDE
        held = [] if more else self.numbered(asked, parts)
        return None if isinstance(held, Refusal) else below([p.id for p in held], self.groups)

    def _some(
        self, asked: Asked, groups: list[Group], mentioned: list[Group]
    ) -> Draft | Refusal | None:
        """Parts asked for by number: "takeaway 1.2", "the second theme", "the first three"."""
        parts = self.numbered(asked, groups)
        if isinstance(parts, Refusal) or not parts:
            return parts if isinstance(parts, Refusal) else None
        beyond = self.beyond(asked, mentioned) - asking.ASKS_FOR_GIST - heading_terms(parts)
        if wrong := wrong_place(asked, parts, self.is_noun, beyond):
            return wrong
        in_words = asking.IN_WORDS.search(asked.question)
        in_full = len(parts) == 1 or (len(parts) <= _IN_FULL and in_words)
        if asking.TITLE_ONLY.search(asked.question) and not beyond:
            in_full = False
        if beyond and (not in_full or any(part.kind == "outline" for part in parts)):
            return None
        return spoken(parts, self.passages) if in_full else titles(parts, self._index.documents)

    def _titled(self, asked: Asked, mentioned: list[Group]) -> Draft | None:
        """The titles that hold a word, or a name: "which headings have X in them"."""
        held = self.beyond(asked, mentioned) - asking.ASKS_FOR_WORD
        if not held or not asking.HOLDS_WORD.search(asked.question):
            return None
        named = self._index.documents_named(asked.question) or self._index.documents.keys()
        items = [group for group in mentioned if not group.is_sections]
        nouns = items or [group for group in self.groups if group.heading.document in named]
        parts = {m.id: m for group in nouns for m in group.members if m.title}
        found = holding(parts.values(), asked, held)
        return self._in_order(found) if found else None

    def _in_order(self, parts: Parts) -> Draft:
        """Parts by their titles, in reading order."""
        return titles(sorted(parts, key=lambda p: self._places[p.id]), self._index.documents)

    def _all(
        self, asked: Asked, meant: list[Group], mentioned: list[Group], places: Parts
    ) -> Draft | Refusal | None:
        """All parts of a kind, where nothing further is asked of them."""
        groups = called(meant, asked.plurals, Group.called_loosely)
        beyond = self.beyond(asked, mentioned)
        if beyond and asking.MENTIONS.search(asked.question):
            return None
        bare = groups and not (beyond - groups[0].heading_terms)  # "the six priorities?"
        whether = asks_whether(asked, self.is_noun)
        bare = bare and (whether or not asking.NO_LIST.match(asked.question))
        if not groups or not (bare or asking.ASKS_FOR_ALL.search(asked.question)):
            return None
        chosen = groups if len(places) > 1 else in_each(asked, groups, mentioned)
        others = called(mentioned, asked.plurals, Group.called_loosely)
        chosen = with_others(asked, chosen or [narrowest(groups, beyond)], others)
        beyond -= frozenset[str]().union(*(group.heading_terms for group in chosen))
        known = frozenset[str]().union(*(self._index.terms_of(g.heading.document) for g in chosen))
        gist = beyond and asks_for_summary(asked.question)  # "the main points on staff"
        more = gist or any(beyond & group.member_terms for group in chosen) or not beyond <= known
        return None if more else miscounted(asked, chosen, self.is_noun) or listed(chosen)
