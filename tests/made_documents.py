"""Documents in every format, made while the tests run: real files of well-known libraries."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import matplotlib
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as WordParagraph
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, Table, TableStyle

_FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
_WIDTH, _HEIGHT = A4
_LEFT, _RIGHT = 60, _WIDTH - 60
_GAP = 18

OFFICERS = [
    ("Post", "Holder", "Since"),
    ("Harbour master", "Ingrid Holm", "1987"),
    ("Pilot of the north channel", "Anton Berg", "1991"),
    ("Keeper of the light", "Maria Lind", "1994"),
]
RUSSIAN = "Капитан порта отвечает за безопасность всех судов в гавани."
ARABIC = "يتحمل ربان الميناء المسؤولية عن سلامة جميع السفن."
CHINESE = "港务长负责港口内所有船只的安全。"


class Page:
    """A page being set, from the top down."""

    def __init__(self, path: Path, **options: object) -> None:
        for name in ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSerif"):
            if name not in pdfmetrics.getRegisteredFontNames():
                pdfmetrics.registerFont(TTFont(name, _FONTS / f"{name}.ttf"))
        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
        self.canvas = Canvas(str(path), pagesize=A4, **options)
        self.number = 0
        self.y = 0.0

    def open(self, running: str = "") -> None:
        """A new page, with a running head and its number."""
        if self.number:
            self.canvas.showPage()
        self.number += 1
        self.y = _HEIGHT - 90
        if running:
            self.canvas.setFont("DejaVuSans", 8)
            self.canvas.drawString(_LEFT, _HEIGHT - 40, running)
            self.canvas.drawCentredString(_WIDTH / 2, 30, f"Page {self.number} of 3")

    def say(
        self,
        words: str,
        size: float = 10,
        font: str = "DejaVuSerif",
        left: float = _LEFT,
        width: float = _RIGHT - _LEFT,
        indent: float = 0,
    ) -> None:
        """A paragraph in reportlab's little mark-up: <b>, <super>."""
        style = ParagraphStyle(
            "any",
            fontName=font,
            fontSize=size,
            leading=size * 1.3,
            leftIndent=indent,
            bulletIndent=0,
        )
        if font == "STSong-Light":
            style.wordWrap = "CJK"
        flowed = Paragraph(words, style)
        _, height = flowed.wrap(width, _HEIGHT)
        self.y -= height
        flowed.drawOn(self.canvas, left, self.y)
        self.y -= size * 0.8

    def heading(self, words: str, size: float = 14) -> None:
        self.y -= 6
        self.say(words, size, "DejaVuSans-Bold")


def report_pdf(path: Path) -> Path:
    """Three pages: a title, sections, a list, footnotes, a table, two columns, three scripts."""
    page = Page(path)
    running = "Harbour Board – Annual report 1998"
    page.open(running)
    page.heading("The harbour in 1998", 20)
    page.say(
        "This report tells how the harbour was run in 1998, who holds which post, and what "
        "the board decided for the years to come."
    )
    page.heading("1. Traffic")
    page.say(
        "In 1998 the harbour received 4,312 ships.<super>1</super> The north channel was "
        "dredged to eleven metres, so that larger ves-<br/>sels can enter at low tide. Three "
        "of the pilots left, and the board hired two new ones."
    )
    page.say("The board decided the following measures:")
    for words in (
        "Every ship over fifty metres takes a pilot.",
        "The light burns from dusk to dawn.",
        "No anchor is dropped in the north channel.",
    ):
        page.say(f"• {words}", indent=14)
    page.say(
        "Ships that wait for a berth anchor in the outer bay, where the holding ground is good "
        "and the swell is small. The harbour master gives each a number and calls them in "
        "the order of their coming, save that ships with perishable goods and ships in"
    )
    page.y = 110
    page.canvas.line(_LEFT, page.y + 8, _LEFT + 120, page.y + 8)
    page.say(
        "<super>1</super> Counted at the outer pier; boats under ten metres are not counted.", 7.5
    )
    page.open(running)
    page.say("distress go first. Nobody has complained about this order since it was brought in.")
    page.heading("2. Posts")
    page.say("The table names the officers of the harbour.")
    table = Table([list(row) for row in OFFICERS], colWidths=[170, 120, 60])
    table.setStyle(
        TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.5, "black"),
                ("FONTNAME", (0, 0), (-1, -1), "DejaVuSerif"),
                ("FONTSIZE", (0, 0), (-1, -1), 9),
            ]
        )
    )
    _, height = table.wrap(_RIGHT - _LEFT, _HEIGHT)
    page.y -= height
    table.drawOn(page.canvas, _LEFT, page.y)
    page.y -= 20
    page.heading("3. In other languages")
    page.say(RUSSIAN)
    page.say(CHINESE, font="STSong-Light")
    page.open(running)
    page.heading("4. Outlook")
    top = page.y
    half = (_RIGHT - _LEFT - _GAP) / 2
    page.say(
        "The left column begins here. The board will build a second pier on the east side, "
        "because the first one is full from May to September. It will be two hundred metres "
        "long and cost nine million. Half of the money comes from the state.",
        width=half,
    )
    page.say(
        "The left column ends with the remark that no tree is felled for the pier.", width=half
    )
    page.y = top
    page.say(
        "The right column tells of the fishing fleet. Forty boats are at home in the harbour, "
        "six fewer than ten years ago. The board lowers their dues by a fifth, in order to keep "
        "those that are left.",
        left=_LEFT + half + _GAP,
        width=half,
    )
    page.say(
        "The right column ends the report with thanks to the crew of the light.",
        left=_LEFT + half + _GAP,
        width=half,
    )
    page.canvas.save()
    return path


