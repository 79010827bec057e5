"""The request log: who asked for what, what came of it, and how long it took.

A question counts by its length; its text is written only where whoever serves it chose so.
"""

from __future__ import annotations

import logging
import sys
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.question import shown
from assistant.settings import Log

LOG = logging.getLogger("assistant.requests")

_FILES = ("/assets/", "/static/", "/svelte/")
"""Files of the page, of which there are a hundred to a visit: told only where they fail."""


class RequestLog:
    """Writes a line for each request that has been answered."""

    def __init__(self, app: ASGIApp, log: Log) -> None:
        self._app = app
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._log == "none":
            await self._app(scope, receive, send)
            return
        status = 500
        started = time.perf_counter()

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        finally:
            if status >= 400 or not scope["path"].startswith(_FILES):
                seconds = time.perf_counter() - started
                LOG.info("%s", self._line(scope, status, seconds))

    def _line(self, scope: Scope, status: int, seconds: float) -> str:
        client = scope["client"][0] if scope.get("client") else "-"
        line = f"{client} {scope['method']} {scope['path']} {status} {seconds:.3f} s"
        question = scope.get("state", {}).get("question")
        if question is not None:
            line += f", {len(question)} characters asked"
            line += f": {question}" if self._log == "questions" else ""
        return shown(line)


def write_log() -> None:
    """Sends the request log, and whatever any library warns of, to standard error."""
    form = logging.Formatter("%(asctime)s %(message)s")
    for log, level in ((LOG, logging.INFO), (logging.getLogger(), logging.WARNING)):
        writer = logging.StreamHandler(sys.stderr)
        writer.setFormatter(form)
        writer.setLevel(level)
        log.addHandler(writer)
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
