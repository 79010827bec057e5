"""Answers as messages of a chat: HTML on one line, so that Markdown leaves it alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NotRequired, TypedDict

from assistant.answer import Answer, Sentence
from assistant.frame import frame_of
from assistant.question import LONGEST
from ui_parts.plain import plain
from vectorstore.passages import Passage


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
