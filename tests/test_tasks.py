"""A task is refused; what only asks to see a part of the documents is no task."""

from __future__ import annotations

import pytest

from assistant.ask import Assistant


@pytest.mark.parametrize(
    ("question", "passages"),
    [
        ("Could you send me the six priorities?", 6),
        ("Send me the priorities", 6),
        ("Can you forward us the takeaways?", 12),
        ("Please forward me the takeaways on staff", 1),
        ("Copy the text of takeaway 2.1", 1),
        ("Open takeaway 2.3", 1),
        ("Open the vision", 4),
        ("Fill me in on the compact", 1),
        ("Arrange the takeaways by theme", 12),
        ("What is 2020-2022?", 1),
        ("1.1-1.3", 3),
        ("2.1 - 2.3?", 3),
        ("takeaways 2.1 – 2.3", 3),
        ("70/262", 1),
    ],
)
def test_what_asks_to_see_the_documents_is_no_task(
    assistant_real: Assistant, question: str, passages: int
) -> None:
    answer = assistant_real.ask(question)
    assert answer.status == "answered"
    assert len({citation.passage for citation in answer.citations}) == passages


@pytest.mark.parametrize(
    "question",
    [
        "Send me a reminder about theme 2",
        "Send the takeaways to my boss",
        "Send an email to the forum",
        "Open the window",
        "Open the door to the pillar",
        "Copy my boss on the takeaways",
        "Copy this",
        "Delete the vision",
        "Arrange a meeting on theme 2",
        "Order a pizza for the forum",
        "What is 12-5?",
        "what is 2020 - 5?",
        "What is 2020+2022?",
        "what is 12*7",
        "3+4",
        "3 × (3+4)",
        "48-97",
        "3 - 4 = ?",
    ],
)
def test_what_asks_for_more_is_a_task(assistant_real: Assistant, question: str) -> None:
    assert assistant_real.ask(question).reason == "out_of_scope"


@pytest.mark.parametrize(
    "question",
    ["Do peace operations have a code of conduct?", "Do national prevention plans get money?"],
)
def test_a_question_that_begins_with_do_is_no_task(
    assistant_real: Assistant, question: str
) -> None:
    assert assistant_real.ask(question).reason != "out_of_scope"
