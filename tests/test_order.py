"""Who does what to whom, and when: opposites, and sides that have changed places."""

from __future__ import annotations

import pytest

from assistant.order import is_reversed

BEFORE = "Before deploying peace operations, it is crucial to discuss the division of labour."


@pytest.mark.parametrize(
    ("sentence", "evidence", "reversed_"),
    [
        (BEFORE, BEFORE, False),
        (BEFORE.replace("Before", "During").replace("deploying", "deployment of"), BEFORE, True),
        (BEFORE.replace("Before", "After"), BEFORE, True),
    ],
)
def test_the_opposite_of_a_word_is_another_claim(
    sentence: str, evidence: str, reversed_: bool
) -> None:
    assert is_reversed(sentence, evidence) == reversed_
