"""The writer with a model: its text streams, and only sentences that passages support are shown.

Whatever the model does, an answer comes: where it fails, or too little of its text stands, the
quoting writer answers instead, and the answer says so in one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace

from assistant.answer import (
    Answer,
    Answered,
    Because,
    Citation,
    Draft,
    Event,
    Quote,
    Record,
    Sentence,
    Turn,
    Withdrawn,
    Withdrew,
    Wrote,
)
from assistant.checking import Checker
from assistant.citations import cited
from assistant.errors import ModelFailed, Trouble
from assistant.hearing import Patience, hear
from assistant.language import language_of
from assistant.length import Length
from assistant.marks import Marked, Sentences
from assistant.model import Model
from assistant.prompting import Prompt, compose, instructions
from assistant.telling import told
from vectorstore.index import Index
from vectorstore.passages import Passage
from vectorstore.ranking import Hit
from vectorstore.words import runs, words

_SURVIVING = 0.5  # share of a model's sentences below which none of them is kept
_ANSWERING = 3  # one of the first so many passages must be cited, or one that would be quoted
_MOST = 12  # sentences
_REPEATS = 3  # sentences said before, after which a model is going round in circles
_ENDLESS = 1_500  # characters without an end of a sentence
_COPIED = 6  # words in a row that only the instructions have
_GIVES_UP = re.compile(
    r"\b(?:passages?|documents?|texts?) (?:provided |given )?(?:do|does) not "
    r"(?:answer|contain|say|provide|mention)\b",
    re.IGNORECASE,
)

_Fault = Trouble | str

NOTES: dict[str, str] = {
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
_INSTEAD = "{fault}; this answer quotes the documents instead."


@dataclass(frozen=True)
class Asked:
    """What is to be answered."""

    question: str
    """As it was put."""
    alone: str
    """As it is understood without the turns before."""
    turns: tuple[Turn, ...]
    length: Length


class ModelWriter:
    """Writes answers with a chat model. It keeps no state between questions."""

    def __init__(self, model: Model, index: Index, patience: Patience | None = None) -> None:
        self.model = model
        self.patience = patience or Patience()
        self._index = index
        self._checker = Checker(index)
        self._own_words = frozenset(runs(instructions(), _COPIED))

    def write(self, asked: Asked, hits: Sequence[Hit], quotes: Draft) -> Iterator[Event]:
        """The verified sentences as they come and the answer; or the quotes, where they fail."""
        page = _Page(self.model.name)
        fault: _Fault = ""
        try:
            prompt = compose(asked.alone, [h.passage for h in hits], asked.turns, self.model.window)
            page.seen, page.left_out = prompt.passages, prompt.left_out
            yield from self._stream(asked, prompt, page)
        except ModelFailed as failed:
            fault = failed.trouble
        fault = _fault(page, fault, quotes)
        if not fault:
            shown = Answer(asked.question, tuple(page.sentences), tuple(page.citations))
            yield Answered(replace(shown, writer="model", record=page.record()))
            return
        for sentence in page.sentences:
            yield from page.withdraw(sentence.text, "replaced")
        note = _INSTEAD.format(fault=NOTES[fault])
        yield from told(asked.question, quotes, self._index.documents, "en", page.record(note))

    def _stream(self, asked: Asked, prompt: Prompt, page: _Page) -> Iterator[Event]:
        reading = Sentences()
        with closing(hear(self.model.chat, prompt.messages, self.patience)) as pieces:
            for piece in pieces:
                page.wrote += piece
                for marked in reading.feed(piece):
                    yield from self._judge(marked, prompt.passages, page)
                    if page.is_full(asked.length):
                        return
                page.stop_where_hopeless(reading.rest)
        for marked in reading.finish():
            if not page.is_full(asked.length):
                yield from self._judge(marked, prompt.passages, page)

    def _judge(self, marked: Marked, passages: Sequence[Passage], page: _Page) -> Iterator[Event]:
        """Shows the sentence with the quotes that support it, or withdraws it."""
        page.unknown_marks += sum(not 1 <= n <= len(passages) for n in marked.numbers)
        if _GIVES_UP.search(marked.text):
            page.gave_up = True
            return
        said = tuple(words(marked.text))
        if said in page.said:
            page.repeats += 1
            yield from page.withdraw(marked.text, "repeated")
            return
        page.said.add(said)
        if self._own_words.intersection(runs(marked.text, _COPIED)):
            yield from page.withdraw("…", "instructions")
            return
        known = [passages[n - 1] for n in marked.numbers if 1 <= n <= len(passages)]
        others = [passage for passage in passages if passage not in known]
        checked = self._checker.check(marked.text, known, others)
        numbers = []
        for passage, verdict in checked.found:
            if verdict.quote and (number := self._number(Quote(passage, verdict.quote), page)):
                numbers.append(number)
        if not numbers:
            because = checked.because if checked.because != "supported" else "content"
            yield from page.withdraw(marked.text, because)
            return
        page.repaired += checked.repaired
        page.sentences.append(Sentence(marked.text, tuple(dict.fromkeys(numbers))))
        yield Wrote(page.sentences[-1])

    def _number(self, quote: Quote, page: _Page) -> int | None:
        """The number of the citation that has this quote; a new one where none has it yet."""
        for citation in page.citations:
            if (citation.passage, citation.spans) == (quote.passage.id, quote.words.spans):
                return citation.number
        made = cited(quote, len(page.citations) + 1, self._index.documents)
        if made is None:
            return None
        page.citations.append(made)
        return made.number


@dataclass
class _Page:
    """What is on the page so far."""

    model: str
    wrote: str = ""
    seen: tuple[Passage, ...] = ()
    left_out: tuple[str, ...] = ()
    sentences: list[Sentence] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    withdrawn: list[Withdrawn] = field(default_factory=list)
    said: set[tuple[str, ...]] = field(default_factory=set)
    repaired: int = 0
    unknown_marks: int = 0
    repeats: int = 0
    gave_up: bool = False
    """True where the model says that the passages do not answer."""

    def withdraw(self, text: str, because: Because) -> Iterator[Event]:
        self.withdrawn.append(Withdrawn(text, because))
        yield Withdrew(self.withdrawn[-1])

    def is_full(self, length: Length) -> bool:
        """True where the question, or the page, has no room for a further sentence."""
        count = len(self.sentences)
        spoken = sum(len(sentence.text.split()) for sentence in self.sentences)
        over = length.words is not None and spoken >= length.words
        return count >= _MOST or (count > 0 and (over or count == length.sentences))

    def stop_where_hopeless(self, rest: str) -> None:
        """Raises ModelFailed where nothing good can follow."""
        if self.repeats >= _REPEATS or len(rest) > _ENDLESS or len(self.withdrawn) > 2 * _MOST:
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


def _fault(page: _Page, fault: _Fault, quotes: Draft) -> _Fault:
    """Why the page cannot be the answer; empty where it can."""
    judged = len(page.sentences) + sum(w.because != "repeated" for w in page.withdrawn)
    enough = bool(page.sentences) and len(page.sentences) >= _SURVIVING * judged
    if fault == "cut" and page.repeats >= _REPEATS:
        return "repeats"
    if fault and not (fault == "cut" and enough):
        return fault
    if not page.wrote.strip():
        return "empty"
    if page.gave_up and not page.sentences:
        return "none"
    if not enough:
        return _why_not_enough(page)
    answering = {passage.id for passage in page.seen[:_ANSWERING]}
    answering |= {quote.passage.id for quote in quotes.quotes}
    return "" if any(c.passage in answering for c in page.citations) else "elsewhere"


def _why_not_enough(page: _Page) -> _Fault:
    if re.match(r"\s*(?:```\w*\s*)?[\[{]\s*[\"'{\[]", page.wrote):
        return "form"
    if language_of(page.wrote[:2_000]) != "en":
        return "language"
    copied = sum(withdrawn.because == "instructions" for withdrawn in page.withdrawn)
    return "instructions" if copied * 2 >= max(1, len(page.withdrawn)) else "unsupported"
