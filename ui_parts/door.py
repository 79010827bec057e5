"""Where the chat meets the network: the address it listens on, and what its page may fetch."""

from __future__ import annotations

import errno
import socket

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.errors import AssistantError

_POLICY = (
    "default-src 'self'; img-src 'self' data:; font-src 'self' data:; object-src 'none'; "
    "style-src 'self' 'unsafe-inline'; "
    "script-src 'self' 'unsafe-inline' 'unsafe-eval'; "  # gradio compiles templates in the page
    "base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
"""Content-Security-Policy: whatever a document says, the page fetches from its own host only."""


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
        why = str(error.strerror).partition(" (")[0]
        raise AssistantError(
            f"Nothing can listen on {host}, port {port} ({why}). "
            "Name another with --host or --port."
        ) from error


class OwnHostOnly:
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
