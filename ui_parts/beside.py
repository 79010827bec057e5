"""What the page asks for beside the chat: a document to read, questions to go on with, a file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Annotated, Literal

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse, PlainTextResponse
from pydantic import BaseModel, Field
from typing_extensions import TypedDict

from assistant.answer import Answer, Searched, Turn
from assistant.ask import Assistant
from assistant.desk import Desk
from assistant.followup import LOOK_BACK
from ui_parts.further import further
from ui_parts.marks import link
from ui_parts.memory import recall
from ui_parts.papers import as_docx, as_markdown
from ui_parts.sources import find_place, opened
from vectorstore.index import Index
from vectorstore.multilingual import Language

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LOOKED_AT = 6  # passages
_Line = Annotated[str, Field(max_length=10_000)]


class Cited(BaseModel):
    """What was asked and cited last, to go on from."""

    passages: list[_Line] = Field(max_length=100)
    asked: list[_Line] = Field(max_length=100)
    language: Language = "en"


class Kept(BaseModel):
    """A conversation as the browser keeps it."""

    name: str = Field(max_length=1_000)
    address: str = Field(max_length=2_000)
    rows: list[object] = Field(max_length=100)


class Answered(BaseModel):
    """An answer as the browser keeps it, after those that it can lean on."""

    rows: list[object] = Field(min_length=1, max_length=LOOK_BACK + 1)


class LookedAt(TypedDict):
    """A passage that was looked at for an answer."""

    label: str
    href: str
    quoted: bool


def beside(index: Index, desk: Desk) -> APIRouter:
    """The addresses. What searches, or compares sentences with passages, waits at the desk."""
    router = APIRouter(include_in_schema=False)

    @cache
    def unaided() -> Assistant:
        """Has no model: what is only offered must not wait and cost."""
        return Assistant(index)

    @router.get("/reading", response_class=HTMLResponse)
    def reading(at: str) -> Response:
        """A document, opened at a place."""
        place = find_place(at, index)
        if place is None:
            gone = "The documents have no such place. Perhaps they have changed since."
            return PlainTextResponse(gone, 404)
        return HTMLResponse(opened(place, index))

    @router.post("/further")
    async def further_questions(cited: Cited) -> list[str]:
        """Questions to go on with."""
        given = cited.passages, cited.asked, cited.language
        return await desk.serve(lambda: further(unaided(), *given))

    @router.post("/why")
    async def why(given: Answered) -> list[LookedAt]:
        """The passages that a search for the question finds, best first; none for an outline's."""
        return await desk.serve(lambda: _looked_at(unaided(), recall(given.rows, index)))

    @router.post("/paper/{form}")
    async def paper(form: Literal["md", "docx"], kept: Kept) -> Response:
        """The conversation as a file, every quote checked again."""
        return await desk.serve(lambda: _paper(form, kept, recall(kept.rows, index)))

    return router


def _paper(form: Literal["md", "docx"], kept: Kept, answers: Sequence[Answer]) -> Response:
    if form == "docx":
        return Response(as_docx(answers, kept.name, kept.address), media_type=_WORD)
    return PlainTextResponse(as_markdown(answers, kept.name, kept.address))


def _looked_at(assistant: Assistant, answers: Sequence[Answer]) -> list[LookedAt]:
    if not answers:
        return []
    *before, answer = answers
    turns = [Turn(each.question, each.text) for each in before]
    events = assistant.stream(answer.question, turns)
    hits = next((event.hits for event in events if isinstance(event, Searched)), ())
    quoted = {citation.passage for citation in answer.citations}
    return [
        {"label": p.label, "href": link(p.id), "quoted": p.id in quoted}
        for p in (hit.passage for hit in hits[:_LOOKED_AT])
    ]
