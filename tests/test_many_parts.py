"""What a question about parts or outside the documents costs does not grow with what it looks past.

Steps are counted, in a library and in one with twice as many documents.
"""

from __future__ import annotations

from functools import partial
from types import ModuleType

import pytest
from bags import Bags
from counts import lines_run

from assistant import groups, listing, per_section, scope, structure, tasks
from assistant.scope import outside
from assistant.structure import Outline
from vectorstore.building import build_index
from vectorstore.documents import read_corpus
from vectorstore.index import Index, open_index

THEME = """{at}. Theme of place {number}

The following takeaways came of it:

- **Boats {number}.** The board keeps boats.
- **Piers {number}.** The board keeps piers.

"""
Libraries = list[tuple[Index, Outline]]


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Libraries:
    """One, and one with twice as many documents, each with the outline of it."""
    made = []
    for count in (20, 40):
        folder, home = tmp_path_factory.mktemp("many"), tmp_path_factory.mktemp("index")
        for number in range(count):
            themes = "".join(THEME.format(at=at, number=3 * number + at) for at in (1, 2, 3))
            (folder / f"{number:02}.md").write_text(f"# Report {number:02}\n\n{themes}", "utf-8")
        corpus = read_corpus(folder)
        build_index(corpus, Bags(), home)
        index = open_index(corpus, Bags(), home)
        made.append((index, Outline(index)))
    return made


@pytest.mark.parametrize(
    "question",
    [
        "Are you fond of lunch and of stormy weather?",
        "Send me the takeaways of the report",
    ],
)
def test_what_the_documents_know_is_not_sought_in_all_parts(
    libraries: Libraries, question: str
) -> None:
    some, twice = (
        lines_run({scope, tasks, groups, structure}, partial(outside, question, index, outline))
        for index, outline in libraries
    )
    assert twice < some + 500  # each of twenty documents more is asked whether it has a term


def test_examples_are_of_one_document_after_the_other(libraries: Libraries) -> None:
    some, twice = (
        lines_run({scope, groups}, partial(outside, "hello", index, outline))
        for index, outline in libraries
    )
    assert twice < 2.5 * some
    for index, outline in libraries:
        refused = outside("hello", index, outline)
        assert refused
        assert [part.id for part in refused.nearest] == ["00/1.1", "01/1.1", "02/1.1"]


@pytest.mark.parametrize(
    ("question", "found"),
    [("What is the last takeaway of each theme?", 3), ("How many takeaways in each theme?", 6)],
)
def test_parts_of_each_section_are_gathered_in_one_go(
    libraries: Libraries, question: str, found: int
) -> None:
    here: set[ModuleType] = {structure, per_section, listing, groups}
    some, twice = (lines_run(here, partial(outline.answer, question)) for _, outline in libraries)
    assert twice < 2.1 * some
    for index, outline in libraries:
        answer = outline.answer(question)
        parts = [quote.passage.id for quote in answer.quotes]  # type: ignore[union-attr]
        assert len(parts) == found * len(index.documents)
        assert parts == [id_ for id_ in index.passages if id_ in parts]
