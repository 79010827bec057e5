"""The REST interface, version 1: ask, ask and listen, search, read. JSON in, JSON out."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncGenerator
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Depends, FastAPI, HTTPException, Path, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from starlette.responses import HTMLResponse
from typing_extensions import TypedDict

from assistant import catalogue
from assistant.answer import Answered, Searched, Turn, Withdrew, Wrote
from assistant.ask import Assistant
from assistant.batch import answer_record
from assistant.brand import Brand
from assistant.catalogue import (
    MOST,
    DocumentRecord,
    FoundPassage,
    PassageEntry,
    PassageRecord,
)
from assistant.desk import Desk
from assistant.errors import AssistantError
from assistant.question import LONGEST, clean, shown
from assistant.show import AnswerRecord, as_json
from ui_parts.api_faults import UNFORESEEN, Fault, tell_faults
from ui_parts.pages import page
from vectorstore.errors import VectorstoreError
from vectorstore.index import Index

PATH = "/api/v1"

_SOME = 10  # passages where nobody says how many
_FAULTS = (400, 413, 415, 422, 429, 503)
_NOT_FOUND: dict[int | str, dict[str, object]] = {404: {"model": Fault}}
_FAULT = {"application/json": {"schema": {"$ref": "#/components/schemas/Fault"}}}
_LOG = logging.getLogger(__name__)


def _encodable(given: object) -> object:
    """Text without lone surrogates, which JSON lets in and UTF-8 does not."""
    return shown(given) if isinstance(given, str) else given


Text = Annotated[str, BeforeValidator(_encodable)]


class Question(BaseModel):
    """A question, with the conversation that it belongs to."""

    model_config = ConfigDict(extra="forbid")

    question: Text = Field(
        description=f"At most {LONGEST:,} characters.",
        json_schema_extra={"minLength": 1, "maxLength": LONGEST},
    )
    history: list[tuple[Text, Text]] | None = Field(
        None, description="Earlier [question, answer] pairs, oldest first."
    )
    id: Text | None = Field(None, description="Given back with the answer.")

    @property
    def turns(self) -> list[Turn]:
        return [Turn(*pair) for pair in self.history or ()]


async def _cleaned(question: Question) -> Question:
    """The question, where it is one: what is none is told before an answer begins."""
    clean(question.question)
    return question


Asked = Annotated[Question, Depends(_cleaned)]


class Sought(BaseModel):
    """What is searched for, and how many passages are wanted."""

    model_config = ConfigDict(extra="forbid")

    q: Text = Field(
        description="Words, or a question.",
        json_schema_extra={"minLength": 1, "maxLength": LONGEST},
    )
    limit: int = Field(_SOME, ge=1, le=MOST, description=f"How many passages, at most {MOST}.")


class Found(TypedDict):
    """The passages that meet a query, best first."""

    query: str
    passages: list[FoundPassage]


class Contents(TypedDict):
    """What there is to read."""

    documents: list[DocumentRecord]
    passages: list[PassageEntry]


def api(assistant: Assistant, desk: Desk, brand: Brand) -> APIRouter:
    """The interface at /api/v1, with its description and a page that shows it."""
    app = FastAPI(
        title=brand.title,
        version="1",
        description="Answers in the documents' exact words, each sentence with its citation.",
        docs_url=None,
        redoc_url=None,
        responses={code: {"model": Fault} for code in _FAULTS},
    )
    tell_faults(app)
    _add_questions(app, assistant, desk)
    _add_passages(app, assistant, desk)

    @app.get("/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        schema = app.openapi()
        return page(brand, "api.html", f"{PATH}/docs", "REST interface", path=PATH, schema=schema)

    router = APIRouter()
    router.mount(PATH, app)
    return router


def _add_questions(app: FastAPI, assistant: Assistant, desk: Desk) -> None:
    async def place() -> AsyncGenerator[None]:
        async with desk.place():
            yield

    @app.post("/ask", dependencies=[Depends(_json_only), Depends(place)])
    def ask(asked: Asked) -> AnswerRecord:
        """Answers a question, as a line of `assistant ask --batch` is answered."""
        return answer_record(assistant, asked.question, asked.turns, asked.id)

    @app.post(
        "/ask/stream",
        dependencies=[Depends(_json_only), Depends(place)],
        response_class=EventSourceResponse,
        responses={code: {"content": _FAULT} for code in _FAULTS},
    )
    async def stream(asked: Asked) -> AsyncGenerator[ServerSentEvent]:
        """Answers a question as it is written, in server-sent events.

        `searched`: the passages that were found. `sentence`: one that may be shown. `withdrawn`:
        a model's that may not, or no longer. `answer`: the whole, as /ask gives it; the last.
        `error`: in its place, a sentence that says what to do.
        """
        events = assistant.stream(asked.question, asked.turns)
        started = time.perf_counter()
        try:
            while event := await to_thread.run_sync(next, events, None):
                if isinstance(event, Answered):
                    record = as_json(event.answer, asked.id, time.perf_counter() - started)
                    yield ServerSentEvent(event="answer", data=record)
                else:
                    yield _sent(event, assistant.index)
        except (AssistantError, VectorstoreError) as error:
            yield ServerSentEvent(event="error", data={"error": str(error)})
        except Exception:
            _LOG.exception("A question failed.")
            yield ServerSentEvent(event="error", data={"error": UNFORESEEN})
        finally:
            events.close()  # type: ignore[attr-defined]


def _add_passages(app: FastAPI, assistant: Assistant, desk: Desk) -> None:
    index = assistant.index

    @app.get("/search")
    async def search(sought: Annotated[Sought, Query()]) -> Found:
        """Finds the passages that meet a query, best first, with their best sentences."""
        query = clean(sought.q)
        found = await desk.serve(lambda: catalogue.search(index, query, sought.limit))
        return {"query": query, "passages": found}

    @app.get("/passages", responses=_NOT_FOUND)
    def passages(document: str = Query("", description="The id of one document.")) -> Contents:
        """Lists every passage in reading order, or those of one document."""
        known = catalogue.documents(index)
        if document and document not in index.documents:
            names = ", ".join(each["id"] for each in known)
            raise HTTPException(404, f"There is no document {document!r}; there are {names}.")
        shown = [each for each in known if document in ("", each["id"])]
        return {"documents": shown, "passages": catalogue.entries(index, document)}

    @app.get("/passages/{id:path}", responses=_NOT_FOUND)
    def passage(id: Annotated[str, Path(description="As /search gave it.")]) -> PassageRecord:
        """Reads a passage: its words, its sentences, and where each stands in the file."""
        try:
            return catalogue.read(index, id)
        except KeyError as error:
            told = f"There is no passage {id!r}. {PATH}/passages lists them."
            raise HTTPException(404, told) from error


async def _json_only(request: Request) -> None:
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise HTTPException(415, "Send JSON, with the header “Content-Type: application/json”.")


def _sent(event: Searched | Wrote | Withdrew, index: Index) -> ServerSentEvent:
    match event:
        case Searched(hits):
            found = [catalogue.found_passage(index, hit) for hit in hits[:_SOME]]
            return ServerSentEvent(event="searched", data={"passages": found})
        case Wrote(sentence):
            return ServerSentEvent(event="sentence", data=vars(sentence))
        case Withdrew(withdrawn):
            return ServerSentEvent(event="withdrawn", data=vars(withdrawn))
