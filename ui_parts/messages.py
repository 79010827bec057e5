"""Answers as messages of a chat: HTML on one line, so that Markdown leaves it alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NotRequired, TypedDict

from assistant.answer import Answer, Because, Sentence
from assistant.frame import frame_of
from assistant.question import LONGEST
from ui_parts.marks import mark
from ui_parts.plain import plain
from vectorstore.index import Index
from vectorstore.passages import Passage

WHY: dict[Because, str] = {
    "supported": "",
    "empty": "It is no whole sentence, or says nothing that could be checked.",
    "number": "A number differs from the documents.",
    "name": "A name differs from the documents.",
    "negation": "The documents say the opposite.",
    "modality": "The documents say it less or more firmly.",
    "scope": "A limit was added or left out.",
    "actor": "The documents say it of another.",
    "direction": "The documents put it the other way round.",
    "content": "The documents do not say so much.",
    "instructions": "It is no answer, but an instruction.",
    "repeated": "",
    "replaced": "",
    "other_document": "Another document is made to say it.",
}
"""What a reader is told of a withdrawn sentence."""
_UNSEEN = ("repeated", "replaced", "instructions")
_ACTS = (
    '<div class="acts"><button type="button" class="act copy">Copy</button>'
    '<button type="button" class="act why" aria-expanded="false">Why this answer</button>'
    '<button type="button" class="act good">Helpful</button>'
    '<button type="button" class="act bad">Not helpful</button></div><div class="next"></div>'
)
"""What can be done with an answer, and room for the questions that follow; the script in
static/ makes them work, and counts on one `acts` for every answer of the conversation."""


class Option(TypedDict):
    """A button below a message: what it says and what it asks."""

    label: str
    value: str


class Message(TypedDict):
    """One bubble, in the form that gradio's Chatbot reads."""

    role: str
    content: str
    options: NotRequired[list[Option]]


def conversation(answers: Sequence[Answer], index: Index) -> list[Message]:
    """The bubbles of a conversation; what could be asked instead is offered below the last."""
    shown = earlier(answers, index)
    return [*shown[:-1], _offering(shown[-1], answers[-1])] if answers else shown


def earlier(answers: Sequence[Answer], index: Index) -> list[Message]:
    """The bubbles that something is still to follow: nothing is offered between them."""
    return [
        message for answer in answers for message in (asked(answer.question), told(answer, index))
    ]


def asked(question: str) -> Message:
    """The question as it was put; one that is too long is cut."""
    cut = question if len(question) <= LONGEST else question[:200] + " …"
    return {"role": "user", "content": f"<p>{plain(cut)}</p>"}


def looking(number: int = 0) -> Message:
    """Stands for an answer until its first sentence. `number`: in the queue; 0 when it is over."""
    place = {1: "next", 2: "2nd", 3: "3rd"}.get(number, f"{number}th")
    told = f"You are {place} in the queue." if number else "Looking in the documents …"
    return {"role": "assistant", "content": f'<p class="looking">{plain(told)}</p>'}


def begun(answer: Answer, index: Index) -> Message:
    """As much of an answer as there is: each sentence followed by the marks of its citations."""
    return {"role": "assistant", "content": _said(answer, index)}


def told(answer: Answer, index: Index) -> Message:
    """The whole answer, what it does not answer, and what can be done with it."""
    content = _said(answer, index)
    if answer.refusal is not None:
        content += f"<blockquote>{plain(answer.refusal.text)}</blockquote>"
    return {"role": "assistant", "content": content + _ACTS}


def _offering(message: Message, answer: Answer) -> Message:
    """The message of a declined question with buttons for what could be asked about."""
    if answer.refusal is None or not answer.refusal.nearest:
        return message
    frame = frame_of(answer.language)
    offer = plain(frame.ask_about.partition("{topics}")[0].strip())
    return {
        **message,
        "content": f'{message["content"]}<p class="offer">{offer}</p>',
        "options": [_option(passage, frame.what_of) for passage in answer.refusal.nearest],
    }


def _said(answer: Answer, index: Index) -> str:
    marks = {citation.number: mark(citation, index) for citation in answer.citations}
    lines = [_sentence(sentence, marks) for sentence in answer.sentences]
    lead = plain(answer.opening)
    if answer.as_list:
        entries = "".join(f"<li>{line}</li>" for line in lines)
        return f"<p>{lead}</p><ul>{entries}</ul>{_of_model(answer)}"
    content = f"<p>{' '.join(filter(None, [lead, *lines]))}</p>" if lines else ""
    return content + _of_model(answer)


def _of_model(answer: Answer) -> str:
    """Whose words these are, what was withdrawn and why; nothing where no model was asked."""
    if answer.record is None:
        return ""
    gone = [w for w in answer.record.withdrawn if w.because not in _UNSEEN]
    withdrawn = "".join(
        f'<p class="withdrawn"><del>{plain(w.text)}</del> {plain(WHY[w.because])}</p>' for w in gone
    )
    by_model = answer.writer == "model"
    whose = (
        "Written by a chat model; every sentence was compared with its source." if by_model else ""
    )
    told = "".join(f'<p class="whose">{plain(line)}</p>' for line in (answer.note, whose) if line)
    return f"{withdrawn}{told}"


def stale(count: int) -> Message:
    """Says that answers of a kept conversation are not shown."""
    many = f"{count} answers are" if count > 1 else "An answer is"
    told = f"{many} not shown: the documents have changed since. Ask again."
    return failed(told)


def failed(reason: str) -> Message:
    """What went wrong, in the place of an answer."""
    return {"role": "assistant", "content": f"<blockquote>{plain(reason)}</blockquote>"}


def _sentence(sentence: Sentence, marks: dict[int, str]) -> str:
    return plain(sentence.text) + "".join(f" {marks[number]}" for number in sentence.citations)


def _option(passage: Passage, what_of: str) -> Option:
    return {"label": passage.label, "value": what_of.format(label=passage.label)}
