"""The guided path, the repetition of what was missed, and the flashcards."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from conftest import Command
from fsrs import Card as Memory
from fsrs import Rating, Scheduler
from test_onboarding import ROOT, asked, invented, material, real, written

from assistant.citations import is_exact
from onboarding import repetition
from onboarding.cards import cards, package
from onboarding.material import Material
from onboarding.path import path
from onboarding.place import share_of
from vectorstore.documents import Document

NOW = datetime(2030, 5, 1, 9, tzinfo=UTC)
NOTHING = "{}", "null", "[]", "no JSON", '{"state": 9}', "[" * 500


# ── The path ─────────────────────────────────────────────────────────────────────────────────


def test_the_path_has_every_word_of_the_parts_once_and_takes_about_twenty_minutes() -> None:
    steps = path(real())
    shown = [quote.passage.id for step in steps for quote in step.quotes]
    parts = [p.id for p in real().passages.values() if p.kind in ("item", "paragraph")]
    assert sorted(shown) == sorted(parts)
    assert 15 <= sum(step.minutes for step in steps) <= 25
    assert len({step.id for step in steps}) == len(steps)


def test_each_step_tells_its_place_in_the_outline() -> None:
    told = {step.title: step.why for step in path(real())}
    assert told["Operationalising Adaptable and Effective Peace Operations"] == (
        "This is the second of three thematic areas of CAF24, with four takeaways."
    )
    assert told["Our shared priorities"] == (
        "This is the last of three sections of Vision, with six priorities."
    )
    assert "ahead of its three thematic areas" in told["Introduction to CAF24"]
    assert "the second of two documents" in told["Introduction to CAF24"]


@pytest.mark.parametrize("number", [-1, *range(0, 200, 10)])
def test_every_quote_of_every_step_is_exact_and_steps_are_short(number: int) -> None:
    held = real() if number < 0 else invented(number)
    steps = path(held)
    assert steps
    for step in steps:
        assert all(is_exact(quote, step.document) for quote in step.quotes)
        assert step.title
        assert step.why.endswith(".")
        assert step.words <= 650
        assert 1 <= step.minutes <= 6


def dated(number: int, date: str) -> Document:
    return Document(f"d{number}", "f.md", f"T{number}", f"T{number}", "# T\n\nWords.", "", "", date)


def test_what_always_stands_comes_first_and_the_newest_last() -> None:
    held = material([dated(1, "2024-12"), dated(2, "undated"), dated(3, "2019"), dated(4, "")])
    assert [step.document.id for step in path(held)] == ["d2", "d4", "d3", "d1"]


def test_short_sections_are_joined_and_long_ones_parted() -> None:
    short = "\n\n".join(f"## Section {n}\n\nA few words on it." for n in range(5))
    (one,) = path(material([written(1, f"# Paper\n\n{short}")]))
    assert len(one.quotes) == 5
    long = "\n\n".join(f"The {n} ship sailed on. " * 20 for n in range(12))
    parts = path(material([written(1, f"# Paper\n\n## Log\n\n{long}")]))
    assert [part.title for part in parts][:2] == ["Log, part 1 of 3", "Log, part 2 of 3"]


def test_a_long_corpus_is_told_by_openings() -> None:
    papers = [written(n, f"# Paper {n}\n\nIt opens. " + "More is said. " * 30) for n in range(100)]
    assert {q.words.text for step in path(material(papers)) for q in step.quotes} == {"It opens."}


def test_a_corpus_of_headings_alone_has_no_steps() -> None:
    assert path(material([written(1, "# Only a title")])) == ()
    assert path(Material({}, {})) == ()


def test_places_are_told_in_words() -> None:
    assert share_of(0, 1, "section") == "the only section"
    assert share_of(1, 2, "section") == "the second of two sections"
    assert share_of(19, 30, "priority") == "number 20 of 30 priorities"


# ── Repetition ───────────────────────────────────────────────────────────────────────────────


def test_what_was_missed_comes_back_sooner_than_what_was_right() -> None:
    question = asked()[0]
    missed = repetition.reviewed("", question, False, NOW)
    known = repetition.reviewed("", question, True, NOW)
    again, later = repetition.due(missed, NOW), repetition.due(known, NOW)
    assert again
    assert later
    assert NOW < again < later


def test_the_states_are_those_of_the_algorithm() -> None:
    question, at, state = asked()[0], NOW, ""
    memory, scheduler = Memory(card_id=1, due=NOW), Scheduler(enable_fuzzing=False)
    for is_right in (False, True, True, True, False, True):
        state = repetition.reviewed(state, question, is_right, at)
        rating = Rating.Good if is_right else Rating.Again
        memory, _ = scheduler.review_card(memory, rating, review_datetime=at)
        assert repetition.due(state, at) == memory.due
        at = memory.due + timedelta(minutes=1)
    assert memory.due - NOW > timedelta(days=1)


def test_a_sitting_asks_what_is_due_first_and_no_sentence_twice() -> None:
    every = asked()
    first = repetition.sitting(every, {}, NOW)
    assert len(first) == repetition.SITTING
    assert len({question.kind for question in first}) >= 5
    assert len({question.key.words.text for question in first}) == len(first)
    states = {q.id: repetition.reviewed("", q, q is not first[3], NOW) for q in first}
    assert not set(repetition.sitting(every, states, NOW)) & set(first)
    soon = NOW + timedelta(minutes=2)
    assert repetition.waiting(every, states, soon) == 1
    assert repetition.sitting(every, states, soon)[0] == first[3]


def test_every_question_is_asked_in_the_end() -> None:
    states: dict[str, str] = {}
    while some := repetition.sitting(asked(), states, NOW):
        states |= {q.id: repetition.reviewed("", q, True, NOW) for q in some}
    assert set(states) == {question.id for question in asked()}


def altered(**changes: object) -> str:
    state = json.loads(repetition.reviewed("", asked()[0], True, NOW))
    return json.dumps(state | changes)


@pytest.mark.parametrize(
    "state",
    [
        *NOTHING,
        altered(stability=float("nan")),
        altered(stability=-1),
        altered(difficulty=1e308),
        altered(due="9999-12-31T23:59:59+00:00"),
        altered(due="2030-05-01T09:00:00"),
        altered(last_review="2031-05-01T09:00:00+00:00"),
        altered(step="1"),
        altered(step=99),
        altered(state=2),
        altered(card_id=None),
    ],
)
def test_a_state_that_makes_no_sense_counts_for_nothing(state: str) -> None:
    assert repetition.due(state, NOW) is None
    after = repetition.reviewed(state, asked()[0], True, NOW)
    assert after == repetition.reviewed("", asked()[0], True, NOW)


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        (-5, "now"),
        (1, "in 1 minute"),
        (10, "in 10 minutes"),
        (61, "in 1 hour"),
        (2900, "in 2 days"),
    ],
)
def test_times_are_told_in_words(minutes: int, told: str) -> None:
    assert repetition.in_words(NOW + timedelta(minutes=minutes), NOW) == told


# ── Flashcards ───────────────────────────────────────────────────────────────────────────────


def notes(written_file: bytes, folder: Path) -> dict[str, list[str]]:
    """The fields of each note of a file for Anki, by the note's id."""
    with zipfile.ZipFile(BytesIO(written_file)) as archive:
        archive.extract("collection.anki2", folder)
    connection = sqlite3.connect(folder / "collection.anki2")
    try:
        (count,) = connection.execute("select count(*) from cards").fetchone()
        rows = connection.execute("select guid, flds from notes").fetchall()
    finally:
        connection.close()
    assert count == len(rows)
    return {guid: fields.split("\x1f") for guid, fields in rows}


