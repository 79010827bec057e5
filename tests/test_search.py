"""Searching an open index: the right passage, always the same, from many threads, for any text."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from assistant.ask import Assistant
from vectorstore.building import build_index
from vectorstore.documents import Corpus, read_corpus
from vectorstore.embedder import Embedder
from vectorstore.index import Index, open_index
from vectorstore.reader import Reader

QUESTIONS = [
    "What should the General Assembly prepare for a blocked Council?",
    "Where does the unified pillar put political solutions?",
    "Which partner of the Challenges Forum hosted the event in Berlin?",
    "How do missions use data and digital tools?",
    "Who leads on protection of civilians?",
    "penholders",
    "zzzz qqqq",
    "What about training?",
]


@pytest.fixture(scope="module")
def index(assistant_real: Assistant) -> Index:
    return assistant_real.index


def found(index: Index, question: str) -> list[tuple[str, float]]:
    return [(hit.passage.id, hit.score) for hit in index.search(question).hits]


def test_the_passage_that_answers_comes_first(index: Index) -> None:
    assert found(index, QUESTIONS[0])[0][0] == "caf24/1.2"


def test_meaning_alone_finds_a_passage(index: Index) -> None:
    hits = index.search("Holding the pen of resolutions when the P5 are stuck").hits
    assert "caf24/1.2" in [hit.passage.id for hit in hits[:3]]


def test_hits_are_ordered_limited_and_each_once(index: Index) -> None:
    hits = index.search(QUESTIONS[3], limit=7).hits
    assert len(hits) == len({hit.passage.id for hit in hits}) == 7
    read, unread = ([hit for hit in hits if bool(hit.reading) is each] for each in (True, False))
    assert hits == (*read, *unread)
    for each in (read, unread):
        assert [hit.score for hit in each] == sorted((hit.score for hit in each), reverse=True)
    assert all(len(hit.sentences) == len(hit.passage.sentences) for hit in hits)


def test_outlines_are_not_among_what_is_searched(index: Index) -> None:
    hits = index.search("themes takeaways outline", limit=100).hits
    assert {hit.passage.kind for hit in hits} <= {"paragraph", "item", "footnote"}


def test_the_same_question_finds_the_same(index: Index) -> None:
    assert index.search(QUESTIONS[0]) == index.search(QUESTIONS[0])


def test_two_openings_find_the_same(
    index: Index, corpus: Corpus, embedder: Embedder, index_folder: Path, reader: Reader
) -> None:
    other = open_index(corpus, embedder, index_folder, reader=reader)
    assert [found(other, each) for each in QUESTIONS] == [found(index, each) for each in QUESTIONS]
    other.close()
    other.close()  # a second time does no harm
    assert found(index, QUESTIONS[0])


@pytest.mark.parametrize("threads", [2, 8])
def test_threads_find_what_one_finds(index: Index, threads: int) -> None:
    asked = QUESTIONS * 4
    alone = [found(index, each) for each in asked]
    with ThreadPoolExecutor(threads) as pool:
        assert list(pool.map(lambda each: found(index, each), asked)) == alone


@pytest.mark.parametrize(
    "text",
    ["", "   ", "?", "the of and", "\x00", "\ud800 vision", "😀", "文書", "a" * 9_000, '"' * 99],
    ids=repr,
)
def test_any_text_is_accepted(index: Index, text: str) -> None:
    search = index.search(text)
    assert len(search.hits) == 20
    assert all(np.isfinite(hit.score) for hit in search.hits)


def test_what_nobody_wrote_is_known_to_be_unknown(index: Index) -> None:
    search = index.search("What does the zeppelin say about mandates?")
    assert set(search.unknown) == {"zeppelin"}


def test_a_question_names_documents(index: Index) -> None:
    assert index.documents_named("What does the Vision say?") == {"vision"}
    assert index.documents_named("What did CAF24 say?") == {"caf24"}
    assert index.documents_named("What did they say?") == frozenset()
    assert index.terms_of("vision") != index.terms_of("caf24")


def test_several_documents_with_unusual_names_are_told_apart(
    tmp_path: Path, embedder: Embedder
) -> None:
    names = ["Ünïcode – 文書 (1).md", 'it\'s "quoted".md', "a&b<c>.md", "deep/er/[x].md", "%2e.txt"]
    for number, name in enumerate(names):
        path = tmp_path / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# Ship {number}\n\nThe mast number{number} is tall.\n", "utf-8")
    corpus = read_corpus(tmp_path / "corpus")
    build_index(corpus, embedder, tmp_path / "index")
    index = open_index(corpus, embedder, tmp_path / "index")
    for number, name in enumerate(names):
        best = index.search(f"How tall is mast number{number}?").hits[0]
        assert index.documents[best.passage.document].file == name
    assert len(index.search("mast").hits) == len(names)


def test_one_document_is_searched_beside_a_library_as_it_is_alone(
    tmp_path: Path, embedder: Embedder
) -> None:
    def found(*texts: str) -> list[str]:
        folder = tmp_path / str(len(texts))
        (folder / "corpus").mkdir(parents=True)
        for at, text in enumerate(texts):
            (folder / "corpus" / f"{at}.md").write_text(text, "utf-8")
        corpus = read_corpus(folder / "corpus")
        build_index(corpus, embedder, folder / "index")
        index = open_index(corpus, embedder, folder / "index")
        found = index.find("safety gear and protective clothing", within="0")
        assert not index.without(frozenset({"0"})).find("safety gear", within="0").hits
        return [hit.passage.id for hit in found.hits]

    harbour = "# Harbour\n\nSailors wear a life vest on deck.\n"
    mill = "# Mill\n\n" + "".join(f"Workers {at} have safety gear.\n\n" for at in range(60))
    assert found(harbour, "# Well\n\nIt is deep.\n") == found(harbour, mill, mill) == ["0/p1"]


def test_one_word_is_a_corpus(tmp_path: Path, embedder: Embedder) -> None:
    (tmp_path / "one.txt").write_text("word", "utf-8")
    corpus = read_corpus(tmp_path)
    build_index(corpus, embedder, tmp_path / "index")
    index = open_index(corpus, embedder, tmp_path / "index")
    assert [hit.passage.body.text for hit in index.search("word").hits] == ["word"]
    assert len(index.search("").hits) == 1
