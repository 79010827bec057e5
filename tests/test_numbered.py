"""Documents with numbered paragraphs, of which each begins at 1: what a question by number gets."""

from __future__ import annotations

import made_documents as made
import pytest

from assistant.answer import Answer, Turn
from assistant.ask import Assistant
from ui_parts.further import further
from ui_parts.reading import lay_out
from vectorstore.building import build_index
from vectorstore.documents import read_corpus
from vectorstore.embedder import Embedder
from vectorstore.index import open_index

LIGHTS = """# United Harbours H/1988/2

The Harbour Council,

Noting that two ships ran aground within sight of the light,

1. Decides that the light on the north mole burns from dusk to dawn in every month of the year;

2. Requests the keepers to write down each night on which it failed, and for how long it was dark;

3. Decides to remain seized of the matter until the last of the lamps is a new one.
"""


@pytest.fixture(scope="module")
def harbour(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("harbour")
    (folder / "corpus").mkdir()
    made.resolution_pdf(folder / "corpus" / "depth.pdf")
    (folder / "corpus" / "lights.md").write_text(LIGHTS, "utf-8")
    corpus = read_corpus(folder / "corpus")
    build_index(corpus, embedder, folder / "index")
    return Assistant(open_index(corpus, embedder, folder / "index"))


def places(answer: Answer) -> list[str]:
    return [citation.label.split(" (")[0] for citation in answer.citations]


def test_a_paragraph_is_found_by_its_number_and_its_documents_symbol(harbour: Assistant) -> None:
    answer = harbour.ask("What does paragraph 3 of H/1987/7 say?")
    assert answer.sentences[0].text.startswith("Calls upon all skippers to carry a pilot")
    assert answer.citations[0].label == "United Harbours H/1987/7, paragraph 3 (page 2)"


def test_a_paragraph_is_given_with_its_letters(harbour: Assistant) -> None:
    answer = harbour.ask("What does paragraph 2 of H/1987/7 ask for?")
    assert [sentence.text[:14] for sentence in answer.sentences] == [
        "Requests the h",
        "(a) the depth ",
    ]
    assert answer.citations[1].label == "United Harbours H/1987/7, paragraph 2 (a) (page 1)"


def test_paragraphs_are_counted_without_their_letters(harbour: Assistant) -> None:
    assert "four paragraphs" in harbour.ask("How many paragraphs does H/1987/7 have?").text


def test_a_number_that_two_documents_have_is_asked_back_for(harbour: Assistant) -> None:
    answer = harbour.ask("What does paragraph 2 say?")
    assert answer.status == "declined"
    assert "Which document? Several have a paragraph 2." in answer.text
    assert "H/1987/7, paragraph 2" in answer.text
    assert "H/1988/2, paragraph 2" in answer.text


@pytest.mark.parametrize(
    ("place", "said"),
    [("last", "last paragraph"), ("second-to-last", "paragraph 2 from the end")],
)
def test_a_place_from_the_end_is_asked_back_for_in_words(
    harbour: Assistant, place: str, said: str
) -> None:
    answer = harbour.ask(f"What does the {place} paragraph say?")
    assert answer.text.startswith(f"Which document? Several have a {said}.")


def test_the_next_number_is_looked_for_in_the_same_document(harbour: Assistant) -> None:
    question = "What does paragraph 1 of H/1988/2 say?"
    before = Turn(question, harbour.ask(question).text)
    assert "seized of the matter until the last" in harbour.ask("And paragraph 3?", [before]).text


def test_a_number_that_no_paragraph_has_is_corrected(harbour: Assistant) -> None:
    answer = harbour.ask("What does paragraph 12 of H/1988/2 say?")
    assert answer.status == "declined"
    assert "There is no paragraph 12." in answer.text


def test_the_masthead_is_read_and_not_found(harbour: Assistant) -> None:
    index = harbour.index
    masthead = index.passages["depth/harbour-council/p1"]
    assert masthead.body.text == "Distr.: General"
    assert all(hit.passage != masthead for hit in index.find("Distr.: General").hits)
    own = [passage for passage in index.passages.values() if passage.document == "depth"]
    read = lay_out(index.documents["depth"], own)
    assert any("Distr.: General" in piece.text for block in read for piece in block.pieces)


def test_the_paragraph_beside_is_offered_by_its_number(harbour: Assistant) -> None:
    offered = further(harbour, ["lights/1"], [])
    assert offered[0] == "What does paragraph 2 of United Harbours H/1988/2 say?"
