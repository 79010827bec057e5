"""Questions for two things at once."""

from __future__ import annotations

import pytest

from assistant.ask import Assistant
from assistant.conjoined import halves


@pytest.mark.parametrize(
    ("question", "passages"),
    [
        (
            "What does the forum want from the Security Council and from host countries?",
            {"caf24/1.1", "caf24/1.4"},
        ),
        (
            "How does the vision see innovation and partnerships?",
            {"vision/priorities/innovation", "vision/priorities/partnerships"},
        ),
        ("What should the General Assembly do, and what the EU?", {"caf24/1.2", "caf24/2.4"}),
    ],
)
def test_both_things_are_answered(
    assistant_real: Assistant, question: str, passages: set[str]
) -> None:
    answer = assistant_real.ask(question)
    assert passages <= {citation.passage for citation in answer.citations}
    assert sum(len(sentence.text.split()) for sentence in answer.sentences) <= 150


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        (
            "What is said of staff mobility and of the General Assembly?",
            [
                "What is said of staff mobility",
                "What is said of of the General Assembly?",
            ],
        ),
        (
            "Who hosted the forum, and how should funding be improved?",
            ["Who hosted the forum", "how should funding be improved?"],
        ),
        ("What is the peace and security pillar?", []),  # one thing, as the documents have it
        ("And what about women?", []),
        ("Who hosted the forum and when?", []),
        ("and", []),
    ],
)
def test_a_question_is_halved_where_it_names_two_things(
    assistant_real: Assistant, question: str, asked: list[str]
) -> None:
    assert halves(assistant_real.index.search(question), assistant_real.index) == asked


def test_what_the_documents_have_no_word_of_is_said_to_be_lacking(
    assistant_real: Assistant,
) -> None:
    answer = assistant_real.ask("What about leadership and submarines?")
    assert answer.status == "partly"
    assert "“submarines”" in answer.text
    assert answer.citations[0].passage == "caf24/3.3"


def test_what_stands_for_the_first_of_two_things_is_not_asked_alone(
    assistant_real: Assistant,
) -> None:
    answer = assistant_real.ask("which reviews are coming up and what are they good for?")
    assert answer.status == "answered"
    assert answer.citations[0].passage == "caf24/2.2"
