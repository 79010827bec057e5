"""The web chat: the assistant's events become pixels, and nothing else happens here.

question ──▶ Assistant.stream ──▶ messages beside their sources ──▶ the browser keeps both
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal, TypedDict

import gradio as gr
import uvicorn

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
from assistant.brand import Brand, read_brand
from assistant.errors import AssistantError
from assistant.feedback import FeedbackStore
from assistant.settings import Settings
from ui_parts import messages
from ui_parts.beside import beside
from ui_parts.browse import browse
from ui_parts.desk import KEPT_MENU, NOTE, NOTE_MODEL, heading, reader
from ui_parts.door import listen
from ui_parts.examples import examples
from ui_parts.feedback import feedback
from ui_parts.learn import learn
from ui_parts.memory import LONGEST, Conversation, recall
from ui_parts.reach import Reach, Rules
from ui_parts.request_log import write_log
from ui_parts.site import site
from vectorstore.errors import VectorstoreError


class _HowShown(TypedDict):
    show_progress: Literal["hidden"]
    api_visibility: Literal["private"]


_BUILT_IN, _FOR_ANYBODY = Brand(), Rules()
_QUIET: _HowShown = {"show_progress": "hidden", "api_visibility": "private"}

_Shown = tuple[object, object, object]
"""New values of the question box, the chat, and what the browser keeps."""

_SCRIPT = "(await import('/static/chat.js'))"
_KEPT = "(await import('/static/conversations.js'))"
_START = f"async () => {{ {_SCRIPT}.start(); return [{_KEPT}.current()]; }}"
_ASK = f"async (question, kept) => [question, {_KEPT}.goOn(kept)]"
_BEGIN = f"async () => [{_KEPT}.begin()]"
_CURRENT = f"async () => [{_KEPT}.current()]"
_KEEP = f"async kept => {{ {_KEPT}.keep(kept); }}"


def serve(opening: Callable[[], Assistant], settings: Settings) -> None:
    """Serves the chat until Ctrl-C. The assistant is opened once the address is sure.

    Raises:
        AssistantError: the address cannot be listened on, or the file of users cannot be used;
            the message says what to do.
    """
    rules = Rules.of(settings)
    brand = read_brand(settings.brand) if settings.brand else Brand()
    host = settings.host
    write_log()
    with listen(host, settings.port) as door:
        server = web_server(opening(), rules, brand, settings.feedback)
        at = f"[{host}]" if ":" in host else host
        print(f"The chat is at http://{at}:{door.getsockname()[1]} – Ctrl-C ends it.", flush=True)
        try:
            server.run([door])
        except KeyboardInterrupt:
            return


def web_server(
    assistant: Assistant,
    rules: Rules = _FOR_ANYBODY,
    brand: Brand = _BUILT_IN,
    kept: Path | None = None,
) -> uvicorn.Server:
    """The server of the site, not yet running. `kept`: where feedback goes; None: nowhere."""
    index = assistant.index
    reach = Reach(assistant, rules, brand)
    beside_it = [beside(index), browse(index, brand), learn(unaided(assistant), brand)]
    if kept:
        beside_it.append(feedback(index, FeedbackStore(kept)))
    app = site(build(assistant, brand), [*reach.routers, *beside_it], brand, reach.head)
    return uvicorn.Server(
        uvicorn.Config(
            reach.guarded(app), log_level="warning", timeout_graceful_shutdown=1, ws="none"
        )
    )


def build(assistant: Assistant, brand: Brand = _BUILT_IN) -> gr.Blocks:
    """The page."""
    talk = _Talk(assistant)
    by_model = unaided(assistant) is not assistant
    page = gr.Blocks(title=brand.title, analytics_enabled=False, fill_width=True)
    with page:
        memory = gr.JSON(visible=False)
        with gr.Row(elem_id="top"):
            gr.HTML(heading(assistant.index, brand), js_on_load=None, elem_id="heading")
            gr.HTML(KEPT_MENU, js_on_load=None, elem_id="history", scale=0)
            new = gr.Button("New conversation", size="sm", elem_id="new", scale=0)
            reopen = gr.Button("Open", visible="hidden", elem_id="reopen")
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk"):
                chat = _chatbot(brand.examples or examples(unaided(assistant)))
                box = _question_box()
                gr.HTML(NOTE_MODEL if by_model else NOTE, js_on_load=None, elem_id="note")
            with gr.Column(elem_id="library"):
                gr.HTML(reader(assistant.index), elem_id="sources", js_on_load=None)
        shown = [box, chat, memory]
        asked: list[dict[str, object]] = [
            box.submit(talk.reply, [box, memory], shown, js=_ASK, **_QUIET)
        ]
        for choose in (chat.example_select, chat.option_select):
            chosen = choose(_chosen, None, box, **_QUIET)
            asked.append(chosen.success(talk.reply, [box, memory], shown, js=_ASK, **_QUIET))
        page.load(talk.open, memory, shown, js=_START, **_QUIET)
        reopen.click(talk.reopen, memory, shown, js=_CURRENT, cancels=asked, **_QUIET)
        new.click(talk.reopen, memory, shown, js=_BEGIN, cancels=asked, **_QUIET)
        box.stop(talk.reopen, memory, shown, js=_CURRENT, cancels=asked, **_QUIET)
        memory.change(None, memory, None, js=_KEEP, **_QUIET)
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

    def open(self, kept: object) -> _Shown:
        """What a page that was loaded shows first.

        Where the browser keeps nothing, nothing changes: the first question may already be
        answered.
        """
        if not Conversation.read(kept).rows:
            return gr.skip(), gr.skip(), gr.skip()
        return self.reopen(kept)

    def reopen(self, kept: object) -> _Shown:
        """The conversation that the browser keeps, every quote checked again."""
        conversation = Conversation.read(kept)
        answers = recall(conversation.rows, self._index)
        shown = messages.conversation(answers, self._index)
        if lost := len(conversation.rows) - len(answers):
            shown.append(messages.stale(lost))
        return _ready(), shown, conversation.holding(answers)

    def reply(self, question: str, kept: object) -> Iterator[_Shown]:
        """The answer as it is written, sentence by sentence."""
        conversation = Conversation.read(kept)
        past = recall(conversation.rows, self._index)
        asked = messages.conversation(past, self._index)
        asked += [messages.asked(question)] if question else []
        yield _busy(), asked, gr.skip()
        begun = _Begun(question)
        try:
            turns = [Turn(answer.question, answer.text) for answer in past]
            for event in self._assistant.stream(question, turns):
                if isinstance(event, (Wrote, Withdrew)):
                    shown = messages.begun(begun.with_(event), self._index)
                    yield gr.skip(), [*asked, shown], gr.skip()
                elif isinstance(event, Answered):
                    answers = (*past, event.answer)[-LONGEST:]
                    shown_whole = messages.conversation(answers, self._index)
                    yield _ready(), shown_whole, conversation.holding(answers, answered=True)
        except (AssistantError, VectorstoreError) as error:
            yield _ready(question), [*asked, messages.failed(str(error))], gr.skip()


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


def _chosen(event: gr.EventData) -> str:
    """The question behind the example or the button that was pressed."""
    return str(event.value["text"] if isinstance(event.value, dict) else event.value)


def _chatbot(questions: Sequence[str]) -> gr.Chatbot:
    return gr.Chatbot(
        show_label=False,
        elem_id="chat",
        height=None,
        buttons=[],
        feedback_options=None,
        latex_delimiters=[],
        group_consecutive_messages=False,
        placeholder="Ask a question, or begin with one of these.",
        examples=[{"text": question} for question in questions],
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
