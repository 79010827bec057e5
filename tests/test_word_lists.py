"""Lists of a Word document: each item is cited by what Word prints before it."""

from __future__ import annotations

import io

import docx
import pytest
from made_word_lists import Levels, numbered_docx

from vectorstore.documents import Document
from vectorstore.formats.word import read_docx
from vectorstore.passages import Passage, split

SHIP = "Every ship that comes in by night takes a pilot on board, whatever its size may be."
NUMBER = ("decimal", "%1.", 1)


def passages(content: bytes) -> list[Passage]:
    found = split(Document("d", "d.docx", "Rules", "Rules", read_docx(content).text, ""))
    return [passage for passage in found if passage.kind != "outline"]


def lines(content: bytes) -> list[str]:
    return [line for line in read_docx(content).text.splitlines() if line]


def cited(levels: Levels, items: list[str], other: Levels = ()) -> str:
    """What all the items of a document are cited by."""
    found = passages(numbered_docx(levels, items, other))
    return ", ".join(p.label.removeprefix("Rules, ").replace("paragraph ", "") for p in found)


def words(items: str) -> list[str]:
    """The items with words that are no title."""
    return [item if item == "#" else f"{item} {SHIP}" for item in items.split()]


@pytest.mark.parametrize(
    ("levels", "items", "said"),
    [
        ([("decimal", "%1.", 1)], "0 0 # 0 0", "1. 2. # 3. 4."),
        ([("decimal", "%1.", 7)], "0 - 0", "7. - 8."),
        ([("lowerLetter", "(%1)", 1)], "0 0 # 0", "a. b. # c."),
        ([("upperRoman", "%1.", 3)], "0 0", "III. IV."),
        ([("decimal", "%1.", 1), ("lowerRoman", "(%2)", 1)], "0 1 1 0 1", "1. (i) (ii) 2. (i)"),
        ([("decimal", "%1.", 1), ("decimal", "%1.%2", 1)], "0 0 1 1 0", "1. 2. 2.1 2.2 3."),
        ([("none", "", 1)], "0 0", "- -"),
    ],
)
def test_paragraphs_of_a_docx_have_the_numbers_that_word_prints(
    levels: Levels, items: str, said: str
) -> None:
    found = lines(numbered_docx(levels, items.split()))
    stripped = [line.strip().removeprefix("- ") for line in found]
    assert [line.split()[0] for line in stripped] == [
        {"#": "##", "-": "Words."}.get(mark, mark) for mark in said.split()
    ]


def test_a_list_of_a_docx_that_starts_again_counts_anew() -> None:
    found = lines(numbered_docx([("decimal", "%1.", 1)], ["0", "0", "again", "again"]))
    assert [line.split(" ")[0] for line in found] == ["1.", "2.", "5.", "6."]


@pytest.mark.parametrize(
    ("form", "text", "start", "printed"),
    [
        ("lowerLetter", "(%1)", 1, "a b c"),
        ("lowerLetter", "%1)", 1, "a b c"),
        ("upperLetter", "%1.", 1, "A B C"),
        ("lowerRoman", "%1.", 4, "iv v vi"),
        ("upperRoman", "(%1)", 9, "IX X XI"),
        ("lowerLetter", "%1.", 26, "z aa bb"),
        ("upperLetter", "%1", 53, "AAA BBB CCC"),
        ("lowerRoman", "%1)", 3999, "mmmcmxcix 4000 4001"),
        ("decimal", "(%1)", 1, "1 2 3"),
        ("decimalZero", "%1.", 9, "9 10 11"),
    ],
)
def test_an_item_is_cited_by_the_letter_that_word_prints(
    form: str, text: str, start: int, printed: str
) -> None:
    found = passages(numbered_docx([(form, text, start)], words("- 0 0 0")))
    assert [p.label for p in found[1:]] == [f"Rules, paragraph {each}" for each in printed.split()]
    assert [passage.body.text for passage in found[1:]] == [SHIP] * 3  # no letter among the words


def test_letters_go_on_behind_a_paragraph_and_start_again_where_word_does() -> None:
    levels = [("lowerLetter", "(%1)", 1)]
    assert cited(levels, words("0 0 - 0")) == "a, b, after b, c"
    assert cited(levels, words("0 0 again again")) == "a, b, e, f"


@pytest.mark.parametrize(
    ("levels", "items", "said"),
    [
        ([NUMBER, ("lowerLetter", "%2.", 1)], "0 1 1 0 1", "1, 1 (a), 1 (b), 2, 2 (a)"),
        ([NUMBER, ("lowerRoman", "%2)", 1)], "0 1 - 1", "1, 1 (i), after 1, 1 (ii)"),
        ([("upperLetter", "%1.", 1), ("decimal", "%2.", 1)], "0 1 1 0", "A, A (1), A (2), B"),
        ([("lowerLetter", "(%1)", 1), ("lowerRoman", "(%2)", 1)], "0 1 0 1", "a, a (i), b, b (i)"),
        ([NUMBER, ("decimal", "%2.", 1), ("upperLetter", "%3.", 1)], "1 1 # 2 2", "1, 2, A, B"),
    ],
)
def test_what_stands_in_an_item_is_cited_as_a_part_of_it(
    levels: Levels, items: str, said: str
) -> None:
    assert cited(levels, words(items)) == said


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ("0 +0 +0 0 +0", "1, 1 (a), 1 (b), 2, 2 (c)"),
        ("0 0 # +0 +0", "1, 2, a, b"),
        ("0 - +0 - +0", "1, after 1, a, after a, b"),
        ("+0 +0 0 0", "a, b, b (1), b (2)"),
    ],
)
def test_a_list_of_its_own_stands_in_the_item_right_above_it(items: str, said: str) -> None:
    assert cited([NUMBER], words(items), [("lowerLetter", "(%1)", 1)]) == said


def test_a_short_line_with_a_letter_is_a_heading_and_holds_no_part() -> None:
    levels = [("upperRoman", "%1.", 1), ("upperLetter", "%2.", 1), ("decimal", "%3.", 1)]
    items = ["0 Pilotage", *words("1 2 2"), "0 Mooring", *words("1")]
    assert cited(levels, items) == "section I, A, section I, A (1), section I, A (2), section II, A"
    found = passages(numbered_docx(levels, items))
    assert [passage.headings[-1] for passage in found] == ["Pilotage"] * 3 + ["Mooring"]


def test_a_heading_has_its_letter_among_its_words() -> None:
    levels = [("upperLetter", "%1.", 1), ("decimal", "%2.", 1)]
    content = numbered_docx(levels, ["#0 Pilots", *words("1 1")])
    assert lines(content) == ["## A. Pilots", f"1. {SHIP}", f"2. {SHIP}"]


def test_letters_in_a_table_stay_where_they_are() -> None:
    made = docx.Document(io.BytesIO(numbered_docx([("lowerLetter", "(%1)", 1)], ["0 A lamp."])))
    table = made.add_table(2, 2)
    for row in table.rows:
        row.cells[0].text = "Ship"
    table.rows[1].cells[1]._tc.append(made.paragraphs[0]._p)
    file = io.BytesIO()
    made.save(file)
    assert lines(file.getvalue())[-1] == "Ship | (a) A lamp."
