"""No page has a serious fault for who cannot see it, or uses it by keyboard alone (axe-core)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browsing import Scheme, violations, window
from playwright.sync_api import Browser, expect
from serving import serving_site

from assistant.ask import Assistant
from ui_parts.pages import PLACES

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]

PAGES = [
    *(address for _, address in PLACES),
    "/read/caf24",
    "/read/vision",
    "/read?q=funding",
    "/read?q=zebra",
    "/read/nothing",
    "/learn/step/1",
    "/learn/test",
    "/api/v1/docs",
]


@pytest.fixture(scope="module")
def address(assistant_real: Assistant) -> Iterator[str]:
    with serving_site(assistant_real) as url:
        yield url


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_serious_fault(
    browser: Browser, address: str, path: str, scheme: Scheme, width: int
) -> None:
    with window(browser, f"{address}{path}", width, scheme) as page:
        expect(page.locator("h1").first).to_be_visible()
        assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_answer_with_its_source_open_has_no_serious_fault(
    browser: Browser, address: str, scheme: Scheme
) -> None:
    with window(browser, address, scheme=scheme) as page:
        page.get_by_role("textbox").fill("What does takeaway 1.2 say?")
        page.get_by_role("textbox").press("Enter")
        mark = page.get_by_test_id("bot").last.locator("a.cite:not([title=''])").first
        mark.click()
        assert violations(page) == []


def test_a_fault_is_found(browser: Browser, address: str) -> None:
    with window(browser, f"{address}/read") as page:
        page.evaluate("document.querySelector('main').innerHTML += '<button></button>'")
        (found,) = violations(page)
        assert "button-name" in found