def columns_pdf(path: Path) -> Path:
    """Two columns whose lines are written to the file in turns: left, right, left, right."""
    page = Page(path)
    page.open()
    page.heading("Two columns")
    half = (_RIGHT - _LEFT) / 2
    for number in range(1, 9):
        y = page.y - number * 14
        page.canvas.setFont("DejaVuSerif", 10)
        page.canvas.drawString(_LEFT, y, f"left line {number} of the long story")
        page.canvas.drawString(_LEFT + half, y, f"right line {number} of the long story")
    page.canvas.save()
    return path


def resolution_pdf(path: Path) -> Path:
    """Set as a council sets its decisions: a symbol, a masthead, numbered paragraphs, two pages.

    Every paragraph is one line or two, so that there are as many spaces between paragraphs as
    steps between lines; none of those before the numbers ends with a full stop.
    """
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont("Helvetica", 14)
    canvas.drawString(_LEFT, _HEIGHT - 50, "United Harbours  H/1987/7")
    canvas.setFont("Helvetica-Bold", 20)
    canvas.drawString(_LEFT, _HEIGHT - 80, "Harbour Council")
    canvas.setFont("Helvetica", 10)
    canvas.drawString(400, _HEIGHT - 80, "Distr.: General")
    canvas.setFont("Helvetica-Bold", 12)
    canvas.drawString(_LEFT, _HEIGHT - 140, "Norhaven and Sundmark: draft decision")
    y = _HEIGHT - 180

    def say(*lines: str) -> None:
        nonlocal y
        canvas.setFont("Helvetica", 10)
        for number, line in enumerate(lines):
            canvas.drawString(_LEFT + (0 if number else 24), y, line)
            y -= 12
        y -= 6

    say("The Harbour Council,")
    say("Recalling that the north channel silts up every spring, and that no dredger", "has come,")
    say("Noting the report of the harbour master,")
    say("1. Decides that no ship of more than nine feet enters by the north channel;")
    say("2. Requests the harbour master to report on:")
    say("(a) the depth of the channel in each month of the year, as the pilots find it;")
    canvas.drawString(_LEFT, 40, "87-00436 (E)  120187")
    canvas.drawString(_LEFT, 28, "*8700436*")
    canvas.showPage()
    canvas.setFont("Helvetica-Bold", 8)
    canvas.drawString(_LEFT, _HEIGHT - 40, "H/1987/7")
    y = _HEIGHT - 90
    say("3. Calls upon all skippers to carry a pilot between dusk and dawn, whatever the", "tide;")
    say("4. Decides to remain seized of the matter.")
    canvas.setFont("Helvetica", 8)
    canvas.drawString(_LEFT, 30, "2/2  87-00436")
    canvas.save()
    return path


def turned_pdf(path: Path, turn: int) -> Path:
    """A page that is shown turned, and was written so that it is then read upright."""
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setPageRotation(turn)
    for move in {90: [(_WIDTH, 0)], 180: [(_WIDTH, _HEIGHT)], 270: [(0, _HEIGHT)]}.get(turn, []):
        canvas.translate(*move)
        canvas.rotate(turn)
    for number, words in enumerate(("The mast is made of oak and", "stands on the fore deck.")):
        canvas.drawString(80, 400 - 14 * number, words)
    canvas.save()
    return path


def locked_pdf(path: Path) -> Path:
    """A PDF that asks for a password."""
    page = Page(path, encrypt=StandardEncryption("key", ownerPassword="master"))
    page.open()
    page.say("Nobody can read this.")
    page.canvas.save()
    return path


def scanned_pdf(path: Path) -> Path:
    """A picture of a page, and no text."""
    picture = path.with_suffix(".png")
    Image.new("L", (60, 80), 200).save(picture)
    canvas = Canvas(str(path), pagesize=A4)
    canvas.drawImage(str(picture), 0, 0, _WIDTH, _HEIGHT)
    canvas.save()
    picture.unlink()
    return path


