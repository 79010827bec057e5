"""What is said before a question is taken off; the question itself is left alone."""

from __future__ import annotations

import pytest

from assistant.answer import Turn
from assistant.ask import Assistant
from assistant.preamble import bare, without_courtesy


def test_courtesy_alone_leaves_nothing() -> None:
    assert without_courtesy("Hello there!") == ""
    assert without_courtesy("great powers") == "great powers"


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("ok, what are the themes?", "what are the themes?"),
        ("Hello! Well, um, who hosted it?", "who hosted it?"),
        ("so, hmm, why?", "so, why?"),
        ("True or false? The forum met in Berlin.", "The forum met in Berlin."),
        ("ok, is it true that it met in Berlin?", "it met in Berlin?"),
        ("Fill me in on the compact", "the compact"),
        ("I need something on youth. Can you help me?", "I need something on youth."),
        ("Donor meeting tomorrow. Who pays for reviews?", "Who pays for reviews?"),
        ("I have a call with my boss today, what are the themes?", "what are the themes?"),
        ("What days was it? Need it for a footnote.", "What days was it?"),
        ("Thanks, need it for my notes. Who hosted it?", "Who hosted it?"),
        ("Name the themes, I need them for my notes.", "Name the themes"),
        ("We are new. Speech on Friday: who hosted CAF24?", "who hosted CAF24?"),
    ],
)
def test_what_is_said_around_a_question_is_taken_off(said: str, asked: str) -> None:
    assert bare(said) == asked


@pytest.mark.parametrize(
    "question",
    [
        "ok",
        "Hello there!",
        "right to protection",
        "Well-being of staff",
        "all right holders",
        "Is it right to intervene?",
        "Can you help?",
        "no, the second theme",
        "I have a meeting on the compact. What does it say?",
        "Tomorrow is about the third theme. What stands there?",
        "We were told that meetings should be fewer. Who wants that?",
        "I have a meeting on Friday.",
    ],
)
def test_a_question_with_nothing_around_it_is_left_alone(question: str) -> None:
    assert bare(question) == question


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("ok, what are the themes?", 3),
        ("alright, list the takeaways", 12),
        ("hmm what are the priorities?", 6),
        ("well, how many takeaways are there?", 12),
        ("I wonder how many takeaways there are", 12),
        ("I'd like to see all themes", 3),
        ("Create a list of all takeaways", 12),
        ("Compile all takeaways", 12),
        ("How many takeaways did the forum end up with?", 12),
        ("All shared priorities, in the order they're printed", 6),
        ("How many sections does the Vision have and what are they called?", 3),
        ("Exam on Monday. Which themes are there?", 3),
        ("what are the priorites?", 6),
        ("how many takaways are there", 12),
        ("list teh takeaways", 12),
        ("shwo me all themse", 3),
    ],
)
def test_neither_an_opening_word_nor_a_slip_keeps_a_list_away(
    assistant_real: Assistant, question: str, count: int
) -> None:
    assert len(assistant_real.ask(question).citations) == count


@pytest.mark.parametrize(
    "question",
    [
        "True or false? The forum had over 120 partners.",
        "True or false: the forum had over 120 partners",
        "Is it true that the forum had over 120 partners?",
        "Did the forum have over 100 partners?",
    ],
)
def test_whether_it_is_true_is_asked_of_what_is_said(
    assistant_real: Assistant, question: str
) -> None:
    assert assistant_real.ask(question).citations[0].passage == "caf24/p1"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("True or false? The UN has 193 member states.", "nothing about “193”"),
        ("Is it true that there are four themes?", "There are not 4 thematic areas."),
    ],
)
def test_what_is_not_true_is_said_to_be_missing(
    assistant_real: Assistant, question: str, said: str
) -> None:
    assert said in assistant_real.ask(question).text


def test_a_number_to_compare_with_is_not_missed(assistant_real: Assistant) -> None:
    assert "“100”" not in assistant_real.ask("Were there more than 100 partners?").text
    assert "“100”" in assistant_real.ask("Who are the 100 partners?").text


def test_what_was_said_before_an_earlier_question_is_taken_off_too(
    assistant_real: Assistant,
) -> None:
    follow_up = "how many of them are there?"
    turn = Turn("hmm, what are the themes?", "Sustainable Political Solutions and two more.")
    assert len(assistant_real.ask(follow_up, [turn]).citations) == 3
