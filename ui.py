"""The web chat: the assistant's events become pixels, and nothing else happens here.

question ──▶ Assistant.stream ──▶ messages beside their sources ──▶ the browser keeps both
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, TypedDict

import gradio as gr
import uvicorn
from fastapi import APIRouter
from gradio.components.chatbot import ExampleMessage

from assistant.ask import Assistant
from assistant.brand import Brand, read_brand
from assistant.desk import Desk
from assistant.feedback import FeedbackStore
from assistant.settings import Settings
from ui_parts.beside import beside
from ui_parts.browse import browse
from ui_parts.desk import KEPT_MENU, NOTE, NOTE_MODEL, heading, reader
from ui_parts.door import listen
from ui_parts.examples import examples
from ui_parts.feedback import feedback
from ui_parts.learn import learn
from ui_parts.reach import Reach, Rules
from ui_parts.request_log import write_log
from ui_parts.rooms import Rooms
from ui_parts.site import site
from ui_parts.talk import Talk


class _HowShown(TypedDict):
    show_progress: Literal["hidden"]
    api_visibility: Literal["private"]


_BUILT_IN, _FOR_ANYBODY = Brand(), Rules()
_QUIET: _HowShown = {"show_progress": "hidden", "api_visibility": "private"}

_SCRIPT = "(await import('/static/chat.js'))"
_KEPT = "(await import('/static/conversations.js'))"
_START = f"async () => {{ {_SCRIPT}.start(); }}"
_FREE = "async () => ({__type__: 'update', submit_btn: 'Ask', stop_btn: false})"
_ASK = f"async (question, kept) => [question, {_KEPT}.goOn(kept, question)]"
_STOP = f"async () => {_KEPT}.takeBack()"
_BEGIN = f"async () => [{_KEPT}.begin()]"
_CURRENT = f"async () => [{_KEPT}.current()]"
_KEEP = f"async kept => {{ {_KEPT}.keep(kept); }}"


def serve(opening: Callable[[], Assistant], settings: Settings) -> None:
    """Serves the chat until Ctrl-C, or until its terminal is closed.

    The assistant is opened once the address is sure.

    Raises:
        AssistantError: the address cannot be listened on, or the file of users cannot be used;
            the message says what to do.
    """
    rules = Rules.of(settings)
    brand = read_brand(settings.brand) if settings.brand else Brand()
    write_log()
    with listen(settings.host, settings.port) as door:
        host, port = door.getsockname()[:2]  # of whatever name or short form was given
        server = web_server(opening(), replace(rules, host=host), brand, settings.feedback)
        at = f"[{host}]" if ":" in host else host
        print(f"The chat is at http://{at}:{port} – Ctrl-C ends it.", flush=True)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # as it is under nohup
            signal.signal(signal.SIGHUP, server.handle_exit)
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
    reach = Reach(assistant, rules, brand)
    store = FeedbackStore(kept) if kept else None
    chat, drawn = build(assistant, reach.desk, brand), assistant.index.fingerprint

    def rooms(now: Assistant) -> list[APIRouter]:
        nonlocal drawn
        index = now.index
        if index.fingerprint != drawn:
            redraw(chat, now, brand)
            drawn = index.fingerprint
        return [
            reach.interface(now),
            beside(index, reach.desk),
            browse(index, brand, reach.desk),
            learn(unaided(now), brand),
            *([feedback(index, store, reach.desk)] if store else []),
        ]

    page = site(chat, reach.routers, brand, reach.head)
    app = reach.guarded(Rooms(page, assistant, rooms))
    return uvicorn.Server(
        uvicorn.Config(
            app,
            log_level="warning",
            timeout_graceful_shutdown=1,
            ws="none",
            proxy_headers=False,  # whoever asks could write any address there, to be counted anew
        )
    )


def build(assistant: Assistant, desk: Desk, brand: Brand = _BUILT_IN) -> gr.Blocks:
    """The page."""
    talk, now = Talk(assistant, desk), assistant.now()
    by_model = unaided(now) is not now
    page = gr.Blocks(title=brand.title, analytics_enabled=False, fill_width=True)
    with page:
        memory = gr.JSON(visible=False)
        with gr.Row(elem_id="top"):
            gr.HTML(heading(now.index, brand), js_on_load=None, elem_id="heading")
            gr.HTML(KEPT_MENU, js_on_load=None, elem_id="history", scale=0)
            new = gr.Button("New conversation", size="sm", elem_id="new", scale=0)
            reopen = gr.Button("Open", visible="hidden", elem_id="reopen")
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk"):
                chat = _chatbot(brand.examples or examples(unaided(now)))
                box = _question_box()
                gr.HTML(NOTE_MODEL if by_model else NOTE, js_on_load=None, elem_id="note")
            with gr.Column(elem_id="library"):
                gr.HTML(reader(now.index), elem_id="sources", js_on_load=None)
        shown = [box, chat, memory]
        asked: list[dict[str, Any]] = []
        for sent in (
            box.submit,
            chat.example_select(_chosen, None, box, **_QUIET).success,
            chat.option_select(_chosen, None, box, **_QUIET).success,
        ):
            answered = sent(talk.reply, [box, memory], shown, js=_ASK, **_QUIET)
            answered.then(None, None, box, js=_FREE, **_QUIET)  # sooner, a question would be lost
            asked.append(answered)
        page.load(None, None, None, js=_START, **_QUIET)
        reopen.click(talk.reopen, memory, shown, js=_CURRENT, cancels=asked, **_QUIET)
        new.click(talk.reopen, memory, shown, js=_BEGIN, cancels=asked, **_QUIET)
        box.stop(talk.stop, [memory, box], shown, js=_STOP, cancels=asked, **_QUIET)
        memory.change(None, memory, None, js=_KEEP, **_QUIET)
    page.queue(default_concurrency_limit=None)  # questions wait at the desk, with all the others
    return page


def redraw(page: gr.Blocks, assistant: Assistant, brand: Brand) -> None:
    """Puts another index's documents and examples on the page, for whoever opens it from now on."""
    drawn = {"heading": heading(assistant.index, brand), "sources": reader(assistant.index)}
    for block in page.blocks.values():
        if isinstance(block, gr.HTML) and block.elem_id in drawn:
            block.value = drawn[block.elem_id]
        if isinstance(block, gr.Chatbot):
            block.examples = _offered(brand.examples or examples(unaided(assistant)))
    page.config = page.get_config_file()


def unaided(assistant: Assistant) -> Assistant:
    """The assistant without its chat model, for what must not wait and cost."""
    has_model = isinstance(assistant, Assistant) and assistant.has_model
    return Assistant(assistant.index) if has_model else assistant


def _chosen(event: gr.EventData) -> str:
    """The question behind the example or the button that was pressed."""
    return str(event.value["text"] if isinstance(event.value, dict) else event.value)


def _chatbot(questions: Sequence[str]) -> gr.Chatbot:
    return gr.Chatbot(
        show_label=False,
        elem_id="chat",
        height=None,
        autoscroll=False,  # it comes too late, under a reader's hand: see in_view.js
        buttons=[],
        feedback_options=None,
        latex_delimiters=[],
        group_consecutive_messages=False,
        placeholder="Ask a question, or begin with one of these.",
        examples=_offered(questions),
    )


def _offered(questions: Sequence[str]) -> list[ExampleMessage]:
    return [{"text": question} for question in questions]


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
