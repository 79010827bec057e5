"""Questions that go from one part to another: “and then?”, “what follows after the item on X?”.

Such a question has an anchor and a step. The anchor is a part that it describes, numbers or names
by its title, or what the last answer quoted; the step leads to its neighbours, to a place among
them, to what stands between two, or to what stands in it. All other words of the question must be
of the few that only ask for that; else it is left to search.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant import asking
from assistant.answer import Draft, Quote, Refusal, Turn
from assistant.asked import CLAUSE_END, Asked, number_words
from assistant.groups import Group
from assistant.length import read_length
from assistant.listing import called_so, denied, of_what
from assistant.paraphrased import with_nouns
from assistant.pointing import Pointed, Pointing
from assistant.referring import Told, declined, earlier
from assistant.retelling import Retelling
from assistant.steps import OPENING, Step, read_step
from assistant.structure import Outline
from assistant.summary import asks_for_summary
from vectorstore.index import Index
from vectorstore.passages import Passage
from vectorstore.words import stem, words

Parts = list[Passage]
_TURNS = 2  # answers between which a part can be left out
_AHEAD_OF = re.compile(r"\b(?:in front|ahead) of\b", re.IGNORECASE)


class Navigator:
    """Goes through the outlines of an index."""

    def __init__(self, index: Index, outline: Outline) -> None:
        self._index = index
        self._outline = outline
        self._pointing = Pointing(index, outline)
        self._retelling = Retelling(index, self._pointing)

    def answer(self, question: str, turns: Sequence[Turn] = ()) -> Draft | Refusal | None:
        """The parts that a step leads to; None for any question that is no such step."""
        question = with_nouns(_AHEAD_OF.sub("before", question), self._outline.groups)
        told = (earlier(turns[-1:], self._index) or [Told()])[0]
        *before, asked = CLAUSE_END.split(question.strip())
        said = self._pointing.pointed(asked, question)
        context = self._pointing.pointed(" ".join(before), question) if before else Pointed("")
        if within := self._pointing.contents(question, said, context):
            return within
        step = self._read(said, question)
        if step is None and before:  # "the item on X - what comes next?"
            said = self._pointing.pointed(question, question)
            step = self._read(said, question)
        if whole := self._opening_text(question):
            return whole
        if step is None or not (step.is_any or said.between):
            return None
        if said.between:
            return self._retelling.of(list(said.between), step, question, Told())
        if step.left_out:
            found: Parts | Refusal | None = self._left_out(earlier(turns[-_TURNS:], self._index))
        elif start := list(said.parts or context.parts) or self._members(context.text, step):
            found = self._found(step, start)
        else:
            by_words = step.opening or step.sentence is not None
            document = self._pointing.document(asked) if by_words and not step.places else []
            clear = not step.plain or self._pointing.was_structural(turns)
            start = document or (self._start(turns, step) if clear else [])
            found = self._found(step, start)
            if not found and by_words:
                found = self._found(step, self._members(said.text, step))
            bare = not (start or before or self._index.documents_named(question))
            if bare and step.is_place:
                return of_what()
        if isinstance(found, Refusal):
            return found
        if not found:
            return None
        return self._retelling.of(found, step, question, told)

    def asks_for_parts(self, question: str) -> bool:
        """True where a question speaks of parts, of their number or their gist."""
        if asking.ASKS_WHY.match(question):
            return False
        said = [word for word in Asked(question).words if word != "one"]
        parts = any(map(self._outline.is_noun, said)) or number_words(said)
        wants = asking.ASKS_FOR_THEM.search(question) or asks_for_summary(question)
        return bool(parts or wants or read_length(question)[0].is_set)

    def _opening_text(self, question: str) -> Draft | None:
        """What stands in a document before its sections, where that alone is asked for."""
        named = self._index.documents_named(question)
        rest, said = OPENING.subn("", question)
        if not said or len(named) != 1 or self._pointing.beyond(rest):
            return None
        if any(self._pointing.is_noun(word) and not word.endswith("s") for word in words(rest)):
            return None
        (document,) = (self._index.passages[id_] for id_ in named)
        texts = (p for p in self._pointing.inside(document) if not p.body.text.endswith(":"))
        quotes = [Quote(p, sentence) for p in texts for sentence in p.sentences]
        return Draft(tuple(quotes)) if quotes else None

    def _read(self, said: Pointed, question: str) -> Step | None:
        naming = set(self._index.naming_terms(question))
        for group in self._pointing.around([*said.parts, *said.between]):
            naming |= group.heading_terms if said.parts or said.between else set()
        return read_step(said.text, self._pointing.is_noun, lambda word: stem(word) in naming)

    def _start(self, turns: Sequence[Turn], step: Step) -> Parts:
        """What the last answer quotes.

        Where it quotes nothing, places are counted among the parts that its question names; or,
        where that was declined, in what was asked before it.
        """
        for turn in reversed(turns):
            (told,) = earlier([turn], self._index)
            if told.parts or not step.places:
                return told.innermost
            if named := self._members(turn.question, step):
                return named
            if not declined(turn):
                break
        return []

    def _members(self, text: str, step: Step) -> Parts:
        """The parts that a text names by their noun: "I have the four notes. The fifth?"."""
        groups = self._pointing.groups_called(words(text), text) if step.places else []
        sections = [group for group in groups if group.is_sections]
        place = self._outline.numbered(Asked(text), sections)
        if isinstance(place, list) and len(place) == 1 and len(sections) < len(groups):
            groups = [group for group in groups if group.heading.id == place[0].id]
        return list(groups[0].members) if groups else []

    def _found(self, step: Step, start: Parts) -> Parts | Refusal | None:
        """The parts that the step leads to from where it starts."""
        if not start:
            return None
        if step.places:
            return self._at_places(step, start)
        if step.ahead:
            return self._beside(step, start)
        return start if len(start) == 1 or step.every else None

    def _beside(self, step: Step, start: Parts) -> Parts | Refusal | None:
        """The neighbours of the parts, after the last or before the first of them."""
        start = self._lifted(step, start)
        group = self._pointing.widest(start)
        row = list(group.members) if group else self._pointing.siblings(start)
        at = [row.index(part) for part in start if part in row]
        if len(at) < len(start) or max(at) - min(at) >= len(at):
            return None
        if step.ahead > 0:
            found = row[max(at) + 1 : max(at) + 1 + step.many]
        else:
            found = row[max(0, min(at) - step.many) : min(at)]
        if not found and group:
            where = "after" if step.ahead > 0 else "before"
            edge = row[max(at)] if step.ahead > 0 else row[min(at)]
            return denied(group, f"There is no {group.noun} {where} {edge.label}.")
        return found

    def _lifted(self, step: Step, start: Parts) -> Parts:
        """The sections that the parts stand in, where it is sections that are asked for."""
        above = [self._index.passages[part.parent] for part in start if part.parent]
        groups = self._pointing.groups_called(step.nouns)
        if not groups or any(part in group.members for group in groups for part in start):
            return start
        lifted = [part for part in dict.fromkeys(above) if any(part in g.members for g in groups)]
        return lifted or start

    def _at_places(self, step: Step, start: Parts) -> Parts | Refusal | None:
        """The parts at places: among those told of, beside them, or in the one told of."""
        group = self._group_meant(step, start)
        if group is None:
            return None
        if any("." in place for place in step.places):  # “2.4” counts through the whole document
            group = self._pointing.widest(group.members) or group
        row = group
        if len(start) > 1 and step.back & {"those", "these", "them", "their"}:
            row = replace(group, members=tuple(start))
        found: Parts = []
        for place in step.places:
            parts = called_so(place, [row], 1)
            if isinstance(parts, Refusal):
                return parts
            found += parts
        return found

    def _group_meant(self, step: Step, start: Parts) -> Group | None:
        """The group that places are counted in."""
        if step.within and len(start) == 1:
            (inner,) = start
            within = self._pointing.groups_called([step.within])
            if not any(inner in group.members for group in within):
                start = [part for part in [self._index.passages[inner.parent]] if part.parent]
        in_it = len(start) == 1 and start[0].kind == "outline"
        if in_it and (step.within or step.back & {"it", "its", "there"} or step.has_part):
            groups = self._pointing.under(start[0])
        elif in_it and step.nouns:
            groups = [*self._pointing.under(start[0]), *self._pointing.around(start)]
        else:
            groups = self._pointing.around(start)
        nouns = [noun for noun in step.nouns if noun not in ("part", "parts")]
        called = [g for g in groups if all(map(g.called_generally, nouns))]
        return called[0] if called else None

    def _left_out(self, earlier: Sequence[Told]) -> Parts | None:
        """The parts between those that the last answers told of."""
        if not earlier:
            return None
        last = earlier[-1].innermost
        group = self._pointing.widest(last)
        if group is None:
            return None
        here = [part for told in earlier for part in told.innermost if part in group.members]
        at = [group.members.index(part) for part in here]
        return [part for part in group.members[min(at) : max(at)] if part not in here]
