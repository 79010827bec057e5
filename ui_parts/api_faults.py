"""What goes wrong where JSON is sent: a status, and a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from typing_extensions import TypedDict

from assistant.desk import RETRY
from assistant.errors import AssistantError, DeskFull, QuestionError
from assistant.fields import wrong_field
from ui_parts.refusing import refused
from vectorstore.errors import VectorstoreError

UNFORESEEN = "Something went wrong here. Ask again; the server's log says more."
"""What is told of a fault that nobody foresaw; the log has it whole."""

_SEND = 'Send an object such as {"question": "…"}.'


class Fault(TypedDict):
    """What is answered where something is wrong."""

    error: str


def tell_faults(app: FastAPI, send: str = _SEND) -> None:
    """Lets the app tell every fault as `{"error": sentence}`. `send`: what to do about a body."""

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        faults = error.errors()
        if any(fault["type"] == "json_invalid" for fault in faults):
            return refused(400, f"The body is not JSON in UTF-8. {send}")
        return refused(422, " ".join(dict.fromkeys(_sentence(fault, send) for fault in faults)))

    @app.exception_handler(HTTPException)
    async def refusal(request: Request, error: HTTPException) -> Response:
        path = request.url.path
        told = {
            "Not Found": f"There is nothing at {path}. See /api/v1/docs.",
            "Method Not Allowed": f"{path} takes no {request.method}. See /api/v1/docs.",
            "There was an error parsing the body": f"The body is not JSON in UTF-8. {send}",
        }
        response = refused(error.status_code, told.get(error.detail, error.detail))
        response.headers.update(error.headers or {})
        return response

    @app.exception_handler(DeskFull)
    async def full(request: Request, error: DeskFull) -> Response:
        return refused(503, str(error), RETRY)

    @app.exception_handler(QuestionError)
    async def no_question(request: Request, error: QuestionError) -> Response:
        return refused(422, str(error))

    @app.exception_handler(AssistantError)
    @app.exception_handler(VectorstoreError)
    async def unable(request: Request, error: Exception) -> Response:
        return refused(503, str(error))

    @app.exception_handler(Exception)
    async def unforeseen(request: Request, error: Exception) -> Response:
        return refused(500, UNFORESEEN)


def _sentence(fault: Mapping[str, Any], send: str) -> str:
    place = fault["loc"][1:]
    match fault["type"]:
        case "missing" if not place:
            return f"There is no body. {send}"
        case "model_attributes_type":
            return f"The body is not an object. {send}"
    return wrong_field(fault["type"], place, fault["msg"]) if place else send
