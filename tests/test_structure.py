"""Questions about the structure: answered from the outline, completely and in order."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.ask import Assistant
from vectorstore.building import build_index
from vectorstore.documents import read_corpus
from vectorstore.embedder import LocalModel
from vectorstore.index import open_index

TAKEAWAYS = {1: 5, 2: 4, 3: 3}
PRIORITIES = ["politics", "people", "impact", "partnerships", "innovation", "learning"]


def cited(assistant: Assistant, question: str) -> list[str]:
    return [citation.passage for citation in assistant.ask(question).citations]


@pytest.mark.parametrize(
    "question",
    [
        "Which themes does the forum have?",
        "How many themes are there?",
        "Are there more than two themes?",
        "What are the three thematic areas of CAF24?",
        "list the themes",
    ],
)
def test_themes(assistant_real: Assistant, question: str) -> None:
    assert cited(assistant_real, question) == ["caf24/1", "caf24/2", "caf24/3"]


@pytest.mark.parametrize(
    ("question", "theme"),
    [
        ("Which takeaways belong to the theme on peacebuilding?", 3),
        ("What are the takeaways of the second theme?", 2),
        ("List the takeaways under Sustainable Political Solutions", 1),
        ("How many takeaways does theme 1 have?", 1),
    ],
)
def test_takeaways_under_a_theme(assistant_real: Assistant, question: str, theme: int) -> None:
    wanted = [f"caf24/{theme}.{n}" for n in range(1, TAKEAWAYS[theme] + 1)]
    assert cited(assistant_real, question) == wanted


def test_all_takeaways_in_order(assistant_real: Assistant) -> None:
    wanted = [f"caf24/{t}.{n}" for t, count in TAKEAWAYS.items() for n in range(1, count + 1)]
    answer = assistant_real.ask("How many takeaways are there in total?")
    assert [c.passage for c in answer.citations] == wanted
    assert "twelve takeaways" in answer.lead


@pytest.mark.parametrize(
    "question",
    [
        "What priorities do the two departments share?",
        "shared priorities of the pillar, list",
        "What are the six shared priorities of the UN peace and security pillar?",
        "What key priorities guide the pillar?",
        "which prioritys are shared",
    ],
)
def test_priorities(assistant_real: Assistant, question: str) -> None:
    assert cited(assistant_real, question) == [f"vision/priorities/{name}" for name in PRIORITIES]


def test_points_without_titles_are_listed_by_their_first_sentence(
    assistant_real: Assistant,
) -> None:
    answer = assistant_real.ask("What are the four points on prevention?")
    firsts = [sentence.text.split(",")[0] for sentence in answer.sentences]
    assert firsts == ["First", "Second", "Third", "Finally"]


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("What does takeaway 1.2 say?", "caf24/1.2"),
        ("takeaway number 3.3", "caf24/3.3"),
        ("What is the second takeaway of theme 3?", "caf24/3.2"),
        ("What is the fifth shared priority?", "vision/priorities/innovation"),
        ("What is the last priority?", "vision/priorities/learning"),
        ("What does footnote 4 say?", "vision/note-4"),
        ("What is the third theme about?", "caf24/3"),
    ],
)
def test_one_part_by_its_number(assistant_real: Assistant, question: str, passage: str) -> None:
    assert cited(assistant_real, question)[0] == passage


@pytest.mark.parametrize(
    "question",
    [
        "What does takeaway 4.1 say?",
        "What is the fourth theme of the forum?",
        "What are the nine shared priorities?",
        "What does the sixth takeaway under Sustainable Political Solutions recommend?",
    ],
)
def test_a_part_that_does_not_exist_is_a_false_premise(
    assistant_real: Assistant, question: str
) -> None:
    answer = assistant_real.ask(question)
    assert (answer.status, answer.reason) == ("declined", "false_premise")
    assert "There " in answer.text


@pytest.mark.parametrize("question", ["Summarise the vision", "What is the pillar about?"])
def test_a_document_as_a_whole_is_told_by_its_sections(
    assistant_real: Assistant, question: str
) -> None:
    assert cited(assistant_real, question) == [
        "vision/unified-peace-security-pillar",
        "vision/renewed-commitment-prevention-sustaining-peace",
        "vision/priorities",
    ]


@pytest.mark.parametrize(
    "question",
    [
        "Which takeaways mention the AU?",
        "Which priority deals with technology?",
        "What did the 2024 takeaways say on host countries?",
    ],
)
def test_what_asks_for_more_than_a_list_goes_to_search(
    assistant_real: Assistant, question: str
) -> None:
    answer = assistant_real.ask(question)
    assert answer.status == "answered"
    assert not answer.as_list


SHIP = """# The ship's handbook

The master made the following rules, set out in two chapters:

1. On Deck

- **Ropes.** Ropes are coiled after use.
- **Lamps.** Lamps are lit at dusk.

2. Below Deck

- **Bilge.** The bilge is pumped daily.
"""


def test_another_documents_parts_are_called_by_its_own_nouns(
    embedder: LocalModel, tmp_path: Path
) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "ship.md").write_text(SHIP, "utf-8")
    corpus = read_corpus(folder)
    build_index(corpus, embedder, tmp_path / "index")
    assistant = Assistant(open_index(corpus, embedder, tmp_path / "index"))
    assert cited(assistant, "What are the rules?") == ["ship/1.1", "ship/1.2", "ship/2.1"]
    assert cited(assistant, "Which chapters are there?") == ["ship/1", "ship/2"]
    assert cited(assistant, "What is rule 1.2?") == ["ship/1.2"]
    assert assistant.ask("What is the fourth chapter?").reason == "false_premise"
