"""The benchmarks on gold questions: what is left out is out, and what is counted is right."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.answer import Answer, Citation, Sentence
from benchmarks import ablation, invented, risk, tutorial
from benchmarks.opened import Parts, answered, english
from benchmarks.page import figure, table
from benchmarks.risk import Judged
from benchmarks.signals import Scale
from evals.cases import SPLITS, Case, read_cases
from evals.confidence import Point
from evals.measures import MEASURES
from evals.outcomes import Outcome
from vectorstore.documents import Corpus, Document
from vectorstore.embedder import Embedder
from vectorstore.index import open_files
from vectorstore.passages import Passage, split
from vectorstore.reader import Reading
from vectorstore.shelf import Shelf

SHIP = "The ship sails at noon. Its captain is Ada Brown. The harbour is in the north."
BREAD = "Bread needs flour and water. The oven must be hot. Wait an hour before you cut it."


class NeverSure:
    """A reader that finds no answer anywhere."""

    def read(self, question: str, headings: Sequence[str], sentences: Sequence[str]) -> Reading:
        return Reading(-8.0, (-8.0,) * len(sentences))

    def bears_out(self, said: str, headings: Sequence[str], sentences: Sequence[str]) -> float:
        return -8.0


@pytest.fixture(scope="module")
def parts(corpus: Corpus, embedder: Embedder, index_folder: Path) -> Parts:
    shelf = Shelf(index_folder)
    place = shelf.current()
    files = open_files(shelf, place, shelf.check_whole(place))
    return Parts(corpus, embedder, *files, reader=NeverSure())


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    """A few development questions of several kinds."""
    dev = [case for case in english(read_cases()) if case.split == "dev" and case.answerable]
    kinds = ("fact", "direct", "followup", "list", "summary")
    return [case for kind in kinds for case in [c for c in dev if c.category == kind][:2]]


@pytest.fixture(scope="module")
def outcomes(
    parts: Parts, cases: list[Case], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[Outcome]]:
    folder = tmp_path_factory.mktemp("bare")
    return {
        name: answered(assistant, asked, name)
        for name, assistant, asked in ablation.variants(parts, cases, folder)
    }


def test_every_variant_answers_without_an_error(outcomes: dict[str, list[Outcome]]) -> None:
    assert len(outcomes) == 11
    assert all(outcome.error is None for mine in outcomes.values() for outcome in mine)


def test_only_what_hears_the_reader_declines(outcomes: dict[str, list[Outcome]]) -> None:
    searched = [bool(outcome.retrieved) for outcome in outcomes["everything"]]
    for name in ("everything", "the reader for declining alone", "without words"):
        assert [outcome.declined for outcome in outcomes[name]] == searched
    for name in ("without the reader", "the reader for the order alone"):
        assert not any(outcome.declined for outcome in outcomes[name])


def test_each_part_that_is_left_out_changes_what_is_found(
    outcomes: dict[str, list[Outcome]],
) -> None:
    found = {name: [outcome.retrieved for outcome in mine] for name, mine in outcomes.items()}
    same = {name for name, rows in found.items() if rows == found["everything"]}
    # This reader finds no answer anywhere: what it says of each passage is the same, and so they
    # stay in their order whether it is asked or not.
    assert same == {
        "everything",
        "without the reader",
        "the reader for the order alone",
        "the reader for declining alone",
    }


def test_the_page_has_every_variant_for_every_split(
    cases: list[Case], outcomes: dict[str, list[Outcome]]
) -> None:
    page = ablation.page(cases, outcomes)
    assert all(page.count(f"\n| {name} |") == len(SPLITS) for name in outcomes)


def test_a_scale_gives_mean_and_deviation() -> None:
    scale = Scale.between([0.0, 10.0, 20.0], [0.4, 0.5, 0.6])
    assert np.allclose(scale(np.array([0.0, 10.0, 20.0], np.float32)), [0.4, 0.5, 0.6])


def test_a_chunk_is_a_piece_of_its_document(corpus: Corpus) -> None:
    for document in corpus.documents:
        chunks = tutorial.chunks_of(document)
        assert all(chunk.words.stands_in(document.text) for chunk in chunks)
        assert max(len(chunk.words.text) for chunk in chunks) <= tutorial.SIZE
        held = set().union(*({p.id for p in chunk.cited} for chunk in chunks))
        assert len(held) > len(chunks) / 2


def test_a_chunk_cites_what_it_holds_half_of(monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"# Two things\n\n{SHIP}\n\n{BREAD}\n"
    document = Document("two", "two.md", "Two things", "Two", text, "")
    (whole,) = tutorial.chunks_of(document)
    assert {"two/p1", "two/p2"} <= {passage.id for passage in whole.cited}
    monkeypatch.setattr(tutorial, "SIZE", 60)
    monkeypatch.setattr(tutorial, "OVERLAP", 0)
    first, *_, last = tutorial.chunks_of(document)
    assert first.cited[0].id in ("two", "two/p1")
    assert [passage.id for passage in last.cited] == ["two/p2"]


def test_the_chain_answers_with_its_top_chunk(
    parts: Parts, cases: list[Case], tmp_path: Path
) -> None:
    chain = tutorial.TutorialChain(parts.corpus, parts.embedder, tmp_path)
    fact = chain.outcome(cases[0])
    assert fact.exact
    assert fact.answer is not None
    assert len(fact.answer.sentences) == 1
    assert not fact.declined
    assert MEASURES["quotes exact"](fact) == 1


def test_the_curve_goes_from_the_surest_on() -> None:
    cases = [
        Judged(1.0, wrong=True, declined=False),
        Judged(math.inf, wrong=False, declined=False),
        Judged(0.5, wrong=False, declined=True),
        Judged(1.0, wrong=False, declined=False),
        Judged(None, wrong=True, declined=True),
    ]
    points = risk.curve(cases)
    assert points == [Point(0.2, 0.0), Point(0.6, 1 / 3), Point(0.8, 0.25)]
    assert risk.working_point(cases) == Point(0.6, 1 / 3)
    assert risk.risk_at(points, 0.5) == 1 / 3
    assert risk.risk_at(points, 0.9) == 0.25


def test_what_is_declined_is_judged_by_what_it_would_say(parts: Parts, cases: list[Case]) -> None:
    index = parts.index(risk.Remembering)
    fact, missing = risk.judged(index, [cases[0], replace(cases[0], answerable=False)])
    assert fact.declined
    assert missing.declined
    assert fact.confidence == -8.0
    assert missing.wrong
    sure = replace(parts, reader=None).index(risk.Remembering)
    (unread,) = risk.judged(sure, [cases[0]])
    assert unread.confidence == -math.inf
    assert unread.wrong == fact.wrong


def test_the_same_curve_makes_the_same_picture(tmp_path: Path) -> None:
    points = [Point(0.2, 0.0), Point(1.0, 0.3)]
    for name in ("a.svg", "b.svg"):
        risk.draw(points, Point(0.8, 0.2), "The half", tmp_path / name)
    drawn = (tmp_path / "a.svg").read_text("utf-8")
    assert drawn == (tmp_path / "b.svg").read_text("utf-8")
    assert "as it is: 80% answered, 20% wrongly" in re.sub(r"\s+", " ", drawn)


def test_figures_and_tables() -> None:
    assert [figure(0.947), figure(1.0), figure(None), figure(54.0, "words")] == [
        ".95", "1.00", "–", "54",
    ]  # fmt: skip
    assert [figure(0.0), figure(2 / 396), figure(0.01)] == [".00", ".005", ".01"]
    assert table(["goal"], {"first": ["1"]}) == "|  | goal |\n|---|---:|\n| first | 1 |"


LOG = {
    "title": "The Harbour",
    "sections": [
        {
            "heading": "Ships",
            "passages": [
                {
                    "id": "a",
                    "title": "",
                    "sentences": ["1. The ship sails.", "Its captain is Ada."],
                },
                {"id": "b", "title": "Rope", "sentences": ["The rope is 40 metres."]},
            ],
        }
    ],
}


def test_an_answer_about_an_invented_document_is_judged_by_its_sentences() -> None:
    text = invented.as_markdown(LOG)
    assert "### Rope\n\nThe rope is 40 metres." in text
    document = Document("log", "log.md", "The Harbour", "The Harbour", text, "")
    passages = {passage.id: passage for passage in split(document)}
    ship, rope = (
        next(p for p in passages.values() if word in p.body.text) for word in ("sails", "40")
    )
    asked = {"kind": "fact", "q": "Who sails the ship?", "answers": [["a", 0], ["a", 1]]}

    def told(*quoted: tuple[Passage, int]) -> invented.Told:
        shown = [(p, p.sentences[at]) for p, at in quoted]
        citations = tuple(
            Citation(1, p.id, p.label, "log.md", words.text, words.spans) for p, words in shown
        )
        sentences = tuple(Sentence(words.text, (1,)) for _, words in shown)
        return invented.judged(asked, Answer("?", sentences, citations), LOG, passages)

    whole = told((ship, 0), (ship, 1))
    assert (whole.first, whole.whole, whole.right, whole.declined) == (True, True, 1, False)
    part = told((rope, 0), (ship, 1))
    assert (part.first, part.whole, part.right) == (False, False, 0.5)
    none = told()
    assert (none.first, none.whole, none.declined) == (False, False, True)
    assert invented.row([whole, part, none])[:4] == [".33", ".33", ".75", ".33"]
    assert invented.declining([whole, none]) == ["–", ".00"]