def manual_docx(path: Path) -> Path:
    """Title, headings, bulleted and numbered lists, a footnote, a table, three scripts."""
    made = docx.Document()
    made.core_properties.title = "Manual of the crane"
    made.add_heading("The crane of the west pier", 0)
    made.add_paragraph("This manual tells how the crane is worked and who may work it.")
    made.add_heading("Before lifting", 1)
    refer(made.add_paragraph("The crane lifts at most twelve tonnes"), 1)
    made.add_paragraph("Look at the wind gauge before every single lift.", "List Bullet")
    made.add_paragraph("Keep all people out of the yellow circle.", "List Bullet")
    made.add_heading("Order of work", 1)
    made.add_paragraph("Fasten the hook to the load.", "List Number")
    made.add_paragraph("Lift the load by one metre and wait.", "List Number")
    titled = made.add_paragraph()
    titled.add_run("Storm.").bold = True
    titled.add_run(" In a storm the arm of the crane is let loose.")
    made.add_heading("Who may work it", 1)
    table = made.add_table(0, 3)
    for row in OFFICERS:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    made.add_paragraph(RUSSIAN)
    made.add_paragraph(ARABIC)
    made.save(str(path))
    add_footnote(path, "Fifteen tonnes with the second cable.")
    return path


def refer(paragraph: WordParagraph, number: int) -> None:
    reference = OxmlElement("w:footnoteReference")
    reference.set(qn("w:id"), str(number))
    paragraph.add_run()._r.append(reference)
    paragraph.add_run(".")


_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def add_footnote(path: Path, words: str) -> None:
    """python-docx writes no footnotes: its part is put into the file by hand."""
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    parts["word/footnotes.xml"] = (
        f'<w:footnotes xmlns:w="{_WORD}"><w:footnote w:id="1"><w:p><w:r><w:t>{words}</w:t></w:r>'
        "</w:p></w:footnote></w:footnotes>"
    ).encode()
    links = "word/_rels/document.xml.rels"
    parts[links] = parts[links].replace(
        b"</Relationships>",
        f'<Relationship Id="rIdN" Type="{_OFFICE}/footnotes" Target="footnotes.xml"/>'
        "</Relationships>".encode(),
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>",
        f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'.encode(),
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)


