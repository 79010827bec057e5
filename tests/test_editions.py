"""Editions of one document: the citation says which, and the newest answers unless one is named."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from assistant.answer import Turn
from assistant.ask import Assistant
from vectorstore.building import build_index
from vectorstore.documents import SOURCES, Document, read_corpus
from vectorstore.editions import superseded
from vectorstore.embedder import Embedder
from vectorstore.errors import CorpusError
from vectorstore.index import open_index
from vectorstore.multilingual import Multilingual
from vectorstore.reader import Reader

POLICY = """# Policy on Ropes

## Length

The rope of a ship is {length} metres long.

## Colour

- **Red.** A red rope is for {red}.
- **Green.** A green rope is for sails.
{more}
"""
MILL = "# The Mill\n\nThe mill grinds barley.\n"
TABLE = '[[document]]\nfile = "{file}"\nid = "{id}"\nlabel = "Ropes"\nwork = "ropes"\n{more}\n'


def table(year: int, more: str = "") -> str:
    return TABLE.format(file=f"{year}.md", id=f"ropes{year}", more=more or f'date = "{year}-05"')


def sources(folder: Path, *tables: str) -> None:
    (folder / SOURCES).write_text("\n".join(tables), "utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    for year, length, red in ((2014, 30, "anchors"), (2019, 40, "flags"), (2024, 50, "bells")):
        more = "- **Blue.** A blue rope is for kites.\n" if year == 2014 else ""
        text = POLICY.format(length=length, red=red, more=more)
        (folder / f"{year}.md").write_text(text, "utf-8")
    (folder / "mill.md").write_text(MILL, "utf-8")
    sources(folder, table(2014), table(2024), table(2019))
    return folder


@pytest.fixture(scope="module")
def assistant(
    folder: Path,
    embedder: Embedder,
    multilingual: Multilingual,
    reader: Reader,
    tmp_path_factory: pytest.TempPathFactory,
) -> Assistant:
    corpus, index = read_corpus(folder), tmp_path_factory.mktemp("index")
    build_index(corpus, embedder, index, multilingual=multilingual)
    return Assistant(open_index(corpus, embedder, index, multilingual, reader))


def cited(assistant: Assistant, question: str, turns: Iterable[Turn] = ()) -> set[str]:
    return {citation.label for citation in assistant.ask(question, [*turns]).citations}


@pytest.mark.parametrize(
    ("question", "edition", "says"),
    [
        ("How long is the rope of a ship?", "2024-05", "50 metres"),
        ("In the 2019 edition, how long is the rope of a ship?", "2019-05", "40 metres"),
        ("According to the policy of 2014, how long is the rope of a ship?", "2014-05", "30 met"),
        ("What is a red rope for?", "2024-05", "bells"),
        ("What is a red rope for in the 2014 policy?", "2014-05", "anchors"),
        ("Combien de mètres mesure la corde d'un navire ?", "2024-05", "50 metres"),
        ("Combien de mètres mesurait la corde d'un navire en 2019 ?", "2019-05", "40 metres"),
    ],
)
def test_the_newest_answers_unless_one_is_named_and_the_citation_says_which(
    assistant: Assistant, question: str, edition: str, says: str
) -> None:
    answer = assistant.ask(question)
    assert says in answer.text
    assert {c.label.partition(",")[0] for c in answer.citations} == {f"Ropes ({edition})"}


def test_what_an_older_edition_alone_says_is_said_of_it_alone(assistant: Assistant) -> None:
    assert not any("kites" in s.text for s in assistant.ask("What is a blue rope for?").sentences)
    (sentence,) = assistant.ask("What was a blue rope for in 2014?").sentences
    assert "kites" in sentence.text


def test_a_follow_up_stays_with_the_edition_it_leans_on(assistant: Assistant) -> None:
    question = "How long is the rope of a ship in the 2019 edition?"
    turns = [Turn(question, assistant.ask(question).text)]
    for then, edition in [
        ("And what is a red rope for?", "2019-05"),
        ("What is a red rope for?", "2024-05"),
    ]:
        labels = cited(assistant, then, turns)
        assert labels
        assert all(label.startswith(f"Ropes ({edition})") for label in labels)


def test_other_documents_are_not_concerned(assistant: Assistant) -> None:
    assert cited(assistant, "What does the mill grind?") == {"The Mill, paragraph 1"}
    assert len(assistant.index.documents) == 4  # all can be read


def test_lists_are_of_the_newest_edition_too(assistant: Assistant) -> None:
    labels = cited(assistant, "Which colours are there in the policy on ropes?")
    assert all(label.startswith("Ropes (2024-05)") for label in labels)


@pytest.mark.parametrize(
    ("editions", "question", "shown"),
    [
        ({"a": "1", "b": "2", "c": "10"}, "How long?", "c"),
        ({"a": "1", "b": "2"}, "What are the 1 or 2 rules?", "b"),
        ({"a": "1", "b": "2"}, "What does version 1 say?", "a"),
        ({"a": "1", "b": "2"}, "What does v1 say?", "a"),
        ({"a": "1st", "b": "2nd"}, "What does the 1st edition say?", "a"),
        ({"a": "1.2", "b": "1.10"}, "What is new?", "b"),
        ({"a": "1.2", "b": "1.10"}, "What is in version 1.2?", "a"),
        ({"a": "2019", "b": "2024"}, "What changed from 2019 to 2024?", "ab"),
        ({"a": "2019", "b": "2024"}, "What is A/RES/12019?", "b"),
    ],
)
def test_what_names_an_edition(editions: dict[str, str], question: str, shown: str) -> None:
    documents = [
        Document(id_, f"{id_}.md", "T", "L", "", "", work="w", edition=edition)
        for id_, edition in editions.items()
    ]
    assert superseded(documents, question) == set(editions) - set(shown)


def test_an_edition_is_called_as_sources_say(folder: Path, tmp_path: Path) -> None:
    for name in ("2014.md", "2019.md"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    sources(tmp_path, table(2014, 'edition = "first"\ndate = "2014"'), table(2019))
    assert [d.label for d in read_corpus(tmp_path).documents] == [
        "Ropes (first)",
        "Ropes (2019-05)",
    ]
    assert {d.name for d in read_corpus(tmp_path).documents} == {"Ropes"}


@pytest.mark.parametrize("more", ['publisher = "x"', 'edition = "2019-05"'])
def test_editions_that_cannot_be_told_apart_are_refused(
    folder: Path, tmp_path: Path, more: str
) -> None:
    for name in ("2014.md", "2019.md"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    sources(tmp_path, table(2014, more), table(2019))
    with pytest.raises(CorpusError, match=r"2014\.md.*“ropes”.*`edition` of its own"):
        read_corpus(tmp_path)


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ('date = "31 May 2019"', 'date = "12 March 2024"'),
        ('date = "31.05.2019"', 'date = "12.03.2024"'),
        ('date = "2019"\nedition = "version 1"', 'edition = "version 2"'),
        ('date = "in spring"', 'edition = "second"'),
        ('date = "2019-5"', 'date = "2024-03"'),
    ],
)
def test_editions_whose_dates_give_no_order_are_refused(
    tmp_path: Path, older: str, newer: str
) -> None:
    for name in ("2014.md", "2019.md"):
        (tmp_path / name).write_text(MILL, "utf-8")
    sources(tmp_path, table(2014, older), table(2019, newer))
    with pytest.raises(CorpusError, match=r"20\d\d\.md: .*“ropes”.*as 2024, 2024-03 or 2024-03-12"):
        read_corpus(tmp_path)


@pytest.mark.parametrize("more", ['date = "31 May 2019"', 'edition = "31 May 2019"'])
def test_one_edition_alone_may_be_dated_as_people_write(tmp_path: Path, more: str) -> None:
    (tmp_path / "2014.md").write_text(MILL, "utf-8")
    sources(tmp_path, table(2014, more))
    assert read_corpus(tmp_path).documents[0].label == "Ropes (31 May 2019)"


def test_a_year_as_the_name_of_an_edition_stands_beside_dates(tmp_path: Path) -> None:
    for name in ("2014.md", "2019.md"):
        (tmp_path / name).write_text(MILL, "utf-8")
    sources(tmp_path, table(2014), table(2019, 'edition = "2019"'))
    assert superseded(read_corpus(tmp_path).documents, "How long?") == {"ropes2014"}
