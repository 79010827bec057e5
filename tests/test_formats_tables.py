"""Tables and lists of terms, in HTML and DOCX: what belongs together stands in one row."""

from __future__ import annotations

import io

import docx
import pytest

from vectorstore.documents import Document
from vectorstore.formats.hypertext import read_html
from vectorstore.formats.word import read_docx
from vectorstore.passages import split


def rows(page: str) -> list[str]:
    """The rows of the one table of a page, which is one passage."""
    text = read_html(page.encode()).text
    (passage,) = split(Document("d", "d.html", "D", "D", text, ""))[1:]
    return [sentence.text for sentence in passage.sentences]


def test_a_cell_that_reaches_down_stands_in_each_of_its_rows() -> None:
    page = (
        "<table><thead><tr><th>Region<th>Port<th>Ships</thead>"
        "<tbody><tr><td rowspan=3>North<td>Alba<td rowspan=2>12"
        "<tr><td>Bora<tr><td>Cala<td>9</tbody>"
        "<tbody><tr><td rowspan=0>South<td>Dora<td>4<tr><td>Elba<td>5</tbody>"
        "<tfoot><tr><td>All<td>five<td>30</tfoot></table>"
    )
    assert rows(page) == [
        "Region | Port | Ships",
        "North | Alba | 12",
        "North | Bora | 12",
        "North | Cala | 9",
        "South | Dora | 4",
        "South | Elba | 5",
        "All | five | 30",
    ]


def test_a_cell_that_reaches_across_leaves_the_next_under_their_columns() -> None:
    page = (
        "<table><tr><th rowspan=2>Port<th colspan=2>Ships<th>Crew<tr><th>In<th>Out<th>Men"
        "<tr><td>Alba<td>1<td>2<td>3<tr><td colspan=3>Closed<td>0<tr><td colspan=9>As told</table>"
    )
    assert rows(page) == [
        "Port | Ships |  | Crew",
        "Port | In | Out | Men",
        "Alba | 1 | 2 | 3",
        "Closed |  |  | 0",
        "| As told |  |  |  |",
    ]


def test_merged_cells_of_a_docx_stand_where_they_are_seen() -> None:
    document = docx.Document()
    table = document.add_table(rows=3, cols=3)
    told = (("Region", "Port", "Ships"), ("North", "Alba", "12"), ("", "Bora", "15"))
    for row, words in zip(table.rows, told, strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    document.save(file := io.BytesIO())
    assert read_docx(file.getvalue()).text.splitlines()[-2:] == [
        "North | Alba | 12",
        "North | Bora | 15",
    ]


def test_a_list_in_a_cell_stays_in_its_row() -> None:
    page = (
        "<table><tr><th>Post<th>Duties<tr><td>Pilot<td>"
        "All day:<ul><li>Meets ships <li>Steers,<li>Rows</ul>"
        "<tr><td>Keeper<td>Lights</table>"
    )
    assert rows(page) == [
        "Post | Duties",
        "Pilot | All day: Meets ships; Steers, Rows",
        "Keeper | Lights",
    ]


def test_a_table_that_only_places_the_parts_of_a_page_is_none() -> None:
    page = "<table><tr><td><p>Pilots:</p><ul><li>Anton<li>Maria</ul><td>Open at nine.</table>"
    text = read_html(page.encode()).text
    assert text == "Pilots:\n\n- Anton\n- Maria\n\nOpen at nine."


@pytest.mark.parametrize("place", ["th", "td"])
def test_a_stroke_in_a_cell_does_not_end_it(place: str) -> None:
    page = f"<table><tr><{place}>a|b<th>c<tr><td>x | y<td>z<tr><td>1<td>2</table>"
    assert rows(page) == ["a¦b | c", "x ¦ y | z", "1 | 2"]


def test_a_definition_stands_in_one_row_with_its_term() -> None:
    page = (
        "<dl><dt>roads<dd>water where ships wait<div><dt>dues</dt><dt>fees</dt>"
        "<dd>what a ship pays<dd>what a boat pays</div><dt>quay<dd hidden>unseen</dl>"
    )
    assert rows(page) == [
        "roads | water where ships wait",
        "dues, fees | what a ship pays",
        "dues, fees | what a boat pays",
        "| quay |  |",
    ]


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<dl><dt>roads<dd>water</dl>", "roads | water"),
        ("<dl><dd>Set in.<dd>And in.</dl>", "Set in.\n\nAnd in."),
        ("<dl><dt><h3>Who pays?</h3><dd>All.</dl>", "### Who pays?\n\nAll."),
        ("<dl>Beside.<dt>roads<dd>Water.</dl>", "Beside.\n\nroads\n\nWater."),
    ],
)
def test_a_list_of_terms_that_is_none_loses_nothing(page: str, text: str) -> None:
    assert read_html(page.encode()).text == text
