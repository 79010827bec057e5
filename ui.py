"""The web chat: the assistant's events become pixels, and nothing else happens here.

question ──▶ Assistant.stream ──▶ messages beside their sources ──▶ the browser keeps both
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, TypedDict

import gradio as gr
import uvicorn

from assistant.answer import (
    Answer,
    Answered,
    Record,
    Sentence,
    Turn,
    Withdrawn,
    Withdrew,
    Wrote,
)
from assistant.ask import Assistant
from assistant.errors import AssistantError
from assistant.settings import RATE, Log
from ui_parts import messages
from ui_parts.door import listen
from ui_parts.examples import examples
from ui_parts.memory import LONGEST, recall, remember
from ui_parts.pages import TITLE
from ui_parts.plain import plain
from ui_parts.reach import Reach, Rules
from ui_parts.request_log import write_log
from ui_parts.site import site
from ui_parts.sources import panel
from vectorstore.errors import VectorstoreError


class _HowShown(TypedDict):
    show_progress: Literal["hidden"]
    api_visibility: Literal["private"]


_NAMED = 4  # documents in the heading
_NOTE = (
    "<p>Every sentence of an answer is an exact quote. The number behind it opens the document "
    "at these words.</p>"
)
_NOTE_MODEL = (
    "<p>Sentences are quotes, or a chat model’s words that were compared with the documents. The "
    "number behind each opens the document at the words that it stands on.</p>"
)

_QUIET: _HowShown = {"show_progress": "hidden", "api_visibility": "private"}

_Shown = tuple[object, object, object, object]
"""New values of the question box, the chat, the sources and the browser's memory."""


def serve(
    opening: Callable[[], Assistant],
    host: str,
    port: int,
    auth: Path | None = None,
    rate: int = RATE,
    log: Log = "requests",
) -> None:
    """Serves the chat until Ctrl-C. The assistant is opened once the address is sure.

    Raises:
        AssistantError: the address cannot be listened on, or the file of users cannot be used;
            the message says what to do.
    """
    rules = Rules.of(host, auth, rate, log)
    write_log()
    with listen(host, port) as door:
        server = web_server(opening(), rules)
        at = f"[{host}]" if ":" in host else host
        print(f"The chat is at http://{at}:{door.getsockname()[1]} – Ctrl-C ends it.", flush=True)
        try:
            server.run([door])
        except KeyboardInterrupt:
            return


def web_server(assistant: Assistant, rules: Rules = Rules()) -> uvicorn.Server:  # noqa: B008
    """The server of the site, not yet running."""
    reach = Reach(assistant, rules)
    app = reach.guarded(site(build(assistant), reach.routers, reach.head))
    return uvicorn.Server(
        uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1, ws="none")
    )


def build(assistant: Assistant) -> gr.Blocks:
    """The page."""
    talk = _Talk(assistant)
    by_model = unaided(assistant) is not assistant
    page = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True)
    with page:
        memory = gr.BrowserState([], storage_key="peace-operations-assistant")
        with gr.Row(elem_id="top"):
            gr.HTML(_heading(assistant), js_on_load=None, elem_id="heading")
            new = gr.Button("New conversation", size="sm", elem_id="new", scale=0)
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk"):
                chat = _chatbot(unaided(assistant))
                box = _question_box()
                gr.HTML(_NOTE_MODEL if by_model else _NOTE, js_on_load=None, elem_id="note")
            with gr.Column(elem_id="library"):
                sources = gr.HTML(panel((), assistant.index), elem_id="sources", js_on_load=None)
        shown = [box, chat, sources, memory]
        page.load(talk.reopen, memory, [chat, sources], **_QUIET)
        new.click(talk.begin, None, shown, **_QUIET)
        box.submit(talk.reply, [box, memory], shown, **_QUIET)
        for choose in (chat.example_select, chat.option_select):
            chosen = choose(_chosen, None, box, **_QUIET)
            chosen.success(talk.reply, [box, memory], shown, **_QUIET)
    page.queue(default_concurrency_limit=4, max_size=64)
    return page


def unaided(assistant: Assistant) -> Assistant:
    """The assistant without its chat model, for what must not wait and cost."""
    has_model = isinstance(assistant, Assistant) and assistant.has_model
    return Assistant(assistant.index) if has_model else assistant


class _Talk:
    """What the page shows next. It keeps nothing: the conversation is in the browser's memory."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._index = assistant.index

    def begin(self) -> _Shown:
        """An empty page."""
        return "", *self._whole(())

    def reopen(self, remembered: object) -> tuple[object, object]:
        """The chat and the sources that the browser remembers, every quote checked again.

        Where it remembers nothing, nothing changes: the first question may already be answered.
        """
        answers = recall(remembered, self._index)
        if not answers:
            return gr.skip(), gr.skip()
        return messages.conversation(answers), panel(answers, self._index)

    def reply(self, question: str, remembered: object) -> Iterator[_Shown]:
        """The answer as it is written, sentence by sentence; then its sources."""
        past = recall(remembered, self._index)
        asked = [*messages.conversation(past), *([messages.asked(question)] if question else [])]
        yield "", asked, gr.skip(), gr.skip()
        sentences: list[Sentence] = []
        withdrawn: list[Withdrawn] = []
        try:
            turns = [Turn(answer.question, answer.text) for answer in past]
            for event in self._assistant.stream(question, turns):
                if isinstance(event, (Wrote, Withdrew)):
                    if isinstance(event, Wrote):
                        sentences.append(event.sentence)
                    else:
                        withdrawn.append(event.withdrawn)
                        sentences = [s for s in sentences if s.text != event.withdrawn.text]
                    record = Record("", withdrawn=tuple(withdrawn)) if withdrawn else None
                    partial = Answer(question, tuple(sentences), record=record)
                    begun = messages.told(partial, len(past) + 1)
                    yield gr.skip(), [*asked, begun], gr.skip(), gr.skip()
                elif isinstance(event, Answered):
                    yield gr.skip(), *self._whole((*past, event.answer))
        except (AssistantError, VectorstoreError) as error:
            yield question, [*asked, messages.failed(str(error))], gr.skip(), gr.skip()

    def _whole(self, answers: tuple[Answer, ...]) -> tuple[object, object, object]:
        kept = answers[-LONGEST:]
        return messages.conversation(kept), panel(kept, self._index), remember(kept)


def _chosen(event: gr.EventData) -> str:
    """The question behind the example or the button that was pressed."""
    return str(event.value["text"] if isinstance(event.value, dict) else event.value)


def _chatbot(assistant: Assistant) -> gr.Chatbot:
    return gr.Chatbot(
        show_label=False,
        elem_id="chat",
        height=None,
        buttons=[],
        feedback_options=None,
        latex_delimiters=[],
        group_consecutive_messages=False,
        placeholder="Ask a question, or begin with one of these.",
        examples=[{"text": question} for question in examples(assistant)],
    )


def _question_box() -> gr.Textbox:
    return gr.Textbox(
        label="Question",
        show_label=False,
        placeholder="Ask the documents …",
        submit_btn="Ask",
        autofocus=True,
        max_lines=6,
        elem_id="box",
    )


def _heading(assistant: Assistant) -> str:
    documents = [f"{each.label}, {each.title}" for each in assistant.index.documents.values()]
    more = f"; and {len(documents) - _NAMED} more" if len(documents) > _NAMED else ""
    return f"<h1>{TITLE}</h1><p>Answers from {plain('; '.join(documents[:_NAMED]) + more)}</p>"
