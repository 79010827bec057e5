"""What keeps a question quick in a large library finds just what looking through all would find."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import test_public_sets
from counts import lines_run
from hypothesis import given
from hypothesis import strategies as st
from serving import serving_site

from assistant.ask import Assistant
from assistant.desk import Desk
from assistant.errors import DeskFull
from assistant.groups import Group, called, groups_of, kinds
from assistant.headings import Headings
from assistant.listing import title_of
from benchmarks import indexing, load
from benchmarks.library import PASSAGES_EACH, write_library
from benchmarks.load import Heard, ask_all
from benchmarks.machine import Run
from benchmarks.pieces import Pieces
from benchmarks.public.pool import Store
from ui_parts import api_faults, reach
from vectorstore import keeping, passages
from vectorstore.documents import Corpus, Document, read_corpus
from vectorstore.embedder import Embedder
from vectorstore.index import Index
from vectorstore.names import NAME, names_of
from vectorstore.passages import split
from vectorstore.words import WordsIndex, highest, words

WAYS = (Group.called, Group.called_loosely, Group.called_generally)
SHIP = "The ship sails from the harbour at noon. Its captain is Ada Brown of the north."
SAID = "which themes takeaway of each section are the sixth priority points notes here".split()


@pytest.fixture(scope="module")
def index(assistant_real: Assistant) -> Index:
    return assistant_real.index


@given(st.lists(st.integers(0, 4), max_size=30), st.integers(1, 12))
def test_the_highest_are_the_first_of_all_in_order(values: list[int], count: int) -> None:
    scores = np.array(values, dtype=np.float32)
    every = np.argsort(-scores, kind="stable")[:count]
    assert highest(scores, count) == [int(at) for at in every if scores[at]]


def test_texts_that_hold_all_terms_of_a_group() -> None:
    index = WordsIndex(["red ship", "red sail", "blue ship", "blue sail and red ship"])
    assert index.holding_all([["red", "ship"]]) == [0, 3]
    assert index.holding_all([["blue", "sail"], ["red", "ship"]]) == [0, 3]
    assert index.holding_all([["green"], []]) == []


@pytest.mark.parametrize("module", [passages, keeping])
def test_twice_as_much_takes_twice_the_steps(module: ModuleType) -> None:
    def steps(count: int) -> int:
        if module is passages:
            text = "## Answer\n\nIt says so.\n\n" * count
            return lines_run({module}, lambda: split(Document("a", "a.md", "A", "A", text, "")))
        many = tuple(Document(f"d{at}", f"d{at}.md", "D", "D", "", "") for at in range(count))
        return lines_run({module}, lambda: keeping.keep_ids(Corpus((), many), many))

    assert steps(400) < 2.5 * steps(200)


def test_a_word_of_a_name_has_an_end() -> None:
    assert NAME.findall("the Berlin Peacekeeping Ministerial") == [
        "Berlin Peacekeeping Ministerial"
    ]
    assert all(len(name) < 70 for name in NAME.findall("A-" * 50_000 + " Bay"))


def test_a_passage_is_among_those_that_may_hold_its_words(index: Index) -> None:
    for passage in index.passages.values():
        if passage.title:
            assert passage in index.holding([" ".join(words(passage.title.text))])
        for sentence in passage.sentences if passage.kind != "outline" else ():
            near = index.holding([" ".join(words(sentence.text))])
            assert passage in near
            assert len(near) < len(index.passages) / 2


def test_documents_are_named_as_each_alone_is() -> None:
    documents = [
        Document(id_, "", title, label, f"{title} is a text.", "", publisher="The Harbour Office")
        for id_, title, label in (
            ("a", "The Long Log of Ships", "Ship Log"),
            ("b", "The Short Log", "Log"),
            ("c", "Notes on Bread", "Bread Notes"),
        )
    ]
    names = names_of(documents)
    assert names.documents == {"a", "b", "c"}
    assert names.places(words("what does the ship log say of bread")) == {"a": {3, 4}, "b": {4}}
    assert set(names.places(words("the bread notes and the short log"))) == {"a", "b", "c"}
    assert names.places(words("the harbour office")) == {}


def test_groups_of_one_kind_are_called_alike(index: Index) -> None:
    groups = list(groups_of(index.passages.values()))
    assert len(kinds(groups)) < len(groups)
    for way in WAYS:
        for word in SAID:
            assert called(groups, [word], way) == [g for g in groups if way(g, word)]
        assert called(groups, SAID, way) == [g for g in groups if any(way(g, w) for w in SAID)]


def test_a_heading_is_found_as_by_looking_at_each(index: Index) -> None:
    groups = list(groups_of(index.passages.values()))
    headings = Headings(groups)
    sections = [part for group in groups if group.is_sections for part in group.members]
    titles = [title_of(part) for part in sections]
    texts = [
        "",
        "ab",
        *titles,
        *(f"And {one.upper()}, {two}?" for one, two in pairwise(titles)),
    ]
    for text in texts:
        said = text.lower()
        held = [p for p in sections if " " in title_of(p) and title_of(p).lower() in said]
        found = headings.first_in(text, frozenset())
        assert (found[0] if found else None) == (held[0] if held else None)
        if found:
            start, end = found[1]
            assert said[start:end] == title_of(found[0]).lower()
    first = headings.first_in(titles[0], frozenset())
    assert first is not None
    assert headings.first_in(titles[0], frozenset({"another"})) is None
    assert headings.first_in(titles[0], frozenset({first[0].document})) == first


def test_who_waits_too_long_is_sent_away_and_leaves_the_line() -> None:
    async def wait() -> None:
        desk = Desk(places=1, line=1, patience=0.05)
        async with desk.place():
            for _ in range(3):
                with pytest.raises(DeskFull, match="Ask again in 5 seconds"):
                    async with desk.place():
                        pass
        async with desk.place():
            pass

    asyncio.run(wait())


@pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated")
@pytest.mark.filterwarnings("ignore:The copy keyword is deprecated")
def test_a_load_that_is_too_much_is_told_so_and_nothing_fails(
    assistant_real: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "Desk", lambda: Desk(places=1, line=1))
    monkeypatch.setattr(api_faults, "RETRY", 1)
    with serving_site(assistant_real) as url:
        many = ask_all(url, 12, 0.5, ["What is the third priority?", "Who leads?"])
        one = ask_all(url, 1, 0.5, ["What is the third priority?"])
    assert many.busy.total() > 0
    assert many.seconds
    assert one.seconds
    assert not (many.errors)
    assert not (one.errors)
    assert not (one.busy)
    assert Heard(1, [1.0, 2.0, 3.0]).p(50) == 2.0


@pytest.fixture
def public_sets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(test_public_sets, "SHIP", SHIP)
    data = tmp_path / "data"
    for write in ("write_scifact", "write_feedbackqa", "write_squad"):
        getattr(test_public_sets, write)(data)
    return data


def test_a_smaller_library_is_the_beginning_of_a_larger(public_sets: Path, tmp_path: Path) -> None:
    write_library(public_sets, tmp_path / "small", PASSAGES_EACH)
    write_library(public_sets, tmp_path / "large", 2 * PASSAGES_EACH)
    small, large = (read_corpus(tmp_path / name).documents for name in ("small", "large"))
    assert small == large[:1]
    for document in large:
        own = [passage for passage in split(document) if passage.kind == "paragraph"]
        assert len(own) == PASSAGES_EACH


def test_a_text_is_put_together_from_its_sentences(embedder: Embedder, tmp_path: Path) -> None:
    text = "The ship sails at noon. Bread needs flour."
    pieces = Pieces(Store(embedder, tmp_path), [text])
    (made,) = pieces.embed_documents([text])
    first, second = embedder.embed_documents(["The ship sails at noon.", "Bread needs flour."])
    assert np.allclose(made.tokens, np.concatenate([first.tokens, second.tokens]), atol=1e-2)
    said = [text[start:end] for start, end in made.offsets]
    assert said == "The ship sails at noon . Bread needs flour .".split()
    assert made.vector @ first.vector > 0.5 < made.vector @ second.vector
    assert np.isclose(np.linalg.norm(made.vector), 1)


def test_the_pages_of_the_benchmarks_show_what_was_measured() -> None:
    shown = Run("growth")
    assert "Made by `make growth` on 20" in str(shown)
    assert "cores" in str(shown)
    page = indexing.page(shown, 2000, (100.0, 180.0), (110.0, 190.0), (2.0, 2.5), 4.0)
    assert "| indexing | 110.0 s | 190.0 s | 1.100 | 1.056 | ≤ 1.15 |" in page
    assert "| indexing again, one document changed | 2.0 s | 2.5 s | 0.018 | 0.013 |" in page
    page = load.page(shown, [Heard(1, [0.1]), Heard(32, [0.2, 0.4]), Heard(1, [0.1])], [5, 6, 7], 9)
    assert "| 32 users | 2 | 300 ms | 390 ms | 0 | 0 | 6 MB |" in page
    assert "| 1 user, afterwards | 1 | 100 ms | 100 ms | 0 | 0 | 7 MB |" in page