def bomb_docx(path: Path) -> Path:
    """Small, and a gigabyte when unpacked."""

    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("word/document.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(1024):
            part.write(bytes(2**20))
    return path


PAGE = f"""<!doctype html><html><head><meta charset="utf-8"><title>Rules of the lighthouse</title>
<style>.secret {{ display: none }} @media print {{ .shown {{ display: none }} }}</style>
<script>document.write("SCRIPTED")</script></head><body>
<nav><a href="/">NAVIGATION</a></nav>
<h1>The lighthouse &amp; its lamp</h1>
<p>The lamp is lit at <b>sunset</b><sup><a id="r1" href="#n1">[1]</a></sup> and burns
till&nbsp;dawn.<script>alert("SCRIPTED")</script></p>
<p class="secret">HIDDEN by rule</p><p hidden>HIDDEN by attribute</p>
<p style="display:none">HIDDEN by style</p><span style="font-size: 0">HIDDEN by size</span>
<p class="shown">The keeper sleeps in the round room.</p>
<h2>Duties</h2><ul><li>Trim the wick every morning.<ul><li>With the brass scissors.</li></ul></li>
<li>Count the passing ships.</li></ul>
<ol start="4"><li>Sweep the stairs of the tower.</li></ol>
<h2>Oil</h2><table><tr><th>Month<th>Litres<tr><td>March<td>310<tr><td>April<td>280</table>
<p>{RUSSIAN}</p><p>{ARABIC}</p><img src="http://192.0.2.1/spy.png">
<ol><li id="n1">By the almanac of the port. <a href="#r1">↑</a></li></ol></body></html>"""

NOTES = """# Notes of the pilot

The channel is marked by red buoys on the port side.

Fog is announced by two long blasts of the horn.
"""
LOG = "Log of the tug\n\nThe tug burns ninety litres of diesel in an hour.\n"


def five_formats(folder: Path) -> Path:
    """A corpus folder with a document in each format."""
    folder.mkdir(parents=True, exist_ok=True)
    report_pdf(folder / "report.pdf")
    manual_docx(folder / "manual.docx")
    (folder / "lighthouse.html").write_text(PAGE, "utf-8")
    (folder / "pilot.md").write_text(NOTES, "utf-8")
    (folder / "tug.txt").write_text(LOG, "utf-8")
    return folder


def docx_of(blocks: list[tuple[str, str, bool]], rows: list[tuple[str, str]]) -> bytes:
    """A Word document of paragraphs, each with its style and whether it is bold, and a table."""
    made = docx.Document()
    for style, words, bold in blocks:
        made.add_paragraph(style=style).add_run(words).bold = bold
    table = made.add_table(0, 2)
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    for style in list(made.styles):  # most of such a document, and of no use here
        if style.type == WD_STYLE_TYPE.TABLE and style.name != table.style.name:
            style.delete()
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


Set = tuple[str, float, str] | str
"""A line with its size and font; a line of the body; or "", which is a gap."""


def set_pdf(
    path: Path, *pages: list[Set], running: str = "", font: str = "Helvetica", left: float = 72
) -> bytes:
    """Pages with margins of an inch, line by line; `font`: of the running head and page number."""
    canvas = Canvas(str(path), pagesize=A4)
    for number, lines in enumerate(pages, 1):
        if running:
            canvas.setFont(font, 10)
            canvas.drawString(left, _HEIGHT - 36, running)
            canvas.drawString(left, 36, f"Page {number} of {len(pages)}")
        y = _HEIGHT - 80
        for line in lines:
            words, size, name = (line, 10, "Helvetica") if isinstance(line, str) else line
            canvas.setFont(name, size)
            canvas.drawString(left, y, words)
            y -= 1.25 * size + (8 if name.endswith("Bold") else 0) if words else 8
        canvas.showPage()
    canvas.save()
    return path.read_bytes()


def prose(seed: int) -> list[Set]:
    """Six lines of one paragraph, others for each seed."""
    names = "pier quay tide mast rope sail deck hull keel bow stern crane winch berth buoy".split()
    words = [names[(seed + 7 * at + at * at // 5) % len(names)] for at in range(78)]
    lines = [" ".join(words[at : at + 13]) for at in range(0, 78, 13)]
    return [lines[0].capitalize(), *lines[1:-1], f"{lines[-1]}."]


def framed_pdf(path: Path) -> Path:
    """A page in a frame, with a ruled table between two paragraphs."""
    canvas = Canvas(str(path), pagesize=A4)
    canvas.rect(30, 30, _WIDTH - 60, _HEIGHT - 60)
    for top in (_HEIGHT - 80, _HEIGHT - 320):
        for number, line in enumerate(prose(top > 600)):
            canvas.drawString(72, top - 15 * number, str(line))
    for row, cells in enumerate([("Post", "Holder"), ("Pilot", "Berg"), ("Keeper", "Lind")]):
        for column, words in enumerate(cells):
            canvas.rect(72 + column * 150, _HEIGHT - 220 - 20 * row - 6, 150, 20)
            canvas.drawString(80 + column * 150, _HEIGHT - 220 - 20 * row, words)
    canvas.save()
    return path


def bullets_pdf(path: Path, size: int) -> Path:
    """Bullets as Word sets them: a dot, and an “o” of Courier on the second level."""
    canvas = Canvas(str(path), pagesize=A4)
    for number, (mark, words) in enumerate(
        [("•", "The light burns"), ("o", "It is lit"), ("o", "It is put out"), ("•", "Fog")]
    ):
        left, y = (126 if mark == "o" else 90), 600 - 1.25 * size * number
        canvas.setFont("Courier" if mark == "o" else "Helvetica", size)
        canvas.drawString(left, y, f"{mark} ")
        canvas.setFont("Helvetica", size)
        canvas.drawString(left + 18, y, words)
    canvas.save()
    return path


_SPACES = " ".join(
    f'xmlns:{prefix}="{space}"'
    for prefix, space in {
        "w": _WORD,
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    }.items()
)


def run(words: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


def field(words: str) -> str:
    return f'<w:fldSimple w:instr="REF x">{run(words)}</w:fldSimple>'


def text_box(words: str) -> str:
    box = f"<w:txbxContent><w:p>{run(words)}</w:p></w:txbxContent>"
    shape = f"<wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp>"
    graphic = f'<a:graphic><a:graphicData uri="x">{shape}</a:graphicData></a:graphic>'
    return f"<w:r><w:drawing><wp:anchor>{graphic}</wp:anchor></w:drawing></w:r>"


def alternative(choice: str, fallback: str = "") -> str:
    """What newer versions of Word read, and what the older ones do."""
    older = f"<mc:Fallback>{fallback}</mc:Fallback>" if fallback else ""
    newer = f'<mc:Choice Requires="wps">{choice}</mc:Choice>'
    return f"<mc:AlternateContent>{newer}{older}</mc:AlternateContent>"


def word_xml(inner: str) -> str:
    """A paragraph of Word's own mark-up."""
    return f"<w:p {_SPACES}>{inner}</w:p>"


def docx_with(*paragraphs: str) -> bytes:
    """A Word document of paragraphs in its own mark-up."""
    made = docx.Document()
    for at, paragraph in enumerate(paragraphs):
        made.element.body.insert(at, parse_xml(paragraph))
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()
