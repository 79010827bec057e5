"""The documents to read: a list of them, each as a whole, and search inside."""

from __future__ import annotations

from functools import lru_cache, partial
from itertools import groupby

from anyio import to_thread
from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from assistant.brand import Brand
from assistant.desk import Desk
from assistant.errors import DeskFull, QuestionError
from ui_parts.examples import about
from ui_parts.finding import MOST, find
from ui_parts.pages import page
from ui_parts.reading import Entry, lay_out, outline
from vectorstore.documents import Document
from vectorstore.index import Index
from vectorstore.passages import Passage

HERE = "/read"
_LISTED = 40  # lines of an outline in the list of documents
_KEPT = 16  # drawn pages of whole documents


def browse(index: Index, brand: Brand, desk: Desk) -> APIRouter:
    """The addresses below /read; who searches waits at the desk."""
    router = APIRouter(include_in_schema=False)
    documents = index.documents
    own = {
        id_: list(passages)
        for id_, passages in groupby(index.passages.values(), key=lambda p: p.document)
    }
    kept = lru_cache(_KEPT)(lambda id_: _drawn(brand, documents[id_], own[id_]))

    @router.get(HERE, response_class=HTMLResponse)
    async def read(q: str = "", within: str = Query("", alias="in")) -> HTMLResponse:
        if within not in ("", *documents):
            return _missing(brand, within)
        if not q.strip():
            return await to_thread.run_sync(listed)
        try:
            return await desk.serve(partial(_search, brand, index, q, within))
        except DeskFull as error:
            return page(brand, "told.html", HERE, "Search", status=503, told=str(error))

    def listed() -> HTMLResponse:
        shelf = [(each, *_shortened(outline(own[id_]))) for id_, each in documents.items()]
        return page(brand, "read.html", HERE, "Documents", shelf=shelf)

    @router.get(HERE + "/{document_id}", response_class=HTMLResponse)
    def whole(document_id: str) -> HTMLResponse:
        if document_id not in documents:
            return _missing(brand, document_id)
        return kept(document_id)

    return router


def _drawn(brand: Brand, document: Document, passages: list[Passage]) -> HTMLResponse:
    return page(
        brand,
        "document.html",
        HERE,
        document.title,
        document=document,
        entries=outline(passages),
        blocks=lay_out(document, passages),
        about=lambda passage: about(document, passage),
    )


def _search(brand: Brand, index: Index, text: str, within: str) -> HTMLResponse:
    findings, fault = None, ""
    try:
        findings = find(index, text, within)
    except QuestionError as error:
        fault = str(error)
    return page(
        brand,
        "search.html",
        HERE,
        f"Search in {index.documents[within].label}" if within else "Search",
        status=400 if fault else 200,
        asked=text,
        within=within,
        documents=index.documents,
        findings=findings,
        fault=fault,
        most=MOST,
    )


def _missing(brand: Brand, id_: str) -> HTMLResponse:
    return page(brand, "missing.html", HERE, "No such document", status=404, id=id_[:100])


def _shortened(entries: list[Entry]) -> tuple[list[Entry], int]:
    """An outline short enough for a list, and how many of its lines are left out."""
    lines = sum(1 + len(entry.below) for entry in entries)
    if lines <= _LISTED:
        return [Entry(e.id, e.name, [Entry(b.id, b.name) for b in e.below]) for e in entries], 0
    return [Entry(e.id, e.name) for e in entries[:_LISTED]], max(0, len(entries) - _LISTED)
