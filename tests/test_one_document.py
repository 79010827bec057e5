"""A question to one document is answered from that one alone, or pointed on.

“The other document” is the one that was not spoken of last.
"""

from __future__ import annotations

import pytest

from assistant.answer import Turn
from assistant.ask import Assistant
from assistant.one_document import only_elsewhere, other_document

FORUM = "What does the forum say about new technology?"
PILLAR = "What does the pillar say about young people?"


@pytest.mark.parametrize(
    ("question", "silent", "speaking"),
    [
        ("What does the vision say about Resolution 2719?", "Vision", "caf24"),
        ("Does the vision mention the Fifth Committee?", "Vision", "caf24"),
        ("What does CAF24 say about electoral assistance?", "CAF24", "vision"),
        ("What does CAF24 say about Action for Peacekeeping?", "CAF24", "vision"),
    ],
)
def test_what_only_another_document_says_is_pointed_to_and_not_quoted(
    assistant_real: Assistant, question: str, silent: str, speaking: str
) -> None:
    answer = assistant_real.ask(question)
    assert answer.reason == "fact_missing"
    assert f"Nothing on this was found in {silent}" in answer.text
    assert answer.refusal
    assert {passage.document for passage in answer.refusal.nearest} == {speaking}
    assert not answer.citations


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("What of the Peacebuilding Commission’s agenda?", "Peacebuilding Commission"),
        ("Did Ask Peacebuilding Commission's members?", "Peacebuilding Commission"),
        ("the Pact for the Future's aims", "Pact for the Future"),
        ("Does “Regional, Arrangements” help?", "Regional, Arrangements"),
    ],
)
def test_the_name_that_is_lacking_is_told_as_it_was_asked(
    assistant_real: Assistant, question: str, name: str
) -> None:
    refusal = only_elsewhere(question, "vision", assistant_real.index)
    assert refusal
    assert refusal.text == f"Vision says nothing about “{name}”."


def test_a_document_says_whole_words(assistant_real: Assistant) -> None:
    index = assistant_real.index
    assert index.says("reforms")
    assert not index.says("form")
    assert index.says("caf24", "caf24")
    assert not index.says("24", "caf24")
    assert not index.says("caf24", "vision")


@pytest.mark.parametrize("question", ["What does CAF24 say about climate?", "climate in CAF24?"])
def test_what_no_document_says_is_pointed_nowhere(assistant_real: Assistant, question: str) -> None:
    answer = assistant_real.ask(question)
    assert (answer.status, answer.reason) == ("declined", "fact_missing")
    assert "CAF24 says nothing about “climate”." in answer.text


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("What does the forum say about leadership?", "caf24"),
        ("Was the forum held in Berlin?", "caf24"),
        ("What are the objectives of the vision?", "vision"),
        ("What different tools does the pillar use?", "vision"),
        ("Who should promote a shared strategic vision?", "caf24"),
    ],
)
def test_the_document_that_is_named_answers_alone(
    assistant_real: Assistant, question: str, document: str
) -> None:
    answer = assistant_real.ask(question)
    assert answer.status == "answered"
    assert {citation.passage.split("/")[0] for citation in answer.citations} == {document}


@pytest.mark.parametrize("question", ["what about the other document?", "And in the other paper?"])
@pytest.mark.parametrize(("before", "other"), [(FORUM, "vision"), (PILLAR, "caf24")])
def test_the_other_document_answers(
    assistant_real: Assistant, before: str, other: str, question: str
) -> None:
    told = assistant_real.ask(before)
    answer = assistant_real.ask(question, [Turn(before, told.text)])
    assert answer.citations
    assert {citation.passage.split("/")[0] for citation in answer.citations} == {other}


def test_the_other_of_the_other_is_the_first(assistant_real: Assistant) -> None:
    index = assistant_real.index
    turns = [Turn(FORUM, ""), Turn("And the other document?", "")]
    assert other_document("Does the other text say the same?", turns, index) == "caf24"


@pytest.mark.parametrize(
    ("question", "before"),
    [
        ("What about the other document?", "What do both say about women?"),
        ("What about the other document?", ""),
        ("What about the other priorities?", PILLAR),
        ("And on the other hand?", PILLAR),
    ],
)
def test_none_is_meant(assistant_real: Assistant, question: str, before: str) -> None:
    turns = [Turn(before, "")] if before else []
    assert other_document(question, turns, assistant_real.index) == ""
