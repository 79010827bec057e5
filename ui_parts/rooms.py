"""The pages and interfaces over one index, made anew for every new one.

Each request is dealt with over the index that is current when it comes, from beginning to end.
"""

from __future__ import annotations

import functools
import gc
import threading
from collections.abc import Callable, Iterable

from anyio import to_thread
from fastapi import APIRouter, FastAPI
from fastapi.dependencies import models
from starlette.routing import Match
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.ask import Assistant
from ui_parts.api_faults import tell_faults

_PAGE = "/"  # the site's own, which shows the documents too

Furnish = Callable[[Assistant], Iterable[APIRouter]]
"""Makes the rooms over what an assistant answers from now."""


class Rooms:
    """What an assistant's index is shown by; every other address is the site's."""

    def __init__(self, site: ASGIApp, assistant: Assistant, furnish: Furnish) -> None:
        self._site = site
        self._assistant = assistant
        self._furnish = furnish
        self._furnishing = threading.Lock()
        self._made_for = assistant.now()
        self._made = self._rooms(self._made_for)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        room: ASGIApp = self._site
        if scope["type"] == "http" and self._shows_the_index(scope):
            made = await to_thread.run_sync(self._current)
            room = made if scope["path"] != _PAGE else room
        await room(scope, receive, send)

    def _shows_the_index(self, scope: Scope) -> bool:
        routes = self._made.routes
        matches = (route.matches(scope)[0] for route in routes)
        return scope["path"] == _PAGE or any(match != Match.NONE for match in matches)

    def _current(self) -> FastAPI:
        now = self._assistant.now()
        if now is self._made_for:
            return self._made
        with self._furnishing:
            if now is not self._made_for:
                self._made, self._made_for = self._rooms(now), now
                _let_go_of_the_rooms_before()
            return self._made

    def _rooms(self, now: Assistant) -> FastAPI:
        app = FastAPI(openapi_url=None)
        tell_faults(app, "Load the page again.")
        for router in self._furnish(now):
            app.include_router(router)
        return app


def _let_go_of_the_rooms_before() -> None:
    """They refer to themselves, FastAPI remembers their endpoints, and they hold an index open."""
    for remembered in vars(models).values():
        if isinstance(remembered, functools._lru_cache_wrapper):
            remembered.cache_clear()
    gc.collect()
