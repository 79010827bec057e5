"""A question in the corpus's own words: slips mended, short and long names matched, no more."""

from __future__ import annotations

import pytest
from bags import Bags

from vectorstore.query import Lexicon

TEXTS = [
    "The General Assembly met. Action for Peacekeeping is a plan of the Secretary-General.",
    "The Port Authority, Harbour and Rescue (PAHR) keeps the CLP busy. PAHR leads.",
    "Penholders prepare mandates for missions; the vision guides priorities and peacekeeping.",
    "The Special Political Missions report to the General Assembly.",
]
ENGLISH = frozenset("the what does do say about how many and is mandate zebra lighthouse".split())


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon(TEXTS, english, Bags().embed_query)


def english(word: str) -> float | None:
    return 0.5 if word.lower() in ENGLISH else None


def unknown(word: str) -> float | None:
    return None


def known(word: str) -> float | None:
    return 0.5


def read(lexicon: Lexicon, question: str) -> str:
    query = lexicon.read(question)
    assert query.asked == question
    assert (query.text == question) or query.changes
    return query.text


@pytest.mark.parametrize(
    ("asked", "understood"),
    [
        ("What does the GA do?", "What does the General Assembly do?"),
        ("ga", "General Assembly"),
        ("A4P", "Action for Peacekeeping"),
        ("SPMs", "Special Political Missions"),
        ("the visoin", "the vision"),
        ("penholdr", "penholders"),
        ("priorites and misions", "priorities and missions"),
        ("Coastal Lights Programme", "CLP"),
    ],
)
def test_slips_and_short_names_become_the_corpuss_words(
    lexicon: Lexicon, asked: str, understood: str
) -> None:
    assert read(lexicon, asked) == understood


@pytest.mark.parametrize(
    "question",
    [
        "What does the General Assembly do?",
        "What does PAHR do?",
        "Port Authority Harbour Rooms",  # the PAHR is spelt out as something else
        "How many mandates?",
        "a zebra and a lighthouse",  # words of the language, whatever the corpus holds
        "xyz",
        "Qqqqqq",
        "1,234 and A/RES/70/262",
        "",
        "?! 😀",
        "文書",
    ],
)
def test_what_needs_no_help_is_left_alone(lexicon: Lexicon, question: str) -> None:
    assert read(lexicon, question) == question


def test_two_slips_are_mended_in_a_long_word_only(lexicon: Lexicon) -> None:
    assert read(lexicon, "peacekepping") == "peacekeeping"
    assert read(lexicon, "peackepping") == "peacekeeping"
    assert read(lexicon, "vsoin") == "vsoin"


def test_what_was_changed_is_told() -> None:
    query = Lexicon(TEXTS, unknown, Bags().embed_query).read("GA misions")
    assert query.changes == (("GA", "General Assembly"), ("misions", "missions"))


def test_marks_in_a_question_or_a_corpus_are_no_patterns() -> None:
    lexicon = Lexicon(
        ["The C++ Council, A.B. (Unit) and The [X] Board* met. The O’Neil Órgão met."],
        known,
        Bags().embed_query,
    )
    for question in ("C++ (.*) [X] \\1 $", "((((", "OÓ TCC TOÓ"):
        assert lexicon.read(question).asked == question


def test_no_text_gives_no_help() -> None:
    assert Lexicon([], unknown, Bags().embed_query).read("GA misions").text == "GA misions"


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("teh priorites", "the priorities"),
        ("hwo many themse", "how many themes"),
        ("Waht does the GA do", "what does the GA do"),  # names stay as they are
        ("the prioritys and XYZT", "the prioritys and XYZT"),
        ("a zebra", "a zebra"),
        ("Where is Themse mentioned?", "Where is Themse mentioned?"),
    ],
)
def test_a_slip_is_sooner_a_given_word(lexicon: Lexicon, asked: str, meant: str) -> None:
    given = frozenset({"theme", "themes", "priority", "priorities"})
    assert lexicon.spelt(asked, given) == meant
