"""Copies of a passage that say otherwise than it does, each by one departure."""

from __future__ import annotations

import pytest

from assistant.copying import is_altered

LINKING = (
    "Linking these processes will be crucial for ensuring a coherent and integrated approach for "
    "sustaining peace."
)
GUIDED = "DPPA has developed a Strategic Plan, while DPO's forward work is guided by an initiative."
TWO = "This year's forum built on the momentum of the Pact for the Future. " + LINKING
WE = "We work to engage societies beyond elites and ground our action in a deep knowledge."
EXPLORED = (
    "The untapped potential of private sector engagement in peace efforts should also be explored."
)
ALTERED = {
    "other words": (
        (
            "The untapped potential of private sector engagement in peace operations should be "
            "revisited."
        ),
        EXPLORED,
    ),
    "two other words": (
        (
            "This year's forum built on the momentum of the Pact, and political solutions will be "
            "crucial for ensuring a coherent and integrated approach for sustaining peace."
        ),
        TWO,
    ),
    "the middle left out": (
        "Linking these processes will be crucial for sustaining peace.",
        LINKING,
    ),
    "another clause": (
        "The Strategic Plan, in line with forward work, is guided by an initiative.",
        GUIDED,
    ),
    "two sentences in one": (
        "The forum built on the momentum to ensure a coherent and integrated approach.",
        TWO,
    ),
    "another's": (
        "We work to engage societies beyond elites and ground their action in a deep knowledge.",
        WE,
    ),
    "broken off": ("DPPA has developed a Strategic Plan, while DPO's forward", GUIDED),
    "said again": (
        "Private potential of private sector engagement in peace efforts should be explored.",
        EXPLORED,
    ),
}
HOLDS = {
    "the same": (EXPLORED, EXPLORED),
    "an end left out": ("DPPA has developed a Strategic Plan.", GUIDED),
    "an addition left out": (
        (
            "Linking these processes will be crucial for ensuring a coherent approach for "
            "sustaining peace."
        ),
        LINKING,
    ),
    "a name for a pointer": (
        "The 2024 Challenges Annual Forum built on the momentum of the Pact for the Future.",
        TWO,
    ),
    "two claims": (
        (
            "The forum built on the momentum of the Pact, and linking these processes will be "
            "crucial for ensuring a coherent approach."
        ),
        TWO,
    ),
    "its for our": (WE.replace("We work", "It works").replace("our", "its"), WE),
    "an order of its own": ("Business could do more for peace than it does today.", EXPLORED),
}


@pytest.mark.parametrize("name", ALTERED)
def test_a_copy_that_departs_from_its_source_is_altered(name: str) -> None:
    assert is_altered(*ALTERED[name])


@pytest.mark.parametrize("name", HOLDS)
def test_a_copy_may_be_cut_at_an_edge(name: str) -> None:
    assert not is_altered(*HOLDS[name])


def test_no_word_is_brought_in_from_a_heading() -> None:
    copy = "The forum built on the momentum of the Pact for solutions."
    assert not is_altered(copy, TWO)
    assert is_altered(copy, TWO, "Political solutions")
