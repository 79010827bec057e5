"""Ranking: what counts in a question, and what that makes of a passage."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from vectorstore.documents import Document
from vectorstore.embedder import Embedded
from vectorstore.late import Match
from vectorstore.names import names_of, unnamed
from vectorstore.passages import split
from vectorstore.ranking import Asked, Hit, embedded_text, read_question, score
from vectorstore.words import WORD, words

SHIP = """# The Log of the Harbour Ship

## Ropes

- **Rope.** The rope is forty metres long. It is old.
"""
DOCUMENTS = [
    Document("ship", "ship.md", "The Log of the Harbour Ship", "Harbour Log", SHIP, ""),
    Document(
        "mill",
        "mill.md",
        "The Mill",
        "MILL-1",
        "The mill of the harbour grinds barley.",
        "",
        publisher="Barley Guild",
        also_called="miller's book",
    ),
]
NAMES = names_of(DOCUMENTS)
RARITY = {"rope": 0.9, "long": 0.5, "ship": 0.8}
ROPE = next(passage for passage in split(DOCUMENTS[0]) if passage.kind == "item")


def asked(question: str) -> Asked:
    """Reads a question whose tokens are its words and marks."""
    spans = [match.span() for match in WORD.finditer(question)]
    spans += [(at, at + 1) for at, mark in enumerate(question) if mark == "?"]
    offsets = np.asarray(spans, dtype=np.int32).reshape(-1, 2)
    nothing = np.zeros((len(spans), 2), dtype=np.float32)
    embedded = Embedded(nothing.sum(axis=0), nothing, offsets)
    return read_question(question, embedded, RARITY.get, lambda term: 0.5, NAMES)


def hit(question: Asked, best: list[float], words_share: float = 0.0) -> Hit:
    row = np.asarray(best, dtype=np.float32)
    return score(question, ROPE, Match(row, np.stack([row, row / 2])), words_share, 0.0)


def test_what_is_embedded_holds_the_headings_and_says_where_the_sentences_are() -> None:
    text, bounds = embedded_text("The Log of the Harbour Ship", ROPE)
    assert text == (
        "The Log of the Harbour Ship. Ropes. Rope. The rope is forty metres long. It is old."
    )
    assert [text[start:end] for start, end in bounds] == [s.text for s in ROPE.sentences]


def test_rare_words_count_more_than_common_ones_and_these_more_than_grammar() -> None:
    question = asked("how long is the rope?")
    how, long, _, the, rope, mark = question.weights
    assert rope > long > how == the > mark == 0
    assert sum(question.weights) == pytest.approx(1)
    assert set(question.terms) == {"long", "rope"}


def test_a_word_of_no_language_counts_most() -> None:
    question = asked("rope zzz")
    assert question.terms["zzz"] == 1.0 > question.terms["rope"]


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("What does MILL-1 say about ropes?", {"mill"}),
        ("What does the Barley Guild say?", {"mill"}),
        ("the miller's book on ropes", {"mill"}),
        ("Compare the Harbour Log with MILL-1", {"ship", "mill"}),
        ("How long is the rope?", set()),
    ],
)
def test_a_question_names_documents(question: str, documents: set[str]) -> None:
    assert asked(question).documents == documents


def test_what_only_names_a_document_is_no_subject() -> None:
    question = asked("What does the Barley Guild say about rope?")
    assert set(question.terms) == {"rope"}
    assert set(asked("Barley Guild").terms) == {"barley", "guild"}  # there is nothing else


@pytest.mark.parametrize("text", ["?", "_"])
def test_a_question_without_a_word_weighs_nothing(text: str) -> None:
    question = asked(text)
    assert question.terms == {}
    assert hit(question, [0.9]).score == 0


def test_a_blank_to_be_filled_in_is_no_word() -> None:
    assert set(asked("The _ of the rope is ____.").terms) == {"rope"}


def test_a_passage_scores_what_the_tokens_that_count_find_in_it() -> None:
    question = asked("rope")
    found = hit(question, [0.6])
    assert found.score == pytest.approx(0.6)
    assert found.sentences == pytest.approx((0.6, 0.3))
    assert found.preferred == 0


def test_shared_words_break_a_tie() -> None:
    question = asked("rope")
    assert hit(question, [0.6], words_share=1).score > hit(question, [0.6], words_share=0.5).score


def test_the_document_that_is_named_is_preferred() -> None:
    plain = asked("rope")
    named = replace(plain, documents=frozenset({"ship"}))
    other = replace(plain, documents=frozenset({"mill"}))
    both = replace(plain, documents=frozenset({"mill", "ship"}))
    assert hit(named, [0.6]).score - hit(plain, [0.6]).score == pytest.approx(
        hit(named, [0.6]).preferred
    )
    assert (
        hit(named, [0.6]).preferred > 0 == hit(other, [0.6]).preferred == hit(both, [0.6]).preferred
    )


def test_the_name_of_something_else_that_holds_a_documents_own_names_none() -> None:
    text = "The rope was bought by the Log Keepers Guild, Aldermouth."
    names = names_of([Document("log", "", "Rope Log", "Log", text, "")])
    assert names.places(words("what did the log keepers guild buy")) == {}
    assert names.places(words("what does the log say of keepers")) == {"log": {3}}


def test_what_others_say_of_a_thing_called_alike_names_no_document() -> None:
    plan = Document("plan", "", "The Harbour Plan", "Plan", "A bold plan for the quay.", "")
    log = Document("log", "", "Rope Log", "Log", "They drew a common rescue plan.", "")
    names = names_of([plan, log])
    assert names.places(words("who drew the rescue plan")) == {}
    assert names.places(words("is a common plan needed")) == {}
    assert names.places(words("what does the plan say")) == {"plan": {3}}
    assert names.places(words("what does the bold plan say")) == {"plan": {4}}
    assert names.places(words("what is in the harbour plan")) == {"plan": {4, 5}}


def test_the_last_word_of_a_title_is_no_name_where_others_hold_it() -> None:
    title = "From Guest to Host: How to be a Partner"
    guide = Document("guide", "", title, title, "Welcome.", "")
    log = Document("log", "", "Rope Log", "Log", "A partner gave the rope.", "")
    names = names_of([guide, log])
    assert names.places(words("which partner gave the rope")) == {}
    assert names.places(words("what does the log say of the partner")) == {"log": {3}}
    assert names_of([guide]).places(words("what makes a partner")) == {"guide": {3}}


def test_one_document_alone_keeps_its_names() -> None:
    names = names_of(DOCUMENTS[:1])
    assert names.places(words("the harbour log")) == {"ship": {1, 2}}


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("Is the rope long?", "Is the rope long?"),
        ("What does the Harbour Log say of rope?", "What does the document say of rope?"),
        ("Does the Harbour Log name the log?", "Does the document name the log?"),
        ("Is there an old Harbour Log?", "Is there an old document?"),
    ],
)
def test_the_reader_is_not_asked_for_a_documents_name(question: str, read: str) -> None:
    assert unnamed(question, NAMES) == read
