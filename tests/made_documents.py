"""Documents in every format, made while the tests run: real files of well-known libraries."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import matplotlib
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from PIL import Image
from reportlab.lib import pdfencrypt
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, Table, TableStyle
from reportlab.lib.styles import ParagraphStyle

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
