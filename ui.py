"""The web chat: the assistant's events become pixels, and nothing else happens here.

question ──▶ Assistant.stream ──▶ messages beside their sources ──▶ the browser keeps both
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from pathlib import Path

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.answer import Answer, Answered, Sentence, Turn, Wrote
from assistant.ask import Assistant
from assistant.errors import AssistantError
from ui_parts import messages
from ui_parts.examples import examples
from ui_parts.memory import LONGEST, recall, remember
from ui_parts.plain import plain
from ui_parts.sources import panel
from vectorstore.errors import VectorstoreError

TITLE = "Peace Operations Assistant"
_NAMED = 4  # documents in the heading
_STYLE = Path(__file__).parent / "ui_parts" / "style.css"
_FONTS = ("-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "sans-serif")
_POLICY = (
    "default-src 'self'; img-src 'self' data:; font-src 'self' data:; object-src 'none'; "
    "style-src 'self' 'unsafe-inline'; "
    "script-src 'self' 'unsafe-inline' 'unsafe-eval'; "  # gradio compiles templates in the page
    "base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
"""Content-Security-Policy: whatever a document says, the page fetches from its own host only."""

_KEEP_QUERY = """<script>
  // gradio's <base> would make a link to #s1-1 leave a page whose address has a query.
  addEventListener("click", event => {
    const link = event.target.closest?.('a[href^="#"]');
    if (!link || !location.search) return;
    event.preventDefault();
    location.hash = link.getAttribute("href");
  });
</script>"""

_NOTE = (
    "<p>Every sentence of an answer is an exact quote. The number behind it opens the document "
    "at these words.</p>"
)

_Shown = tuple[object, object, object, object]
"""New values of the question box, the chat, the sources and the browser's memory."""


def serve(assistant: Assistant, host: str, port: int) -> None:
    """Serves the chat until Ctrl-C.

    Raises:
        AssistantError: the address cannot be listened on; the message says what to do.
    """
    with listen(host, port) as door:
        server = web_server(assistant)
        print(f"The chat is at http://{host}:{door.getsockname()[1]} – Ctrl-C ends it.", flush=True)
        try:
            server.run([door])
        except KeyboardInterrupt:
            return


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there; port 0 takes any free one. Raises AssistantError."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise AssistantError(
                f"Port {port} on {host} is in use. Stop what uses it, or name another with --port."
            ) from error
        raise AssistantError(
            f"Nothing can listen on {host}, port {port} ({error.strerror}). "
            "Name another address with --host or --port."
        ) from error


def web_server(assistant: Assistant) -> uvicorn.Server:
    """The server of the chat, not yet running."""
    site = FastAPI(openapi_url=None)
    site.add_middleware(_OwnHostOnly)
    gr.mount_gradio_app(
        site,
        build(assistant),
        path="/",
        footer_links=[],
        run_history=False,
        allowed_paths=[],
        show_error=False,
        max_file_size="1kb",  # nothing is uploaded
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
        theme=gr.themes.Base(primary_hue="blue", neutral_hue="slate", font=_FONTS),
        head=f"<style>{_STYLE.read_text('utf-8')}</style>{_KEEP_QUERY}",
    )
    return uvicorn.Server(uvicorn.Config(site, log_level="warning", timeout_graceful_shutdown=1))


class _OwnHostOnly:
    """Tells the browser, with every response, to fetch nothing from anywhere else."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message["headers"],
                    (b"content-security-policy", _POLICY.encode()),
                    (b"referrer-policy", b"no-referrer"),
                    (b"x-content-type-options", b"nosniff"),
                ]
            await send(message)

        await self._app(scope, receive, send_with_policy)


def build(assistant: Assistant) -> gr.Blocks:
    """The page."""
    talk = _Talk(assistant)
    page = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True)
    with page:
        memory = gr.BrowserState([], storage_key="peace-operations-assistant")
        with gr.Row(elem_id="top"):
            gr.HTML(_heading(assistant), js_on_load=None, elem_id="heading")
            new = gr.Button("New conversation", size="sm", elem_id="new", scale=0)
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk"):
                chat = _chatbot(assistant)
                box = _question_box()
                gr.HTML(_NOTE, js_on_load=None, elem_id="note")
            with gr.Column(elem_id="library"):
                sources = gr.HTML(panel((), assistant.index), elem_id="sources", js_on_load=None)
        shown = [box, chat, sources, memory]
        page.load(talk.reopen, memory, shown, show_progress="hidden", api_visibility="private")
        box.submit(
            talk.reply, [box, memory], shown, show_progress="hidden", api_visibility="private"
        )
        new.click(talk.begin, None, shown, show_progress="hidden", api_visibility="private")
        for choose in (chat.example_select, chat.option_select):
            choose(_chosen, None, box, show_progress="hidden", api_visibility="private").success(
                talk.reply, [box, memory], shown, show_progress="hidden", api_visibility="private"
            )
    page.queue(default_concurrency_limit=4, max_size=64)
    return page


class _Talk:
    """What the page shows next. It keeps nothing: the conversation is in the browser's memory."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._index = assistant.index

    def begin(self) -> _Shown:
        """An empty page."""
        return self._whole(())

    def reopen(self, remembered: object) -> _Shown:
        """The conversation that the browser remembers, its quotes checked again."""
        return self._whole(recall(remembered, self._index))

    def reply(self, question: str, remembered: object) -> Iterator[_Shown]:
        """The answer as it is written, sentence by sentence; then its sources."""
        past = recall(remembered, self._index)
        asked = [*messages.conversation(past), *([messages.asked(question)] if question else [])]
        yield "", asked, gr.skip(), gr.skip()
        sentences: list[Sentence] = []
        try:
            turns = [Turn(answer.question, answer.text) for answer in past]
            for event in self._assistant.stream(question, turns):
                if isinstance(event, Wrote):
                    sentences.append(event.sentence)
                    begun = messages.told(Answer(question, tuple(sentences)), len(past) + 1)
                    yield gr.skip(), [*asked, begun], gr.skip(), gr.skip()
                elif isinstance(event, Answered):
                    yield self._whole((*past, event.answer))
        except (AssistantError, VectorstoreError) as error:
            yield question, [*asked, messages.failed(str(error))], gr.skip(), gr.skip()

    def _whole(self, answers: tuple[Answer, ...]) -> _Shown:
        kept = answers[-LONGEST:]
        return "", messages.conversation(kept), panel(kept, self._index), remember(kept)


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