def test_the_file_holds_every_card_with_its_quote_and_its_source(tmp_path: Path) -> None:
    made = cards(real())
    found = notes(package("The corpus", made), tmp_path)
    assert len(found) == len(made) > 40
    labels = {passage.label for passage in real().passages.values()}
    for card in made:
        for quote in card.quotes:
            assert is_exact(quote, real().documents[quote.passage.document])
        assert card.source in labels
    shown = {back for _, back, _ in found.values()}
    assert "Politics<br>People<br>Impact<br>Partnerships<br>Innovation<br>Learning" in shown
    fronts = " ".join(front for front, _, _ in found.values())
    assert "CAF24, takeaway 1.2: what does it say?<br>Supplementary mandating" in fronts


def test_cards_keep_their_ids_when_the_words_change(tmp_path: Path) -> None:
    text = "# Paper\n\n- **Mast.** It is tall.\n- **Sail.** It is white."
    before, after = tmp_path / "before", tmp_path / "after"
    old = notes(package("T", cards(material([written(1, text)]))), before)
    changed = text.replace("white", "red")
    new = notes(package("T", cards(material([written(1, changed)]))), after)
    assert old.keys() == new.keys()
    assert old != new


@pytest.mark.filterwarnings("error")
def test_what_a_document_says_does_nothing_on_a_card(tmp_path: Path) -> None:
    text = "# P\n\n- **<b>Mast</b> {{Front}}.** It <script>alert(1)</script> is [sound:x.mp3].\n"
    (fields, *_) = notes(package("T", cards(material([written(1, text)]))), tmp_path).values()
    assert "<script" not in "".join(fields)
    assert "[sound:" not in "".join(fields)
    assert "{{" not in "".join(fields)


def test_a_corpus_without_parts_gives_an_empty_file(tmp_path: Path) -> None:
    assert notes(package("T", cards(material([written(1, "Words.")]))), tmp_path) == {}


def test_the_command_writes_the_cards_or_tells_why_not(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "deck.apkg"
    code, printed, _ = command("cards", file, "--corpus", ROOT / "corpus")
    assert code == 0
    assert f"Wrote {len(cards(real()))} flashcards" in printed
    assert len(notes(file.read_bytes(), tmp_path)) > 40
    code, _, told = command("cards", tmp_path / "nowhere" / "deck.apkg")
    assert code == 2
    assert "Name another file." in told
