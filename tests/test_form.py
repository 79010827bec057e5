"""What is one whole sentence, and what goes round in circles."""

from __future__ import annotations

import pytest

from assistant.form import goes_round, is_whole, points_back, speaks_of_passages


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
        "The paper references a study by the Group, published in 2019.",
        "The document describes a plan.",
        "The 2024 Forum (CAF24) took place in Berlin.",
        "The Center for Peace Operations (ZIF) hosted CAF24.",
        "Political Affairs (DPPA) and Peace Operations (DPO) share common goals.",
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
        "Peacebuilding Affairs (DPPA) and Peace Operations (DPO).",
        "A renewed commitment (CAF24) to prevention and sustaining peace.",
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
        ("The plan is a part of the plan.", "The plan is a part of this.", True),
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


def test_a_sentence_may_point_back() -> None:
    assert points_back("Linking these processes will be crucial.")
    assert not points_back("The forum linked these processes.")


def test_a_passage_is_spoken_of_only_where_the_source_does() -> None:
    assert speaks_of_passages("The passage that mentions the Council undermines it.", "It acts.")
    assert not speaks_of_passages("Safe passage is granted.", "The parties grant safe passage.")
