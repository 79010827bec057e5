"""The nouns: what goes into an answer, and the events by which one arrives. All frozen.

Question, turns ──▶ Searched ──▶ Wrote … Withdrew … Wrote ──▶ Answered(Answer)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.frame import frame_of
from assistant.support import Reason as SupportReason
from vectorstore.multilingual import Language
from vectorstore.passages import Passage
from vectorstore.ranking import Hit
from vectorstore.slices import Slice, Spans

Status = Literal["answered", "partly", "declined"]

Reason = Literal["not_in_corpus", "fact_missing", "false_premise", "out_of_scope", "unclear"]
"""Why a question, or a part of it, is not answered.

not_in_corpus: the documents are about something else. fact_missing: the subject is there, what
was asked of it is not. false_premise: the documents contradict what the question takes for
granted. out_of_scope: not a question to documents at all. unclear: nothing to look for.
"""


Writer = Literal["quotes", "model"]
"""Whose words the sentences are: the documents', or a chat model's that were verified."""

Because = SupportReason | Literal["instructions", "repeated", "replaced", "other_document"]
"""Why a model's sentence is not shown: what differs from the passages; or it copies the model's
instructions, repeats another, was replaced by quotes with the rest, or speaks for a document that
it does not come from."""


@dataclass(frozen=True)
class Turn:
    """One exchange that came before."""

    question: str
    answer: str


@dataclass(frozen=True)
class Quote:
    """Words of a passage, chosen by a writer; not yet checked."""

    passage: Passage
    words: Slice


@dataclass(frozen=True)
class Refusal:
    """Why nothing, or not everything, is answered."""

    reason: Reason
    text: str
    """One sentence for the reader."""
    nearest: tuple[Passage, ...] = ()
    """What could be asked about instead."""
    corrects: bool = False
    """True where the quotes beside it answer nothing: they say what is so instead."""


@dataclass(frozen=True)
class Draft:
    """What a writer or the outline has to say."""

    quotes: tuple[Quote, ...]
    lead: str = ""
    """A short opening made of labels and titles only."""
    as_list: bool = False
    """True where each quote is an entry of a list, one a line."""
    lacking: Refusal | None = None
    """The part of the question that is not answered."""


@dataclass(frozen=True)
class Citation:
    """Where the words of a sentence stand. Made only by `citations.py`, which checks them."""

    number: int
    passage: str
    """The passage's id."""
    label: str
    document: str
    """The document's file in the corpus."""
    quote: str
    """The document's text at the spans, joined by one space."""
    spans: Spans
    """Character offsets in the document's text: of Markdown, in the file decoded as UTF-8."""
    page: int | None = None
    """The page on which the quote begins; None for a document without pages."""


@dataclass(frozen=True)
class Sentence:
    """One sentence that is shown, with the numbers of what supports it: at least one."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True)
class Withdrawn:
    """A model's sentence that is not part of the answer."""

    text: str
    because: Because


@dataclass(frozen=True)
class Record:
    """What came of asking a chat model."""

    model: str
    wrote: str = ""
    """Its text as it came."""
    seen: tuple[str, ...] = ()
    """Labels of the passages that it was shown as [1], [2], …"""
    left_out: tuple[str, ...] = ()
    """What its prompt had no room for: labels of passages, questions of turns."""
    withdrawn: tuple[Withdrawn, ...] = ()
    repaired: int = 0
    """Sentences whose number named a passage that does not support them, while another does."""
    unknown_marks: int = 0
    """Numbers that stand for no passage."""
    note: str = ""
    """One line for the reader where the quoting writer answered instead; else empty."""


@dataclass(frozen=True)
class Answer:
    """What the reader gets. Its status follows from its parts and is never stored."""

    question: str
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    lead: str = ""
    as_list: bool = False
    refusal: Refusal | None = None
    language: Language = "en"
    """The question's; the lead and the refusal are in it, the sentences in the documents'."""
    writer: Writer = "quotes"
    record: Record | None = None
    """None where no model was asked."""

    @property
    def status(self) -> Status:
        """Declined without a sentence, or with what is so instead; partly with sentences and a
        refusal of the rest."""
        if not self.sentences or (self.refusal and self.refusal.corrects):
            return "declined"
        return "partly" if self.refusal else "answered"

    @property
    def reason(self) -> Reason | None:
        """Why it, or a part of it, was declined."""
        return self.refusal.reason if self.refusal else None

    @property
    def note(self) -> str:
        """One line on what became of a model's answer; empty where there is nothing to say."""
        return self.record.note if self.record else ""

    @property
    def opening(self) -> str:
        """The lead with the mark that ends it; empty without one."""
        if not self.lead or not (self.lead[-1].isalnum() or self.lead[-1] == ")"):
            return self.lead
        return f"{self.lead}:" if self.as_list else f"{self.lead}."

    @property
    def offer(self) -> str:
        """What could be asked about instead, in the question's language; empty without any."""
        nearest = self.refusal.nearest if self.refusal else ()
        topics = "; ".join(passage.label for passage in nearest)
        return frame_of(self.language).ask_about.format(topics=topics) if topics else ""

    @property
    def text(self) -> str:
        """What a person would read: lead-in, sentences with their marks, and what is missing."""
        marked = [
            sentence.text + "".join(f" [{number}]" for number in sentence.citations)
            for sentence in self.sentences
        ]
        if self.as_list:
            parts = ["\n".join([self.opening, *(f"- {line}" for line in marked)])]
        else:
            parts = [" ".join([self.opening, *marked] if self.lead else marked)]
        if self.refusal:
            parts += [self.refusal.text, self.offer]
        parts.append(self.note)
        return "\n\n".join(part for part in parts if part)


@dataclass(frozen=True)
class Searched:
    """The passages that were found, best first."""

    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class Wrote:
    """A checked sentence, as soon as it can be shown."""

    sentence: Sentence
    citations: tuple[Citation, ...] = ()
    """What its numbers stand for."""


@dataclass(frozen=True)
class Withdrew:
    """A model's sentence that does not stand, whether or not it was shown before."""

    withdrawn: Withdrawn


@dataclass(frozen=True)
class Answered:
    """The whole answer. Always the last event."""

    answer: Answer


Event = Searched | Wrote | Withdrew | Answered
