"""Whether the server is up, and whether it answers: for what watches over it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from starlette.responses import JSONResponse

from assistant.ask import Assistant
from ui_parts.refusing import refused
from vectorstore.errors import VectorstoreError

_FRESH = 5
"""Seconds that a search that went well is good for: everybody may ask, as often as they like."""

_LOG = logging.getLogger(__name__)


def health(assistant: Assistant, clock: Callable[[], float] = time.monotonic) -> APIRouter:
    """`/health`: the process is up. `/ready`: the index is open, and a search finds something."""
    router = APIRouter()
    last: tuple[str, float, dict[str, Any]] = ("", 0, {})

    @router.get("/health")
    async def up() -> dict[str, Any]:
        return {"up": True}

    @router.get("/ready")
    def ready() -> JSONResponse:
        nonlocal last
        index, now = assistant.index, clock()
        fingerprint, at, told = last
        if fingerprint == index.fingerprint and now < at + _FRESH:
            return JSONResponse(told)
        document = next(iter(index.documents.values()))
        try:
            found = index.find(document.title).hits
        except VectorstoreError as error:
            return refused(503, str(error))
        except Exception:  # whatever it is, questions would fail of it too
            _LOG.exception("The index does not answer.")
            return refused(503, "The index does not answer. Look for the fault: assistant check")
        told = {"ready": bool(found), "documents": len(index.documents)}
        told["passages"] = len(index.passages)
        last = index.fingerprint, now, told
        return JSONResponse(told)

    return router
