"""How strongly something is said: an aim is no deed, and what is wanted is no fact."""

from __future__ import annotations

import pytest

from assistant.moods import is_firmer, is_limited

BUILT = "The forum built on the momentum of the Pact and aimed to contribute to the Review."
MADE = "This was designed to make the pillar more coherent and effective."


@pytest.mark.parametrize(
    ("sentence", "evidence", "firmer"),
    [
        (BUILT, BUILT, False),
        ("The forum was designed to build on the momentum of the Pact.", BUILT, True),
        ("The forum contributed to the Review.", BUILT, True),
        ("The forum aimed to contribute to the Review.", BUILT, False),
        ("The forum's aim was a contribution to the Review.", BUILT, False),
        ("This made the pillar more coherent and effective.", MADE, True),
        ("This was meant to make the pillar more coherent.", MADE, False),
        ("It was meant to be built.", "It was to be built, and was meant to be built.", False),
    ],
)
def test_an_aim_is_not_told_as_done(sentence: str, evidence: str, firmer: bool) -> None:
    assert is_firmer(sentence, evidence) == firmer


DEGREE = (
    "The Committee should to a higher degree prioritise strategic considerations and allow for "
    "more flexible funds."
)


@pytest.mark.parametrize(
    ("sentence", "limited"),
    [
        (DEGREE, False),
        (DEGREE.replace("to a higher degree ", ""), True),
        ("Strategic considerations should be prioritised more by the Committee.", False),
        ("The Committee should increasingly prioritise strategic considerations.", False),
        ("The Committee should allow for more flexible funds.", False),
    ],
)
def test_what_should_be_more_so_is_not_what_should_be_so(sentence: str, limited: bool) -> None:
    assert is_limited(sentence, DEGREE) == limited


def test_a_degree_of_something_is_no_hedge() -> None:
    assert not is_limited("The damage is unknown.", "The extent of the damage is unknown.")


@pytest.mark.parametrize(
    ("sentence", "firmer"),
    [
        ("The UN remains irreplaceable in maintaining peace.", False),
        ("Peace agreements become more transactional.", True),
        ("Peace agreements may become more transactional.", False),
    ],
)
def test_a_concession_bears_on_itself_alone(sentence: str, firmer: bool) -> None:
    evidence = (
        "While peace agreements may become more transactional, the UN remains irreplaceable in "
        "maintaining peace."
    )
    assert is_firmer(sentence, evidence) == firmer


def test_a_condition_bears_on_what_follows_from_it() -> None:
    evidence = "If agreements should become more transactional, the UN maintains peace."
    assert is_firmer("The UN maintains peace.", evidence)
