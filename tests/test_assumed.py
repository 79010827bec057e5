"""What a question takes for granted: corrected where the document says otherwise, else answered."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.answer import Turn
from assistant.ask import Assistant
from ui_parts.memory import recall, remember
from vectorstore.building import build_index
from vectorstore.documents import read_corpus
from vectorstore.embedder import Embedder
from vectorstore.index import open_index
from vectorstore.reader import Reader

DELTA = """\
# Lessons of the Delta Mission

## Handing over

The Panel found that the handover of the river patrols to the national police began a year too \
early, before the new boats had arrived. It therefore recommends that no further post be handed \
over until an independent assessment confirms that the police can hold it. Two members of the \
Panel did not share this view.

## Staff

Local staff were paid later than all others in every month of the first year. The Panel recommends \
a single payroll for all.
"""
TOO_EARLY = "a year too early, before the new boats had arrived"


@pytest.fixture(scope="module")
def assistant(
    embedder: Embedder, reader: Reader, tmp_path_factory: pytest.TempPathFactory
) -> Assistant:
    folder = tmp_path_factory.mktemp("delta")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "delta.md").write_text(DELTA, "utf-8")
    corpus = read_corpus(folder / "corpus")
    build_index(corpus, embedder, folder / "index")
    return Assistant(open_index(corpus, embedder, folder / "index", reader=reader))


@pytest.mark.parametrize(
    "question",
    [
        "Why did all of the Panel's members agree that the handover came too early?",
        "Why did the Panel praise the early handover of the patrols?",
    ],
)
def test_a_wrong_assumption_is_answered_with_what_is_so(
    assistant: Assistant, question: str
) -> None:
    answer = assistant.ask(question)
    assert (answer.status, answer.reason) == ("declined", "false_premise")
    assert answer.citations
    assert TOO_EARLY in answer.text
    assert answer.text.endswith("what the question takes for granted, they do not.")


@pytest.mark.parametrize(
    "question",
    [
        "Why was the handover of the patrols too early?",
        "Why should no further post be handed over for now?",
        "Did all of the Panel's members agree that the handover came too early?",
    ],
)
def test_what_assumes_nothing_wrong_is_answered(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).status == "answered"


def test_a_follow_up_is_not_judged_alone(assistant: Assistant) -> None:
    before = Turn("Why was the handover of the patrols too early?", f"It began {TOO_EARLY}.")
    assert assistant.ask("And why did all of them agree?", [before]).reason != "false_premise"


def test_a_correction_is_remembered_as_one(assistant: Assistant) -> None:
    answer = assistant.ask("Why did the Panel praise the early handover of the patrols?")
    (again,) = recall(remember([answer]), assistant.index)
    assert again.status == "declined"


def test_without_a_reader_nothing_is_corrected(tmp_path: Path, embedder: Embedder) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "delta.md").write_text(DELTA, "utf-8")
    corpus = read_corpus(tmp_path / "corpus")
    build_index(corpus, embedder, tmp_path / "index")
    unread = Assistant(open_index(corpus, embedder, tmp_path / "index"))
    asked = "Why did the Panel praise the early handover of the patrols?"
    assert unread.ask(asked).reason != "false_premise"
