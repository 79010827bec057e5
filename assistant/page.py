"""What a model has written so far: what stands, what was withdrawn, and whether it may be shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from assistant.answer import (
    Because,
    Citation,
    Draft,
    Event,
    Record,
    Sentence,
    Withdrawn,
    Withdrew,
    Wrote,
)
from assistant.errors import ModelFailed, Trouble
from assistant.language import language_of
from assistant.length import Length
from vectorstore.passages import Passage

_SURVIVING = 0.5  # share of a model's sentences below which none of them is kept
_MOST = 12  # sentences
_REPEATS = 3  # sentences said before, with which a model has gone round in circles
_CIRCLING = 6  # such sentences in a row, after which nothing new follows
_ENDLESS = 1_500  # characters without an end of a sentence

Fault = (
    Trouble
    | Literal["", "empty", "language", "repeats", "form", "instructions", "unsupported", "none"]
    | Literal["elsewhere"]
)
"""Why a page cannot be the answer; empty where it can."""

NOTES: dict[Fault, str] = {
    "late": "The chat model did not answer in time",
    "unreachable": "The chat model cannot be reached",
    "key": "The chat model does not accept the key, or there is none",
    "busy": "The chat model is busy or out of order",
    "refused": "The chat model did not accept the request",
    "broken": "The chat model broke off",
    "cut": "The chat model wrote without end",
    "too_long": "The question and its passages are too long for the chat model",
    "empty": "The chat model wrote nothing",
    "language": "The chat model wrote in another language",
    "repeats": "The chat model went round in circles",
    "form": "The chat model wrote code instead of sentences",
    "instructions": "The chat model repeated its instructions",
    "unsupported": "The documents do not support what the chat model wrote",
    "none": "The chat model found no answer in the passages",
    "elsewhere": "The chat model did not answer the question",
}


@dataclass
class Page:
    """What is on the page so far."""

    model: str
    wrote: str = ""
    reasoned: int = 0
    """How many characters of it are reasoning before the answer."""
    seen: tuple[Passage, ...] = ()
    left_out: tuple[str, ...] = ()
    sentences: list[Sentence] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    withdrawn: list[Withdrawn] = field(default_factory=list)
    said: set[tuple[str, ...]] = field(default_factory=set)
    headings: set[str] = field(default_factory=set)
    """Labels and titles among what was withdrawn: they say nothing, and so nothing wrong."""
    repaired: int = 0
    unknown_marks: int = 0
    repeats: int = 0
    repeats_in_a_row: int = 0
    held: list[Wrote] = field(default_factory=list)
    """Verified sentences that wait: too little of what was written before them stands."""
    gave_up: bool = False
    """True where the model says that the passages do not answer."""

    @property
    def answer(self) -> str:
        """What the model wrote, without reasoning that it wrote before."""
        return self.wrote[self.reasoned :]

    @property
    def stands(self) -> bool:
        """True where enough of the sentences stand for the page to be an answer."""
        counted = [each for each in self.withdrawn if each.text not in self.headings]
        judged = len(self.sentences) + sum(map(_counts, counted))
        return bool(self.sentences) and len(self.sentences) >= _SURVIVING * judged

    def show(self, wrote: Wrote) -> Iterator[Event]:
        """The sentence, and those that wait, as soon as the page stands.

        Of a model that is mostly wrong nothing is shown for a moment that quotes would replace.
        """
        self.held.append(wrote)
        if self.stands:
            yield from self.held_back()

    def held_back(self) -> Iterator[Event]:
        """The sentences that wait, which then do not any more."""
        held, self.held = self.held, []
        yield from held

    def withdraw(self, text: str, because: Because) -> Iterator[Event]:
        self.withdrawn.append(Withdrawn(text, because))
        yield Withdrew(self.withdrawn[-1])

    def withdraw_all(self) -> Iterator[Event]:
        """Takes back what was shown; what waited is only put on record."""
        waiting = [wrote.sentence for wrote in self.held]
        for sentence in self.sentences:
            events = self.withdraw(sentence.text, "replaced")
            yield from (event for event in events if sentence not in waiting)

    def begin_again(self, reasoned: int) -> Iterator[Event]:
        """Takes back all of it: so many characters were reasoning, and the answer follows."""
        yield from self.withdraw_all()
        for kept in (self.sentences, self.citations, self.withdrawn, self.held):
            kept.clear()
        self.said.clear()
        self.headings.clear()
        self.reasoned = reasoned
        self.repaired = self.unknown_marks = self.repeats = self.repeats_in_a_row = 0
        self.gave_up = False

    def is_full(self, length: Length) -> bool:
        """True where the question, or the page, has no room for a further sentence."""
        count = len(self.sentences)
        spoken = sum(len(sentence.text.split()) for sentence in self.sentences)
        over = length.words is not None and spoken >= length.words
        return count >= _MOST or (count > 0 and (over or count == length.sentences))

    @property
    def is_given_up(self) -> bool:
        """True where it is no answer, unless all of it so far is reasoning whose end will show."""
        return len(self.withdrawn) > 2 * _MOST

    def stop_where_hopeless(self, rest: str) -> None:
        """Raises ModelFailed where nothing good can follow."""
        if self.repeats_in_a_row >= _CIRCLING or len(rest) > _ENDLESS:
            raise ModelFailed("cut")

    def record(self, note: str = "") -> Record:
        return Record(
            self.model,
            self.wrote,
            tuple(passage.label for passage in self.seen),
            self.left_out,
            tuple(self.withdrawn),
            self.repaired,
            self.unknown_marks,
            note,
        )


def _counts(withdrawn: Withdrawn) -> bool:
    """False for what was said before, and for a mere “Yes.”, whose reasons follow."""
    too_short = withdrawn.because == "empty" and len(withdrawn.text.split()) < 2
    return withdrawn.because != "repeated" and not too_short


def fault_of(page: Page, trouble: Fault, quotes: Draft) -> Fault:
    """Why the page cannot be the answer; empty where it can."""
    if page.repeats >= _REPEATS:
        return "repeats"
    if trouble in ("", "cut") and not page.answer.strip():
        return "empty"
    if trouble and not (trouble == "cut" and page.stands):
        return trouble
    if page.gave_up and not page.sentences:
        return "none"
    if not page.stands:
        return _why_not_enough(page)
    return "" if _answers(page, quotes) else "elsewhere"


def _answers(page: Page, quotes: Draft) -> bool:
    """True where a sentence stands on words that would be quoted in answer to the question."""
    best = [(q.passage.id, span) for q in quotes.quotes for span in q.words.spans]
    return any((c.passage, span) in best for c in page.citations for span in c.spans)


def _why_not_enough(page: Page) -> Fault:
    if re.match(r"\s*(?:<\w+>\s*|```\w*\s*)?[\[{]\s*[\"'{\[]", page.answer):
        return "form"
    if language_of(page.answer[:2_000]) != "en":
        return "language"
    copied = sum(withdrawn.because == "instructions" for withdrawn in page.withdrawn)
    return "instructions" if copied * 2 >= max(1, len(page.withdrawn)) else "unsupported"
