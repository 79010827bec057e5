"""The pages to learn from: the guided path, the self-test, the flashcards.

The server keeps nothing of a learner: progress and what was missed stay in the browser, which
posts what a page needs and gets the next state back.
"""

from __future__ import annotations

from functools import cache, cached_property
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from assistant.answer import Answer
from assistant.ask import Assistant
from assistant.brand import Brand
from onboarding import repetition
from onboarding.cards import DECK, cards, package
from onboarding.material import Material
from onboarding.path import Step, path
from onboarding.question import Question
from onboarding.selftest import questions
from onboarding.trying import to_try
from ui_parts import lessons
from ui_parts.pages import page

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
        index = assistant.index
        self.material = Material(index.documents, index.passages)

        @cache  # of so many steps as there are: a step is searched for once, whoever asks
        def answered(number: int) -> Answer | None:
            return to_try(self.step(number), self.material, assistant)

        self.answered = answered

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        return path(self.material)

    @cached_property
    def questions(self) -> dict[str, Question]:
        return {question.id: question for question in questions(self.material)}

    @cached_property
    def cards(self) -> bytes:
        return package(DECK, cards(self.material))

    def step(self, number: int) -> Step:
        if not 1 <= number <= len(self.steps):
            raise HTTPException(404, "There is no such step. The path begins at /learn.")
        return self.steps[number - 1]


def learn(assistant: Assistant, brand: Brand) -> APIRouter:
    """The routes of the pages to learn from. The assistant is one without a chat model."""
    school = _School(assistant)
    router = APIRouter(include_in_schema=False)
    _add_path(router, school, brand)
    _add_test(router, school, brand)

    @router.get("/learn/cards.apkg")
    def flashcards() -> Response:
        return Response(
            school.cards,
            media_type="application/octet-stream",
            headers={"content-disposition": 'attachment; filename="flashcards.apkg"'},
        )

    return router


def _add_path(router: APIRouter, school: _School, brand: Brand) -> None:
    """The guided path: its overview, its steps, and the question that may be tried at a step."""

    @router.get("/learn", response_class=HTMLResponse)
    def overview() -> HTMLResponse:
        return page(
            brand,
            "learn.html",
            "/learn",
            "Learn the documents",
            steps=school.steps,
            chapters=[
                (document, list(own))
                for document, own in groupby(enumerate(school.steps, 1), lambda s: s[1].document)
            ],
            duration=lessons.duration(sum(step.minutes for step in school.steps)),
        )

    @router.get("/learn/step/{number:int}", response_class=HTMLResponse)
    def one_step(number: int) -> Response:
        if not 1 <= number <= len(school.steps):  # a bookmark from before the documents changed
            return RedirectResponse("/learn", 303)
        step = school.step(number)
        answer = school.answered(number)
        return page(
            brand,
            "step.html",
            "/learn",
            step.title,
            step=step,
            number=number,
            count=len(school.steps),
            parts=[lessons.part(school.material, q.passage, q.words.text) for q in step.quotes],
            question=answer.question if answer else "",
        )

    @router.post("/learn/try")
    def try_question(tried: Tried) -> dict[str, object]:
        answer = school.answered(tried.step)
        if answer is None:
            raise HTTPException(404, "There is no question to try at this step.")
        return lessons.told(answer)


def _add_test(router: APIRouter, school: _School, brand: Brand) -> None:
    """The self-test: a sitting, and the judgement of each answer."""

    @router.get("/learn/test", response_class=HTMLResponse)
    def test() -> HTMLResponse:
        return page(brand, "selftest.html", "/learn", "Test yourself")

    @router.post("/learn/test/sitting")
    def sitting(remembered: Remembered) -> dict[str, object]:
        now, every = repetition.now_(), list(school.questions.values())
        chosen = repetition.sitting(every, remembered.cards, now, str(remembered.round))
        return {
            "questions": [lessons.asked(question) for question in chosen],
            "count": len(every),
            "due": repetition.waiting(every, remembered.cards, now),
        }

    @router.post("/learn/test/answer")
    def answer(given: Given) -> dict[str, object]:
        question = school.questions.get(given.id)
        if question is None or given.choice >= len(question.options):
            raise HTTPException(404, _GONE)
        return lessons.judged(school.material, question, given.choice, given.card)
