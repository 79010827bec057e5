"""Numbers of parts are put in the words of their titles before passages are searched."""

from __future__ import annotations

import pytest

from assistant.ask import Assistant
from assistant.groups import groups_of
from assistant.paraphrased import spelt_out


@pytest.mark.parametrize(
    ("question", "searched"),
    [
        ("How are 1.2 and 2.1 tied?", "How are {1.2} and {2.1} tied?"),
        ("How is takeaway 1.2 put?", "How is takeaway {1.2} put?"),
        ("Is version 1.2 out?", "Is version 1.2 out?"),
        ("What is ½ 1.2?", "What is ½ 1.2?"),  # “½” is two words, 1 and 2
    ],
)
def test_a_number_is_its_title_unless_something_else_has_it(
    assistant_real: Assistant, question: str, searched: str
) -> None:
    groups = list(groups_of(assistant_real.index.passages.values()))
    titles = {
        f"{{{part.number}}}": part.title.text
        for group in groups
        for part in group.members
        if part.title
    }
    for number, title in titles.items():
        searched = searched.replace(number, title)
    assert spelt_out(question, groups) == searched


def test_a_question_with_a_fraction_is_answered_or_declined(assistant_real: Assistant) -> None:
    assert assistant_real.ask("What is ½ 1.1?").status == "declined"
