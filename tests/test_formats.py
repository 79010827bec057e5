"""PDF, DOCX and HTML: what is read of them, what is left out, and what a quote of them says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import docx
import made_documents as made
import pytest
from docx.enum.style import WD_STYLE_TYPE
from hypothesis import given, settings
from hypothesis import strategies as st
from test_slices import assert_sound

from assistant.answer import Quote
from assistant.citations import cited
from vectorstore.blocks import read_blocks
from vectorstore.documents import Document, read_corpus
from vectorstore.errors import CorpusError
from vectorstore.formats import Reading, converting
from vectorstore.formats.hypertext import read_html
from vectorstore.formats.pdf import read_pdf
from vectorstore.formats.word import read_docx
from vectorstore.ingredients import ingredients
from vectorstore.passages import split

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    return read_pdf(made.report_pdf(tmp_path_factory.mktemp("pdf") / "report.pdf").read_bytes())


@pytest.fixture(scope="module")
def manual(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    return read_docx(made.manual_docx(tmp_path_factory.mktemp("docx") / "a.docx").read_bytes())


@cache
def lighthouse() -> Reading:
    return read_html(made.PAGE.encode())


def lines(reading: Reading) -> list[str]:
    return [line for line in reading.text.splitlines() if line]


def test_headings_of_a_pdf_are_told_by_their_size(report: Reading) -> None:
    assert [line for line in lines(report) if line.startswith("#")] == [
        "# The harbour in 1998",
        "## 1. Traffic",
        "## 2. Posts",
        "## 3. In other languages",
        "## 4. Outlook",
    ]


def test_running_heads_and_page_numbers_of_a_pdf_are_kept_out(report: Reading) -> None:
    assert "Annual report" not in report.text
    assert "of 3" not in report.text


def test_a_word_parted_at_a_lines_end_is_one_word(report: Reading) -> None:
    assert "so that larger vessels can enter at low tide" in report.text


def test_a_list_of_a_pdf_is_a_list(report: Reading) -> None:
    assert "- The light burns from dusk to dawn.\n- No anchor is dropped" in report.text


def test_a_footnote_of_a_pdf_stands_apart_from_the_paragraph_that_it_cuts(report: Reading) -> None:
    passages = split(Document("r", "r.pdf", "R", "R", report.text, ""))
    (cut,) = [p for p in passages if "perishable" in p.body.text and p.kind == "paragraph"]
    assert "ships in distress go first." in cut.sentences[1].text
    (note,) = [p for p in passages if p.kind == "footnote"]
    assert note.body.text == "Counted at the outer pier; boats under ten metres are not counted."
    (refers,) = [p for p in passages if p.notes]
    assert refers.notes == (note.id,)
    assert "4,312 ships. The north channel" in refers.body.text


def test_a_table_of_a_pdf_is_a_line_for_each_row(report: Reading) -> None:
    assert "Pilot of the north channel | Anton Berg | 1991" in lines(report)


def test_columns_are_read_one_after_the_other(report: Reading, tmp_path: Path) -> None:
    at = [report.text.index(words) for words in ("nine million", "no tree", "fishing fleet")]
    assert at == sorted(at)
    text = read_pdf(made.columns_pdf(tmp_path / "two.pdf").read_bytes()).text
    order = [f"{side} line {number}" for side in ("left", "right") for number in range(1, 9)]
    places = [text.index(words) for words in order]
    assert places == sorted(places)


def test_a_councils_decision_is_cited_by_its_own_numbers(tmp_path: Path) -> None:
    reading = read_pdf(made.resolution_pdf(tmp_path / "a.pdf").read_bytes())
    found = split(Document("h", "h.pdf", "H/1987/7", "H", reading.text, ""))
    told = [(p.label.removeprefix("H, "), p.body.text) for p in found if p.kind != "outline"]
    section = "Norhaven and Sundmark: draft decision"
    assert [(said, words[:22]) for said, words in told] == [
        ("Harbour Council, introduction", "Distr.: General"),
        (f"{section}, introduction", "The Harbour Council,"),
        (f"{section}, introduction, paragraph 2", "Recalling that the nor"),
        (f"{section}, introduction, paragraph 3", "Noting the report of t"),
        ("paragraph 1", "Decides that no ship o"),
        ("paragraph 2", "Requests the harbour m"),
        ("paragraph 2 (a)", "(a) the depth of the c"),
        ("paragraph 3", "Calls upon all skipper"),
        ("paragraph 4", "Decides to remain seiz"),
    ]
    assert "00436" not in reading.text
    assert reading.text.count("H/1987/7") == 1


@pytest.mark.parametrize(
    ("heads", "size"),
    [
        (["Harbour rules", "Annex 1", "Annex 2", "Annex 3"], 14),
        (["Harbour rules", "Annex 1", "Annex 2", "Annex 3"], 10),
        (["Key figures"] * 3, 14),
        (["The harbour and its piers", "The harbour"], 14),
    ],
)
def test_headings_at_the_top_of_a_page_are_no_running_heads(
    tmp_path: Path, heads: list[str], size: int
) -> None:
    pages = [[(head, size, "Helvetica-Bold"), *made.prose(at)] for at, head in enumerate(heads)]
    text = read_pdf(made.set_pdf(tmp_path / "a.pdf", *pages, running="Board report")).text
    assert [line.lstrip("# ") for line in text.splitlines() if line.startswith("#")] == heads
    assert "Board report" not in text
    assert "Page" not in text


def test_a_running_head_set_in_bold_is_kept_out(tmp_path: Path) -> None:
    pages = [made.prose(at) for at in range(3)]
    content = made.set_pdf(tmp_path / "a.pdf", *pages, running="Board", font="Helvetica-Bold")
    text = read_pdf(content).text
    assert "Board" not in text
    assert "Page" not in text


def test_a_frame_around_a_page_makes_no_table_of_it(tmp_path: Path) -> None:
    text = read_pdf(made.framed_pdf(tmp_path / "a.pdf").read_bytes()).text
    first, *table, last = [line for line in text.splitlines() if line]
    assert table == ["Post | Holder", "| --- | --- |", "Pilot | Berg", "Keeper | Lind"]
    assert "|" not in first + last


def test_small_print_that_opens_with_a_number_is_no_footnote(tmp_path: Path) -> None:
    small = ["12 March 2020", "", "These rules of the harbour were made by the board on", "", ""]
    small[3:] = ["12 March 2020, and hold for all of the ships.", "", "3 vessels at the pier", ""]
    page: list[made.Set] = [(words, 8, "Helvetica") if words else "" for words in small]
    text = read_pdf(made.set_pdf(tmp_path / "a.pdf", [*page, *made.prose(1)])).text
    assert "[^" not in text
    assert "made by the board on 12 March 2020, and hold" in text
    assert text.startswith("12 March 2020\n\n")
    assert "\n\n3 vessels at the pier\n\n" in text


@pytest.mark.parametrize(
    "items",
    [
        ["1. Apply for a berth at the office", "2. Pay the dues", "3. Moor at the pier"],
        ["(a) apply for a berth", "(b) pay the dues", "(c) moor at the pier"],
        ["(i) apply for a berth", "(ii) pay the dues", "(iii) moor at the pier"],
    ],
)
def test_numbered_lines_without_full_stops_stand_apart(tmp_path: Path, items: list[str]) -> None:
    page: list[made.Set] = [*made.prose(1), "", *items, "", *made.prose(2)]
    assert lines(read_pdf(made.set_pdf(tmp_path / "a.pdf", page)))[1:-1] == items


@pytest.mark.parametrize("size", [10, 11, 12])
def test_the_bullet_that_word_sets_on_the_second_level_is_a_bullet(
    tmp_path: Path, size: int
) -> None:
    text = read_pdf(made.bullets_pdf(tmp_path / "a.pdf", size).read_bytes()).text
    assert text.splitlines() == ["- The light burns", "  - It is lit", "  - It is put out", "- Fog"]


def test_a_dash_within_a_sentence_opens_no_item(tmp_path: Path) -> None:
    page: list[made.Set] = [
        "The harbour makes its presence in the outer bay and on the piers more effective",
        "– from the pilots to the keepers of the lights – and puts all of their work at the",
        "heart of it.",
        "",
        "The board wants:",
        "– pilots;",
        "– lights.",
    ]
    assert lines(read_pdf(made.set_pdf(tmp_path / "a.pdf", page))) == [
        " ".join(str(line) for line in page[:3]),
        "The board wants:",
        "- pilots;",
        "- lights.",
    ]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_that_is_shown_turned_is_read_as_it_is_seen(tmp_path: Path, turn: int) -> None:
    text = read_pdf(made.turned_pdf(tmp_path / "turned.pdf", turn).read_bytes()).text
    assert text == "The mast is made of oak and stands on the fore deck."


@pytest.mark.parametrize("words", [made.RUSSIAN, made.CHINESE])
def test_other_scripts_of_a_pdf_survive(report: Reading, words: str) -> None:
    assert words in report.text


def test_pages_begin_where_the_reading_says(report: Reading) -> None:
    document = Document("r", "r.pdf", "R", "R", report.text, "", pages=report.pages)
    found = ("4,312", "Anton Berg", "fishing fleet")
    assert [document.page(report.text.index(words)) for words in found] == [1, 2, 3]
    assert document.page(len(report.text) - 1) == 3
    assert Document("m", "m.md", "M", "M", "words", "").page(0) is None


def test_a_citation_names_the_pages_that_its_quote_stands_on(report: Reading) -> None:
    document = Document("r", "r.pdf", "R", "R", report.text, "", pages=report.pages)
    (cut,) = [p for p in split(document) if "perishable" in p.body.text]
    labels = []
    for sentence in cut.sentences:
        citation = cited(Quote(cut, sentence), 1, {"r": document})
        assert citation
        assert citation.page == 1 or "Nobody" in sentence.text
        labels.append(citation.label.removeprefix(cut.label))
    assert labels == [" (page 1)", " (pages 1–2)", " (page 2)"]


def test_a_docx_keeps_headings_lists_footnotes_and_tables(manual: Reading) -> None:
    assert manual.title == "Manual of the crane"
    assert lines(manual) == [
        "# The crane of the west pier",
        "This manual tells how the crane is worked and who may work it.",
        "## Before lifting",
        "The crane lifts at most twelve tonnes.[^1]",
        "- Look at the wind gauge before every single lift.",
        "- Keep all people out of the yellow circle.",
        "## Order of work",
        "1. Fasten the hook to the load.",
        "2. Lift the load by one metre and wait.",
        "**Storm.** In a storm the arm of the crane is let loose.",
        "## Who may work it",
        "Post | Holder | Since",
        "| --- | --- | --- |",
        "Harbour master | Ingrid Holm | 1987",
        "Pilot of the north channel | Anton Berg | 1991",
        "Keeper of the light | Maria Lind | 1994",
        made.RUSSIAN,
        made.ARABIC,
        "[^1]: Fifteen tonnes with the second cable.",
    ]


def test_html_keeps_what_a_reader_sees_and_nothing_else() -> None:
    assert lighthouse().title == "Rules of the lighthouse"
    assert lines(lighthouse()) == [
        "# The lighthouse & its lamp",
        "The lamp is lit at sunset[^1] and burns till dawn.",
        "The keeper sleeps in the round room.",
        "## Duties",
        "- Trim the wick every morning.",
        "  - With the brass scissors.",
        "- Count the passing ships.",
        "4. Sweep the stairs of the tower.",
        "## Oil",
        "Month | Litres",
        "| --- | --- |",
        "March | 310",
        "April | 280",
        made.RUSSIAN,
        made.ARABIC,
        "[^1]: By the almanac of the port.",
    ]


def test_hidden_text_of_a_docx_is_left_out(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Seen ")
    paragraph.add_run("HIDDEN ").font.hidden = True
    paragraph.add_run("words.")
    document.save(str(tmp_path / "a.docx"))
    assert read_docx((tmp_path / "a.docx").read_bytes()).text == "Seen words."


def test_text_hidden_by_its_style_or_in_a_footnote_is_left_out(tmp_path: Path) -> None:
    document = docx.Document()
    secret = document.styles.add_style("Secret", WD_STYLE_TYPE.PARAGRAPH)
    secret.font.hidden = True
    document.styles.add_style("Deeper", WD_STYLE_TYPE.PARAGRAPH).base_style = secret
    document.styles.add_style("Word", WD_STYLE_TYPE.CHARACTER).font.hidden = True
    for style in ("Secret", "Deeper"):
        document.add_paragraph("HIDDEN by style.", style)
    document.add_paragraph("Seen ").add_run("HIDDEN ", "Word")
    made.refer(document.paragraphs[-1], 1)
    document.save(str(tmp_path / "a.docx"))
    hidden = "Seen too.</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t> HIDDEN"
    made.add_footnote(tmp_path / "a.docx", hidden)
    text = read_docx((tmp_path / "a.docx").read_bytes()).text
    assert text == "Seen .[^1]\n\n[^1]: Seen too."


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        (made.field("Table 3"), "See Table 3."),
        ('<w:bdo w:val="rtl"><w:r><w:t>it</w:t></w:r></w:bdo>', "See it."),
        ('<w:dir w:val="rtl"><w:r><w:t>it</w:t></w:r></w:dir>', "See it."),
        ("<w:r><w:t>one</w:t><w:cr/><w:t>two</w:t></w:r>", "See one two."),
        (made.text_box("Words in a box."), "See .\n\nWords in a box."),
        (made.alternative(made.text_box("A box.")), "See .\n\nA box."),
        (made.alternative(made.text_box("A box."), made.text_box("A box.")), "See .\n\nA box."),
    ],
)
def test_words_in_rarer_elements_of_a_docx_are_read(inner: str, said: str) -> None:
    paragraph = made.word_xml(f"{made.run('See ')}{inner}{made.run('.')}")
    assert read_docx(made.docx_with(paragraph)).text == said


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<meta charset="windows-1251">', "cp1251"),
        ('<meta http-equiv="content-type" content="text/html; charset=koi8-r">', "koi8-r"),
        ("", "utf-8"),
        ("", "utf-16"),
        ('<?xml version="1.0" encoding="iso-8859-5"?>', "iso-8859-5"),
        ('<meta charset="utf-16">', "utf-8"),
        ('<meta charset="x-cp1251">', "cp1251"),
        ('<meta charset="hex">', "utf-8"),
        ('<meta charset="nonsense">', "utf-8"),
    ],
)
def test_html_is_read_in_the_encoding_that_it_declares(head: str, encoding: str) -> None:
    page = f"{head}<p>{made.RUSSIAN}</p>"
    assert read_html(page.encode(encoding)).text == made.RUSSIAN


@pytest.mark.parametrize(
    ("declared", "encoding", "words"),
    [
        ("shift_jis", "cp932", "①港務長は責任を負う。"),
        ("gbk", "gb18030", "港口㐂"),
        ("euc-kr", "cp949", "똠방각하"),
        ("iso-8859-9", "cp1254", "“Liman” başkanı"),
    ],
)
def test_an_encodings_name_means_what_browsers_take_it_for(
    declared: str, encoding: str, words: str
) -> None:
    page = f"<meta charset={declared}><p>{words}</p>"
    assert read_html(page.encode(encoding)).text == words


@pytest.mark.parametrize(
    ("declared", "encoding", "words", "stray", "shown"),
    [
        ("utf-8", "utf-8", "Le café est fermé à midi.", b"\xff", "\ufffd"),
        ("", "utf-8", "Le café est fermé à midi.", b"\xff", "\ufffd"),
        ("windows-1251", "cp1251", "Капитан порта.", b"\x98", "\ufffd"),
        ("utf-8", "ascii", "Open at nine.", b"caf\xe9", "café"),
    ],
)
def test_a_stray_byte_spoils_no_other(
    declared: str, encoding: str, words: str, stray: bytes, shown: str
) -> None:
    page = f"<meta charset='{declared}'><p>{words}</p>".encode(encoding)
    assert read_html(page + b"<p>a " + stray + b"</p>").text == f"{words}\n\na {shown}"


@pytest.mark.parametrize("opens", ["```", "~~~", "<!--", "<script>", "<pre>", "<?", "<![CDATA["])
def test_no_paragraph_swallows_those_after_it(opens: str) -> None:
    escaped = opens.replace("<", "&lt;")
    text = read_html(f"<p>{escaped} one</p><h2>Deck</h2><p>two</p>".encode()).text
    found = split(Document("d", "d.html", "D", "D", text, ""))
    assert [p.body.text for p in found if p.kind != "outline"][1:] == ["two"]


def test_a_superscript_is_one_in_a_cell_and_a_heading_too() -> None:
    table = "<table><tr><th>Port<th>Area<tr><td>Alba<td>10<sup>6</sup> m<sup>2</sup></table>"
    page = f"<h2>Area in m<sup>2</sup></h2>{table}"
    assert lines(read_html(page.encode()))[::3] == ["## Area in m²", "Alba | 10⁶ m²"]


def test_a_button_in_a_heading_or_a_cell_is_read_and_no_other() -> None:
    table = "<table><tr><th><button>Port</button><th>Ships<tr><td>Alba<td>12</table>"
    page = f"<h3><button>Who pays?</button></h3><p>All. <button>Share</button></p>{table}"
    expected = ["### Who pays?", "All.", "Port | Ships", "| --- | --- |", "Alba | 12"]
    assert lines(read_html(page.encode())) == expected


@pytest.mark.parametrize(
    ("page", "numbers"),
    [
        ("<ol reversed><li>{0}<li>{0}<li>{0}</ol>", "321"),
        ("<ol reversed start=9><li>{0}<li>{0}</ol>", "98"),
        ("<ol><li>{0}<li>{0}</ol><ol><li>{0}<li>{0}</ol>", "1212"),
        ("<ol><li>{0}<li>{0}</ol><ol start=3><li>{0}</ol>", "123"),
        ("<ol><li>{0}</ol><ol><li>{0}</ol><p>{0}</p><ol><li>{0}</ol>", "111"),
    ],
)
def test_an_item_is_cited_by_the_number_that_a_browser_prints(page: str, numbers: str) -> None:
    words = "every ship that comes in by night takes a pilot on board, whatever its size."
    found = read_blocks(read_html(page.format(words).encode()).text)
    assert [block.number for block in found if block.number] == list(numbers)


def test_a_comments_marks_that_a_page_shows_are_words_of_it() -> None:
    text = read_html(
        b"<p>Write &lt;!-- first.</p><p>Then words.</p><p>Close it --&gt; so.</p>"
    ).text
    found = split(Document("d", "d.html", "D", "D", text, ""))
    assert [p.body.text for p in found if p.kind != "outline"] == [
        "Write \\<!-- first.",
        "Then words.",
        "Close it --> so.",
    ]


def corpus_with(folder: Path, name: str, content: bytes) -> str:
    """What is said of one bad file beside a good one."""
    (folder / "pilot.md").write_text(made.NOTES, "utf-8")
    (folder / name).write_bytes(content)
    corpus = read_corpus(folder)
    assert [document.file for document in corpus.documents] == ["pilot.md"]
    (said,) = corpus.left_out
    return said


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (made.locked_pdf, "it is encrypted. Save it without a password."),
        (made.scanned_pdf, "it is scanned: pictures of pages, and no text. Run text recognition"),
        (made.bomb_docx, "it unpacks to 1024 MB of text and mark-up"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_the_reason(
    tmp_path: Path, make: Callable[[Path], Path], reason: str
) -> None:
    suffix = ".docx" if make is made.bomb_docx else ".pdf"
    content = make(tmp_path / f"made{suffix}").read_bytes()
    folder = tmp_path / "corpus"
    folder.mkdir()
    assert f"bad{suffix} is left out: {reason}" in corpus_with(folder, f"bad{suffix}", content)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.pdf", b"", "it is empty."),
        ("a.pdf", b"%PDF-1.7\nnonsense", "it is broken, or no PDF."),
        ("a.docx", b"PK\x03\x04nonsense", "it is broken, or no DOCX."),
        (
            "a.docx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 encrypted",
            "it is encrypted, or in the form",
        ),
        ("a.html", b"<p hidden>words</p>", "there are no words in it."),
        ("a.html", b"%PDF-1.4", "it is a PDF, though its name ends in .html. Rename it."),
        (
            "a.md",
            b"PK\x03\x04",
            "it is a DOCX or another packed file, though its name ends in .md.",
        ),
        ("a.txt", b"{\\rtf1 words}", "it is RTF, though its name ends in .txt. Save it as DOCX."),
        ("a.txt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "it is a file of Word before 2007"),
        ("a.pdf", b"PK\x03\x04", "it is a DOCX or another packed file, though"),
        ("a.docx", b"\n<!DOCTYPE html><p>words", "it is HTML, though its name ends in .docx."),
        ("a.txt", "words".encode("utf-16-le"), "it holds NULs, as no text in UTF-8 does."),
        ("a.html", b"<div>" * 50_000 + b"deep", "it is nested too deep"),
        ("a.xlsx", b"PK", "files that end in .xlsx are not read. Save it as .md"),
        ("README", b"words", "files without an ending are not read."),
        ("a\u202efdp.md", b"words", "its name holds characters that cannot be shown."),
        ("a\x07.md", b"words", "its name holds characters that cannot be shown."),
        (os.fsdecode(b"a\xff.md"), b"words", "its name holds characters that cannot be shown."),
    ],
)
def test_a_bad_file_is_named_and_the_rest_goes_in(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    said = corpus_with(tmp_path, name, content)
    assert f" is left out: {reason}" in said
    assert said.isprintable()


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("make", [made.report_pdf, made.manual_docx])
def test_a_file_cut_short_is_read_or_named(
    tmp_path: Path, make: Callable[[Path], Path], share: float
) -> None:
    suffix = ".pdf" if make is made.report_pdf else ".docx"
    whole = make(tmp_path / f"whole{suffix}").read_bytes()
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "pilot.md").write_text(made.NOTES, "utf-8")
    (folder / f"short{suffix}").write_bytes(whole[: int(len(whole) * share)])
    corpus = read_corpus(folder)
    assert len(corpus.documents) + len(corpus.left_out) == 2
    assert all("is left out: it is broken" in said for said in corpus.left_out)


@pytest.mark.parametrize(("name", "size"), [("a.pdf", 500_000_000), ("a.txt", 25_000_000)])
def test_a_file_that_is_too_large_is_not_even_opened(
    tmp_path: Path, name: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (tmp_path / name).open("wb") as file:
        file.truncate(size)  # takes no room on the disk
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail(f"{path} was opened"))
    with pytest.raises(CorpusError, match=f"it has {size // 1_000_000} MB, more than"):
        read_corpus(tmp_path)


def test_a_reader_that_takes_too_long_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(converting, "_SECONDS", 0.01)
    assert "reading it takes too long" in corpus_with(tmp_path, "a.html", made.PAGE.encode())


def test_a_reader_that_takes_too_much_memory_is_stopped() -> None:
    script = (
        "import resource, sys; from vectorstore.formats import __main__ as reader; "
        "reader._LIMITS = ((resource.RLIMIT_AS, 200 * 2**20),); reader.main('.html')"
    )
    page = b"<p>words</p>" * 1_000_000
    done = subprocess.run([sys.executable, "-c", script], input=page, capture_output=True)
    assert "memory" in json.loads(done.stdout)["refused"]


def test_what_was_read_is_kept_and_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, kept = made.five_formats(tmp_path / "corpus"), tmp_path / "kept"
    first = read_corpus(folder, kept)
    first.conversions.keep()
    monkeypatch.setattr(converting, "_read", lambda *_: pytest.fail("it was read again"))
    assert read_corpus(folder, kept) == first
    assert len(list(kept.iterdir())) == len(first.documents)


def test_what_was_kept_and_is_damaged_is_read_anew(tmp_path: Path) -> None:
    folder, kept = made.five_formats(tmp_path / "corpus"), tmp_path / "kept"
    first = read_corpus(folder, kept)
    first.conversions.keep()
    for number, path in enumerate(sorted(kept.iterdir())):
        content = path.read_text("utf-8")
        path.write_text([content[:-40], "{}", content.replace("the", "teh")][number % 3], "utf-8")
    assert read_corpus(folder, kept) == first


def test_what_was_kept_of_files_that_are_gone_is_cleared_away(tmp_path: Path) -> None:
    folder, kept = made.five_formats(tmp_path / "corpus"), tmp_path / "kept"
    read_corpus(folder, kept).conversions.keep()
    (folder / "lighthouse.html").write_text(made.PAGE.replace("lamp", "lantern"), "utf-8")
    second = read_corpus(folder, kept)
    second.conversions.keep()
    assert len(list(kept.iterdir())) == len(second.documents)


def test_another_version_of_a_reader_makes_another_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = made.five_formats(tmp_path / "corpus")
    before = ingredients(read_corpus(folder), "model", "rules")
    monkeypatch.setattr(converting, "version", lambda package: f"9 of {package}")
    after = ingredients(read_corpus(folder), "model", "rules")
    changed = {name for name in before.documents if before.documents[name] != after.documents[name]}
    assert changed == {"report.pdf", "manual.docx", "lighthouse.html"}


def test_the_title_is_the_files_own_or_its_heading_or_its_name(tmp_path: Path) -> None:
    folder = made.five_formats(tmp_path)
    (folder / "bare.html").write_text("<title>bare.docx</title><p>Only words.</p>", "utf-8")
    assert {d.file: d.title for d in read_corpus(folder).documents} == {
        "report.pdf": "The harbour in 1998",
        "manual.docx": "Manual of the crane",
        "lighthouse.html": "Rules of the lighthouse",
        "pilot.md": "Notes of the pilot",
        "tug.txt": "tug",
        "bare.html": "bare",
    }


QUESTIONS = [
    ("How many ships did the harbour receive in 1998?", "report.pdf", "4,312 ships", 1),
    ("What does the board do with the dues of the fishing boats?", "report.pdf", "by a fifth", 3),
    ("How much does the crane lift at most?", "manual.docx", "twelve tonnes", None),
    ("Where does the keeper of the lighthouse sleep?", "lighthouse.html", "round room", None),
    ("How is fog announced?", "pilot.md", "two long blasts", None),
    ("How many litres of diesel does the tug burn in an hour?", "tug.txt", "ninety litres", None),
]


def test_a_mixed_corpus_is_indexed_and_answers_with_exact_quotes_and_pages(
    command: Command, tmp_path: Path
) -> None:
    folder = made.five_formats(tmp_path / "corpus")
    (folder / "locked.pdf").write_bytes(made.locked_pdf(tmp_path / "x.pdf").read_bytes())
    flags = ["--corpus", folder, "--index", tmp_path / "index"]
    code, _, err = command("index", *flags)
    assert code == 1
    assert err.splitlines()[-2:] == [
        "5 of 6 files are in the index, 1 left out:",
        "- locked.pdf is left out: it is encrypted. Save it without a password.",
    ]
    texts = {
        d.file: d.text for d in read_corpus(folder, tmp_path / "index" / "conversions").documents
    }
    for question, file, words, page in QUESTIONS:
        row = json.loads(command("ask", *flags, "--json", question)[1])
        (citation, *_) = [c for c in row["citations"] if words in c["quote"]] or [None]
        assert citation, (question, row["answer"])
        assert citation["document"] == file
        text = texts[file]
        assert citation["quote"] == " ".join(text[a:b] for a, b in citation["spans"])
        assert citation.get("page") == page
        assert citation["label"].endswith(f" (page {page})") == bool(page)
    out = command("ask", *flags, QUESTIONS[0][0])[1]
    assert "(page 1)" in out
    hidden = command("ask", *flags, "Does the lighthouse say HIDDEN by rule or SCRIPTED?")[1]
    assert "HIDDEN by" not in hidden.split("\n\n", 1)[-1]


WORDS = st.lists(
    st.sampled_from("the Of Ward nurse 学校 über ship's 1. A. e.g. [^2] # - > * | ``` 3.5".split()),
    min_size=1,
    max_size=8,
).map(lambda words: " ".join(["word", *words]))
WRAPS = st.sampled_from(
    "p h1 h3 div blockquote pre section li b sup span td th dt dd center figure".split()
)


@st.composite
def pages(draw: st.DrawFn) -> str:
    """Mark-up of any shape, in the standard's form or not."""
    parts = []
    for _ in range(draw(st.integers(0, 8))):
        words = draw(WORDS).replace(">", "&gt;")
        wrap, outer = draw(WRAPS), draw(st.sampled_from(["ul", "ol", "table", "tr", "div", "p"]))
        whole = f"<{wrap}>{words}</{wrap}>"
        parts.append(
            draw(st.sampled_from([whole, f"<{outer}>{whole}{whole}</{outer}>", words, ""]))
        )
    return "".join(parts)


@settings(max_examples=300, deadline=None)
@given(pages())
def test_any_html_is_split_soundly(page: str) -> None:
    reading = read_html(page.encode())
    assert_sound(reading.text)
    assert reading.text.count("nurse") == page.count("nurse")


BLOCKS = st.tuples(
    st.sampled_from(["Normal", "Title", "Heading 1", "Heading 2", "List Bullet", "List Number"]),
    WORDS,
    st.booleans(),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(BLOCKS, max_size=8), st.lists(st.tuples(WORDS, WORDS), max_size=3))
def test_any_docx_is_split_soundly(
    blocks: list[tuple[str, str, bool]], rows: list[tuple[str, str]]
) -> None:
    content = made.docx_of(blocks, rows)
    reading = read_docx(content)
    assert_sound(reading.text)
    said = " ".join([words for _, words, _ in blocks] + [" ".join(row) for row in rows])
    for word in ("nurse", "学校", "über"):
        assert reading.text.count(word) == said.count(word)
