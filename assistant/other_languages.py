"""Questions in other languages than the documents': found by meaning, framed in their language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from assistant.answer import Draft, Quote, Refusal, Turn
from assistant.frame import frame_of
from assistant.groups import Group, groups_of
from assistant.language import language_of
from assistant.quoting import WORDS, Near, best_quotes
from vectorstore.embedder import Floats
from vectorstore.errors import PIP
from vectorstore.index import Index
from vectorstore.languages import Found
from vectorstore.multilingual import Language
from vectorstore.outline import plural
from vectorstore.passages import Passage

# Chosen on 60 answered and 20 unanswered questions; docs/decisions/0010 has the figures.
_NEAR = 0.775  # plain cosine with the best sentence below which the question is a stranger
_COSINE = 40.0  # log-odds that a unit of cosine beyond _NEAR is worth beside the reader's
_ANSWERED = -1.0  # the sum of both below which no passage answers
_SHOWN = Near(best=0.30, same_passage=0.18)  # meaning tells the sentences of a passage apart badly
_AS_LIST = -0.02  # how much further from the question than the best passage a list may be
_LOOK_BACK = 3  # turns
_OFFERED = 3

_COMMAND = f"{PIP} --editable '.[multilingual]'"
_NUMBER = re.compile(r"(?<![\w.])\d+\.\d+(?![\w.]*\d)")
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()


class OtherLanguages:
    """Answers questions in other languages from an index."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def find(self, question: str, language: Language, turns: Sequence[Turn]) -> Found | None:
        """What meets the question, with the one it leans on; None without the extra."""
        if self._index.languages is None:
            return None
        return self._index.languages.search(_standalone(question, language, turns), language)

    def answer(self, question: str, language: Language, found: Found | None) -> Draft | Refusal:
        """The quotes that answer, or why there are none, in the question's language."""
        frame = frame_of(language)
        if found is None:
            return Refusal("unclear", frame.install.format(command=_COMMAND))
        if part := self._numbered(question):
            return Draft(tuple(Quote(part, words) for words in part.sentences), frame.original)
        if frame.is_list_asked(question) and (group := self._listed(found)):
            quotes = [Quote(m, m.title or m.sentences[0]) for m in group.members if m.sentences]
            heading = group.heading.called
            lead = frame.listed.format(heading=heading, count=len(quotes))
            return Draft(tuple(quotes), lead, as_list=True)
        if found.unknown:
            names = ", ".join(f"“{name}”" for name in found.unknown)
            said = frame.not_named.format(names=names)
            return Refusal("fact_missing", said, tuple(_topics(found)))
        if not _is_answered(found):
            if found.cosine < _NEAR:
                return Refusal("not_in_corpus", frame.not_in_corpus, tuple(_topics(found)))
            return Refusal("fact_missing", frame.near, tuple(_topics(found)))
        return Draft(tuple(best_quotes(found.hits, WORDS, _SHOWN)), frame.original)

    def _numbered(self, question: str) -> Passage | None:
        """The one part whose number, such as 1.2, stands in the question."""
        said = set(_NUMBER.findall(question))
        parts = [part for part in self._index.passages.values() if part.number in said]
        return parts[0] if len(parts) == 1 and parts[0].kind == "item" else None

    def _listed(self, found: Found) -> Group | None:
        """The group that the question asks for, where no passage is nearer."""
        if self._asking is None:
            return None
        groups, likeness = self._asking
        near = likeness(found)
        at = int(near.argmax())
        return groups[at] if near[at] >= found.likest + _AS_LIST else None

    @cached_property
    def _asking(self) -> tuple[list[Group], Callable[[Found], Floats]] | None:
        """English questions that ask for each group: the groups, and how near one comes.

        None where the documents have no parts to list.
        """
        assert self._index.languages is not None  # or nothing would have been found
        groups = groups_of(self._index.passages.values())
        asking = [(g, text) for g in groups if g.noun != "footnote" for text in _asking_for(g)]
        if not asking:
            return None
        texts = [text for _, text in asking]
        return [group for group, _ in asking], self._index.languages.likeness(texts)


def _asking_for(group: Group) -> Iterator[str]:
    noun, heading = plural(group.noun), group.heading
    yield f"What are the {noun} of {heading.called}?"
    if heading.number.isdecimal() and 0 < int(heading.number) <= len(_ORDINALS):
        yield f"Which {noun} belong to the {_ORDINALS[int(heading.number) - 1]} {heading.noun}?"


def _standalone(question: str, language: Language, turns: Sequence[Turn]) -> str:
    """The question, with the one it leans on in front where it leans on one of its language."""
    for turn in reversed(turns[-_LOOK_BACK:]):
        if not frame_of(language).does_lean_back(question):
            break
        if language_of(turn.question) == language:
            question = f"{turn.question} {question}"
    return question


def _is_answered(found: Found) -> bool:
    """By the reader and the likeness; without a reader, by likeness."""
    odds = [hit.reading.answers for hit in found.hits if hit.reading]
    beyond = found.cosine - _NEAR
    return max(odds) + _COSINE * beyond >= _ANSWERED if odds else beyond >= 0


def _topics(found: Found) -> Iterator[Passage]:
    """The passages nearest to the question that a reader would know by a title or a number."""
    named = (hit.passage for hit in found.hits if hit.passage.title or hit.passage.number)
    for _, passage in zip(range(_OFFERED), named, strict=False):
        yield passage
