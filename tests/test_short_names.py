"""What an acronym is short for and which one a phrase spells out; hardly ever by chance."""

from __future__ import annotations

import pytest

from vectorstore.embedder import Embedder
from vectorstore.query import Lexicon

TEXTS = [
    "Labour is divided among institutions (UN, EU, AU). The EU should enable security.",
    "Departments of Political Affairs (DPA) and Peace Operations (DPO) meet. The DPO leads.",
    "A resolution (A/RES/70/262) and the CLP's lights help the ports and their scope.",
    "Shaping the Next Generation of Peace Operations. The Peacebuilding Commission met.",
    "Peacekeeping Operations and Special Political Missions go on. UN Headquarters moved.",
    "The Port Office, Reefs, Shoals and Tides keeps boats. The Coast Guard says so.",
]


@pytest.fixture(scope="module")
def lexicon(embedder: Embedder) -> Lexicon:
    return Lexicon(TEXTS, embedder.rarity, embedder.embed_query)


@pytest.mark.parametrize(
    ("asked", "understood"),
    [
        ("What does the African Union do?", "What does the AU do?"),
        ("the african union and friends", "the AU and friends"),
        ("HOW LARGE IS THE AFRICAN UNION?", "HOW LARGE IS THE AU?"),
        ("european union, african union", "EU, AU"),
        ("Is the United Nations there?", "Is the UN there?"),
        ("What of the Coastal Lights Programme?", "What of the CLP?"),
    ],
)
def test_what_the_corpus_has_only_short_is_found_by_its_long_name(
    lexicon: Lexicon, asked: str, understood: str
) -> None:
    assert lexicon.read(asked).text == understood


@pytest.mark.parametrize(
    "question",
    [
        "What does the paper say about Uruguay?",
        "about UNESCO",
        "Is anything said about unicorns?",
        "Does the AU usually come first?",
        "How is another UN body asked?",
        "What was agreed under Nixon?",
        "Does it discuss employment uncertainty?",
        "What did the army undertake?",
        "Has Angela Ulrich a seat?",
        "What is an unorthodox plan?",
        "every European. Uncertainty",
        "we run early scenario games",
        "How does a data protection officer help?",
        "Who is the Data Protection Officer?",  # the DPO is spelt out as something else
        "collect lost parcels",
    ],
)
def test_what_has_the_initials_by_chance_is_left_alone(lexicon: Lexicon, question: str) -> None:
    assert lexicon.read(question).text == question


@pytest.mark.parametrize(
    ("short", "name"),
    [
        ("PBC", "Peacebuilding Commission"),
        ("PKOs", "Peacekeeping Operations"),
        ("spms", "Special Political Missions"),
        ("SPMS", "Special Political Missions"),
        ("UNHQ", "UN Headquarters"),
        ("PORST", "Port Office Reefs Shoals and Tides"),
        ("porst", "ports"),  # in small letters a slip
        ("scpoe", "scope"),
    ],
)
def test_a_short_name_has_the_initials_and_those_of_second_halves(
    lexicon: Lexicon, short: str, name: str
) -> None:
    assert lexicon.read(short).text == name


@pytest.mark.parametrize("word", ["NGO", "NGOs", "pcae", "PCC", "OAS", "ppl", "pics", "NEG"])
def test_no_long_name_is_invented(lexicon: Lexicon, word: str) -> None:
    assert lexicon.read(f"What of {word}?").text == f"What of {word}?"
