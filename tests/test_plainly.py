"""Questions about parts in words that no list holds: put plainly, then answered by the outline."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.ask import Assistant
from assistant.intent import WEIGHTS, Intents
from vectorstore.building import build_index
from vectorstore.documents import read_corpus
from vectorstore.embedder import LocalModel
from vectorstore.errors import ReaderError
from vectorstore.index import open_index
from vectorstore.reader import Reader

HARBOUR = """# The harbour strategy

The Port Council (POC) adopted this strategy in Oslo. It holds for ten years.

The council agreed on the following goals, set out in three chapters:

1. Cleaner Water

Ships that lie still pollute most. The basin is small.

- **Shore power.** Every berth gets a socket. Diesel engines are switched off at the quay.
- **Oil booms.** Booms lie ready on both piers. The fire brigade lays them out.

2. Safer Quays

Most accidents happen at night.

- **Lamps.** New lamps light the north pier. They burn until dawn.
- **Ladders.** A ladder hangs every thirty metres. Divers check them in spring.
- **Rescue boats.** Two boats stand by. Volunteers man them.

3. Fair Fees

Whoever uses the harbour pays for it.

- **Small boats.** Fishing boats pay half. The rest is borne by ferries.
- **Payment on the phone.** Fees are paid by phone. No cash is taken.
"""


@pytest.fixture(scope="module")
def harbour(
    embedder: LocalModel, reader: Reader, tmp_path_factory: pytest.TempPathFactory
) -> Assistant:
    """An assistant over a document that nothing was made for."""
    folder = tmp_path_factory.mktemp("harbour")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "harbour.md").write_text(HARBOUR, "utf-8")
    corpus = read_corpus(folder / "corpus")
    build_index(corpus, embedder, folder / "index")
    return Assistant(open_index(corpus, embedder, folder / "index", reader=reader))


def cited(assistant: Assistant, question: str) -> list[str]:
    citations = assistant.ask(question).citations
    return list(dict.fromkeys(each.passage.removeprefix("harbour/") for each in citations))


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Into what chapters did the council carve up its goals? Titles suffice.", ["1", "2", "3"]),
        ("with which goal does chapter 3 begin", ["3.1"]),
        ("with which goal does the second chapter close, I forgot", ["2.3"]),
        ("Right after 'Oil booms' a further goal is printed. Which?", ["2.1"]),
        ("Just before 'Rescue boats' there is another goal. Which?", ["2.2"]),
        (
            "Boil down the goals of the third chapter for my landlord, one line each.",
            ["3.1", "3.2"],
        ),
        ("Summarise the second chapter, my taxi leaves in five minutes.", ["2.1", "2.2", "2.3"]),
    ],
)
def test_what_else_is_said_falls_away(harbour: Assistant, question: str, parts: list[str]) -> None:
    assert cited(harbour, question) == parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Which goals deal with fishing?", ["3.1"]),
        ("List the ships that pollute most.", ["1/p1"]),
        ("In two lines, what do they say about ferries?", ["3.1"]),
        ("Which goal did the divers reach?", ["2.2"]),
        ("Summarise the chapter about railways in two sentences.", []),
        ("Boil down the chapter about railways for my landlord.", []),
    ],
)
def test_what_the_text_says_is_no_question_about_parts(
    harbour: Assistant, question: str, parts: list[str]
) -> None:
    assert cited(harbour, question) == parts


@pytest.mark.parametrize("question", ["What is meant by POC?", "POC stands for what exactly"])
def test_an_acronym_is_spelt_out(harbour: Assistant, question: str) -> None:
    assert harbour.ask(question).text.startswith("The Port Council (POC) adopted this strategy")


def test_other_weights_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ReaderError, match="cannot be read"):
        Intents(tmp_path / "nothing.npy")
    other = tmp_path / "intents.npy"
    other.write_bytes(WEIGHTS.read_bytes()[:-1] + b"x")
    with pytest.raises(ReaderError, match="not the trained ones"):
        Intents(other)
