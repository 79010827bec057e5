"""Several questions in one."""

from __future__ import annotations

import pytest

from assistant.ask import Assistant
from assistant.several import several

PILLAR = "vision/unified-peace-security-pillar/p2"
THEMES = ["caf24/1", "caf24/2", "caf24/3"]
YOUTH = "vision/renewed-commitment-prevention-sustaining-peace/3"


def cited(assistant: Assistant, question: str) -> list[str]:
    answer = assistant.ask(question)
    assert not answer.refusal
    return list(dict.fromkeys(citation.passage for citation in answer.citations))


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Who came? How many takeaways are there?", ["Who came?", "How many takeaways are there?"]),
        ("1. Who came? 2. list the themes", ["Who came?", "list the themes"]),
        ("(1) Who came? (2) And the themes?", ["Who came?", "And the themes?"]),
        ("When was it held and what are its themes?", ["When was it held", "what are its themes?"]),
        ("List the themes, and say who came", ["List the themes", "say who came"]),
        ("Who came and which partner financed it?", ["Who came", "which partner financed it?"]),
        (
            "List the themes and which two ministries financed them",
            ["List the themes", "which two ministries financed them"],
        ),
        ("How many themes are there, and which are they?", []),  # they are the themes
        ("The second theme? And what comes after it?", []),
        ("I am new here. What are the themes?", []),
        ("Who hosted the forum and when?", []),
        ("What should the General Assembly do, and what the EU?", []),
        ("What are the themes and the priorities?", []),
        ("What is point 2. of the vision?", []),
        ("Takeaways 1.1 and 2.3?", []),
        ("and", []),
    ],
)
def test_a_question_is_parted_where_another_begins(question: str, parts: list[str]) -> None:
    assert several(question) == parts


@pytest.mark.parametrize(
    ("question", "passages"),
    [
        ("When did the forum take place and what are its three themes?", ["caf24/p1", *THEMES]),
        ("List the themes and say who hosted the forum", [*THEMES, "caf24/p1"]),
        ("What does the vision say about youth? What does takeaway 1.1 say?", [YOUTH, "caf24/1.1"]),
        ("What does takeaway 1.1 say and who hosted the forum?", ["caf24/1.1", "caf24/p1"]),
        ("Who hosted the forum? Which themes are there?", ["caf24/p1", *THEMES]),
        ("Who hosted the forum? What does the vision say about youth?", ["caf24/p1", YOUTH]),
        (
            "1. Who hosted the forum? 2. What are the themes? 3. And what of youth in the vision",
            ["caf24/p1", *THEMES, YOUTH],
        ),
        ("Can you help me? What are the themes?", THEMES),
        ("What do I tell my minister? What are the themes?", THEMES),
    ],
)
def test_each_question_is_answered(
    assistant_real: Assistant, question: str, passages: list[str]
) -> None:
    assert cited(assistant_real, question) == passages


@pytest.mark.parametrize(
    ("question", "passages", "said"),
    [
        ("Who runs Apple? What are the themes?", THEMES, "say nothing about “Apple”"),
        ("Who hosted the forum and what are the seven priorities?", ["caf24/p1"], "not 7 prior"),
        ("When was the pillar restructured, and why?", [PILLAR], "“When was the pillar"),
        ("Why and when was the pillar restructured?", [PILLAR], "“when was the pillar"),
        ("What is the compact and who has signed it?", ["caf24/1.4"], "“who has signed it?”"),
    ],
)
def test_the_question_without_an_answer_is_said_to_lack_one(
    assistant_real: Assistant, question: str, passages: list[str], said: str
) -> None:
    answer = assistant_real.ask(question)
    assert answer.status == "partly"
    assert list(dict.fromkeys(c.passage for c in answer.citations)) == passages
    assert said in answer.text
