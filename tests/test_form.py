"""What is one whole sentence, goes round in circles, or is a copy with other words in it."""

from __future__ import annotations

import pytest

from assistant.form import goes_round, is_altered_copy, is_whole, points_back

EVIDENCE = (
    "The untapped potential of private sector engagement in peace efforts should also be explored."
)


@pytest.mark.parametrize(
    "sentence",
    [
        "The forum met in Berlin.",
        "UN leaders should be empowered",
        "The EU and the AU support the UN.",
        "Complex threats increasingly confront peace operations.",
        "This further decreased to a tenth.",
        "They include four countries.",
        "The forum, however, suggests a later date.",
        "“That is so,” the note says.",
        "It’s a plan that doesn’t help.",
    ],
)
def test_a_sentence_has_a_verb_and_an_end(sentence: str) -> None:
    assert is_whole(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "CAF24, takeaway 3.3.",
        "Vision: Priority 5: Innovation",
        "A renewed commitment to prevention and sustaining peace.",
        "A renewed commitment to prevention and sustaining peace,",
        "Key priorities of the pillar.",
        "The structure is supported by a variety of services and is",
        "It met partners from the United Nations (",
    ],
)
def test_a_heading_or_what_breaks_off_is_no_sentence(sentence: str) -> None:
    assert not is_whole(sentence)


@pytest.mark.parametrize(
    ("sentence", "evidence", "round_"),
    [
        ("It prevents violence and violence.", "It prevents violence.", True),
        ("The Council, Council acts.", "The Council acts.", True),
        ("Peace operations need peace operations.", "Peace operations need support.", True),
        (
            "Peace operations need peace operations.",
            "Peace operations help peace operations.",
            False,
        ),
        (
            "We strengthen ties to pillars and strengthen pillars.",
            "We strengthen ties, pillars.",
            True,
        ),
        (
            "It is tied to the agenda and to Agenda 2030.",
            "The agenda, as well as Agenda 2030.",
            False,
        ),
    ],
)
def test_a_sentence_goes_round_where_its_source_does_not(
    sentence: str, evidence: str, round_: bool
) -> None:
    assert goes_round(sentence, evidence) == round_


def test_other_words_in_a_copy_are_other_facts() -> None:
    altered = EVIDENCE.replace("efforts", "operations").replace("also be explored", "be revisited")
    assert is_altered_copy(altered, EVIDENCE)
    assert not is_altered_copy(EVIDENCE, EVIDENCE)
    assert not is_altered_copy("Business could do more for peace than it does today.", EVIDENCE)


def test_a_sentence_may_point_back() -> None:
    assert points_back("Linking these processes will be crucial.")
    assert not points_back("The forum linked these processes.")
