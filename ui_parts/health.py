"""Whether the server is up, and whether it answers: for what watches over it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from fastapi import APIRouter
from starlette.responses import JSONResponse

from assistant.ask import Assistant
from ui_parts.refusing import refused
from vectorstore.errors import VectorstoreError

_FRESH = 5
"""Seconds that a search that went well is good for: everybody may ask, as often as they like."""

_FAULT = "The index does not answer. Look for the fault: assistant check"
"""All that is told of one: who asks need not be signed in. The log has it whole."""

_LOG = logging.getLogger(__name__)


def health(assistant: Assistant, clock: Callable[[], float] = time.monotonic) -> APIRouter:
    """`/health`: the process is up. `/ready`: the index is open, and a search finds something."""
    router = APIRouter()
    last: tuple[str, float, bool] = ("", 0, False)

    @router.get("/health")
    async def up() -> dict[str, bool]:
        return {"up": True}

    @router.get("/ready")
    def ready() -> JSONResponse:
        nonlocal last
        index, now = assistant.index, clock()
        fingerprint, at, is_ready = last
        if fingerprint == index.fingerprint and now < at + _FRESH:
            return JSONResponse({"ready": is_ready})
        document = next(iter(index.documents.values()))
        try:
            is_ready = bool(index.find(document.title).hits)
        except VectorstoreError as error:
            _LOG.error("%s", error)
            return refused(503, _FAULT)
        except Exception:  # whatever it is, questions would fail of it too
            _LOG.exception("The index does not answer.")
            return refused(503, _FAULT)
        last = index.fingerprint, now, is_ready
        return JSONResponse({"ready": is_ready})

    return router
