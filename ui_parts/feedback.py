"""Where readers say what they think of an answer: `POST /feedback`, one JSON object."""

from __future__ import annotations

import logging

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from starlette.concurrency import run_in_threadpool

from assistant.answer import Turn
from assistant.desk import Desk
from assistant.errors import FeedbackError
from assistant.feedback import Feedback, FeedbackStore, Verdict, Wrong
from assistant.followup import LOOK_BACK
from assistant.question import LONGEST
from ui_parts.memory import recall
from vectorstore.index import Index

_LOG = logging.getLogger(__name__)

_LONGEST_ANSWER = 100_000  # characters
_MOST_PASSAGES = 1_000
_LONGEST_BODY = 600_000  # bytes


class _Given(BaseModel):
    """What the browser sends."""

    model_config = ConfigDict(extra="forbid", strict=True)

    question: str = Field(min_length=1, max_length=LONGEST)
    answer: str = Field(max_length=_LONGEST_ANSWER)
    passages: list[str] = Field(default=[], max_length=_MOST_PASSAGES)
    verdict: Verdict
    wrong: Wrong | None = None
    note: str = Field(default="", max_length=LONGEST)
    before: list[object] = Field(default=[], max_length=LOOK_BACK)
    """The answers that the question can lean on, as the browser keeps them."""

    @model_validator(mode="after")
    def _good_has_no_fault(self) -> _Given:
        if self.verdict == "good" and self.wrong:
            raise ValueError("a good answer has nothing wrong: leave it null")
        return self


def feedback(index: Index, store: FeedbackStore, desk: Desk) -> APIRouter:
    """The address that feedback on answers from this index is sent to.

    A model's sentences are compared with their passages at a place of the desk.
    """
    router = APIRouter(include_in_schema=False)

    @router.post("/feedback", status_code=201)
    async def keep(request: Request) -> JSONResponse:
        if request.headers.get("content-type", "").partition(";")[0] != "application/json":
            return _refused(415, "Send JSON, as application/json.")
        body = b""
        async for piece in request.stream():
            body += piece
            if len(body) > _LONGEST_BODY:
                return _refused(413, f"The feedback is longer than {_LONGEST_BODY:,} bytes.")
        try:
            given = _Given.model_validate_json(body)
        except ValidationError as error:
            return _refused(422, _sentence(error))
        if unknown := [id_ for id_ in given.passages if id_ not in index.passages]:
            return _refused(422, f"“{unknown[0][:100]}” is no passage of these documents.")
        before = await desk.serve(lambda: recall(given.before, index)) if given.before else ()
        said = Feedback(
            question=given.question,
            answer=given.answer,
            passages=tuple(given.passages),
            verdict=given.verdict,
            wrong=given.wrong,
            note=given.note.strip(),
            fingerprint=index.fingerprint,
            turns=tuple(Turn(a.question, a.text) for a in before),
        )
        try:
            number = await run_in_threadpool(store.add, said)
        except FeedbackError as error:
            _LOG.warning("%s took no feedback. %s", store.file, error)
            return _refused(507, str(error))
        return JSONResponse({"id": number}, 201)

    return router


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(map(str, first["loc"]))
    what = first["msg"].removeprefix("Value error, ")
    return f"The feedback cannot be read: {f'`{where}`: ' if where else ''}{what}."


def _refused(status: int, why: str) -> JSONResponse:
    return JSONResponse({"error": why}, status)
