"""Answers as messages of a chat: HTML on one line, so that Markdown leaves it alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NotRequired, TypedDict

from assistant.answer import Answer, Because, Sentence
from assistant.frame import frame_of
from assistant.question import LONGEST
from ui_parts.plain import plain
from vectorstore.passages import Passage

WHY: dict[Because, str] = {
    "supported": "",
    "empty": "It says too little to be checked.",
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


class Option(TypedDict):
    """A button below a message: what it says and what it asks."""

    label: str
    value: str


class Message(TypedDict):
    """One bubble, in the form that gradio's Chatbot reads."""

    role: str
    content: str
    options: NotRequired[list[Option]]


def conversation(answers: Sequence[Answer]) -> list[Message]:
    """The bubbles of a conversation; citations link to the sources of the same turn."""
    return [
        message
        for turn, answer in enumerate(answers, start=1)
        for message in (asked(answer.question), told(answer, turn))
    ]


def asked(question: str) -> Message:
    """The question as it was put; one that is too long is cut."""
    cut = question if len(question) <= LONGEST else question[:200] + " …"
    return {"role": "user", "content": f"<p>{plain(cut)}</p>"}


def told(answer: Answer, turn: int) -> Message:
    """The answer, each sentence followed by the marks of its citations."""
    labels = {citation.number: citation.label for citation in answer.citations}
    lines = [_sentence(sentence, turn, labels) for sentence in answer.sentences]
    lead = plain(answer.opening)
    if answer.as_list:
        entries = "".join(f"<li>{line}</li>" for line in lines)
        content = f"<p>{lead}</p><ul>{entries}</ul>"
    else:
        content = f"<p>{' '.join(filter(None, [lead, *lines]))}</p>" if lines else ""
    content += _of_model(answer)
    if answer.refusal is None:
        return {"role": "assistant", "content": content}
    content += f"<blockquote>{plain(answer.refusal.text)}</blockquote>"
    if not answer.refusal.nearest:
        return {"role": "assistant", "content": content}
    frame = frame_of(answer.language)
    offer = frame.ask_about.partition("{topics}")[0].strip()
    return {
        "role": "assistant",
        "content": f"{content}<p>{plain(offer)}</p>",
        "options": [_option(passage, frame.what_of) for passage in answer.refusal.nearest],
    }


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


def failed(reason: str) -> Message:
    """What went wrong, in the place of an answer."""
    return {"role": "assistant", "content": f"<blockquote>{plain(reason)}</blockquote>"}


def _sentence(sentence: Sentence, turn: int, labels: dict[int, str]) -> str:
    marks = "".join(
        f'<a class="cite" href="#s{turn}-{number}" title="{plain(labels.get(number, ""))}">'
        f"&#91;{number}&#93;</a>"
        for number in sentence.citations
    )
    return f"{plain(sentence.text)}{marks}"


def _option(passage: Passage, what_of: str) -> Option:
    return {"label": passage.label, "value": what_of.format(label=passage.label)}
