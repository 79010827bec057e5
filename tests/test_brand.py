"""Another office puts in its own documents, name, logo and colours, and no code is touched."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import Scheme, violations, window
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, expect
from serving import serving_site

from assistant.ask import Assistant
from assistant.brand import PAPER, Brand, Logo, contrast, read_brand
from assistant.errors import BrandError
from ui_parts.branding import ACCENT, LOGO, branding
from ui_parts.pages import PLACES
from vectorstore.building import build_index
from vectorstore.documents import read_corpus
from vectorstore.embedder import Embedder
from vectorstore.index import open_index
from vectorstore.reader import Reader

ROOT = Path(__file__).parent.parent

SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20" width="40" height="20">
<script>window.pwned = 1; document.documentElement.setAttribute("data-ran", "yes")</script>
<rect width="40" height="20" fill="#0b5d4b" onload="window.pwned = 2"/></svg>"""

BRAND = """
title = "Harbour Assistant"
logo = "logo.svg"
examples = ["How long does the harbour quarantine last?", "Who boards the ship first?"]
contact = "Harbour office, room 12 <desk@harbour.example>"

[accent]
light = "#0b5d4b"
dark = "#7ed8b9"
"""

MANUAL = """# The Quarantine Manual

## Arrival

The harbour quarantine lasts nine days for every ship that comes from abroad.

The pilot boards the ship first and brings it to the outer harbour.

## Departure

- **Harbour dues.** The captain pays the harbour dues at the customs house before departure.
- **The bell.** The harbour bell rings at dawn when the gate is opened.
"""

pytestmark = [
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "logo.svg").write_text(SVG, "utf-8")
    return tmp_path


def brand(folder: Path, text: str = BRAND) -> Brand:
    (folder / "brand.toml").write_text(text, "utf-8")
    return read_brand(folder / "brand.toml")


# ── The file ─────────────────────────────────────────────────────────────────────────────────


def test_everything_is_read(folder: Path) -> None:
    assert brand(folder) == Brand(
        title="Harbour Assistant",
        logo=Logo(SVG.encode(), "image/svg+xml"),
        accent_light="#0b5d4b",
        accent_dark="#7ed8b9",
        examples=("How long does the harbour quarantine last?", "Who boards the ship first?"),
        contact="Harbour office, room 12 <desk@harbour.example>",
    )


def test_everything_is_optional(folder: Path) -> None:
    assert brand(folder, "") == Brand()
    assert brand(folder, 'contact = "Room 12"') == Brand(contact="Room 12")


