"""How much one client may send: the size of a body, and so many questions a minute.

A question is one wherever it comes in: the chat, the REST interface, the tools. What the chat's
page sends besides takes time too: each kind of it is held to as many, counted for itself.
"""

from __future__ import annotations

import ipaddress
import json
import math
import time
from collections.abc import Callable
from urllib.parse import parse_qs

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.brand import Brand
from assistant.question import LONGEST
from ui_parts.pages import page
from ui_parts.refusing import refused

BODY = 2 * 1024 * 1024
"""Bytes. The longest body is a chat's memory of thirty answers."""

_SEARCH = "/read"  # a page that searches where it is given words, and else lists documents
_CLIENTS = 10_000  # that are remembered; the longest gone are forgotten first
_NETWORK = 64  # bits of an IPv6 address that stand for one household or office
_QUESTION, _REOPENED, _OFFERED, _SAID, _TAKEN = "question reopened offered said taken".split()
"""What a request is counted as. Each is held to as many, for itself."""


class Buckets:
    """A bucket of tokens for each client: full at first, refilled at a steady pace."""

    def __init__(
        self, size: int, per_minute: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._size = size
        self._pace = per_minute / 60
        self._clock = clock
        self._levels: dict[str, tuple[float, float]] = {}

    def take(self, client: str) -> float:
        """Takes a token; 0, or the seconds until there is one."""
        wait = self.wait(client)
        if not wait:
            now = self._clock()
            self._put(client, self._level(client, now) - 1, now)
        return wait

    def wait(self, client: str) -> float:
        """The seconds until there is a token; 0 where there is one."""
        return max(0, 1 - self._level(client, self._clock())) / self._pace

    def _level(self, client: str, now: float) -> float:
        level, at = self._levels.get(client, (self._size, now))
        return min(self._size, level + (now - at) * self._pace)

    def _put(self, client: str, level: float, now: float) -> None:
        self._levels.pop(client, None)  # and so the dict stays in the order of use
        self._levels[client] = level, now
        if len(self._levels) > _CLIENTS:
            del self._levels[next(iter(self._levels))]


def client_of(scope: Scope) -> str:
    """Whom a request is counted for: who is signed in, else the address it comes from."""
    user = scope.get("state", {}).get("user")
    if user:
        return f"user {user}"
    host = scope["client"][0] if scope.get("client") else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return str(host)
    if address.version == 4:
        return str(host)
    return str(ipaddress.ip_network((address, _NETWORK), strict=False))


class Questions:
    """Holds bodies to a size and each client to a number of questions a minute."""

    def __init__(self, app: ASGIApp, per_minute: int, brand: Brand) -> None:
        self._app = app
        self._brand = brand
        size = max(per_minute // 2, 1)
        kinds = (_QUESTION, _REOPENED, _OFFERED, _SAID, _TAKEN)
        self._buckets = {kind: Buckets(size, per_minute) for kind in kinds}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = await _read(receive)
        if body is None:
            told = f"The body is larger than {BODY // 1024:,} kB. Send a question of at most "
            await refused(413, f"{told}{LONGEST:,} characters.")(scope, receive, send)
            return
        row = _parsed(body)
        kind = counted_as(scope, row)
        question = question_in(scope, row)
        if kind == _QUESTION and question is not None:
            scope.setdefault("state", {})["question"] = question
        if kind and (wait := self._buckets[kind].take(client_of(scope))):
            told = "You have asked many questions in a short time. "
            again = f"Ask again in {math.ceil(wait)} seconds."
            await self._refusal(scope, told + again, wait)(scope, receive, send)
            return
        await self._app(scope, _again(body, receive), send)

    def _refusal(self, scope: Scope, told: str, wait: float) -> Response:
        """What is too much, told to a person on a page and to a program in JSON."""
        response: Response = refused(429, told, wait)
        if scope["path"] == _SEARCH:
            shown = page(self._brand, "told.html", _SEARCH, "Search", status=429, told=told)
            shown.headers["retry-after"] = response.headers["retry-after"]
            return shown
        return response


def counted_as(scope: Scope, row: object) -> str:
    """What a request is counted as; empty for one that is not. `row`: its body, parsed.

    The address and the method decide. A body only shows that it asks for less than a question, and
    one that cannot be read shows nothing.
    """
    match scope["method"], scope["path"], row:
        case "POST", "/mcp", {"method": str(method)} if method != "tools/call":
            return ""
        case "POST", "/mcp", {"params": {"name": "read_passage"}}:
            return ""
        case "POST", "/gradio_api/queue/join", {"data": []} | {"data": [dict() | None, *_]}:
            return _REOPENED  # or stopped; a question that came so would be held to as many
        case (
            ("GET", "/api/v1/search", _)
            | ("POST", "/api/v1/ask" | "/api/v1/ask/stream" | "/mcp" | "/why", _)
            | ("POST", "/gradio_api/queue/join", _)
        ):
            return _QUESTION
        case "GET", "/read", _ if any(map(str.strip, _queries(scope))):
            return _QUESTION
        case "POST", "/further", _:
            return _OFFERED
        case "POST", "/feedback", _:
            return _SAID
        case "POST", "/paper/md" | "/paper/docx", _:
            return _TAKEN
    return ""


def question_in(scope: Scope, row: object) -> str | None:
    """The words of a question, as the chat, the REST interface or the tools put it, for the log."""
    question: object = None
    match scope["path"], row:
        case "/api/v1/search" | "/read", _:
            question = [*_queries(scope), ""][0]
        case "/api/v1/ask" | "/api/v1/ask/stream", {"question": asked}:
            question = asked
        case "/gradio_api/queue/join", {"data": [asked, *_]}:
            question = asked
        case "/why", {"rows": [*_, {"question": asked}]}:  # asked once more, to tell why
            question = asked
        case "/mcp", {"params": {"name": "search", "arguments": {"query": asked}}}:
            question = asked
        case "/mcp", {"params": {"arguments": {"question": asked}}}:
            question = asked
    return question if isinstance(question, str) else None


def _queries(scope: Scope) -> list[str]:
    """What stands as `q` in an address; more than one where it stands there more than once."""
    query = scope["query_string"].decode("ascii", "replace")
    return parse_qs(query, errors="replace").get("q", [])


def _parsed(body: bytes) -> object:
    """A body of JSON; None for any other."""
    try:
        return json.loads(body) if body else None
    except (ValueError, RecursionError):
        return None


async def _read(receive: Receive) -> bytes | None:
    """The whole body, or None where it is too large; what has come of one that broke off."""
    body = bytearray()
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > BODY:
            return None
        more = message.get("more_body", False)
    return bytes(body)


def _again(body: bytes, receive: Receive) -> Receive:
    """Receives the body that was read already, and then whatever comes."""
    read = False

    async def receive_again() -> Message:
        nonlocal read
        if read:
            return await receive()
        read = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again
