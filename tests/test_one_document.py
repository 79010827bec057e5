"""“The other document” is the one that was not spoken of last, and is looked at alone."""

from __future__ import annotations

import pytest

from assistant.answer import Turn
from assistant.ask import Assistant
from assistant.one_document import other_document

FORUM = "What does the forum say about new technology?"
PILLAR = "What does the pillar say about young people?"


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
