"""Small talk and tasks are told what the assistant is for; questions are left alone."""

from __future__ import annotations

import pytest

from assistant.answer import Turn
from assistant.ask import Assistant
from assistant.scope import outside
from assistant.structure import Outline


@pytest.mark.parametrize(
    "question",
    [
        "hello, good morning!",
        "Great, thanks a lot, that was all I needed.",
        "ok thank you, bye",
        "That's it for now, cheers!",
        "no more questions, thx",
        "hey, how are you?",
        "what can you actually do?",
        "who built you?",
        "are you a robot?",
        "How do I use this?",
        "How does this work?",
        "Which documents do you know?",
        "What sort of questions can I ask you?",
        "Do you like cats?",
        "help",
        "please help",
        "morning! everything all right with you?",
        "How's it going?",
        "how are things?",
        "have a nice day",
        "cheers mate",
    ],
)
def test_small_talk_gets_help(assistant_real: Assistant, question: str) -> None:
    answer = assistant_real.ask(question)
    assert (answer.status, answer.reason) == ("declined", "out_of_scope")
    for document in assistant_real.index.documents.values():
        assert document.title in answer.text
    assert answer.refusal
    assert {p.document for p in answer.refusal.nearest} == {"caf24", "vision"}


@pytest.mark.parametrize(
    "question",
    [
        "Book me a flight to Bangui for Monday morning, aisle seat if possible.",
        "write a poem about blue helmets, four verses, rhyming",
        "Remind me at three to call the mission's chief of staff.",
        "Please draft an email to my boss about theme 2",
        "Could you please make me a PowerPoint about the priorities?",
        "Translate takeaway 1.1 into French",
        "What will the weather be like in Geneva on Thursday?",
        "What's the time?",
        "what is 17 * 23?",
        "Got a good joke to open a dinner speech with?",
        "I'm bored. Can you tell me a joke?",
    ],
)
def test_a_task_is_outside(assistant_real: Assistant, question: str) -> None:
    assert assistant_real.ask(question).reason == "out_of_scope"


@pytest.mark.parametrize(
    "question",
    [
        "give me the takeaways",
        "remind me what the forum said about foresight",
        "write down the six priorities",
        "Make a list of the takeaways in theme 2",
        "Run me through the priorities",
        "Do you know which resolution should be implemented promptly?",
        "Do you have anything on elections?",
        "What do you know about penholders?",
        "can you do that for theme 3?",
        "How do you get host countries onto the Commission's agenda?",
        "Tell me the story behind the restructuring of the pillar",
        "call for a surge in diplomacy",
        "I want to book a room: does the vision mention local actors?",
        "great powers and multilateralism",
        "Rights",
        "today",
        "help with elections",
        "What went well?",
        "What things are needed?",
        "Is that right?",
        "tell me everything",
        "more",
        "what about it?",
        "and the next two?",
    ],
)
def test_a_question_is_not_outside(assistant_real: Assistant, question: str) -> None:
    assert outside(question, assistant_real.index, Outline(assistant_real.index)) is None


@pytest.mark.parametrize(
    "question", ["hello, who hosted the forum?", "Thanks! And who hosted the forum?"]
)
def test_a_greeting_before_a_question_is_taken_off(
    assistant_real: Assistant, question: str
) -> None:
    turns = [Turn("Which themes are there?", "Three.")]
    for history in ((), turns):
        assert assistant_real.ask(question, history).citations[0].passage == "caf24/p1"


@pytest.mark.parametrize("question", ["How does that work?", "How would it work?", "Can it work?"])
def test_whether_it_works_is_asked_of_what_was_asked_before(
    assistant_real: Assistant, question: str
) -> None:
    turn = Turn("What is a shadow penholdership?", "A mechanism in the General Assembly.")
    assert assistant_real.ask(question, [turn]).citations[0].passage == "caf24/1.2"
    for turns in ([], [Turn("what can you do?", "This assistant answers questions.")]):
        assert assistant_real.ask(question, turns).reason == "out_of_scope"


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("My boss wants to know about multi-year funding. Can you help?", "caf24/3.2"),
        ("What is your view on staff mobility? Can you help?", "caf24/2.3"),
        ("Staff mobility. What can you tell me?", "caf24/2.3"),
    ],
)
def test_what_leads_up_to_a_bare_request_is_asked(
    assistant_real: Assistant, question: str, passage: str
) -> None:
    assert assistant_real.ask(question).citations[0].passage == passage


@pytest.mark.parametrize(
    "question",
    [
        "I'm bored. Can you help?",
        "I am new here. Can you help me?",
        "I work for the UN. What can you do?",
        "My name is Anna. What can you do?",
    ],
)
def test_what_leads_up_to_a_request_and_names_nothing_is_not(
    assistant_real: Assistant, question: str
) -> None:
    assert assistant_real.ask(question).reason == "out_of_scope"
