"""Lists of an HTML page that a browser prints with letters or Roman numerals."""

from __future__ import annotations

import pytest

from vectorstore.blocks import read_blocks
from vectorstore.documents import Document
from vectorstore.formats.hypertext import read_html
from vectorstore.passages import Passage, split

SHIP = "Every ship that comes in by night takes a pilot on board, whatever its size may be."
BOAT = "A boat of the harbour itself may come in alone, if its skipper has been here for a year."


def items(page: str) -> list[Passage]:
    text = read_html(page.encode()).text
    found = split(Document("d", "d.html", "Rules", "Rules", text, ""))
    return [passage for passage in found if passage.kind != "outline"]


def labels(page: str) -> list[str]:
    return [passage.label for passage in items(page)]


@pytest.mark.parametrize(
    ("opens", "printed"),
    [
        ("<ol type=a>", "a b c"),
        ("<ol type=A>", "A B C"),
        ("<ol type=i>", "i ii iii"),
        ("<ol type=I>", "I II III"),
        ("<ol type=1>", "1 2 3"),
        ("<ol type=x>", "1 2 3"),
        ("<ol type=a start=26>", "z aa ab"),
        ("<ol type=I start=1998>", "MCMXCVIII MCMXCIX MM"),
        ("<ol type=i start=3999>", "mmmcmxcix 4000 4001"),
        ("<ol type=a start=0>", "0 a b"),
        ("<ol type=a reversed>", "c b a"),
        ("<ol type=I reversed start=9>", "IX VIII VII"),
        ("<ol start=-3>", "−3 −2 −1"),
        ("<ol start=-1>", "−1 0 1"),
        ("<ol type=a start=-1>", "−1 0 a"),
        ("<ol reversed start=1>", "1 0 −1"),
        ("<ol start=+7>", "7 8 9"),
        ("<ol start=-3x>", "1 2 3"),
    ],
)
def test_an_item_is_cited_by_the_letter_that_a_browser_prints(opens: str, printed: str) -> None:
    page = f"<p>The rules of the port are these.</p>{opens}" + f"<li>{SHIP}" * 3 + "</ol>"
    assert labels(page)[1:] == [f"Rules, paragraph {each}" for each in printed.split()]
    assert [passage.body.text for passage in items(page)[1:]] == [SHIP] * 3


def test_an_item_may_ask_for_its_own_letter_and_its_own_number() -> None:
    page = f"<ol><li>{SHIP}<li type=A>{SHIP}<li type=i value=9>{SHIP}<li>{BOAT}</ol>"
    assert labels(page) == [f"Rules, paragraph {each}" for each in ("1", "B", "ix", "10")]


def test_an_item_may_ask_for_a_number_below_zero() -> None:
    assert labels(f"<ol><li value=-12>{SHIP}<li>{BOAT}</ol>")[0] == "Rules, paragraph −12"


def test_lists_that_follow_each_other_are_printed_each_in_its_own_way() -> None:
    page = f"<ol type=a><li>{SHIP}<li>{BOAT}</ol><ol type=a><li>{SHIP}</ol><ol><li>{BOAT}</ol>"
    page += f"<ol type=I start=2><li>{SHIP}</ol><ul><li>{BOAT}</ul>"
    found = read_blocks(read_html(page.encode()).text)
    assert [block.number for block in found] == ["a", "b", "a", "1", "II", None]


def test_what_stands_in_a_lettered_item_stays_in_it() -> None:
    within = f"<p>{SHIP}</p><p>{BOAT}</p><ol type=a><li>{BOAT}<ul><li>{SHIP}</ul></ol>"
    page = f"<ol type=i start=18><li>{within}<li>{BOAT}</ol>"
    first, second = items(page)
    assert first.label == "Rules, paragraph xviii"
    assert first.body.text == " ".join([SHIP, BOAT, BOAT, SHIP])  # no letter among the words
    assert (second.label, second.body.text) == ("Rules, paragraph xix", BOAT)


def test_a_lettered_item_has_its_title() -> None:
    page = f"<ol type=A><li><b>Pilots.</b> {SHIP}<li><b>Boats.</b> {BOAT}</ol>"
    assert labels(page) == ["Rules, item A: Pilots", "Rules, item B: Boats"]


def test_a_short_line_alone_in_its_list_is_a_heading() -> None:
    page = f"<ol type=I><li>Pilotage</ol><ol type=A><li>{SHIP}<li>{BOAT}</ol>"
    page += f"<ol type=I start=2><li>Mooring</ol><ol type=A start=5><li>{BOAT}</ol>"
    assert labels(page) == [f"Rules, paragraph {each}" for each in "ABE"]
    assert [passage.headings[-1] for passage in items(page)] == ["Pilotage", "Pilotage", "Mooring"]


def test_an_initial_in_a_markdown_list_is_no_letter() -> None:
    text = f"- B. Smith wrote this: {SHIP}\n- a. {BOAT}\n"
    assert [block.number for block in read_blocks(text)] == [None, None]
    assert read_blocks(text)[0].text(text).startswith("B. Smith")
