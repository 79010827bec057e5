"""The pages to learn from: the guided path, the self-test, the flashcards.

The server keeps nothing of a learner: progress and what was missed stay in the browser, which
posts what a page needs and gets the next state back.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from itertools import groupby
from typing import Annotated
from urllib.parse import quote as in_address

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field

from assistant.answer import Answer
from assistant.ask import Assistant
from assistant.citations import cited
from onboarding import repetition
from onboarding.cards import cards, package
from onboarding.material import Material, on_one_line, title_of
from onboarding.path import Step, path
from onboarding.question import Question
from onboarding.selftest import questions
from ui_parts.pages import TITLE, page
from vectorstore.passages import Passage

_TRIED = 6  # questions looked at until one is answered from its step
_GONE = "This question is no longer in the test: the documents have changed. Reload the page."
_State = Annotated[str, Field(max_length=500)]


class Remembered(BaseModel):
    """What the browser remembers: a state for each question that was answered."""

    cards: dict[Annotated[str, Field(max_length=40)], _State] = Field(max_length=5_000)
    round: int = Field(default=0, ge=0, le=1_000_000)


class Given(BaseModel):
    """An answer to a question of the test."""

    id: str = Field(max_length=40)
    choice: int = Field(ge=0, le=20)
    card: _State = ""


class Tried(BaseModel):
    """A step whose question is tried."""

    step: int = Field(ge=1, le=100_000)


class _School:
    """What is taught of an index; worked out when it is first asked for."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        index = assistant.index
        self.material = Material(index.documents, index.passages)
        self.answered = lru_cache(maxsize=256)(self._answered)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        return path(self.material)

    @cached_property
    def questions(self) -> dict[str, Question]:
        return {question.id: question for question in questions(self.material)}

    @cached_property
    def cards(self) -> bytes:
        return package(TITLE, cards(self.material, self.questions.values()))

    def step(self, number: int) -> Step:
        if not 1 <= number <= len(self.steps):
            raise HTTPException(404, "There is no such step. The path begins at /learn.")
        return self.steps[number - 1]

    def _answered(self, number: int) -> Answer | None:
        """A question that is answered from a step, with its answer; None where none is."""
        step = self.step(number)
        parts = {quote.passage.id for quote in step.quotes}
        for question in _to_try(step):
            answer = self._assistant.ask(question)
            if any(citation.passage in parts for citation in answer.citations):
                return answer
        return None


def learn(assistant: Assistant) -> APIRouter:
    """The routes of the pages to learn from. The assistant is one without a chat model."""
    school = _School(assistant)
    router = APIRouter()

    @router.get("/learn", response_class=HTMLResponse)
    def overview() -> HTMLResponse:
        return page(
            "learn.html",
            "/learn",
            "Learn the documents",
            steps=school.steps,
            chapters=[
                (document, list(own))
                for document, own in groupby(enumerate(school.steps, 1), lambda s: s[1].document)
            ],
            duration=_duration(sum(step.minutes for step in school.steps)),
        )

    @router.get("/learn/step/{number}", response_class=HTMLResponse)
    def one_step(number: int) -> HTMLResponse:
        step = school.step(number)
        answer = school.answered(number)
        return page(
            "step.html",
            "/learn",
            step.title,
            step=step,
            number=number,
            count=len(school.steps),
            parts=[_part(school.material, q.passage, q.words.text) for q in step.quotes],
            question=answer.question if answer else "",
        )

    @router.post("/learn/try")
    def try_question(tried: Tried) -> dict[str, object]:
        answer = school.answered(tried.step)
        if answer is None:
            raise HTTPException(404, "There is no question to try at this step.")
        return _told(answer)

    @router.get("/learn/test", response_class=HTMLResponse)
    def test() -> HTMLResponse:
        return page("selftest.html", "/learn", "Test yourself")

    @router.post("/learn/test/sitting")
    def sitting(remembered: Remembered) -> dict[str, object]:
        now, every = repetition.now_(), list(school.questions.values())
        chosen = repetition.sitting(every, remembered.cards, now, str(remembered.round))
        return {
            "questions": [_asked(question) for question in chosen],
            "count": len(every),
            "due": repetition.waiting(every, remembered.cards, now),
        }

    @router.post("/learn/test/answer")
    def answer(given: Given) -> dict[str, object]:
        question = school.questions.get(given.id)
        if question is None or given.choice >= len(question.options):
            raise HTTPException(404, _GONE)
        return _judged(school.material, question, given)

    @router.get("/learn/cards.apkg")
    def flashcards() -> Response:
        return Response(
            school.cards,
            media_type="application/octet-stream",
            headers={"content-disposition": 'attachment; filename="flashcards.apkg"'},
        )

    return router


