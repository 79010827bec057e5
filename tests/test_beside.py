"""What the page asks for beside the chat: it takes its place at the desk as a question does."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, expect
from serving import serving_site
from test_ui import POLITICAL, TWO, Hesitant, opened, served

from assistant.ask import Assistant
from assistant.desk import Desk
from ui_parts import beside, reach
from ui_parts.memory import remember

pytestmark = [
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]

BUSY = "Too many questions are waiting. Ask again in 5 seconds."
PATHS = ("/further", "/why", "/paper/md", "/paper/docx")


@pytest.fixture(scope="module")
def given(assistant_real: Assistant) -> dict[str, Any]:
    """What each of the addresses takes, in one object."""
    answer = assistant_real.ask(POLITICAL)
    cited = [citation.passage for citation in answer.citations]
    kept = {"name": "", "address": "http://x/", "rows": remember([answer])}
    return {"passages": cited, "asked": [POLITICAL], **kept}


@pytest.fixture(scope="module")
def full(assistant_real: Assistant) -> Iterator[str]:
    """The site, where nobody more can wait."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(reach, "Desk", lambda: Desk(places=0, line=0))
        with serving_site(assistant_real) as url:
            yield url


@pytest.mark.parametrize("path", PATHS)
def test_a_full_desk_sends_away_what_is_asked_beside_the_chat(
    full: str, given: dict[str, Any], path: str
) -> None:
    response = httpx.post(full + path, json=given)
    assert (response.status_code, response.json()) == (503, {"error": BUSY})
    assert response.headers["retry-after"] == "5"


def test_a_document_is_read_however_many_wait(full: str, given: dict[str, Any]) -> None:
    assert httpx.get(f"{full}/reading", params={"at": given["passages"][0]}).status_code == 200
    assert httpx.post(f"{full}/why", json={"rows": []}).status_code == 422


@pytest.mark.parametrize("path", PATHS)
def test_what_is_asked_beside_the_chat_is_done_at_a_place_beside_the_server(
    assistant_real: Assistant, given: dict[str, Any], path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(places=1, line=0)
    seen: list[int] = []
    for name in ("recall", "further"):
        real = getattr(beside, name)

        def look(*arguments: object, real: Any = real) -> object:
            with pytest.raises(RuntimeError):  # no event loop runs in this thread
                asyncio.get_running_loop()
            seen.append(len(vars(desk)["_here"]))
            return real(*arguments)

        monkeypatch.setattr(beside, name, look)
    monkeypatch.setattr(reach, "Desk", lambda: desk)
    with serving_site(assistant_real) as url:
        response = httpx.post(url + path, json=given, timeout=30)
    assert response.status_code == 200
    assert response.content not in (b"", b"[]", b"\n")
    assert seen == [1]


@pytest.mark.browser
def test_who_asks_why_or_for_a_file_while_the_desk_is_full_is_told(
    browser: Browser, assistant_real: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "Desk", lambda: Desk(places=1, line=0))
    hesitant = Hesitant(assistant_real)
    with served(hesitant) as url, opened(browser, url) as one, opened(browser, url) as two:
        with one.page.expect_response("**/further"):
            one.ask(POLITICAL)
        two.box.fill(TWO)
        two.box.press("Enter")
        expect(two.answer.locator("a.cite")).to_have_count(1)  # its first sentence
        why = one.answer.get_by_role("button", name="Why this answer")
        why.click()
        expect(one.answer.locator(".why-panel")).to_contain_text(BUSY)
        one.answer.get_by_role("button", name="Copy", exact=True).click()
        expect(one.answer.get_by_role("status")).to_have_text(BUSY)
        one.page.locator("#kept summary").click()
        one.page.get_by_role("button", name="Word").click()
        expect(one.page.locator("#kept .told")).to_have_text(BUSY)
        one.page.keyboard.press("Escape")
        with two.page.expect_response("**/further"):
            hesitant.may_go_on.set()
        why.click()
        why.click()
        expect(one.answer.locator(".why-panel").get_by_role("listitem")).to_have_count(6)
