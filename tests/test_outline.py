"""Outlines: titles, sections and the nouns that documents use for their parts."""

from __future__ import annotations

from pathlib import Path

import pytest

from vectorstore.documents import Document, read_corpus
from vectorstore.outline import (
    Section,
    find_title,
    item_noun,
    plural,
    read_outline,
    section_noun,
    singular,
)
from vectorstore.passages import Passage, split

CORPUS = Path(__file__).parent.parent / "corpus"


def tree(document: str) -> list[object]:
    def names(section: Section) -> list[object]:
        own = section.heading.text(document) if section.heading else None
        return [own, *(names(child) for child in section.sections)]

    return names(read_outline(document))


def outlines(text: str) -> list[Passage]:
    document = Document("ship", "ship.md", "The Ship", "Ship", text, "")
    return [passage for passage in split(document) if passage.kind == "outline"]


def real_outline(passage: str) -> list[str]:
    for document in read_corpus(CORPUS).documents:
        for found in split(document):
            if found.id == passage:
                return [entry.text for entry in found.sentences]
    raise AssertionError(passage)


def test_the_three_themes_are_the_outline_of_caf24() -> None:
    assert real_outline("caf24") == [
        "Sustainable Political Solutions for Successful Peace Operations",
        "Operationalising Adaptable and Effective Peace Operations",
        "Enhancing Integration and Strategic Coherence in Peacebuilding",
    ]


def test_the_three_sections_are_the_outline_of_the_vision() -> None:
    assert real_outline("vision") == [
        "A unified peace and security pillar",
        "A renewed commitment to prevention and sustaining peace",
        "Our shared priorities",
    ]


@pytest.mark.parametrize(
    ("theme", "takeaways"),
    [
        (
            "caf24/1",
            [
                "Security Council's role",
                "Supplementary mandating by the General Assembly",
                "More systematic engagement with the Peacebuilding Commission",
                "Cooperative relations with host countries",
                "Regular and inclusive stocktaking",
            ],
        ),
        (
            "caf24/2",
            [
                "Modular approaches",
                "Structural and operational coherence",
                "Incentives for organisational change",
                "Regional organisations as part of the toolbox",
            ],
        ),
        (
            "caf24/3",
            [
                "Locally anchored peacebuilding",
                "Multi-year funding and pooling of resources",
                "Leadership for Peace",
            ],
        ),
    ],
)
def test_the_twelve_takeaways_stand_under_their_themes(theme: str, takeaways: list[str]) -> None:
    assert real_outline(theme) == takeaways


def test_the_six_priorities_are_the_outline_of_their_section() -> None:
    names = ["Politics", "People", "Impact", "Partnerships", "Innovation", "Learning"]
    assert real_outline("vision/priorities") == names


@pytest.mark.parametrize(
    ("document", "title"),
    [
        ("# The Ship\n\nWords.\n\n## Crew\n\nWords.", "The Ship"),
        ("THE SHIP\n\nWords.\n\n1. Crew\n\nWords.", "The Ship"),
        ("## The Ship\n\n## Crew\n\nWords.\n\n## Cargo\n\nWords.", "The Ship"),
        ("The\nShip\n===\n\nWords.", "The Ship"),
        ("Words.\n\n## Crew\n\nWords.\n\n## Cargo\n\nWords.", "Crew"),
        ("\ufeff# The Ship\r\n\r\nWords.", "The Ship"),
        ("# The Ship[^1]\n\nWords.\n\n[^1]: A note.", "The Ship"),
        (f"# The Ship\n\n{'Words. ' * 80}", "The Ship"),
        ("Words, and no heading.", None),
        (f"{'Words. ' * 80}\n\n# Figure 3\n\nWords.", None),
        ("", None),
    ],
)
def test_a_document_is_called_by_its_own_title(document: str, title: str | None) -> None:
    assert find_title(document) == title


