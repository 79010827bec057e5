"""A conversation on the page: what is shown when it is opened, and while an answer is written."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Generator, Sequence

import gradio as gr
from anyio import to_thread

from assistant.answer import (
    Answer,
    Answered,
    Citation,
    Record,
    Sentence,
    Turn,
    Withdrawn,
    Withdrew,
    Wrote,
)
from assistant.ask import Assistant
from assistant.desk import Desk
from assistant.errors import AssistantError
from ui_parts import messages
from ui_parts.api_faults import UNFORESEEN
from ui_parts.memory import LONGEST, Conversation, recall
from vectorstore.errors import VectorstoreError

_LOG = logging.getLogger(__name__)

Shown = tuple[object, object, object]
"""New values of the question box, the chat, and what the browser keeps."""


class Talk:
    """What the page shows next. It keeps nothing: the conversation is in the browser's memory."""

    def __init__(self, assistant: Assistant, desk: Desk) -> None:
        self._assistant = assistant
        self._desk = desk

    def reopen(self, kept: object) -> Shown:
        """The conversation that the browser keeps, every quote checked again."""
        conversation, index = Conversation.read(kept), self._assistant.index
        answers = recall(conversation.rows, index)
        shown = messages.conversation(answers, index)
        if lost := len(conversation.rows) - len(answers):
            shown = [*messages.earlier(answers, index), messages.stale(lost)]
        return _ready(), shown, conversation.holding(answers)

    def stop(self, kept: object, question: str) -> Shown:
        """The conversation as it was before a question, which is given back to be asked again."""
        _, shown, conversation = self.reopen(kept)
        return _ready(question), shown, conversation

    async def reply(self, question: str, kept: object) -> AsyncGenerator[Shown]:
        """The place in the queue, and then the answer as it is written, sentence by sentence."""
        conversation = Conversation.read(kept)
        assistant = await to_thread.run_sync(self._assistant.now)
        past = await to_thread.run_sync(recall, conversation.rows, assistant.index)
        asked = messages.earlier(past, assistant.index)
        asked += [messages.asked(question)] if question else []
        yield _busy(), [*asked, messages.looking()], gr.skip()
        try:
            async with self._desk.line() as numbers:
                async for number in numbers:
                    yield gr.skip(), [*asked, messages.looking(number)], gr.skip()
                written = _written(assistant, question, past, asked, conversation)
                while shown := await to_thread.run_sync(next, written, None):
                    yield shown
        except (AssistantError, VectorstoreError) as error:
            yield question or gr.skip(), [*asked, messages.failed(str(error))], gr.skip()
        except Exception:
            _LOG.exception("A question failed.")
            yield question or gr.skip(), [*asked, messages.failed(UNFORESEEN)], gr.skip()


def _written(
    assistant: Assistant,
    question: str,
    past: Sequence[Answer],
    asked: Sequence[messages.Message],
    conversation: Conversation,
) -> Generator[Shown]:
    begun, index = _Begun(question), assistant.index
    turns = [Turn(answer.question, answer.text) for answer in past]
    for event in assistant.stream(question, turns):
        if isinstance(event, (Wrote, Withdrew)):
            shown = messages.begun(begun.with_(event), index)
            yield gr.skip(), [*asked, shown], gr.skip()
        elif isinstance(event, Answered):
            answers = (*past, event.answer)[-LONGEST:]
            shown_whole = messages.conversation(answers, index)
            yield gr.skip(), shown_whole, conversation.holding(answers, answered=True)


class _Begun:
    """What has been written of an answer so far."""

    def __init__(self, question: str) -> None:
        self._question = question
        self._sentences: list[Sentence] = []
        self._citations: dict[int, Citation] = {}
        self._withdrawn: list[Withdrawn] = []

    def with_(self, event: Wrote | Withdrew) -> Answer:
        """The answer so far, after one event more."""
        if isinstance(event, Wrote):
            self._sentences.append(event.sentence)
            self._citations |= {citation.number: citation for citation in event.citations}
        else:
            self._withdrawn.append(event.withdrawn)
            gone = event.withdrawn.text
            self._sentences = [s for s in self._sentences if s.text != gone]
        record = Record("", withdrawn=tuple(self._withdrawn)) if self._withdrawn else None
        cited = tuple(self._citations.values())
        return Answer(self._question, tuple(self._sentences), cited, record=record)


def _ready(question: str = "") -> gr.Textbox:
    """The box as it takes a question; what was typed meanwhile stays, unless one is given back."""
    if question:
        return gr.Textbox(question, submit_btn="Ask", stop_btn=False)
    return gr.Textbox(submit_btn="Ask", stop_btn=False)


def _busy() -> gr.Textbox:
    """The box while an answer is written."""
    return gr.Textbox("", submit_btn=False, stop_btn="Stop")
