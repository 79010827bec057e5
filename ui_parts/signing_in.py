"""Signing in: by a page and a cookie in a browser, by HTTP Basic in a program."""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import math
import secrets
from urllib.parse import quote
from weakref import WeakValueDictionary

import anyio
from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.brand import Brand
from assistant.errors import UsersUnreadable
from assistant.users import Users
from ui_parts.branding import ACCENT, LOGO
from ui_parts.limits import Buckets, client_of
from ui_parts.pages import page
from ui_parts.refusing import refused
from ui_parts.sessions import LIFETIME, Sessions

COOKIE = "assistant_session"
SIGN_IN = "/sign-in"
SIGN_OUT = "/sign-out"

_OPEN = ("/health", "/ready", SIGN_IN, "/static/pages.css", ACCENT, LOGO)
"""What everyone may see: that the server is up and answers, and the page to sign in on."""

_BY_PROGRAMS = ("/api/", "/mcp")
_TRIES = 5  # wrong passwords of a client in a row, and then so many a minute:
_TRIES_PER_MINUTE = 6
_AT_A_TIME = 2  # passwords compared at a time: each takes 64 MiB for a moment

_LOG = logging.getLogger(__name__)


class TooManyTries(Exception):
    """A client has given too many wrong passwords."""

    def __init__(self, wait: float) -> None:
        super().__init__(f"Too many wrong passwords. Try again in {math.ceil(wait)} seconds.")
        self.wait = wait


class Doorkeeper:
    """Knows who is signed in, and looks at passwords, slowly where they were wrong."""

    def __init__(self, users: Users) -> None:
        self.sessions = Sessions(users)
        self._users = users
        self._tries = Buckets(_TRIES, _TRIES_PER_MINUTE)
        self._comparing = CapacityLimiter(_AT_A_TIME)
        self._turns: WeakValueDictionary[str, anyio.Lock] = WeakValueDictionary()
        self._key = secrets.token_bytes(32)
        self._shown: dict[str, bytes] = {}

    async def admits(self, name: str, password: str, client: str) -> bool:
        """True where the password is the user's. Raises TooManyTries and UsersUnreadable."""
        async with self._turn(client):
            return await self._compared(name, password, client)

    async def admits_again(self, name: str, password: str, client: str) -> bool:
        """The same for a program that sends its password with every request.

        What was right is recognised by a keyed digest of it and of the hash in the file, so that
        the slow comparison is made once for each password, also where many requests come at once.
        """
        if self._was_shown(name, password):
            return True
        async with self._turn(client):
            right = self._was_shown(name, password)
            if not right and (right := await self._compared(name, password, client)):
                self._shown[name] = self._seal(name, password)
            return right

    def _turn(self, client: str) -> anyio.Lock:
        """A client's passwords are compared one after another, so that its tries are counted."""
        return self._turns.setdefault(client, anyio.Lock())

    async def _compared(self, name: str, password: str, client: str) -> bool:
        """True where the password is right; a wrong one uses up a try."""
        if wait := self._tries.wait(client):
            raise TooManyTries(wait)
        right = await to_thread.run_sync(self._users.knows, name, password, limiter=self._comparing)
        if not right:
            self._tries.take(client)
        return right

    def _was_shown(self, name: str, password: str) -> bool:
        return hmac.compare_digest(self._shown.get(name, b""), self._seal(name, password))

    def _seal(self, name: str, password: str) -> bytes:
        parts = (self._users.hash_of(name) or "", name, password)
        text = "\0".join(parts).encode("utf-8", "surrogatepass")
        return hashlib.blake2b(text, key=self._key).digest()


