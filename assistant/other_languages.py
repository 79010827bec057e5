"""Questions in other languages than the documents': found by meaning, framed in their language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.alike import EnglishQuestions, Question
from assistant.answer import Draft, Quote, Refusal, Turn
from assistant.frame import Frame, frame_of
from assistant.language import language_of
from assistant.listing import listed
from assistant.quoting import WORDS, Near, best_quotes
from assistant.scope import known_documents
from assistant.structure import Outline
from vectorstore.errors import PIP
from vectorstore.index import Index
from vectorstore.languages import Found
from vectorstore.multilingual import Language
from vectorstore.passages import Passage

# Chosen on 60 answered and 20 unanswered questions; docs/decisions/0010 has the figures.
_NEAR = 0.775  # plain cosine with the best sentence below which the question is a stranger
_COSINE = 40.0  # log-odds that a unit of cosine beyond _NEAR is worth beside the reader's
_ANSWERED = -1.0  # the sum of both below which no passage answers
_SHOWN = Near(best=0.30, same_passage=0.18)  # meaning tells the sentences of a passage apart badly
_LOOK_BACK = 3  # turns
_OFFERED = 3

_COMMAND = f"{PIP} --editable '.[multilingual]'"
_NUMBER = re.compile(r"(?<![\w.])\d+\.\d+(?![\w.]*\d)")


class OtherLanguages:
    """Answers questions in other languages from an index."""

    def __init__(self, index: Index, outline: Outline) -> None:
        self._index = index
        self._outline = outline
        self._english = EnglishQuestions(index, outline.groups)

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
        if frame.is_greeting(question):
            return self._purpose(frame)
        if part := self._numbered(question):
            return Draft(tuple(Quote(part, words) for words in part.sentences), frame.original)
        meant = self._english.meant(found, frame.worded_as(question))
        if meant and (outcome := self._said(meant, frame)):
            return outcome
        if found.unknown:
            names = ", ".join(f"“{name}”" for name in found.unknown)
            said = frame.not_named.format(names=names)
            return Refusal("fact_missing", said, tuple(_topics(found)))
        if not _is_answered(found):
            if found.cosine < _NEAR:
                return Refusal("not_in_corpus", frame.not_in_corpus, tuple(_topics(found)))
            return Refusal("fact_missing", frame.near, tuple(_topics(found)))
        return Draft(tuple(best_quotes(found.hits, WORDS, _SHOWN)), frame.original)

    def _said(self, asked: Question, frame: Frame) -> Draft | Refusal | None:
        """What an English question is answered with, in another frame."""
        if asked.kind == "small talk":
            return self._purpose(frame)
        if asked.kind == "summary":
            outcome = self._outline.answer(asked.text)
            return replace(outcome, lead=frame.original) if isinstance(outcome, Draft) else None
        (group,) = asked.groups
        titles = listed([group])
        lead = frame.listed.format(heading=group.heading.called, count=len(titles.quotes))
        return replace(titles, lead=lead)

    def _purpose(self, frame: Frame) -> Refusal:
        documents = known_documents(self._index)
        return Refusal("out_of_scope", frame.about.format(documents=documents))

    def _numbered(self, question: str) -> Passage | None:
        """The one part whose number, such as 1.2, stands in the question."""
        said = set(_NUMBER.findall(question))
        parts = [part for part in self._index.passages.values() if part.number in said]
        return parts[0] if len(parts) == 1 and parts[0].kind == "item" else None


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
