"""A document called “the forum” answers for that forum, not for the next one."""

from __future__ import annotations

from pathlib import Path

import pytest
from bags import Bags

from assistant.answer import Turn
from assistant.ask import Assistant
from assistant.occasions import other_occasion
from vectorstore.building import build_index
from vectorstore.documents import read_corpus
from vectorstore.index import Index, open_index


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("When is the next forum?", "next forum"),
        ("When will the next Challenges Annual Forum be held?", "next Challenges Annual Forum"),
        ("Who hosted the previous forum?", "previous forum"),
        ("What is the next forum about?", "next forum"),
        ("Where was last year’s forum?", "last year’s forum"),
        ("Will future forums be held in Berlin?", "future forums"),
    ],
)
def test_another_occasion_is_not_in_the_documents(
    assistant_real: Assistant, question: str, other: str
) -> None:
    answer = assistant_real.ask(question)
    assert (answer.status, answer.reason) == ("declined", "fact_missing")
    assert f"nothing about the “{other}”, only about CAF24." in answer.text


def test_a_follow_up_asks_for_another_occasion(assistant_real: Assistant) -> None:
    turn = Turn("Who hosted the forum?", "ZIF.")
    assert assistant_real.ask("and the next forum?", [turn]).reason == "fact_missing"


@pytest.mark.parametrize(
    "question",
    [
        "What is the next takeaway?",
        "What is the next generation of peace operations?",
        "What is the upcoming Berlin Peacekeeping Ministerial?",
        "What is the next Berlin Ministerial?",
        "What is the future vision for the pillar?",
        "What was the previous structure of the pillar?",
        "What is the next step for the forum?",
        "What did this year's forum build on?",
    ],
)
def test_other_words_behind_next_name_no_other_occasion(
    assistant_real: Assistant, question: str
) -> None:
    index = assistant_real.index
    assert other_occasion(question, index, lambda word: word == "takeaway") is None


def test_what_the_document_itself_says_of_the_next_one_is_left_to_search(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    text = "# Lanternfair\n\nThe lanternfair met in May. The next lanternfair meets in June.\n"
    (corpus / "lanternfair.md").write_text(text)
    build_index(read_corpus(corpus), Bags(), tmp_path / "index")
    index: Index = open_index(read_corpus(corpus), Bags(), tmp_path / "index")
    assert other_occasion("When is the next lanternfair?", index, lambda _: False) is None
    assert other_occasion("When was the previous lanternfair?", index, lambda _: False)
