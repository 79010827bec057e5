"""A server on this machine that speaks OpenAI's protocol, and misbehaves as it is told."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Script:
    """What the server does at each request."""

    pieces: Sequence[str] | Callable[[dict[str, Any]], Sequence[str]] = ()
    """What it streams; a function is given the request."""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    error: str = "It failed."
    failures: int = 1_000_000
    """At how many requests it answers with the status, before it answers well."""
    break_after: int | None = None
    """After so many pieces the line is cut."""
    finish: str | None = "stop"
    pause: float = 0.0
    """Seconds before each piece."""
    silent: bool = False
    """Keeps the line open with comments, and sends no piece."""

    requests: list[dict[str, Any]] = field(default_factory=list)
    """What it was sent."""
    authorizations: list[str] = field(default_factory=list)
    sent: int = 0
    """How many pieces have left."""
    hung_up: threading.Event = field(default_factory=threading.Event)
    """Set when the other side has closed the line early."""


@contextlib.contextmanager
def serving(script: Script) -> Iterator[str]:
    """The base URL of the server while it runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            _answer(self, script)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _answer(handler: BaseHTTPRequestHandler, script: Script) -> None:
    request = json.loads(handler.rfile.read(int(handler.headers["content-length"])))
    script.requests.append(request)
    script.authorizations.append(handler.headers.get("authorization", ""))
    if script.status != 200 and len(script.requests) <= script.failures:
        body = json.dumps({"error": {"message": script.error, "type": "x", "code": None}}).encode()
        handler.send_response(script.status)
        for name, value in {"content-type": "application/json", **script.headers}.items():
            handler.send_header(name, value)
        handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)
        return
    handler.send_response(200)
    handler.send_header("content-type", "text/event-stream")
    handler.end_headers()
    with contextlib.suppress(OSError):
        _stream(handler, script, request)
        return
    script.hung_up.set()


def _stream(handler: BaseHTTPRequestHandler, script: Script, request: dict[str, Any]) -> None:
    while script.silent:
        handler.wfile.write(b": still here\n\n")
        time.sleep(0.05)
    pieces = script.pieces(request) if callable(script.pieces) else script.pieces
    for number, piece in enumerate(pieces):
        if number == script.break_after:
            return
        time.sleep(script.pause)
        handler.wfile.write(_event({"content": piece}))
        handler.wfile.flush()
        script.sent += 1
    handler.wfile.write(_event({}, script.finish))
    handler.wfile.write(b"data: [DONE]\n\n")


def _event(delta: dict[str, str], finish: str | None = None) -> bytes:
    chunk = {
        "id": "1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "scripted",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }
    return f"data: {json.dumps(chunk)}\n\n".encode()
