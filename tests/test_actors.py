"""A name takes no other's place, and nobody acts whom the passage does not name."""

from __future__ import annotations

import pytest

from assistant.actors import is_added, is_in_anothers_place

ENABLER = "The EU should become an enabler by supporting other organisations, like the AU."
MECHANISM = "A mechanism in the General Assembly should respond to vetoes of the Security Council."
AUTHORITY = (
    "The Council's inability to act undermines the legitimacy of the UN. The authority of the "
    "Security Council should be restored."
)
HOSTED = "Hosted by the Forum's partner, the Center for Operations (ZIF), it met in Berlin."
LISTED = "The EU and the AU support it."


@pytest.mark.parametrize(
    ("sentence", "evidence", "exchanged"),
    [
        (ENABLER, ENABLER, False),
        ("The AU should become an enabler by supporting others, like the EU.", ENABLER, True),
        ("A mechanism in the Security Council should respond to vetoes.", MECHANISM, True),
        ("A mechanism in the GA should respond to vetoes.", MECHANISM, False),
        ("The authority of the UN should be restored.", AUTHORITY, True),
        ("The authority of the Council should be restored.", AUTHORITY, False),
        ("The UN has less authority than it had.", AUTHORITY, False),
        ("It was hosted by the Center for Operations.", HOSTED, False),
        ("The AU and the EU support it.", LISTED, False),
        ("The AU supports it.", LISTED, False),
    ],
)
def test_a_name_stands_where_the_evidence_has_it(
    sentence: str, evidence: str, exchanged: bool
) -> None:
    assert is_in_anothers_place(sentence, evidence) == exchanged


PASSIVE = "Security Council Resolution 2719 should be implemented promptly."


@pytest.mark.parametrize(
    ("sentence", "evidence", "added"),
    [
        ("The Security Council should implement Resolution 2719.", PASSIVE, True),
        ("Resolution 2719 should be implemented.", PASSIVE, False),
        (
            "The UN should implement it.",
            "It should be implemented promptly by the UN.",
            False,
        ),
        ("The UN should implement it.", "The UN should promptly implement it.", False),
    ],
)
def test_nobody_is_made_to_act_where_the_evidence_names_nobody(
    sentence: str, evidence: str, added: bool
) -> None:
    assert is_added(sentence, evidence) == added
