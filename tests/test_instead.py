"""“And for theme 3?” asks the question before of another part, “and the vision?” of a document."""

from __future__ import annotations

import pytest

from assistant.answer import Turn
from assistant.ask import Assistant
from assistant.instead import Instead
from assistant.structure import Outline
from vectorstore.index import Index


@pytest.fixture(scope="module")
def instead(assistant_real: Assistant) -> Instead:
    index: Index = assistant_real.index
    return Instead(index, Outline(index).is_noun)


@pytest.mark.parametrize(
    ("before", "question", "full"),
    [
        ("Which takeaways belong to theme 2?", "and for theme 3?", "to theme 3?"),
        ("Which takeaways belong to theme 2?", "The same for the third theme, please.", "third"),
        ("Give me the titles in the first theme", "now those of theme 3", "in the theme 3"),
        ("What is takeaway 2.1 called?", "same for 2.2", "What is takeaway 2.2 called?"),
        ("What does 2.1 say?", "and 3.3?", "What does 3.3 say?"),
        ("What does the second priority say?", "and 3?", "What does the priority 3 say?"),
        ("Summarise the vision in 50 words", "now the forum", "Summarise the forum in 50 words"),
        ("What does CAF24 say of women?", "and the vision?", "What does the vision say of women?"),
    ],
)
def test_the_question_before_is_asked_of_what_is_named_instead(
    instead: Instead, before: str, question: str, full: str
) -> None:
    found, earlier = instead.in_full(question, [Turn("Hello", ""), Turn(before, "")])
    assert full in found
    assert [turn.question for turn in earlier] == ["Hello"]


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("Which takeaways belong to theme 2?", "and youth?"),
        ("Which takeaways belong to theme 2?", "and the third?"),  # of these takeaways
        ("Which takeaways belong to theme 2?", "and the first priority?"),
        ("Compare theme 1 and theme 2", "and theme 3?"),
        ("What do both documents say about women?", "and the forum?"),
        ("What does the forum say about women?", "and the forum in Berlin on money?"),
        ("How many people came, over 120?", "and 2.1?"),
        ("Which takeaways belong to theme 2?", "What does takeaway 1.2 say?"),
    ],
)
def test_what_takes_the_place_of_nothing_stays_as_it_is(
    instead: Instead, before: str, question: str
) -> None:
    turns = [Turn(before, "")]
    assert instead.in_full(question, turns) == (question, turns)


def test_a_place_alone_goes_on_as_the_one_before_began(instead: Instead) -> None:
    turns = [Turn("How many takeaways has theme 1?", ""), Turn("and theme 2?", "")]
    found, earlier = instead.in_full("and the third?", turns)
    assert (found, list(earlier)) == ("How many takeaways has third theme?", [])


def test_nothing_is_taken_up_where_nothing_was_asked(instead: Instead) -> None:
    assert instead.in_full("and for theme 3?", []) == ("and for theme 3?", [])


def test_the_other_theme_alone_is_listed(assistant_real: Assistant) -> None:
    first = assistant_real.ask("Which takeaways belong to theme 2?")
    answer = assistant_real.ask("same for theme 3", [Turn(first.question, first.text)])
    assert [citation.passage for citation in answer.citations] == [
        "caf24/3.1",
        "caf24/3.2",
        "caf24/3.3",
    ]