class SignedInOnly:
    """Lets nobody in who has neither a session nor a password, but for the page to sign in on."""

    def __init__(self, app: ASGIApp, keeper: Doorkeeper) -> None:
        self._app = app
        self._keeper = keeper

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or scope["path"] in _OPEN:
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        try:
            name = await self._who(request)
        except TooManyTries as error:
            await refused(429, str(error), error.wait)(scope, receive, send)
        except UsersUnreadable as error:
            _LOG.error("%s", error)
            await _closed()(scope, receive, send)
        else:
            if name is None:
                await _unknown(request)(scope, receive, send)
                return
            scope.setdefault("state", {})["user"] = name
            await self._app(scope, receive, send)

    async def _who(self, request: Request) -> str | None:
        name = self._keeper.sessions.name_of(request.cookies.get(COOKIE, ""))
        given = _basic(request.headers.get("authorization", ""))
        if name or given is None or not request.url.path.startswith(_BY_PROGRAMS):
            return name
        admitted = await self._keeper.admits_again(*given, client_of(request.scope))
        return given[0] if admitted else None


def signing_in(keeper: Doorkeeper, brand: Brand) -> APIRouter:
    """The page to sign in on, and signing out."""
    router = APIRouter()

    @router.get(SIGN_IN)
    def show(request: Request) -> Response:
        if keeper.sessions.name_of(request.cookies.get(COOKIE, "")):
            return RedirectResponse(_inside(request), 303)
        return page(brand, "sign_in.html", SIGN_IN, "Sign in", name="", fault="")

    @router.post(SIGN_IN)
    async def sign_in(request: Request) -> Response:
        form = await request.form(max_files=0, max_fields=10)
        name, password = str(form.get("name", "")), str(form.get("password", ""))
        try:
            if await keeper.admits(name, password, client_of(request.scope)):
                return _with_cookie(RedirectResponse(_inside(request), 303), request, name)
            status, fault = 401, "The name or the password is wrong. Try again."
        except TooManyTries as error:
            status, fault = 429, str(error)
        except UsersUnreadable as error:
            _LOG.error("%s", error)
            return _closed()
        values = {"name": name[:64], "fault": fault}
        return page(brand, "sign_in.html", SIGN_IN, "Sign in", status=status, **values)

    @router.post(SIGN_OUT)
    def sign_out(request: Request) -> Response:
        keeper.sessions.end(request.cookies.get(COOKIE, ""))
        response = RedirectResponse(SIGN_IN, 303)
        response.delete_cookie(COOKIE)
        return response

    def _with_cookie(response: Response, request: Request, name: str) -> Response:
        response.set_cookie(
            COOKIE,
            keeper.sessions.begin(name),
            max_age=LIFETIME,
            secure=_is_encrypted(request),
            httponly=True,
            samesite="lax",
        )
        return response

    return router


def _basic(header: str) -> tuple[str, str] | None:
    """The name and the password of an Authorization header; None where it holds none."""
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:
        return None
    return (name, password) if colon else None


def _inside(request: Request) -> str:
    """Where the visitor was going: an address of this site, whatever the query says."""
    to = request.query_params.get("next", "/")
    local = to.startswith("/") and not to.startswith(("//", SIGN_IN)) and "\\" not in to
    return to if local and to.isprintable() else "/"


def _is_encrypted(request: Request) -> bool:
    """True where the browser says so, or the proxy before this server does."""
    return "https" in (request.url.scheme, request.headers.get("x-forwarded-proto", ""))


def _unknown(request: Request) -> Response:
    path = request.url.path
    if request.method in ("GET", "HEAD") and "text/html" in request.headers.get("accept", ""):
        query = f"?{request.url.query}" if request.url.query else ""
        to = f"?next={quote(path + query, safe='/')}" if path + query != "/" else ""
        return RedirectResponse(SIGN_IN + to, 303)
    if path.startswith(_BY_PROGRAMS):
        told = "Send a name and a password by HTTP Basic, or sign in at /sign-in."
        response = refused(401, told)
        response.headers["www-authenticate"] = 'Basic realm="assistant", charset="UTF-8"'
        return response
    return refused(401, "You are not signed in, or no longer. Load the page again to sign in.")


def _closed() -> Response:
    told = "Nobody can sign in: the file of users cannot be used. Tell whoever runs this server."
    return refused(503, told)
