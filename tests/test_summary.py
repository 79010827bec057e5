"""Summaries: every part while the length allows, in sentences that can stand alone."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from random import Random

import pytest
from bags import Bags
from counts import lines_run

from assistant import choosing, summary
from assistant.ask import Assistant
from assistant.choosing import Choice, each_once
from assistant.length import Length, read_length
from assistant.summary import summed_up
from vectorstore.building import build_index
from vectorstore.documents import Document, read_corpus
from vectorstore.index import Index, open_index
from vectorstore.passages import split

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


def sentences(random: Random, count: int) -> str:
    told = (" ".join(["Ships"] + ["sail"] * random.randint(3, 40)) for _ in range(count))
    return ". ".join(told) + "."


def sections(folder: Path, count: int) -> Index:
    random, each = Random(7), []
    for number in range(count):
        each.append(f"## Section {number}\n\n{sentences(random, 20)}\n\n")
    folder.mkdir()
    (folder / "ships.md").write_text(f"# Ships\n\n{''.join(each)}", "utf-8")
    corpus = read_corpus(folder)
    build_index(corpus, Bags(), folder.with_suffix(".index"))
    return open_index(corpus, Bags(), folder.with_suffix(".index"))


def test_twice_as_many_sections_take_twice_the_steps(tmp_path: Path) -> None:
    def steps(index: Index, length: Length) -> int:
        whole = [index.passages["ships"]]
        return lines_run({summary, choosing}, lambda: summed_up(index, whole, length))

    some, twice = sections(tmp_path / "some", 20), sections(tmp_path / "twice", 40)
    for length in (Length(40), Length(words=200), Length(4, 130), Length(1, each=True)):
        assert steps(twice, length) < 2.5 * steps(some, length)


def test_the_most_telling_are_chosen_that_fit() -> None:
    random = Random(3)
    text = sentences(random, 9)
    choices = [
        Choice(passage, at, random.random())
        for passage in split(Document("a", "a.md", "A", "A", text, ""))
        for at in range(len(passage.sentences))
    ]
    units = [choices[:3], choices[3:6], choices[6:]]
    assert len(choices) == 9
    for most in range(5, 130, 3):
        chosen = each_once(units, Length(words=most))
        fit = [list(each) for each in product(*units) if sum(c.words for c in each) <= most]
        assert sum(c.words for c in chosen) <= max(most, min(c.words for c in choices))
        if fit:
            best = max(sum(c.value for c in each) for each in fit)
            assert len(chosen) == len(units)
            assert sum(c.value for c in chosen) > 0.9 * best
