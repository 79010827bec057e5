"""Where the site meets the network: the address it listens on, and what pages may do there."""

from __future__ import annotations

import errno
import ipaddress
import socket
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.errors import AssistantError
from ui_parts.refusing import refused

_POLICY = (
    "default-src 'self'; img-src 'self' data:; font-src 'self' data:; object-src 'none'; "
    "style-src 'self' 'unsafe-inline'; "
    "script-src 'self' 'unsafe-inline' 'unsafe-eval'; "  # gradio compiles templates in the page
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
"""Content-Security-Policy: whatever a document says, the page fetches from its own host only."""

_GRADIO = "/gradio_api/"
_CHATS_OWN = ("queue/", "heartbeat/", "app_id", "cancel", "reset", "startup-events", "theme.css")

_HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"referrer-policy", b"same-origin"),  # under no-referrer a form's own POST has no origin
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (
        b"permissions-policy",
        b"camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()",
    ),
)


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there; port 0 takes any free one. Raises AssistantError."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except UnicodeError as error:  # a part of the name is empty, or too long
        raise AssistantError(
            f"{host} is no name or address of a machine. Name another with --host."
        ) from error
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
    """Tells the browser, with every response, to fetch from here alone and to frame it nowhere."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_HEADERS]
            await send(message)

        await self._app(scope, receive, send_with_policy)


class NoStrangersPages:
    """Lets no page of another site act in the name of who is here.

    What changes something, or asks, is taken from this site's own pages only: browsers say with
    every such request where it comes from. A program says nothing, and is let in.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD") or _is_own(scope):
            await self._app(scope, receive, send)
            return
        told = "This came from a page of another site. Open the assistant itself to ask."
        await refused(403, told)(scope, receive, send)


class OwnNameOnly:
    """Answers to names of this machine only, where only this machine is served.

    Another name may be a stranger's that was made to lead here (DNS rebinding), so that the
    stranger's page could read what is here.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not is_loopback(_name(Headers(scope=scope).get("host", ""))):
            told = (
                "This address is served to its own machine only. Open http://127.0.0.1 with the "
                "same port, or serve it to others with --host and --auth."
            )
            await refused(421, told)(scope, receive, send)
            return
        await self._app(scope, receive, send)


class OneLineOnly:
    """Lets no address with a line break in: every route is a pattern that ends with its line."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if "\n" in scope.get("path", ""):
            told = "There is nothing here: no address has a line break. See /api/v1/docs."
            await refused(404, told)(scope, receive, send)
            return
        await self._app(scope, receive, send)


class ChatsOwnOnly:
    """Leaves of Gradio's addresses those that the chat's page uses.

    The others run a question uncounted, take files in, fetch for others, or fail on what they do
    not expect. Programs have an interface of their own.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if path.startswith(_GRADIO) and not path.removeprefix(_GRADIO).startswith(_CHATS_OWN):
            told = "Only the chat's own page asks here. Programs ask at /api/v1/docs."
            await refused(404, told)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def is_loopback(host: str) -> bool:
    """True for a name or an address by which a machine means itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower().rstrip(".") == "localhost"


def _is_own(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    if site := headers.get("sec-fetch-site"):
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    try:
        return origin is None or urlsplit(origin).netloc == headers.get("host")
    except ValueError:  # it is no address
        return False


def _name(host: str) -> str:
    """The name in a Host header, without the port."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
