"""The pages to learn from, in a real browser: the path, the self-test, the flashcards."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page, expect
from test_ui import served

from assistant.ask import Assistant
from onboarding.material import Material
from onboarding.path import path
from onboarding.question import Question
from onboarding.selftest import questions
from ui_parts.learn import _School

pytestmark = [
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]
WIDTHS = pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])


@pytest.fixture(scope="module")
def address(assistant_real: Assistant) -> Iterator[str]:
    with served(assistant_real) as url:
        yield url.rstrip("/")


@pytest.fixture(scope="module")
def every(assistant_real: Assistant) -> tuple[Question, ...]:
    index = assistant_real.index
    return questions(Material(index.documents, index.passages))


@contextmanager
def opened(browser: Browser, width: int = 1280, scheme: str = "light") -> Iterator[Page]:
    """A fresh browser; nothing may fail in it, and nothing may stick out of the page."""
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda told: faults.append(told.text) if told.type == "error" else None)
    yield page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
    assert faults == []


def posted(url: str, body: object) -> object:
    request = Request(url, json.dumps(body).encode(), {"content-type": "application/json"})
    with urlopen(request) as response:
        return json.load(response)


# ── The path ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.browser
@WIDTHS
def test_progress_is_kept_over_a_reload_and_can_be_begun_anew(
    browser: Browser,
    address: str,
    width: int,
    scheme: str,
) -> None:
    with opened(browser, width, scheme) as page:
        page.goto(f"{address}/learn")
        expect(page.get_by_text("about 19 minutes")).to_be_visible()
        page.get_by_role("link", name="Begin").click()
        expect(page.get_by_text("step 1 of 7")).to_be_visible()
        page.get_by_role("link", name="Done, next step").click()
        expect(page.get_by_text("step 2 of 7")).to_be_visible()
        page.goto(f"{address}/learn")
        page.reload()
        expect(page.get_by_role("status")).to_contain_text("1 of 7 steps done")
        page.get_by_role("link", name="Continue").click()
        expect(page.get_by_text("step 2 of 7")).to_be_visible()
        page.go_back()
        page.get_by_role("button", name="Begin anew").click()
        expect(page.get_by_role("link", name="Begin")).to_be_focused()


@pytest.mark.browser
@WIDTHS
def test_a_step_quotes_its_part_and_answers_a_question_in_place(
    browser: Browser,
    address: str,
    assistant_real: Assistant,
    width: int,
    scheme: str,
) -> None:
    with opened(browser, width, scheme) as page:
        page.goto(f"{address}/learn/step/5")
        expect(page.locator("h1")).to_have_text(
            "Sustainable Political Solutions for Successful Peace Operations"
        )
        expect(page.locator(".standfirst")).to_contain_text("the first of three thematic areas")
        parts = page.locator("article")
        expect(parts).to_have_count(6)
        shown = parts.nth(2).locator("blockquote").inner_text()
        body = assistant_real.index.passages["caf24/1.2"].body.text
        assert shown == " ".join(body.split())
        assert parts.nth(2).get_by_role("link").get_attribute("href") == "/#caf24/1.2"
        page.get_by_role("button", name="Ask").click()
        answer = page.locator("#answer")
        expect(answer.get_by_role("link").first).to_be_visible()
        sentence = answer.locator("p").first.inner_text()
        said = " ".join(p.body.text for p in assistant_real.index.passages.values())
        assert sentence.split(" CAF24")[0].strip()[:60] in said


@pytest.mark.browser
def test_the_whole_path_can_be_walked_by_keyboard(
    browser: Browser,
    address: str,
) -> None:
    with opened(browser) as page:
        page.goto(f"{address}/learn")
        for number in range(1, 8):
            name = "Begin" if number == 1 else "Done, next step"
            tab_to(page, name)
            page.keyboard.press("Enter")
            expect(page.get_by_text(f"step {number} of 7")).to_be_visible()
        tab_to(page, "Done, test yourself")
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Begin")).to_be_enabled()
        page.goto(f"{address}/learn")
        expect(page.get_by_role("status")).to_have_text("All steps are done.")


def tab_to(page: Page, name: str) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            return
    raise AssertionError(f"The keyboard does not reach “{name}”.")


# ── The self-test ────────────────────────────────────────────────────────────────────────────


def begin(page: Page, address: str) -> None:
    page.goto(f"{address}/learn/test")
    page.get_by_role("button", name="Begin").click()


def current(page: Page, every: tuple[Question, ...]) -> Question:
    """The question on the page; waited for, since the page draws it after the click."""
    for _ in range(50):
        shown = page.locator("#shown")
        said = shown.inner_text() if shown.is_visible() else ""
        seen = (page.locator("#ask").inner_text(), said)
        options = tuple(page.locator("#options span").all_inner_texts())
        found = [q for q in every if (q.ask, q.shown) == seen and q.options == options]
        if len(found) == 1:
            return found[0]
        page.wait_for_timeout(100)
    raise AssertionError(f"No question of the test is shown: {seen} {options}")


@pytest.mark.browser
@WIDTHS
def test_right_and_wrong_are_told_with_the_passage_and_summed_up(
    browser: Browser,
    address: str,
    every: tuple[Question, ...],
    width: int,
    scheme: str,
) -> None:
    with opened(browser, width, scheme) as page:
        begin(page, address)
        missed = []
        for number in range(1, 11):
            expect(page.locator("#place")).to_have_text(f"Question {number} of 10")
            question = current(page, every)
            is_right = number % 2 == 0
            at = question.right if is_right else (question.right + 1) % len(question.options)
            page.get_by_role("radio").nth(at).check()
            page.get_by_role("button", name="Check").click()
            expect(page.locator("h3#told")).to_have_text("Right." if is_right else "Not so.")
            quote = " ".join(question.key.words.text.split())
            if is_right:
                expect(page.locator("#quote")).to_have_text(quote)
            else:
                missed.append(quote)
                expect(page.locator("#quote mark, #quote span").first).to_have_text(quote)
                expect(page.locator("#options .right em")).to_have_text("the answer")
            source = page.locator("#source")
            expect(source).to_have_text(question.key.passage.label)
            assert source.get_attribute("href") == f"/#{question.key.passage.id}"
            page.locator("#next").click()
        expect(page.locator("#score")).to_have_text("5 of 10 right")
        assert page.locator("#results blockquote").all_inner_texts() == missed
        expect(page.get_by_role("button", name="Print this page")).to_be_visible()
        page.emulate_media(media="print")
        expect(page.get_by_role("button", name="Print this page")).to_be_hidden()
        expect(page.locator("#results li")).to_have_count(10)


@pytest.mark.browser
def test_what_was_missed_is_remembered_over_a_reload_and_comes_back(
    browser: Browser,
    address: str,
    every: tuple[Question, ...],
) -> None:
    with opened(browser) as page:
        begin(page, address)
        question = current(page, every)
        page.get_by_role("radio").nth((question.right + 1) % len(question.options)).check()
        page.get_by_role("button", name="Check").click()
        expect(page.locator("h3#told")).to_have_text("Not so.")
        page.goto(f"{address}/learn/test")
        expect(page.locator("#state")).to_contain_text("1 answered so far")
        page.evaluate(
            """() => {
                const key = "peace-operations-assistant-test";
                const kept = JSON.parse(localStorage.getItem(key));
                for (const id in kept.cards) {
                    const card = JSON.parse(kept.cards[id]);
                    card.due = card.last_review;
                    kept.cards[id] = JSON.stringify(card);
                }
                localStorage.setItem(key, JSON.stringify(kept));
            }"""
        )
        begin(page, address)
        assert current(page, every) == question


@pytest.mark.browser
def test_a_question_is_answered_by_keyboard_alone(
    browser: Browser,
    address: str,
) -> None:
    with opened(browser) as page:
        page.goto(f"{address}/learn/test")
        expect(page.get_by_role("button", name="Begin")).to_be_enabled()
        expect(page.locator("#count")).to_contain_text("questions")
        tab_to(page, "Begin")
        page.keyboard.press("Enter")
        expect(page.locator("#ask")).to_be_focused()
        tab_to(page, "Check")
        page.keyboard.press("Enter")
        expect(page.locator("#hint")).to_have_text("Choose one of the answers first.")
        expect(page.get_by_role("radio").first).to_be_focused()
        page.keyboard.press("ArrowDown")
        expect(page.get_by_role("radio").nth(1)).to_be_checked()
        page.keyboard.press("Enter")
        expect(page.locator("h3#told")).to_be_focused()
        tab_to(page, "Next question")
        page.keyboard.press("Enter")
        expect(page.locator("#place")).to_have_text("Question 2 of 10")


@pytest.mark.browser
def test_what_the_browser_keeps_may_be_nonsense(
    browser: Browser,
    address: str,
) -> None:
    with opened(browser) as page:
        for nonsense in ("{", "[]", '{"cards": {"x": 1, "y": "{}"}, "round": "no"}', "null"):
            page.goto(f"{address}/learn")
            page.evaluate(
                "text => ['test', 'path'].forEach("
                "of => localStorage.setItem(`peace-operations-assistant-${of}`, text))",
                nonsense,
            )
            page.reload()
            expect(page.get_by_role("link", name="Begin")).to_be_visible()
            begin(page, address)
            expect(page.locator("#place")).to_have_text("Question 1 of 10")


# ── What the server answers ──────────────────────────────────────────────────────────────────


def test_a_question_comes_without_its_answer(address: str, every: tuple[Question, ...]) -> None:
    sitting = posted(f"{address}/learn/test/sitting", {"cards": {}})
    assert isinstance(sitting, dict)
    assert sitting["count"] == len(every) >= 60
    assert all(
        set(row) == {"id", "kind", "ask", "shown", "options"} for row in sitting["questions"]
    )


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/learn/test/answer", {"id": "gone", "choice": 0}, 404),
        ("/learn/test/answer", {"id": "gone", "choice": -1}, 422),
        ("/learn/test/answer", {"id": "x" * 5_000, "choice": 0}, 422),
        ("/learn/test/sitting", {"cards": {"x": "y" * 5_000}}, 422),
        ("/learn/test/sitting", [], 422),
        ("/learn/try", {"step": 99}, 404),
        ("/learn/try", {"step": "<b>"}, 422),
    ],
)
def test_what_makes_no_sense_is_refused(address: str, path: str, body: object, status: int) -> None:
    with pytest.raises(HTTPError) as refused:
        posted(address + path, body)
    assert refused.value.code == status
    told = json.load(refused.value)["error"]
    refused.value.close()
    assert told.endswith(".")


def test_a_step_that_is_no_more_leads_to_the_path(address: str) -> None:
    with urlopen(f"{address}/learn/step/99") as response:
        assert response.url == f"{address}/learn"


def test_every_step_has_a_question_that_is_answered_from_it(
    address: str, assistant_real: Assistant
) -> None:
    index = assistant_real.index
    for number, step in enumerate(path(Material(index.documents, index.passages)), start=1):
        told = posted(f"{address}/learn/try", {"step": number})
        assert isinstance(told, dict)
        places = {q.passage.id for q in step.quotes} | {q.passage.parent for q in step.quotes}
        if step.title.startswith("Introduction"):  # it leads to the sections
            places |= {p.id for p in index.passages.values() if p.parent in places}
        cited = [source["href"] for row in told["sentences"] for source in row["sources"]]
        assert any(href.removeprefix("/#") in places for href in cited)


def test_the_flashcards_are_a_file_that_anki_opens(address: str) -> None:
    with urlopen(f"{address}/learn/cards.apkg") as response:
        assert "flashcards.apkg" in response.headers["content-disposition"]
        with zipfile.ZipFile(BytesIO(response.read())) as archive:
            assert "collection.anki2" in archive.namelist()


def test_a_step_is_searched_for_once_however_many_there_are(
    assistant_real: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched: list[object] = []
    monkeypatch.setattr("ui_parts.learn.to_try", lambda step, *_: searched.append(step))
    school = _School(assistant_real)
    vars(school)["steps"] = tuple(range(300))
    for number in [*range(1, 301)] * 2:
        school.answered(number)
    assert len(searched) == 300
