"""What a question expects, and which texts hold something of the kind."""

from __future__ import annotations

import pytest

from assistant.ask import Assistant
from assistant.expected import lacked, lacked_by_all


@pytest.mark.parametrize(
    ("question", "texts", "lacking"),
    [
        ("How can I contact the office?", ["The office sits in Basel."], "contact details"),
        ("How can I contact the office?", ["It helps.", "Write to hall@mill.int."], None),
        ("What is its phone number?", ["Founded in 2019."], "contact details"),
        ("What is its phone number?", ["Call +41 22 555 01 02."], None),
        ("What is the address of ZIF?", ["ZIF is a centre."], "contact details"),
        ("Which address is quoted?", ["An address to the Assembly."], None),
        ("How do I apply for leave?", ["Leave is good."], "instructions"),
        ("How do I apply for leave?", ["Staff apply for leave in writing."], None),
        ("Where can we register?", ["Registration opens in May."], None),
        ("How do I become a member?", ["Nations became members."], "instructions"),
        ("How can the EU become a member?", ["Nations became members."], None),
        ("How can we join forces?", ["Forces are many."], None),
        ("How do I apply the rule?", ["The rule is plain."], None),
    ],
)
def test_how_a_person_reaches_or_joins_somebody(
    question: str, texts: list[str], lacking: str | None
) -> None:
    assert lacked_by_all(question, texts) == lacking


def test_a_number_and_a_date_are_missed() -> None:
    assert lacked("How many?", "Many.") == "number"
    assert lacked("When did it open?", "It opened.") == "date"
    assert lacked("When did it open?", "It opened in May 2020.") is None


@pytest.mark.parametrize(
    "question",
    [
        "How can I apply the modular approach?",
        "How can I work with regional organisations?",
        "How can we join forces with regional organisations?",
        "How can the EU become an enabler of security?",
        "Which address is quoted in footnote 3?",
    ],
)
def test_other_questions_are_answered(assistant_real: Assistant, question: str) -> None:
    assert assistant_real.ask(question).status == "answered"
