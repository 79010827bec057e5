"""The tools of the Model Context Protocol over streamable HTTP, at /mcp."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI
from mcp.server.transport_security import TransportSecuritySettings
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.ask import Assistant
from assistant.desk import Desk
from assistant.tools import tools
from ui_parts.refusing import refused

PATH = "/mcp"


def tools_http(assistant: Assistant, desk: Desk) -> APIRouter:
    """The tools' address. Nothing is kept between two requests: any may come after a restart."""
    app = tools(assistant, desk).streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        stateless_http=True,
        # The door has looked at where a request comes from, for all addresses alike.
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )

    @asynccontextmanager
    async def running(_: FastAPI) -> AsyncGenerator[None]:
        async with app.router.lifespan_context(app):
            yield

    router = APIRouter(lifespan=running)
    router.routes.append(Route(PATH, _PostOnly(app)))
    return router


class _PostOnly:
    """Refuses the stream of messages that the protocol lets a server open: there are none here."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "POST":
            await self._app(scope, receive, send)
            return
        response = refused(405, f"{PATH} takes POST: connect a client of the protocol to it.")
        response.headers["allow"] = "POST"
        await response(scope, receive, send)
