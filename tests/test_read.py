"""The documents to read: all their characters, in order, nothing acted on; and search inside."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.ask import Assistant
from assistant.brand import Brand
from assistant.desk import Desk
from ui_parts.browse import browse
from ui_parts.examples import about
from ui_parts.finding import find
from ui_parts.reading import Block, lay_out, outline
from vectorstore.building import build_index
from vectorstore.documents import Corpus, Document, read_corpus
from vectorstore.embedder import Embedder
from vectorstore.index import Index, open_index
from vectorstore.passages import split

HOSTILE = """# The <script>window.pwned = 1</script> Manual

## Part </title><img src=x onerror="window.pwned = 2">

- **Rope "onmouseover=alert(1)".** The harbour rope {{ 7 * 7 }} is long &lt;b&gt;.

The harbour bell <iframe src="//example.org"></iframe> rings at dawn, and the pilot comes.
"""


def document(text: str, id_: str = "log", label: str = "Log") -> Document:
    return Document(id_, f"{id_}.md", "The log", label, text, "0")


def client(*documents: Document) -> TestClient:
    passages = {passage.id: passage for each in documents for passage in split(each)}
    index = SimpleNamespace(documents={each.id: each for each in documents}, passages=passages)
    return reading(cast(Index, index))


def reading(index: Index, desk: Desk | None = None) -> TestClient:
    app = FastAPI()
    app.include_router(browse(index, Brand(), desk or Desk()))
    return TestClient(app)


def characters(text: str) -> str:
    return "".join(text.split())


def shown(blocks: Sequence[Block]) -> str:
    return "".join(piece.text for block in blocks for piece in block.pieces)


# ── The whole document ───────────────────────────────────────────────────────────────────────


@given(
    st.one_of(
        st.text(),
        st.lists(
            st.sampled_from(
                [
                    "# Title\n",
                    "## 2. Part\n",
                    "- **Rope.** It is long.\n",
                    "<sup>1</sup> A note.\n",
                    "It is said<sup>1</sup> that\n\n",
                    "| a | b |\n|---|---|\n| 1 | 2 |\n",
                    "```\ncode\n```\n",
                    "\n\n",
                    "> quoted\n",
                    "First, one.\n\nSecond, two.\n\n",
                    "\r\n",
                    "IN CAPITALS\n\n",
                ]
            ),
            max_size=12,
        ).map("".join),
    )
)
@settings(deadline=None)
def test_every_character_is_shown_in_order(text: str) -> None:
    read = document(text)
    blocks = lay_out(read, split(read))
    if any(character.isalnum() for character in text):
        assert characters(shown(blocks)) == characters(text)
    for block in blocks:
        assert "".join(piece.text for piece in block.pieces) in text


def test_the_real_documents_are_whole_with_their_footnotes_in_place(corpus: Corpus) -> None:
    for read in corpus.documents:
        passages = split(read)
        blocks = lay_out(read, passages)
        assert characters(shown(blocks)) == characters(read.text)
        first = [block.passage.id for block in blocks if not block.continues]
        assert len(first) == len(set(first))
        assert set(first) == {passage.id for passage in passages}
    labels = [(block.label, block.continues) for block in blocks]
    at = labels.index(("Point 2", False))
    assert labels[at + 1 : at + 6] == [
        *((f"Footnote {number}", False) for number in range(1, 5)),
        ("Point 2", True),
    ]


def test_the_outline_has_headings_and_titled_items_under_them(corpus: Corpus) -> None:
    themes = outline(split(corpus.documents[0]))
    assert [len(theme.below) for theme in themes] == [5, 4, 3]
    assert themes[1].below[0].name == "2.1 Modular approaches"


def test_a_page_has_an_anchor_for_every_passage_and_no_id_twice(corpus: Corpus) -> None:
    for read in corpus.documents:
        page = client(read).get(f"/read/{read.id}").text
        for passage in split(read):
            assert page.count(f'id="{passage.id}"') == (1 if passage.parent else 0)
            assert passage.parent == "" or f'href="/#{passage.id}"' in page


@pytest.mark.parametrize("path", ["/read", "/read/log"])
def test_a_hostile_document_is_shown_as_text(path: str) -> None:
    page = client(document(HOSTILE, label='<b>Log</b> "x')).get(path).text
    for attack in ("<script>window", "<img src=x", "<iframe", "<b>Log", ' "onmouseover'):
        assert attack not in page
    assert "&lt;img src=x onerror" in page


def test_comments_and_front_matter_are_not_shown(tmp_path: Path) -> None:
    text = "---\nlayout: page\n---\n# Log\n\nThe <!-- ask Kim --> bell.\n"
    text += "\n<!--\nold\n\none\n-->\n\nIt rings.\n"
    page = client(document(text)).get("/read/log").text
    assert "bell." in page
    assert "It rings." in page
    for hidden in ("layout", "Kim", "old", "<!--", "&lt;!--", "--&gt;"):
        assert hidden not in page.partition('class="text"')[2].partition("<footer")[0]
    (tmp_path / "only.md").write_text("<!-- a note to Kim -->\n", "utf-8")
    (tmp_path / "log.md").write_text("The bell rings.\n", "utf-8")
    assert [each.id for each in read_corpus(tmp_path).documents] == ["log"]


def test_a_document_without_headings_has_no_outline() -> None:
    page = client(document("The ship left port.\n\nIt came back.")).get("/read/log").text
    assert "Outline" not in page
    assert "The ship left port." in page


def test_names_that_the_page_uses_itself_do_no_harm() -> None:
    with client(document("# Main\n\nOne.", "main"), document("Zwei.", "größe-文")) as reader:
        assert reader.get("/read/main").text.count('id="main"') == 1
        assert "Zwei." in reader.get("/read/größe-文").text
        assert 'href="/read/gr%C3%B6%C3%9Fe-%E6%96%87"' in reader.get("/read").text


def test_hundreds_of_documents_are_listed() -> None:
    many = [document(f"# Log {n}\n\n## A\n\nx\n\n## B\n\ny\n", f"log-{n}") for n in range(300)]
    page = client(*many).get("/read").text
    assert page.count('<section class="document">') == 300
    assert "<details open" not in page
    long = document("# Long\n\n" + "".join(f"## Part {n}\n\nx\n\n" for n in range(90)))
    assert "… and 50 more" in client(long).get("/read").text


def test_an_unknown_document_is_told() -> None:
    answered = client(document("The ship.")).get("/read/<b>nope")
    assert answered.status_code == 404
    assert "There is no document “&lt;b&gt;nope” here." in answered.text
    assert client(document("The ship.")).get("/read?q=x&in=nope").status_code == 404


def test_a_long_document_is_served_at_once_after_the_first_time() -> None:
    sentence = "The harbour bell & the <old> rope of the ship hang in the wind. "
    paragraphs = [f"## Part {n}\n\n{sentence * 15}\n\n" for n in range(520)]
    long = document(f"# Log\n\n{''.join(paragraphs)}")
    assert len(long.text) > 500_000
    with client(long) as reader:
        whole = reader.get("/read/log").text
        assert whole.count('class="block') > 1_000
        started = time.perf_counter()
        assert reader.get("/read/log").text == whole
        assert time.perf_counter() - started < 0.5


# ── Ask about this ───────────────────────────────────────────────────────────────────────────


def test_what_is_asked_about_a_passage_is_answered(assistant_real: Assistant) -> None:
    index = assistant_real.index
    missed = []
    for passage in index.passages.values():
        answer = assistant_real.ask(about(index.documents[passage.document], passage))
        assert answer.sentences, passage.id
        cited = {citation.passage for citation in answer.citations}
        if passage.kind != "outline" and passage.id not in cited:
            missed.append(passage.id)
    assert len(missed) <= 1  # a line that announces a list is answered with the list


# ── Search ───────────────────────────────────────────────────────────────────────────────────


def marked(index: Index, text: str, within: str = "") -> list[tuple[str, set[str]]]:
    return [
        (found.passage.id, {r.text.lower() for r in (*found.title, *found.body) if r.is_marked})
        for found in find(index, text, within).holding
    ]


def test_words_are_found_in_all_their_forms_and_marked(assistant_real: Assistant) -> None:
    found = dict(marked(assistant_real.index, "fund"))
    assert found["caf24/3.2"] == {"funding"}
    assert found["caf24/2.3"] == {"funds"}
    page = reading(assistant_real.index).get("/read?q=fund").text
    assert "Multi-year <mark>funding</mark> and pooling" in page
    assert 'href="/read/caf24#caf24/3.2">CAF24, takeaway 3.2' in page


def test_the_passages_that_hold_most_words_come_first(assistant_real: Assistant) -> None:
    counts = [len(words) for _, words in marked(assistant_real.index, "regional organisations EU")]
    assert counts[0] >= 3
    assert counts[-1] >= 1


def test_every_passage_is_whole_and_exact(assistant_real: Assistant) -> None:
    for found in find(assistant_real.index, "peace operations").holding:
        assert "".join(run.text for run in found.body) == found.passage.body.text


def test_one_document_can_be_searched_alone(assistant_real: Assistant) -> None:
    index = assistant_real.index
    assert {id_.split("/")[0] for id_, _ in marked(index, "partnerships")} == {"caf24", "vision"}
    assert {id_.split("/")[0] for id_, _ in marked(index, "partnerships", "vision")} == {"vision"}
    page = reading(index).get("/read?q=partnerships&in=vision").text
    assert "Search in Vision" in page
    assert 'name="in" value="vision"' in page


def test_what_is_not_there_is_said(assistant_real: Assistant) -> None:
    page = reading(assistant_real.index).get("/read?q=zebra <b>stripes</b>").text
    assert "No passage holds a word of “zebra &lt;b&gt;stripes&lt;/b&gt;”." in page
    assert 'href="/?ask=zebra%20%3Cb%3E' in page
    assert '<ol class="found">' not in page


def test_a_slip_is_mended_and_told(assistant_real: Assistant) -> None:
    page = reading(assistant_real.index).get("/read?q=mandaets").text
    assert "“mandaets” was read as “mandate" in page
    assert "<mark>" in page


@pytest.mark.parametrize(
    ("asked", "status", "told"),
    [
        ("?!", 400, "There is no question."),
        ("x" * 2_001, 400, "the most is 2,000"),
        ("   ", 200, "Search in the documents"),
        ("the of and", 200, "No passage holds a word of"),
        ("什么 \x00", 200, "No passage holds a word of"),
    ],
)
def test_what_cannot_be_looked_for_is_told(
    assistant_real: Assistant, asked: str, status: int, told: str
) -> None:
    answered = reading(assistant_real.index).get("/read", params={"q": asked})
    assert answered.status_code == status
    assert told in answered.text


def test_a_search_that_finds_the_desk_full_is_told_on_a_page(assistant_real: Assistant) -> None:
    reader = reading(assistant_real.index, Desk(places=0, line=0))
    answered = reader.get("/read?q=fund")
    assert answered.status_code == 503
    assert '<p class="told" role="status">Too many questions are waiting.' in answered.text
    assert reader.get("/read").status_code == 200


def test_a_long_query_stays_whole_in_its_box(assistant_real: Assistant) -> None:
    asked = " ".join(["peacekeeping"] * 30)
    page = reading(assistant_real.index).get("/read", params={"q": asked}).text
    assert f'value="{asked}"' in page


def test_a_hostile_document_is_found_as_text(embedder: Embedder, tmp_path: Path) -> None:
    (tmp_path / "manual.md").write_text(HOSTILE, "utf-8")
    corpus = read_corpus(tmp_path)
    build_index(corpus, embedder, tmp_path / ".index")
    page = reading(open_index(corpus, embedder, tmp_path / ".index")).get("/read?q=harbour bell")
    assert "<iframe" not in page.text
    assert "<mark>bell</mark> &lt;iframe" in page.text
