"""English questions that one in another language may say the same as: lists, summaries, small talk.

These are asked for in few ways, and the outline knows the nouns: “What are the three themes?”, “How
many takeaways are there?”, “Summarise the second theme.” A question in another language that means
the same as one of these is answered as that one would be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.frame import Kind
from assistant.groups import Group
from assistant.number_words import ORDINALS
from vectorstore.documents import Document
from vectorstore.embedder import Floats
from vectorstore.index import Index
from vectorstore.languages import Found
from vectorstore.outline import plural
from vectorstore.passages import Passage

# Chosen on 131 such questions and 720 others: docs/decisions/0010.
_ALIKE = 0.88  # mean cosine with an English question from which the same is asked
_WORDED_SO = 0.04  # what the wording adds, where it is that of a list, a summary, small talk
_LISTS = 120  # questions for them, those that mean the most: each takes some 20 ms to embed, once
_DOCUMENTS = 20  # whose summaries are asked for by name
_COMMON = {"item": ("points", "conclusions"), "outline": ("themes",)}
"""Nouns for parts of a kind that people use in any language."""
_OF_THE_DOCUMENT = (
    "Summarise the document.",
    "Give me a short summary.",
    "What is this document about?",
)
_SMALL_TALK = (
    "Hello!",
    "Good morning",
    "Hi, how are you?",
    "Thank you very much!",
    "Thanks, that helped.",
    "Goodbye",
    "Who are you?",
    "What can you do?",
    "How can you help me?",
    "How does this work?",
    "Which documents do you have?",
)


@dataclass(frozen=True)
class Question:
    """A question in English, or what one in another language comes down to."""

    kind: Kind
    text: str
    groups: tuple[Group, ...] = ()
    """What a list may be of."""


class EnglishQuestions:
    """The English questions that an index gives reason to ask, ready to be compared."""

    def __init__(self, index: Index, groups: Sequence[Group]) -> None:
        self._index, self._groups = index, groups

    def meant(self, found: Found, worded_as: frozenset[Kind]) -> Question | None:
        """The one that says the same as a question, of a list one group alone; None for others.

        `worded_as`: what the question's wording is that of. A summary needs to be put as one.
        """
        asked, likeness = self._asked
        near = likeness(found)
        for at, each in enumerate(asked):
            if each.kind in worded_as:
                near[at] += _WORDED_SO
            elif each.kind == "summary":
                near[at] = 0
        at = int(near.argmax())
        if near[at] < _ALIKE:
            return None
        if asked[at].groups:
            group = min(asked[at].groups, key=lambda group: _distance(group, found))
            return replace(asked[at], groups=(group,))
        if asked[at].text in _OF_THE_DOCUMENT:
            document = self._index.documents[found.hits[0].passage.document]
            return Question("summary", _summarise(document))
        return asked[at]

    @cached_property
    def _asked(self) -> tuple[list[Question], Callable[[Found], Floats]]:
        """The questions, and how near one in another language comes to each."""
        assert self._index.languages is not None  # or nothing would have been found
        documents = list(self._index.documents.values())[:_DOCUMENTS]
        summaries = [*_OF_THE_DOCUMENT, *map(_summarise, documents), *_of_sections(self._groups)]
        asked = [Question("small talk", text) for text in _SMALL_TALK]
        asked += [Question("summary", text) for text in dict.fromkeys(summaries)]
        asked += _for_lists(self._groups)
        return asked, self._index.languages.likeness([question.text for question in asked])


def _for_lists(groups: Sequence[Group]) -> list[Question]:
    meant = defaultdict[str, list[Group]](list)
    for group in groups:
        for text in dict.fromkeys(_asking_for(group)):
            meant[text].append(group)
    most = sorted(meant, key=lambda text: -len(meant[text]))[:_LISTS]
    return [Question("list", text, tuple(meant[text])) for text in most]


def _asking_for(group: Group) -> Iterator[str]:
    """English questions that ask for a group, or for others like it."""
    heading = group.heading
    for noun in (plural(group.noun), *_COMMON.get(group.members[0].kind, ())):
        if not heading.number:
            yield f"What are the {group.count} {noun}?"
            yield f"What are the {noun}?"
            yield f"How many {noun} are there?"
            yield f"List all {noun}."
        elif ordinal := _ordinal(heading):
            for above in dict.fromkeys((heading.noun, "theme")):
                yield f"Which {noun} belong to the {ordinal} {above}?"


def _summarise(document: Document) -> str:
    return f"Summarise {document.label}."


def _of_sections(groups: Iterable[Group]) -> Iterator[str]:
    for group in groups:
        if ordinal := _ordinal(group.heading):
            yield f"Summarise the {ordinal} {group.heading.noun}."


def _ordinal(heading: Passage) -> str:
    """“second” for a heading with the number 2; empty for any other."""
    number = int(heading.number) if heading.number.isdecimal() else 0
    return ORDINALS[number - 1] if 0 < number <= len(ORDINALS) else ""


def _distance(group: Group, found: Found) -> tuple[int, int]:
    """How far down what was found the first part of a group stands, and of its document."""
    held = {group.heading.id, *(member.id for member in group.members)}
    passages = [hit.passage for hit in found.hits]
    own = (at for at, each in enumerate(passages) if {each.id, each.parent} & held)
    same = (at for at, each in enumerate(passages) if each.document == group.heading.document)
    return next(own, len(passages)), next(same, len(passages))
