"""A document's label may hold commas and colons: it is never read off a passage's."""

from __future__ import annotations

from pathlib import Path

import pytest
from bags import Bags

from assistant.ask import Assistant
from assistant.copied_labels import is_heading, without_label
from assistant.marks import Marked
from ui_parts.marks import short_label
from vectorstore.building import build_index
from vectorstore.documents import Document, read_corpus
from vectorstore.index import open_index
from vectorstore.passages import split

FINES = """# Fees, fines and charges

## Boats

A boat pays ten dollars a day. The Harbour Board sets the fee each year.

## Stalls

A stall pays three dollars a day for its place.
"""
HISTORY = """# Fees, a short history

## Before 1820

Nothing was paid. The Harbour Board did not exist.

## After 1820

Each boat paid a penny.
"""
RULES = """# Rules

1. Boats

The following rules hold:

- **Day fee.** A boat pays ten dollars a day.
- **Longest stay.** Nobody may stay longer than a week.

2. Stalls, outline

A stall has its place.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder, index = tmp_path_factory.mktemp("fees"), tmp_path_factory.mktemp("index")
    (folder / "fines.md").write_text(FINES, "utf-8")
    (folder / "history.md").write_text(HISTORY, "utf-8")
    corpus = read_corpus(folder)
    build_index(corpus, Bags(), index)
    return Assistant(open_index(corpus, Bags(), index))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("the first two sections of Fees, fines and charges", "Fees, fines and charges:\n- "),
        ("Which titles contain 1820?", "Fees, a short history:\n- "),
        (
            "Where is the Harbour Board mentioned?",
            "Fees, fines and charges; Fees, a short history:\n- ",
        ),
        (
            "What does “Fees, fines and charges” say about Zanzibar?",
            "Fees, fines and charges says nothing about “Zanzibar”.",
        ),
    ],
)
def test_a_document_is_called_by_its_whole_label(
    assistant: Assistant, question: str, said: str
) -> None:
    assert assistant.ask(question).text.startswith(said)


def test_a_short_label_has_no_word_of_the_document_twice(tmp_path: Path) -> None:
    text = "# Fees, introduction\n\nThese are the fees.\n\nThey are paid at the pier.\n"
    (tmp_path / "fees.md").write_text(text, "utf-8")
    corpus = read_corpus(tmp_path)
    build_index(corpus, Bags(), tmp_path / "index")
    index = open_index(corpus, Bags(), tmp_path / "index")
    labels = [short_label(p, index) for p in index.passages.values() if p.kind == "paragraph"]
    assert labels == ["Fees, introduction paragraph 1", "Fees, introduction paragraph 2"]


@pytest.mark.parametrize("label", ["Fees, fines and charges", "Fees: fines, charges"])
def test_what_a_model_copies_of_a_label_is_taken_off(label: str) -> None:
    document = Document("fees", "fees.md", label, label, RULES, "")
    passages = [passage for passage in split(document) if passage.kind == "item"]
    said, documents = "A boat pays ten dollars a day.", {"fees": document}
    for place in (f"{label} 1.1", f"{label}, rule 1.1", "rule 1.1", "1.1"):
        marked = without_label(Marked(f"{said[:-1]} [{place}].", ()), passages, documents)
        assert marked == Marked(said, (1,))
    made_up = f"{label}, rule 9.9: {said}"
    assert without_label(Marked(made_up, ()), passages, documents) == Marked(said, ())
    assert is_heading(Marked(f"{label}, rule 1.1.", ()), passages, documents)
    assert not is_heading(Marked("Fees.", ()), passages, documents)


def test_only_a_document_loses_the_word_outline() -> None:
    document = Document("fees", "fees.md", "Fees", "Fees", RULES, "")
    called = [passage.called for passage in split(document) if passage.kind == "outline"]
    assert called == ["Fees", "Fees, section 1: Boats", "Fees, section 2: Stalls, outline"]