def test_headings_of_all_kinds_nest_by_their_rank() -> None:
    document = "\n\n".join(
        f"{heading}\n\nWords."
        for heading in [
            "# The Ship",
            "## Crew",
            "1. Officers",
            "**Mate**",
            "2. Sailors",
            "## Cargo",
        ]
    )
    officers, sailors = ["Officers", ["Mate"]], ["Sailors"]
    assert tree(document) == ["The Ship", ["Crew", officers, sailors], ["Cargo"]]


def test_dotted_numbers_nest_under_their_number() -> None:
    document = (
        "Words.\n\n1. Crew\n\nWords.\n\n1.1 Mate\n\nWords.\n\n1.1.1 Log\n\nWords.\n\n2. Cargo\n\nW."
    )
    assert tree(document) == [None, ["Crew", ["Mate", ["Log"]]], ["Cargo"]]


def test_skipped_and_rising_ranks_are_accepted() -> None:
    assert tree("### Deep\n\nWords.\n\n# High\n\nWords.\n\n#### Low\n\nWords.") == [
        None,
        ["Deep"],
        ["High", ["Low"]],
    ]


def test_text_before_the_first_heading_belongs_to_the_document() -> None:
    document = "Words.\n\n## Crew\n\nMore."
    root = read_outline(document)
    assert [block.text(document) for block in root.blocks] == ["Words."]


def test_an_outline_lists_its_sections_and_titled_items_in_order() -> None:
    text = "# Ship\n\n- **Mast.** Tall.\n- **Sail.** White.\n\n## Crew\n\nSix.\n\n### Mate\n\nOne."
    assert [[entry.text for entry in passage.sentences] for passage in outlines(text)] == [
        ["Mast", "Sail", "Crew"],
        ["Mate"],
        [],
    ]


def test_outlines_name_the_outline_they_stand_in_where_headings_repeat() -> None:
    text = "# Ship\n\n## Deck\n\n### Crew\n\nA.\n\n## Deck\n\n### Crew\n\nB.\n\n### Crew\n\nC."
    parents = [(passage.id, passage.parent) for passage in outlines(text)]
    assert parents == [
        ("ship", ""),
        ("ship/deck", "ship"),
        ("ship/deck/crew", "ship/deck"),
        ("ship/deck-2", "ship"),
        ("ship/deck/crew-2", "ship/deck-2"),
        ("ship/deck/crew-3", "ship/deck-2"),
    ]


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("The fleet has two squadrons:", "squadron"),
        ("There are 2 patrol areas at sea.", "patrol area"),
        ("The fleet has three squadrons:", "section"),
        ("The fleet is large.", "section"),
    ],
)
def test_sections_are_called_what_the_text_above_counts(text: str, noun: str) -> None:
    document = f"{text}\n\n1. North\n\nWords.\n\n2. South\n\nWords."
    assert section_noun(document, read_outline(document)) == noun


@pytest.mark.parametrize(
    ("document", "noun"),
    [
        ("The school agreed on the following rules:\n\n- **Quiet.** Whisper.", "rule"),
        ("The following general remedies help:\n\n- **Rest.** Sleep.", "remedy"),
        ("# School\n\nWords.\n\n## Our duties\n\n- **Quiet.** Whisper.", "duty"),
        ("# School\n\nWords.\n\n## On the glass\n\n- **Quiet.** Whisper.", None),
        ("# School\n\nWords.\n\n- **Quiet.** Whisper.", None),
    ],
)
def test_items_are_called_what_the_text_or_the_heading_calls_them(
    document: str, noun: str | None
) -> None:
    root = read_outline(document)
    assert item_noun(document, root.sections[0] if root.sections else root) == noun


def test_an_announcement_reaches_the_sections_below_it() -> None:
    document = "# School\n\nThe following rules hold.\n\n## Library\n\n- **Quiet.** Whisper."
    assert item_noun(document, read_outline(document).sections[0]) == "rule"


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("takeaway", "takeaways"),
        ("priority", "priorities"),
        ("class", "classes"),
        ("branch", "branches"),
        ("tax", "taxes"),
        ("thematic area", "thematic areas"),
    ],
)
def test_singular_and_plural_undo_each_other(one: str, many: str) -> None:
    assert (singular(many), plural(one)) == (one, many)
