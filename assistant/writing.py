"""The writer with a model: its text streams, and only sentences that passages support are shown.

Whatever the model does, an answer comes: where it fails, or too little of its text stands, the
quoting writer answers instead, and the answer says so in one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from assistant.answer import (
    Answer,
    Answered,
    Draft,
    Event,
    Quote,
    Sentence,
    Turn,
    Wrote,
)
from assistant.checking import Checker
from assistant.citations import cited
from assistant.copied_labels import is_heading, without_label
from assistant.errors import ModelFailed
from assistant.hearing import Patience, hear
from assistant.length import Length
from assistant.marks import Marked, Sentences
from assistant.model import Model
from assistant.page import NOTES, Fault, Page, fault_of
from assistant.prompting import Prompt, compose, instructions
from assistant.telling import told
from assistant.thoughts import reasoning_before
from vectorstore.index import Index
from vectorstore.passages import Passage
from vectorstore.ranking import Hit
from vectorstore.words import runs, words

_FEWEST = 3  # passages that are shown to the model at least
_NEAR = 0.5  # share of the best hit's score below which a passage only distracts
_SHOWN = r"(?:passage|document|text|source)s?(?: provided| given)?"
_GIVES_UP = re.compile(
    rf"\b{_SHOWN} (?:do(?:es)? not|don['’]t|doesn['’]t) (?:\w+ly )?"
    r"(?:answer|contain|say|provide|mention|address|include)\b|"
    rf"\bno (?:information|answer|mention)\b[^.]* in (?:the )?(?:provided |given )?{_SHOWN}\b|"
    r"\bI (?:cannot|can['’]t|could not|couldn['’]t|am unable to) (?:answer|find)\b",
    re.IGNORECASE,
)

_SLICE = 200  # characters that are read at once: a long piece may turn out to be hopeless
_COPIED = 6  # words in a row that only the instructions have
_INSTEAD = "{fault}; this answer quotes the documents instead."


@dataclass(frozen=True)
class ToWrite:
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

    def write(self, asked: ToWrite, hits: Sequence[Hit], quotes: Draft) -> Iterator[Event]:
        """The verified sentences as they come and the answer; or the quotes, where they fail."""
        page = Page(self.model.name)
        fault: Fault = ""
        try:
            near = [hit.passage for hit in _near(hits)]
            prompt = compose(asked.alone, near, asked.turns, self.model.window)
            page.seen, page.left_out = prompt.passages, prompt.left_out
            yield from self._stream(asked, prompt, page)
        except ModelFailed as failed:
            fault = failed.trouble
        fault = fault_of(page, fault, quotes)
        if not fault:
            yield from page.held_back()
            cited_in_order = tuple(page.sentences), tuple(page.citations)
            shown = Answer(asked.question, *cited_in_order, refusal=quotes.lacking)
            yield Answered(replace(shown, writer="model", record=page.record()))
            return
        yield from page.withdraw_all()
        note = _INSTEAD.format(fault=NOTES[fault])
        yield from told(asked.question, quotes, self._index.documents, "en", page.record(note))

    def _stream(self, asked: ToWrite, prompt: Prompt, page: Page) -> Iterator[Event]:
        reading = Sentences()
        with closing(hear(self.model.chat, prompt.messages, self.patience)) as pieces:
            for piece in pieces:
                page.wrote += piece
                if (reasoned := reasoning_before(page.wrote)) > page.reasoned:
                    yield from page.begin_again(reasoned)
                    reading, piece = Sentences(), page.answer
                for at in range(0, len(piece), _SLICE):
                    part = "" if page.is_given_up else piece[at : at + _SLICE]
                    for marked in reading.feed(part):
                        yield from self._judge(marked, prompt.passages, page)
                        if page.is_full(asked.length):
                            return
                    page.stop_where_hopeless(reading.rest)
        for marked in () if page.is_given_up else reading.finish():
            if not page.is_full(asked.length):
                yield from self._judge(marked, prompt.passages, page)

    def _judge(self, raw: Marked, passages: Sequence[Passage], page: Page) -> Iterator[Event]:
        """Shows the sentence with the quotes that support it, or withdraws it."""
        marked = without_label(raw, passages, self._index.documents)
        page.unknown_marks += sum(not 1 <= n <= len(passages) for n in marked.numbers)
        if _GIVES_UP.search(marked.text):
            page.gave_up = True
            return
        if is_heading(marked, passages, self._index.documents):
            page.headings.add(marked.text)
            yield from page.withdraw(marked.text, "empty")
            return
        said = tuple(words(marked.text))
        if said in page.said:
            page.repeats += 1
            page.repeats_in_a_row += 1
            yield from page.withdraw(marked.text, "repeated")
            return
        page.repeats_in_a_row = 0
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
        shown = page.sentences[-1]
        citations = tuple(c for c in page.citations if c.number in shown.citations)
        yield from page.show(Wrote(shown, citations))

    def _number(self, quote: Quote, page: Page) -> int | None:
        """The number of the citation that has this quote; a new one where none has it yet."""
        for citation in page.citations:
            if (citation.passage, citation.spans) == (quote.passage.id, quote.words.spans):
                return citation.number
        made = cited(quote, len(page.citations) + 1, self._index.documents)
        if made is None:
            return None
        page.citations.append(made)
        return made.number


def _near(hits: Sequence[Hit]) -> Sequence[Hit]:
    """The hits that come near enough to the best one to answer beside it."""
    return [h for at, h in enumerate(hits) if at < _FEWEST or h.score >= _NEAR * hits[0].score]