def test_a_png_is_a_logo(folder: Path) -> None:
    content = b"\x89PNG\r\n\x1a\n" + zlib.compress(b"")
    (folder / "logo.png").write_bytes(content)
    assert brand(folder, 'logo = "logo.png"').logo == Logo(content, "image/png")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('titel = "x"', "there is no key `titel`. The keys are `title`, `logo`, `accent`"),
        ('[accent]\nblue = "#0000ff"', "there is no key `accent.blue`"),
        ("title = 7", "`title`: input should be a valid string"),
        ('title = ""', "`title`"),
        ('title = " "', "`title` must be one line of words"),
        (f'title = "{"x" * 81}"', "`title`"),
        ('title = "a\\u0007b"', "`title` must be one line of words"),
        ('examples = "Who?"', "`examples`"),
        ("examples = [7]", "`examples`"),
        ('examples = ["?"]', "`examples`: There is no question"),
        ('accent = "#0b5d4b"', "`accent`"),
        ('[accent]\nlight = "green"', "`accent.light` is 'green': give a colour as #rrggbb"),
        ('[accent]\nlight = "#7ed8b9"', "Give a darker one"),
        ('[accent]\ndark = "#0b5d4b"', "Give a lighter one"),
        ('[accent]\nlight = "#777777"', "contrast of 4.1 to 1 with the page's #f4f6f9"),
        ('logo = "none.svg"', "`logo`: none.svg cannot be read (No such file"),
        ('logo = "/etc/logo.svg"', "give the name of an SVG or PNG file beside it"),
        ('logo = "../logo.svg"', "give the name of an SVG or PNG file beside it"),
        ('logo = "https://example.org/logo.svg"', "give the name of an SVG or PNG file"),
        ('logo = "brand.toml"', "give the name of an SVG or PNG file"),
        ('logo = "letter.svg"', "is not what its name says"),
        ('logo = "letter.png"', "is not what its name says"),
        ('logo = "large.png"', "more than 500,000 bytes"),
        ('logo = "a\\u0000.svg"', "give the name of an SVG or PNG file beside it"),
        ('logo = "shift.svg"', "is not what its name says"),
        ('logo = "unknown.svg"', "is not what its name says"),
        ("title =", "is not TOML"),
        pytest.param(f"title = {'9' * 5_000}", "is not TOML", id="digits"),
        pytest.param(f"title = {'[' * 5_000}", "is not TOML", id="nested"),
        ("\ufeff\0", "is not TOML"),
    ],
)
def test_what_cannot_be_used_is_told_by_its_key(folder: Path, text: str, told: str) -> None:
    (folder / "letter.svg").write_text("Dear reader", "utf-8")
    for name, encoding in (("shift", "shift_jis"), ("unknown", "klingon")):
        (folder / f"{name}.svg").write_text(f'<?xml version="1.0" encoding="{encoding}"?>{SVG}')
    (folder / "letter.png").write_text("Dear reader", "utf-8")
    (folder / "large.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(500_000))
    with pytest.raises(BrandError) as refused:
        brand(folder, text)
    assert told in str(refused.value)
    assert str(refused.value).endswith(".")
    assert "brand.toml" in str(refused.value)


def test_a_byte_order_mark_is_no_part_of_the_file(folder: Path) -> None:
    assert brand(folder, f"\ufeff{BRAND}") == brand(folder)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(BrandError, match=r"none\.toml cannot be read"):
        read_brand(tmp_path / "none.toml")


def test_the_paper_is_the_stylesheets(corpus: object) -> None:
    sheet = (ROOT / "ui_parts" / "static" / "pages.css").read_text("utf-8")
    used = re.findall(r"--paper: (#\w+); --raised: (#\w+)", sheet)
    assert used == [PAPER["light"], PAPER["dark"][:2]]
    for scheme, link in zip(("light", "dark"), re.findall(r"--link: (#\w+)", sheet), strict=True):
        assert all(contrast(link, paper) >= 4.5 for paper in PAPER[scheme])


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#777777") == pytest.approx(4.48, abs=0.01)


def test_without_a_brand_there_are_no_addresses_for_it() -> None:
    app = FastAPI()
    app.include_router(branding(Brand()))
    with TestClient(app) as client:
        assert client.get(ACCENT).status_code == client.get(LOGO).status_code == 404


# ── In a browser ─────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def address(
    embedder: Embedder, reader: Reader, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Another office: its own documents and its own brand."""
    folder = tmp_path_factory.mktemp("harbour")
    (folder / "logo.svg").write_text(SVG, "utf-8")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "manual.md").write_text(MANUAL, "utf-8")
    corpus = read_corpus(folder / "corpus")
    build_index(corpus, embedder, folder / "index")
    assistant = Assistant(open_index(corpus, embedder, folder / "index", reader=reader))
    with serving_site(assistant, brand=brand(folder)) as url:
        yield url


@pytest.mark.browser
def test_the_chat_is_the_other_offices(browser: Browser, address: str) -> None:
    with window(browser, address) as page:
        expect(page.get_by_role("heading", level=1)).to_have_text("Harbour Assistant")
        assert page.title() == "Harbour Assistant"
        page.wait_for_function("document.querySelector('h1 img')?.naturalWidth === 40")
        expect(page.get_by_text("room 12 <desk@harbour.example>")).to_be_visible()
        examples = page.locator("button.example")
        expect(examples).to_have_text(
            ["How long does the harbour quarantine last?", "Who boards the ship first?"]
        )
        examples.first.click()
        mark = page.locator("a.cite:not([title=''])").first
        assert mark.evaluate("a => getComputedStyle(a).color") == "rgb(11, 93, 75)"
        expect(mark).to_have_attribute("title", re.compile("The Quarantine Manual, Arrival"))
        expect(page.get_by_test_id("bot").last).to_contain_text(
            "The harbour quarantine lasts nine days for every ship that comes from abroad."
        )


@pytest.mark.browser
@pytest.mark.parametrize(
    ("scheme", "colour"), [("light", "rgb(11, 93, 75)"), ("dark", "rgb(126, 216, 185)")]
)
@pytest.mark.parametrize(
    "path", [*(at for _, at in PLACES), "/read/manual", "/read?q=bell", "/read?q=zebra"]
)
def test_every_page_is_the_other_offices(
    browser: Browser, address: str, path: str, scheme: Scheme, colour: str
) -> None:
    with window(browser, f"{address}{path}", scheme=scheme) as page:
        expect(page.locator("h1").first).to_be_visible()
        assert "Harbour Assistant" in page.title()
        assert "peace operations" not in page.content().lower()
        assert "room 12" in page.locator("body").inner_text()
        page.wait_for_function("document.querySelector('img.logo')?.naturalWidth === 40")
        assert violations(page) == []
        if path != "/":
            link = page.locator("nav a:not([aria-current])").first
            assert link.evaluate("a => getComputedStyle(a).color") == colour
        assert page.evaluate("typeof window.pwned") == "undefined"


@pytest.mark.browser
def test_a_logos_script_does_not_run_even_when_it_is_opened(browser: Browser, address: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        answered = page.goto(f"{address}{LOGO}")
        assert answered is not None
        assert answered.headers["content-type"] == "image/svg+xml"
        assert page.evaluate("document.documentElement.tagName") == "svg"
        assert page.evaluate("document.documentElement.dataset.ran ?? 'no'") == "no"
