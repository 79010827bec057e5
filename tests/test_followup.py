"""Which questions need nothing of those before, though a word of theirs could point back."""

from __future__ import annotations

import pytest

from assistant.followup import leans_back


@pytest.mark.parametrize(
    "question",
    [
        "what is ZIF",
        "Who is António Guterres?",
        "What is a compact?",
        "what does “do more with the same people” mean",
        "what should leaders be able to do, and what do they need for it?",
        "host countries and donors: what should they do?",
        "what could make up for a council that is blocked by a veto?",
        "who has to stay involved so that a mission keeps its political support?",
        "which reviews are for missions that failed or that lost host consent?",
        "does the forum say that the council failed its members?",
        "What should the UN adopt instead of one model for every mission?",
        "Is one budget enough for all missions?",
        "Why did the Secretary-General restructure the pillar?",
        "Why is prevention important?",
        "What does the vision say on new technologies and their risks?",
    ],
)
def test_a_question_stands_alone(question: str) -> None:
    assert not leans_back(question)


@pytest.mark.parametrize(
    "question",
    [
        "what is it?",
        "who are they?",
        "What is the deadline?",
        "what do they need for it?",
        "and what should they do, and why?",
        "does this help them, and how is it paid for?",
        "what does that mean for host countries and donors?",
        "explain that process in more detail for new colleagues",
        "who said that about the council and its members?",
        "does the forum say that it needs reform of its budgets?",
        "What does the first one recommend on youth and women?",
        "Which one deals with local youth and women?",
        "Why?",
        "Why not earlier?",
        "Why were they late?",
        "What do they and their leaders need?",
    ],
)
def test_a_question_leans_on_the_one_before(question: str) -> None:
    assert leans_back(question)
