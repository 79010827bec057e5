"""Where an answer stands while it is read: at its question, and nothing moves it afterwards."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, expect
from test_ui import POLITICAL, TAKEAWAYS, Chat, opened, served

from assistant.ask import Assistant

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]

LONGER_THAN_THE_ROOM = "What do all six priorities say, in full?"
MOVES = """async (mark) => {
    const places = new Set();
    for (const end = performance.now() + 900; performance.now() < end;) {
        places.add(Math.round(mark.getBoundingClientRect().top));
        await new Promise(requestAnimationFrame);
    }
    return [...places];
}"""
"""Where a mark stands in the frames of a second; gradio's scrolling would come after 300 ms."""


def _above(chat: Chat, found: Locator) -> float:
    """How far the top of something is below the top of the conversation, in pixels."""
    room = chat.page.locator("#chat .bubble-wrap")
    tops = [float(each.evaluate("at => at.getBoundingClientRect().top")) for each in (found, room)]
    return tops[0] - tops[1]


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_moves_under_a_whole_answer(
    browser: Browser, assistant_real: Assistant, width: int
) -> None:
    with served(assistant_real) as url, opened(browser, url, width) as chat:
        for question in (TAKEAWAYS, POLITICAL):
            chat.ask(question)
            expect(chat.answer.locator(".next.waiting, .next:has(button)")).to_be_visible()
            assert len(chat.cite().evaluate(MOVES)) == 1
            expect(chat.questions.last).to_be_in_viewport()


def test_a_long_answer_is_read_from_its_question_on(
    browser: Browser, assistant_real: Assistant
) -> None:
    with served(assistant_real) as url, opened(browser, url, height=500) as chat:
        chat.ask(POLITICAL)
        chat.ask(LONGER_THAN_THE_ROOM)
        expect(chat.answer.locator(".next")).not_to_be_in_viewport()
        assert 0 <= _above(chat, chat.questions.last) < 40
        chat.page.reload()
        expect(chat.questions).to_have_count(2)
        expect(chat.questions.last).to_be_in_viewport()
        assert 0 <= _above(chat, chat.questions.last) < 40


def test_a_question_is_brought_into_view_from_wherever_was_read(
    browser: Browser, assistant_real: Assistant
) -> None:
    with served(assistant_real) as url, opened(browser, url, height=500) as chat:
        chat.ask(LONGER_THAN_THE_ROOM)
        chat.page.locator("#chat .bubble-wrap").hover()
        chat.page.mouse.wheel(0, -2000)
        expect(chat.questions.first).to_be_in_viewport()
        chat.ask(POLITICAL)
        expect(chat.questions.last).to_be_in_viewport()
        expect(chat.cite()).to_be_in_viewport()
