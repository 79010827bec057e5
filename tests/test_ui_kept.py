"""The chat page in a real browser: what is kept, shared, taken along, and said about an answer."""

# ruff: noqa: F811
from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

import docx
import pytest
from playwright.sync_api import Browser, Page, expect
from test_ui import (
    MALI,
    POLITICAL,
    SHARED,
    TAKEAWAYS,
    TWO,
    Chat,
    Hesitant,
    Listening,
    address,  # noqa: F401
    assistant,  # noqa: F401
    chat,  # noqa: F401
    opened,
    served,
)

from assistant.answer import Turn
from assistant.ask import Assistant
from assistant.desk import Desk
from assistant.feedback import FeedbackStore
from ui_parts import reach
from ui_parts.further import further
from ui_parts.marks import link, short_label
from ui_parts.memory import Conversation, remember
from ui_parts.papers import as_docx, as_markdown
from ui_parts.sources import find_place
from ui_parts.sources import opened as opened_at
from ui_parts.talk import Talk

pytestmark = [
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]


def reading(page: Page) -> str:
    return page.locator("#reading").inner_text()


# ── Kept in the browser ──────────────────────────────────────────────────────────────────────


@pytest.mark.browser
def test_conversations_are_listed_opened_renamed_and_deleted(chat: Chat) -> None:
    chat.ask(POLITICAL)
    chat.page.get_by_role("button", name="New conversation").click()
    expect(chat.answers).to_have_count(0)
    chat.ask(SHARED)
    menu = chat.page.locator("#kept")
    menu.locator("summary").click()
    expect(menu.locator("li .open")).to_have_text([SHARED, POLITICAL])
    menu.get_by_role("button", name=f"Rename: {POLITICAL}").click()
    menu.get_by_role("textbox").fill("Politics <b>")
    menu.get_by_role("textbox").press("Enter")
    menu.get_by_role("button", name="Open: Politics <b>").click()
    expect(chat.questions).to_have_text([POLITICAL])
    chat.page.reload()
    expect(chat.questions).to_have_text([POLITICAL])
    menu.locator("summary").click()
    menu.get_by_role("button", name="Delete: Politics <b>").click()
    menu.get_by_role("button", name="Really delete: Politics <b>").click()
    expect(chat.answers).to_have_count(0)
    expect(menu.locator("li .open")).to_have_text([SHARED])


@pytest.mark.browser
def test_two_tabs_do_not_overwrite_each_other(chat: Chat) -> None:
    chat.ask(POLITICAL)
    other = Chat(chat.page.context.new_page())
    other.page.goto(chat.page.url.partition("#")[0])
    expect(other.box).to_be_visible()
    other.page.locator("#kept summary").click()
    other.page.get_by_role("button", name=f"Open: {POLITICAL}").click()
    expect(other.questions).to_have_text([POLITICAL])
    other.ask(SHARED)
    chat.ask(TAKEAWAYS)
    for tab, last in ((other, SHARED), (chat, TAKEAWAYS)):
        tab.page.reload()
        expect(tab.questions).to_have_text([POLITICAL, last])
    chat.page.locator("#kept summary").click()
    expect(chat.page.locator("#kept li .open")).to_have_count(2)


@pytest.mark.browser
def test_an_answer_whose_document_is_missing_is_kept_when_another_is_asked(chat: Chat) -> None:
    chat.ask(POLITICAL)
    chat.page.evaluate("""() => {
        const key = Object.keys(localStorage).find(k => k.includes("assistant:"));
        const kept = JSON.parse(localStorage.getItem(key));
        const gone = JSON.parse(JSON.stringify(kept.rows[0]).replaceAll("vision/", "gone/"));
        kept.rows = [{ ...gone, question: "Gone?" }, ...kept.rows];
        localStorage.setItem(key, JSON.stringify(kept));
    }""")
    chat.page.reload()
    expect(chat.page.get_by_text("An answer is not shown")).to_be_visible()
    chat.box.fill(SHARED)
    chat.box.press("Enter")
    expect(chat.questions).to_have_text([POLITICAL, SHARED])
    expect(chat.answers).to_have_count(2)
    expect(chat.page.locator("#chat .acts")).to_have_count(2)
    chat.ask(SHARED)
    kept = chat.page.evaluate("Object.values(localStorage).find(v => v.includes('Gone?'))")
    asked = [row["question"] for row in json.loads(kept)["rows"]]
    assert asked == ["Gone?", POLITICAL, SHARED, SHARED]