def _duration(minutes: int) -> str:
    if minutes > 120:
        return f"{round(minutes / 60)} hours"
    return f"{minutes} minute{'' if minutes == 1 else 's'}"


def _to_try(step: Step) -> list[str]:
    """Questions about what a step says, from its middle on."""
    parts = [quote.passage for quote in step.quotes]
    titles = [title_of(part) for part in parts if part.title]
    middle = len(titles) // 2
    subjects = [*titles[middle:], *titles[:middle], *parts[0].headings[-1:]]
    label = step.document.label
    about = [f"What does {label} say about “{subject}”?" for subject in subjects]
    return [*about[: _TRIED - 1], f"What is {label} about?"]


def _part(material: Material, passage: Passage, text: str) -> dict[str, str]:
    return {
        "title": title_of(passage),
        "label": passage.label,
        "href": _address(passage.id),
        "text": on_one_line(text),
        "whole": "" if text == passage.body.text else "The opening; the rest is behind the link.",
    }


def _told(answer: Answer) -> dict[str, object]:
    """An answer as the page shows it: each sentence with what it is quoted from."""
    by_number = {citation.number: citation for citation in answer.citations}
    return {
        "lead": answer.opening,
        "sentences": [
            {
                "text": sentence.text,
                "sources": [
                    {"label": by_number[n].label, "href": _address(by_number[n].passage)}
                    for n in sentence.citations
                ],
            }
            for sentence in answer.sentences
        ],
    }


def _asked(question: Question) -> dict[str, object]:
    """A question without its answer."""
    return {
        "id": question.id,
        "kind": question.kind,
        "ask": question.ask,
        "shown": question.shown,
        "options": list(question.options),
    }


def _judged(material: Material, question: Question, given: Given) -> dict[str, object]:
    """Whether an answer is right, the words that decide it, and the question's next state."""
    now = repetition.now_()
    is_right = given.choice == question.right
    card = repetition.reviewed(given.card, question, is_right, now)
    again = repetition.due(card, now) or now
    key = cited(question.key, 1, material.documents)
    assert key is not None  # every question was checked
    quote, passage = on_one_line(key.quote), question.key.passage
    body = on_one_line(passage.body.text)
    before, found, after = body.partition(quote)
    if not found:  # the quote is the title above
        before, after = "", f"\n{body}"
    return {
        "right": is_right,
        "answer": question.answer,
        "why": _why(question, material),
        "before": "" if is_right else before,
        "quote": quote,
        "after": "" if is_right else after,
        "label": key.label,
        "href": _address(key.passage),
        "card": card,
        "again": repetition.in_words(again, now),
    }


def _why(question: Question, material: Material) -> str:
    """What decides it beside the quote; empty where the quote alone does."""
    if question.put:
        return f"The document says “{question.instead}”, not “{question.put}”."
    if question.kind in ("section", "member"):
        above = material.passages[question.key.passage.parent]
        return f"It stands under “{title_of(above)}”."
    return ""


def _address(passage: str) -> str:
    """Where the chat opens a passage."""
    return f"/#{in_address(passage, safe='/')}"
