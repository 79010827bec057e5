"""The documents in a real browser: walked by mouse, by keyboard, on a phone, without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from browsing import Scheme, overflow, window
from playwright.sync_api import Browser, Page, expect
from serving import serving_site

from assistant.ask import Assistant

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]

NEAR_TOP = "block => Math.abs(block.getBoundingClientRect().top) < 120"


@pytest.fixture(scope="module")
def address(assistant_real: Assistant) -> Iterator[str]:
    with serving_site(assistant_real) as url:
        yield url


def block(page: Page, passage: str) -> str:
    """The text of a passage's block."""
    return page.locator(f'[id="{passage}"] .words').inner_text()


def test_from_the_list_to_a_passage_to_a_question(browser: Browser, address: str) -> None:
    with window(browser, f"{address}/read") as page:
        page.get_by_role("link", name="Vision of the UN Peace and Security Pillar").click()
        outline = page.get_by_role("navigation", name="Outline")
        outline.get_by_role("link", name="4 Partnerships").click()
        passage = page.locator('[id="vision/priorities/partnerships"]')
        expect(passage).to_be_in_viewport()
        assert "We engage in partnerships" in passage.inner_text()
        expect(outline).to_be_in_viewport()  # it stays beside the text
        passage.get_by_role("link", name="Ask about this").click()
        box = page.get_by_role("textbox")
        expect(box).to_have_value("What does Vision say about “Partnerships”?")
        assert page.url == f"{address}/"
        box.press("Enter")
        answer = page.get_by_test_id("bot").last
        expect(answer.locator("a.cite").first).to_have_attribute(
            "title", re.compile("Vision, priority 4: Partnerships")
        )


def test_a_link_names_its_passage_in_the_chat(browser: Browser, address: str) -> None:
    with window(browser, f"{address}/read/caf24#caf24/2.1") as page:
        passage = page.locator('[id="caf24/2.1"]')
        assert passage.evaluate(NEAR_TOP)
        link = passage.get_by_role("link", name="Link to Takeaway 2.1")
        assert link.get_attribute("href") == "/#caf24/2.1"


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_without_scripts_all_can_be_read_and_found(
    browser: Browser, address: str, width: int, scheme: Scheme
) -> None:
    with window(browser, f"{address}/read", width, scheme, scripts=False) as page:
        page.get_by_role("searchbox").fill("private sector")
        page.get_by_role("searchbox").press("Enter")
        expect(page.locator("mark").first).to_have_text("private")
        page.get_by_role("link", name="CAF24, takeaway 3.2").click()
        passage = page.locator('[id="caf24/3.2"]')
        expect(passage).to_be_in_viewport()
        page.get_by_role("searchbox").fill("zebra")
        page.get_by_role("button", name="Search").click()
        expect(page.get_by_role("status")).to_contain_text("No passage holds a word of “zebra”.")
        expect(page.get_by_role("searchbox")).to_have_value("zebra")


@pytest.mark.parametrize("path", ["/read", "/read/caf24", "/read/vision", "/read?q=peace"])
def test_a_phone_needs_no_sideways_scrolling(browser: Browser, address: str, path: str) -> None:
    with window(browser, f"{address}{path}", 390) as page:
        assert overflow(page) <= 0


def test_on_a_phone_the_outline_opens_at_a_press(browser: Browser, address: str) -> None:
    with window(browser, f"{address}/read/caf24", 390) as page:
        entry = page.get_by_role("link", name="3.3 Leadership for Peace")
        expect(entry).to_be_hidden()
        page.locator("summary").click()
        entry.click()
        expect(page.locator('[id="caf24/3.3"]')).to_be_in_viewport()


def test_the_keyboard_alone_is_enough(browser: Browser, address: str) -> None:
    with window(browser, f"{address}/read/caf24") as page:
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        for _ in range(6):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.textContent").startswith("1 Sustainable"):
                break
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        page.keyboard.press("Enter")
        assert page.locator('[id="caf24/1"]').evaluate(NEAR_TOP)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Ask about this"


def test_a_print_has_the_text_and_nothing_to_press(browser: Browser, address: str) -> None:
    with window(browser, f"{address}/read/caf24") as page:
        page.emulate_media(media="print")
        for shown in (page.locator("nav"), page.locator("form"), page.locator(".actions")):
            expect(shown.first).to_be_hidden()
        assert "Modular approaches" in block(page, "caf24/2.1")
        expect(page.get_by_text("Takeaway 2.1", exact=True)).to_be_visible()


def test_a_link_with_a_question_does_not_ask_it(browser: Browser, address: str) -> None:
    with window(browser, f"{address}/?ask=<img src=x onerror=alert(1)>") as page:
        expect(page.get_by_role("textbox")).to_have_value("<img src=x onerror=alert(1)>")
        expect(page.get_by_test_id("user")).to_have_count(0)