@pytest.mark.browser
def test_a_restarted_server_takes_up_the_open_page(
    browser: Browser, assistant_real: Assistant
) -> None:
    context = browser.new_context()
    chat = Chat(context.new_page())
    with served(assistant_real) as url:
        chat.page.goto(url)
        chat.ask(POLITICAL)
    port = int(url.rstrip("/").rpartition(":")[2])
    with served(assistant_real, port):
        expect(chat.questions).to_have_text([POLITICAL])
        chat.ask(SHARED)
        expect(chat.questions).to_have_text([POLITICAL, SHARED])
        chat.open(chat.cite())
        chat.page.reload()
        expect(chat.questions).to_have_text([POLITICAL, SHARED])
    context.close()


@pytest.mark.browser
def test_an_answer_can_be_stopped_and_nothing_half_is_kept(
    browser: Browser, assistant_real: Assistant
) -> None:
    hesitant = Hesitant(assistant_real)
    with served(hesitant) as url, opened(browser, url) as chat:
        chat.ask(POLITICAL)
        chat.box.fill(TWO)
        chat.box.press("Enter")
        expect(chat.questions).to_have_count(2)
        with chat.page.expect_response("**/reset"):
            chat.page.get_by_role("button", name="Stop").click()
        expect(chat.questions).to_have_text([POLITICAL])
        expect(chat.box).to_have_value(TWO)  # it is given back, to be put in other words
        expect(chat.box).to_be_focused()
        expect(chat.page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
        chat.ask(SHARED)  # although the other is still being thought about
        hesitant.may_go_on.set()
        expect(chat.questions).to_have_text([POLITICAL, SHARED])


@pytest.mark.browser
def test_keys_bring_the_last_question_back_and_stop(
    browser: Browser, assistant_real: Assistant
) -> None:
    hesitant = Hesitant(assistant_real)
    with served(hesitant) as url, opened(browser, url) as chat:
        chat.box.press("ArrowUp")
        expect(chat.box).to_have_value("")
        chat.ask(POLITICAL)
        chat.box.press("ArrowUp")
        expect(chat.box).to_have_value(POLITICAL)
        chat.box.fill(TWO)
        chat.box.press("ArrowUp")  # what is being written stays
        expect(chat.box).to_have_value(TWO)
        chat.box.press("Enter")
        expect(chat.questions).to_have_count(2)
        chat.box.press("Escape")
        expect(chat.questions).to_have_text([POLITICAL])
        expect(chat.box).to_have_value(TWO)
        hesitant.may_go_on.set()


@pytest.mark.browser
def test_a_question_to_a_server_that_is_away_is_told_and_kept(
    browser: Browser, assistant_real: Assistant
) -> None:
    context = browser.new_context()
    chat = Chat(context.new_page())
    with served(assistant_real) as url:
        chat.page.goto(url)
        chat.ask(POLITICAL)
    chat.box.fill(SHARED)
    chat.box.press("Enter")
    expect(chat.page.get_by_text("Connection to the server was lost").first).to_be_visible()
    with served(assistant_real, int(url.rstrip("/").rpartition(":")[2])):
        expect(chat.page.get_by_text("Connection to the server was lost")).to_have_count(0)
        expect(chat.questions).to_have_text([POLITICAL])  # the page was loaded anew
        expect(chat.box).to_have_value(SHARED)
        chat.box.press("Enter")
        expect(chat.questions).to_have_text([POLITICAL, SHARED])
        chat.wait_for(2)
        chat.page.reload()
        expect(chat.questions).to_have_text([POLITICAL, SHARED])
        expect(chat.box).to_have_value("")
    context.close()


@pytest.mark.browser
def test_who_waits_is_told_the_place_in_the_queue(
    browser: Browser, assistant_real: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "Desk", lambda: Desk(places=1, line=2))
    hesitant = Hesitant(assistant_real)
    with (
        served(hesitant) as url,
        opened(browser, url) as one,
        opened(browser, url) as two,
        opened(browser, url) as three,
        opened(browser, url) as four,
    ):
        for chat, question in ((one, TWO), (two, POLITICAL), (three, SHARED), (four, MALI)):
            chat.box.fill(question)
            chat.box.press("Enter")
            expect(chat.answers).to_have_count(1)
        expect(one.answer.locator("a.cite")).to_have_count(1)  # its first sentence
        expect(two.answer).to_have_text("You are next in the queue.")
        expect(three.answer).to_have_text("You are 2nd in the queue.")
        expect(four.answer).to_contain_text("Too many questions are waiting.")
        expect(four.box).to_have_value(MALI)
        two.page.get_by_role("button", name="Stop").click()
        expect(three.answer).to_have_text("You are next in the queue.")
        hesitant.may_go_on.set()
        three.wait_for(1)
        expect(three.questions).to_have_text([SHARED])
        expect(two.box).to_have_value(POLITICAL)


# ── Links ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.browser
@pytest.mark.parametrize("place", ["caf24/1.2", "caf24%2F1.2", "caf24/1.2@1603-1931"])
def test_a_link_opens_the_document_in_a_fresh_browser(
    browser: Browser, address: str, place: str
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{address}#{place}")
        here = page.locator("#reading .here")
        expect(here).to_contain_text("Supplementary mandating by the General Assembly")
        expect(here).to_be_focused()
        expect(page.locator("#reading mark")).to_have_count(0)  # no such words in that passage


@pytest.mark.browser
def test_a_citations_link_is_copied_and_shows_the_words_elsewhere(
    chat: Chat, browser: Browser
) -> None:
    chat.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    chat.ask(POLITICAL)
    chat.open(chat.cite())
    chat.page.get_by_role("button", name="Copy link").click()
    expect(chat.page.get_by_role("button", name="Link copied")).to_be_visible()
    copied = str(chat.page.evaluate("navigator.clipboard.readText()"))
    with browser.new_context() as context:
        other = Chat(context.new_page())
        other.page.goto(copied)
        expect(other.marked).to_have_count(2)
        assert [other.marked_words()] == chat.words()


@pytest.mark.browser
def test_a_link_to_nowhere_is_told(browser: Browser, address: str) -> None:
    with opened(browser, address) as chat:
        chat.page.goto(f"{address}#nowhere/%zz<b>")
        expect(chat.page.locator("#reading")).to_contain_text("The documents have no such place")


def test_every_passage_has_an_address_that_opens_it(assistant_real: Assistant) -> None:
    index = assistant_real.index
    for passage in index.passages.values():
        place = find_place(unquote(link(passage.id)[1:]), index)
        assert place is not None
        assert place.passage == passage
        spans = passage.body.spans
        if spans and passage.kind != "outline":
            cited = find_place(link(passage.id, spans)[1:], index)
            assert cited is not None
            shown = opened_at(cited, index)
            assert shown.count("<mark>") == len(spans)
            assert " here" in shown


def test_short_labels_say_the_document_and_the_number(assistant_real: Assistant) -> None:
    index = assistant_real.index
    labels = {p.id: short_label(p, index) for p in index.passages.values()}
    assert labels["caf24/1.2"] == "CAF24 1.2"
    assert labels["vision/priorities/partnerships"] == "Vision priority 4"
    assert labels["vision/note-1"] == "Vision footnote 1"
    assert max(map(len, labels.values())) < 40


# ── What the reader sees and says ────────────────────────────────────────────────────────────


@pytest.mark.browser
def test_the_quote_is_shown_on_hover_and_on_focus(chat: Chat) -> None:
    chat.ask(POLITICAL)
    tip = chat.page.get_by_role("tooltip")
    requests: list[str] = []
    expect(chat.page.locator("#chat .next button").first).to_be_visible()
    chat.page.on("request", lambda request: requests.append(request.url))
    chat.cite().hover()
    expect(tip).to_contain_text(chat.words()[0])
    chat.page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    chat.cite().focus()
    expect(tip).to_contain_text(chat.words()[0])
    assert chat.cite().get_attribute("aria-describedby") == "quote-tip"
    assert requests == []


@pytest.mark.browser
def test_on_a_phone_the_document_is_a_sheet_that_closes(browser: Browser, address: str) -> None:
    with opened(browser, address, 390, 800) as chat:
        chat.ask(POLITICAL)
        for close in ("button", "key"):
            chat.open(chat.cite())
            sheet = chat.page.get_by_role("dialog", name="Document")
            expect(sheet).to_be_visible()
            assert chat.in_view()
            assert chat.page.locator("#talk").evaluate("talk => talk.inert")
            if close == "button":
                chat.page.get_by_role("button", name="Close").click()
            else:
                chat.page.keyboard.press("Escape")
            expect(sheet).to_be_hidden()
            expect(chat.cite()).to_be_focused()
            assert "#" not in chat.page.url


@pytest.mark.browser
def test_dark_mode_is_legible(browser: Browser, address: str) -> None:
    context = browser.new_context(color_scheme="dark")
    chat = Chat(context.new_page())
    chat.page.goto(address)
    chat.ask(POLITICAL)
    chat.open(chat.cite())
    pairs = ["#chat .prose p", "#chat a.cite", "#chat .act", "#reading .text", "#reading mark"]
    for selector in pairs:
        assert contrast(chat.page, selector) >= 4.5, selector
    context.close()


def contrast(page: Page, selector: str) -> float:
    """WCAG's ratio of an element's text with what is behind it."""
    colours = page.locator(selector).first.evaluate(
        """element => {
            const rgb = colour => colour.match(/[\\d.]+/g).map(Number);
            let behind = element;
            while (behind && (rgb(getComputedStyle(behind).backgroundColor)[3] ?? 1) === 0)
                behind = behind.parentElement;
            return [getComputedStyle(element).color,
                    behind ? getComputedStyle(behind).backgroundColor : "rgb(255, 255, 255)"]
                .map(rgb);
        }"""
    )
    light, dark = sorted((luminance(c[:3]) for c in colours), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(rgb: list[float]) -> float:
    red, green, blue = (
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in rgb)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.browser
def test_two_people_do_not_see_each_other(browser: Browser, address: str) -> None:
    with opened(browser, address) as one, opened(browser, address) as two:
        one.ask(POLITICAL)
        two.ask(MALI)
        one.ask(SHARED)
        expect(one.questions).to_have_text([POLITICAL, SHARED])
        expect(two.questions).to_have_text([MALI])
        two.page.locator("#kept summary").click()
        expect(two.page.locator("#kept li .open")).to_have_text([MALI])


@pytest.mark.browser
def test_what_was_wrong_is_sent_and_thanked_for(
    browser: Browser, assistant_real: Assistant, tmp_path: Path
) -> None:
    store = tmp_path / "feedback.sqlite"
    with served(assistant_real, kept=store) as url, opened(browser, url) as chat:
        chat.ask(POLITICAL)
        chat.page.route("**/feedback", lambda route: route.fulfill(status=500))
        chat.page.get_by_role("button", name="Not helpful").click()
        chat.page.get_by_label("Something is missing").check()
        chat.page.get_by_label("A note, if you like").fill("Which missions?")
        chat.page.get_by_role("button", name="Send").click()
        expect(chat.answer.get_by_role("status")).to_contain_text("could not be sent")
        chat.page.unroute("**/feedback")
        chat.page.get_by_role("button", name="Send").click()
        expect(chat.answer.get_by_role("status")).to_contain_text("Thank you")
        expect(chat.page.get_by_role("button", name="Not helpful")).to_have_count(0)
        (bad,) = [kept.said for kept in FeedbackStore(store).all()]
        assert (bad.verdict, bad.wrong, bad.note) == ("bad", "missing", "Which missions?")
        assert bad.question == POLITICAL
        assert bad.passages == ("vision/renewed-commitment-prevention-sustaining-peace/2",)
        assert bad.answer == chat.words()[0]
        chat.ask(MALI)
        chat.answer.get_by_role("button", name="Helpful", exact=True).click()
        expect(chat.answer.get_by_role("status")).to_contain_text("Thank you")
        good = FeedbackStore(store).all()[-1].said
        assert (good.verdict, good.wrong, good.passages) == ("good", None, ())
        first = assistant_real.ask(POLITICAL)
        assert (bad.turns, good.turns) == ((), (Turn(POLITICAL, first.text),))


@pytest.mark.browser
def test_why_an_answer_is_as_it_is(chat: Chat, assistant: Listening) -> None:
    chat.ask(SHARED)
    why = chat.answer.get_by_role("button", name="Why this answer")
    why.click()
    expect(chat.answer.locator(".why-panel")).to_contain_text("The outline of the documents")
    chat.ask("And what does the second one say?")
    chat.ask(POLITICAL)
    why.click()
    panel = chat.answer.locator(".why-panel")
    expect(panel).to_contain_text("compared with its document, character by character")
    (quoted,) = assistant.ask(POLITICAL).citations
    expect(panel.get_by_role("listitem")).to_have_count(6)
    marked = panel.get_by_role("listitem").filter(has_text="– quoted")
    expect(marked).to_have_text([f"{quoted.label} – quoted"])
    marked.get_by_role("link").click()
    expect(chat.page.locator("#reading .here")).to_be_focused()
    expect(why).to_have_attribute("aria-expanded", "true")
    why.click()
    expect(panel).to_have_count(0)
    chat.ask(MALI)
    why.click()
    expect(panel).to_contain_text("No sentence of the documents answers this")
    expect(panel.get_by_role("listitem").first).to_be_visible()


MOVES = """() => {
    window.moves = [];
    new PerformanceObserver(list => list.getEntries().forEach(entry => window.moves.push(
        [entry.value, entry.sources.map(source => source.node?.className)])))
        .observe({type: "layout-shift"});
}"""


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_moves_while_an_answer_is_written(
    browser: Browser, assistant_real: Assistant, width: int
) -> None:
    hesitant = Hesitant(assistant_real)
    with served(hesitant) as url, opened(browser, url, width) as chat:
        chat.ask(POLITICAL)
        expect(chat.answer.locator(".next button").first).to_be_visible()
        chat.page.evaluate(MOVES)
        chat.box.fill(TWO)
        chat.box.press("Enter")
        expect(chat.cite()).to_be_visible()
        chat.page.wait_for_timeout(600)  # until then a movement counts as the key’s
        hesitant.may_go_on.set()
        chat.wait_for(2)
        expect(chat.answer.locator(".next button").first).to_be_visible()
        moves = chat.page.evaluate("window.moves")
    assert sum(value for value, _ in moves) < 0.01, moves


# ── Questions to go on with ──────────────────────────────────────────────────────────────────


@pytest.mark.browser
def test_a_question_to_go_on_with_is_asked_at_a_press(chat: Chat) -> None:
    chat.ask(POLITICAL)
    first = chat.page.locator("#chat .next button").first
    question = first.inner_text()
    first.click()
    chat.wait_for(2)
    expect(chat.questions).to_have_text([POLITICAL, question])
    expect(chat.answer.locator("a.cite").first).to_be_visible()


def test_what_is_offered_is_answered_from_the_structure(assistant_real: Assistant) -> None:
    index = assistant_real.index
    for question in (TWO, POLITICAL, TAKEAWAYS, SHARED):
        cited = [c.passage for c in assistant_real.ask(question).citations]
        offered = further(assistant_real, cited, [])
        assert 0 < len(offered) <= 3
        assert all(assistant_real.ask(q).status == "answered" for q in offered)
        assert further(assistant_real, cited, offered) != offered
    cited = [c.passage for c in assistant_real.ask(POLITICAL).citations]
    documents = {
        index.passages[c.passage].document
        for q in further(assistant_real, cited, [])
        for c in assistant_real.ask(q).citations
    }
    assert len(documents) == 2
    assert further(assistant_real, ["nowhere"], []) == []


SUSTAINING = "under “A renewed commitment to prevention and sustaining peace” say?"


@pytest.mark.parametrize(
    ("cited", "question"),
    [
        (
            "vision/renewed-commitment-prevention-sustaining-peace/1",
            f"What does point 3 {SUSTAINING}",
        ),
        ("caf24/p1", "What does thematic area 3 of CAF24 say?"),
        (
            "vision/priorities/politics",
            "What does the introduction to thematic area 1 of CAF24 say?",
        ),
        ("caf24/p2", "What does Vision say under “A unified peace and security pillar”?"),
        ("caf24/1/p1", "What does CAF24 say about “Security Council's role”?"),
    ],
)
def test_what_is_offered_is_worded_as_a_person_asks(
    assistant_real: Assistant, cited: str, question: str
) -> None:
    assert question in further(assistant_real, [cited], [])


# ── Taken along ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.browser
def test_a_conversation_is_downloaded_and_an_answer_copied(chat: Chat, tmp_path: Path) -> None:
    chat.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    chat.ask(POLITICAL)
    sentence = chat.words()[0]
    chat.page.get_by_role("button", name="Copy", exact=True).click()
    expect(chat.answer.get_by_role("status")).to_contain_text("Copied")
    copied = str(chat.page.evaluate("navigator.clipboard.readText()"))
    assert sentence in copied
    assert re.search(r"\(http://127\.0\.0\.1:\d+/#vision/\S+@\d+-\d+,\d+-\d+\)", copied)
    for form in ("Markdown", "Word"):
        chat.page.locator("#kept summary").click()
        with chat.page.expect_download() as downloading:
            chat.page.get_by_role("button", name=form).click()
        path = tmp_path / downloading.value.suggested_filename
        downloading.value.save_as(path)
        text = (
            path.read_text("utf-8")
            if form == "Markdown"
            else "\n".join(p.text for p in docx.Document(str(path)).paragraphs)
        )
        assert text.count(sentence) == 2  # said, and quoted
        chat.page.keyboard.press("Escape")


def test_papers_keep_quotes_labels_and_links(assistant_real: Assistant) -> None:
    answers = tuple(map(assistant_real.ask, (TAKEAWAYS, POLITICAL, MALI)))
    page = "https://assistant.example/"
    paper = docx.Document(BytesIO(as_docx(answers, "A\x00 name", page)))
    links = [rel.target_ref for rel in paper.part.rels.values() if rel.is_external]
    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    markdown = as_markdown(answers, "*A* <name>", page)
    assert markdown.startswith("# \\*A\\* \\<name\\>\n")
    for citation in (c for answer in answers for c in answer.citations):
        quoted = " ".join(citation.quote.split())
        target = page + link(citation.passage, citation.spans)
        assert quoted in text
        assert quoted in markdown
        assert citation.label in text
        assert target in links
        assert target in markdown
    assert answers[2].refusal
    assert answers[2].refusal.text in text


def test_a_paper_links_to_no_other_kind_of_address(assistant_real: Assistant) -> None:
    answers = (assistant_real.ask(POLITICAL),)
    for elsewhere in ("javascript:alert(1)//", "http://x/)[a](http://y", "//[", "file:///etc"):
        assert "](#vision" in as_markdown(answers, "", elsewhere)


@pytest.mark.parametrize("stray", ["\0", "\x01", "\x1f", "\ufffe"])
def test_a_paper_is_made_whatever_the_address_holds(assistant_real: Assistant, stray: str) -> None:
    answers = (assistant_real.ask(POLITICAL),)
    address = f"http://x/{stray}y"
    assert docx.Document(BytesIO(as_docx(answers, "", address))).paragraphs
    assert "](#vision" in as_markdown(answers, "", address)


def test_a_conversation_that_is_none_is_empty() -> None:
    remembered: tuple[object, ...] = (None, 7, [], {"id": 7, "rows": []}, {"id": "x"})
    for nonsense in remembered:
        assert Conversation.read(nonsense).rows == []


def test_answers_whose_documents_changed_are_told(assistant_real: Assistant) -> None:
    (row,) = remember((assistant_real.ask(POLITICAL),))
    forged = row | {"sentences": [["Unsupported.", [1]]]}
    _, shown, kept = Talk(assistant_real, Desk()).reopen({"id": "x", "rows": [row, forged]})
    assert isinstance(shown, list)
    assert "An answer is not shown" in shown[-1]["content"]
    assert kept == {"id": "x", "rows": [row], "answered": False}
