"""Summaries: every part while the length allows, in sentences that can stand alone."""

from __future__ import annotations

import pytest

from assistant.ask import Assistant
from assistant.length import Length, read_length

PREVENTION = "vision/renewed-commitment-prevention-sustaining-peace"


@pytest.mark.parametrize(
    ("question", "length", "rest"),
    [
        ("Theme 2 in four sentences", Length(4), "Theme 2"),
        ("The vision in no more than 60 words", Length(words=60), "The vision"),
        ("One sentence per theme", Length(1, each=True), "per theme"),
        ("A two-sentence summary of theme 3", Length(2), "A summary of theme 3"),
        ("two or three lines on theme 1", Length(3), "on theme 1"),
        ("Boil it down to a single sentence", Length(1), "Boil it"),
        ("the forum in a short paragraph", Length(4, 130), "the forum"),
    ],
)
def test_a_length_is_read_and_leaves_the_question(question: str, length: Length, rest: str) -> None:
    assert read_length(question) == (length, rest)


@pytest.mark.parametrize(
    "question",
    [
        "Which lines of the two documents tie peace to development?",
        "Show me the line from each.",
        "Is there a line on elections?",
        "What are the four points on prevention?",
        "Which titles contain the word peace?",
        "What does paragraph 3 of the vision say?",
    ],
)
def test_what_is_no_length_stays(question: str) -> None:
    assert read_length(question) == (Length(), question)


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("Summarise theme 2 of the takeaways in four sentences.", "2.1 2.2 2.3 2.4"),
        ("I'm between two meetings. The third theme in three sentences?", "3.1 3.2 3.3"),
        ("One sentence per theme, please: what is each of them driving at?", "1/p1 2/p1 3/p1"),
        ("takeaways 2.1-2.3 in one sentence each", "2.1 2.2 2.3"),
        ("Boil takeaway 2.1 down to one sentence.", "2.1"),
        ("Summarise theme 1", "1.1 1.2 1.3 1.4 1.5"),
        ("CAF24 in three sentences", "1/p1 2/p1 3/p1"),
    ],
)
def test_every_part_is_there_once(assistant_real: Assistant, question: str, wanted: str) -> None:
    answer = assistant_real.ask(question)
    assert [c.passage for c in answer.citations] == [f"caf24/{id_}" for id_ in wanted.split()]


@pytest.mark.parametrize("most", [20, 40, 60, 80, 120])
def test_the_words_asked_for_are_never_passed(assistant_real: Assistant, most: int) -> None:
    for part in ("the vision", "theme 3", "CAF24", "the shared priorities", "both documents"):
        answer = assistant_real.ask(f"Summarise {part} in {most} words")
        assert sum(len(sentence.text.split()) for sentence in answer.sentences) <= most
        assert answer.status == "answered"


def test_a_length_below_every_sentence_gives_the_shortest(assistant_real: Assistant) -> None:
    assert len(assistant_real.ask("Summarise theme 3 in five words").sentences) == 1


@pytest.mark.parametrize("question", ["Summarise the vision", "What is the pillar about?"])
def test_a_document_as_a_whole_is_told_by_its_sections(
    assistant_real: Assistant, question: str
) -> None:
    passages = [citation.passage for citation in assistant_real.ask(question).citations]
    sections = [assistant_real.index.passages[passage].parent for passage in passages]
    assert sections == ["vision/unified-peace-security-pillar", PREVENTION, "vision/priorities"]


def test_no_sentence_leans_on_one_that_is_not_shown(assistant_real: Assistant) -> None:
    passages = assistant_real.index.passages
    for count in range(1, 9):
        answer = assistant_real.ask(f"Summarise the vision in {count} sentences")
        shown = {(c.passage, c.quote) for c in answer.citations}
        assert len(answer.sentences) == count
        for id_, quote in shown:
            sentences = [sentence.text for sentence in passages[id_].sentences]
            at = sentences.index(quote)
            if at and quote.split()[0] in ("This", "It", "Moreover,"):
                assert (id_, sentences[at - 1]) in shown


def test_a_subject_is_summed_up_from_search_in_the_length(assistant_real: Assistant) -> None:
    answer = assistant_real.ask("In one sentence: what is a trust deficit disorder?")
    assert len(answer.sentences) == 1
    assert "trust deficit disorder" in answer.text
