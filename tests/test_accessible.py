"""No view has a serious fault for who cannot see it, or uses it by keyboard alone (axe-core)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import Scheme, violations, window
from playwright.sync_api import Browser, Page, expect
from serving import MANY, serving_site
from test_ui import MALI, POLITICAL, TAKEAWAYS, TWO, Chat, Hesitant

from assistant.ask import Assistant
from assistant.users import Users, put_user
from ui_parts.pages import PLACES
from ui_parts.reach import Rules

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]
WALKS = pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])

PAGES = [
    *(address for _, address in PLACES),
    "/#caf24/1.2",
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
def hesitant(assistant_real: Assistant) -> Hesitant:
    return Hesitant(assistant_real)


@pytest.fixture(scope="module")
def address(hesitant: Hesitant) -> Iterator[str]:
    with serving_site(hesitant) as url:
        yield url


@WALKS
@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_serious_fault(
    browser: Browser, address: str, path: str, scheme: Scheme, width: int
) -> None:
    with window(browser, f"{address}{path}", width, scheme) as page:
        expect(page.locator("h1").first).to_be_visible()
        if "#" in path:
            expect(page.locator("#reading .here")).to_be_visible()
        assert violations(page) == []


@WALKS
def test_no_view_of_the_chat_has_a_serious_fault(
    browser: Browser, address: str, hesitant: Hesitant, scheme: Scheme, width: int
) -> None:
    hesitant.may_go_on.clear()
    with window(browser, address, width, scheme) as page:
        chat = Chat(page)
        chat.box.fill(TWO)
        chat.box.press("Enter")
        expect(chat.cite()).to_be_visible()
        found = {"writing": violations(page)}
        hesitant.may_go_on.set()
        chat.wait_for(1)
        chat.ask(TAKEAWAYS)
        found["a list"] = violations(page)
        chat.ask(MALI)
        found["declined"] = violations(page)
        page.locator("#kept summary").click()
        page.get_by_role("button", name=f"Rename: {TWO}").click()
        found["conversations"] = violations(page)
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        chat.ask(POLITICAL)
        chat.answer.get_by_role("button", name="Why this answer").click()
        expect(chat.answer.locator(".why-panel li").first).to_be_visible()
        chat.answer.get_by_role("button", name="Not helpful").click()
        expect(chat.answer.get_by_text("What was wrong?")).to_be_visible()
        found["feedback"] = violations(page)
        chat.cite().hover()
        expect(page.get_by_role("tooltip")).to_be_visible()
        found["the quote"] = violations(page)
        chat.open(chat.cite())
        found["a document"] = violations(page)
    assert not any(found.values()), found


@WALKS
def test_no_view_of_learning_has_a_serious_fault(
    browser: Browser, address: str, scheme: Scheme, width: int
) -> None:
    with window(browser, f"{address}/learn/step/5", width, scheme) as page:
        page.get_by_role("button", name="Ask").click()
        expect(page.locator("#answer").get_by_role("link").first).to_be_visible()
        found = {"tried": violations(page)}
        page.goto(f"{address}/learn/test")
        page.get_by_role("button", name="Begin").click()
        for number in range(10):
            if number == 0:
                found["a question"] = violations(page)
            page.get_by_role("radio").first.check()
            page.get_by_role("button", name="Check").click()
            told = page.locator("h3#told")
            expect(told).to_be_visible()
            if told.inner_text() not in found:
                found[told.inner_text()] = violations(page)
            page.locator("#next").click()
        expect(page.locator("#score")).to_be_visible()
        found["the summary"] = violations(page)
    assert not any(found.values()), found
    assert {"Right.", "Not so."} <= set(found)


@WALKS
def test_the_door_has_no_serious_fault(
    browser: Browser, door: str, scheme: Scheme, width: int
) -> None:
    with window(browser, f"{door}/learn", width, scheme) as page:
        _sign_in(page, "a wrong password")
        expect(page.get_by_role("alert")).to_be_visible()
        assert violations(page) == []
        _sign_in(page, "a password to sign in with")
        expect(page.get_by_role("heading", name="Learn")).to_be_visible()
        page.goto(door)
        expect(Chat(page).box).to_be_visible()  # the page is drawn
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()
        assert violations(page) == []


@pytest.fixture(scope="module")
def door(assistant_real: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    file: Path = tmp_path_factory.mktemp("door") / "users.txt"
    put_user("ada", "a password to sign in with", file)
    with serving_site(assistant_real, Rules(users=Users(file), rate=MANY.rate)) as url:
        yield url


def _sign_in(page: Page, password: str) -> None:
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_a_fault_is_found(browser: Browser, address: str) -> None:
    with window(browser, f"{address}/read") as page:
        page.evaluate("document.querySelector('main').innerHTML += '<button></button>'")
        (found,) = violations(page)
        assert "button-name" in found
