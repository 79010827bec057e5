"""The web chat in a real browser, over a real index: what a person sees, presses and reads."""

from __future__ import annotations

import errno
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import cast
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from serving import serving_site

from assistant.answer import Answer, Answered, Event, Turn, Wrote
from assistant.ask import Assistant
from assistant.errors import AssistantError
from ui_parts.door import listen
from ui_parts.examples import examples
from ui_parts.marks import link
from ui_parts.memory import LONGEST, recall, remember
from ui_parts.plain import plain
from ui_parts.sources import find_place
from ui_parts.sources import opened as opened_at
from vectorstore.building import build_index
from vectorstore.documents import read_corpus
from vectorstore.embedder import Embedder
from vectorstore.errors import IndexDamaged, VectorstoreError
from vectorstore.index import Index, open_index
from vectorstore.passages import split

ROOT = Path(__file__).parent.parent
# gradio counts its requests with pandas, in ways that pandas has deprecated.
pytestmark = [
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]

TWO = "What does takeaway 1.2 say?"
POLITICAL = "In one sentence: where does the unified pillar put political solutions?"
TAKEAWAYS = "What are the takeaways of CAF24?"
SHARED = "What priorities do the two departments share?"
MALI = "How many troops does the UN have in Mali?"
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update "
    "--disable-sync --no-first-run --disable-quic"
).split()

HOSTILE = """# The Quarantine Manual

The harbour quarantine lasts nine days <script>window.pwned = 1</script> for every ship.

The harbour pilot <img src="http://127.0.0.1:9/raw.png" onerror="window.pwned = 2"> boards first.

The harbour bell ![bell](http://127.0.0.1:9/bell.png) rings [twice](javascript:window.pwned=3).

The harbour clock ${window.pwned = 4} {{constructor}} shows $$x$$ `noon` at www.example.org daily.

- **<iframe src="http://127.0.0.1:9/frame"></iframe>Harbour flag.** The harbour flag </div>
  </section><style>body { display: none }</style> is yellow.
- **Harbour rope <b onmouseover="window.pwned = 5">now</b>.** The harbour rope is long.
"""

ATTACKS = {
    "quarantine": "<script>window.pwned = 1</script>",
    "pilot": '<img src="http://127.0.0.1:9/raw.png" onerror="window.pwned = 2">',
    "bell": "![bell](http://127.0.0.1:9/bell.png)",
    "clock": "${window.pwned = 4} {{constructor}} shows $$x$$ `noon` at www.example.org",
    "flag": '<iframe src="http://127.0.0.1:9/frame"></iframe>',
    "rope": '<b onmouseover="window.pwned = 5">now</b>',
}

IN_VIEW = """marks => marks.every(mark => [...mark.getClientRects()].every(box => {
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const seen = document.elementFromPoint(x, y);
    return box.top >= 0 && box.bottom <= innerHeight && (seen === mark || mark.contains(seen));
}))"""


CHAT_WITHOUT_A_MODEL = """
import signal
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
import ui
from assistant.settings import read_settings
from vectorstore.documents import read_corpus

corpus = read_corpus(Path(sys.argv[1]))
documents = {each.id: each for each in corpus.documents}
index = SimpleNamespace(passages={}, documents=documents, fingerprint="none")
settings = replace(read_settings({"host": sys.argv[2]}, {}), port=0, feedback=Path("none"))
assistant = SimpleNamespace(index=index, now=lambda: assistant)
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # the tests may run under nohup
ui.serve(lambda: assistant, settings)
"""


class Listening(Assistant):
    """An assistant that can be asked what turns it was given last, and what it answered."""

    turns: Sequence[Turn] = ()
    answers: tuple[Answer, ...] = ()

    def stream(self, question: str, turns: Sequence[Turn] = ()) -> Iterator[Event]:
        self.turns = turns
        for event in super().stream(question, turns):
            if isinstance(event, Answered):
                self.answers += (event.answer,)
            yield event

    def quotes(self) -> list[str]:
        """The quotes of the last answer, each on one line."""
        return [" ".join(citation.quote.split()) for citation in self.answers[-1].citations]


@contextmanager
def served(assistant: Assistant, port: int = 0, kept: Path | None = None) -> Iterator[str]:
    """The address of the chat while it runs in a thread."""
    with serving_site(assistant, port=port, kept=kept) as url:
        yield f"{url}/"


@pytest.fixture(scope="module")
def assistant(assistant_real: Assistant) -> Listening:
    return Listening(assistant_real.index)


@pytest.fixture(scope="module")
def address(assistant: Listening) -> Iterator[str]:
    with served(assistant) as url:
        yield url


class Chat:
    """The page, as a person uses it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.box = page.get_by_placeholder("Ask the documents …")
        self.questions = page.get_by_test_id("user")
        self.answers = page.get_by_test_id("bot")
        self.answer = self.answers.last
        self.marked = page.locator("#reading mark")

    def ask(self, question: str) -> None:
        before = self.answers.count()
        self.box.fill(question)
        self.box.press("Enter")
        self.wait_for(before + 1)

    def wait_for(self, answers: int) -> None:
        """Waits for the whole of the last of so many answers: it can be copied, or is a fault."""
        expect(self.answers).to_have_count(answers)
        expect(self.answer.locator(".acts, blockquote").first).to_be_visible()
        expect(self.page.get_by_role("button", name="Ask", exact=True)).to_be_visible()

    def cite(self, number: int = 1) -> Locator:
        return self.answer.locator("a.cite").nth(number - 1)

    def open(self, mark: Locator) -> None:
        """Opens a citation and waits for the document to stand there."""
        place = str(mark.get_attribute("href"))
        with self.page.expect_response(lambda response: "/reading?" in response.url):
            mark.click()
        expect(self.page.locator("#reading")).not_to_be_empty()
        self.page.wait_for_function(
            "place => location.hash === place && document.getElementById('reading').dataset.at"
            " === decodeURIComponent(place.slice(1))",
            arg=place,
        )
        expect(self.marked.first).to_be_visible()

    def words(self) -> list[str]:
        """The text of the answer's sentences, without the marks."""
        said = self.answer.locator("p, ul").first.evaluate(
            """said => {
                const copy = said.cloneNode(true);
                copy.querySelectorAll("a.cite").forEach(mark => mark.replaceWith("¶"));
                return copy.textContent;
            }"""
        )
        return [text.strip() for text in str(said).split("¶") if text.strip()]

    def marked_words(self) -> str:
        return " ".join(" ".join(self.marked.all_text_contents()).split())

    def in_view(self) -> bool:
        return self.marked.count() > 0 and bool(self.marked.evaluate_all(IN_VIEW))


@contextmanager
def opened(
    browser: Browser, url: str, width: int = 1280, height: int = 800, bypass_csp: bool = False
) -> Iterator[Chat]:
    """The chat in a window of its own; nothing may be asked of any other host, nor fail."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, bypass_csp=bypass_csp
    )
    page = context.new_page()
    elsewhere: list[str] = []
    faults: list[str] = []
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((url, "data:", "blob:"))
            else elsewhere.append(request.url)
        ),
    )
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(url)
    chat = Chat(page)
    expect(chat.box).to_be_visible()
    yield chat
    context.close()
    assert elsewhere == []
    assert faults == []


@pytest.fixture
def chat(browser: Browser, address: str) -> Iterator[Chat]:
    with opened(browser, address) as chat:
        yield chat


# ── A question, its answer, its source ───────────────────────────────────────────────────────


@pytest.mark.browser
def test_a_mark_opens_the_source_at_the_quoted_words(chat: Chat, assistant: Listening) -> None:
    chat.ask(POLITICAL)
    (sentence,) = chat.words()
    assert sentence.endswith("placing political solutions at the heart of its work.")
    chat.open(chat.cite())
    assert chat.marked_words() == sentence
    assert chat.marked.count() == 2  # footnotes cut the sentence in two
    assert chat.in_view()
    (citation,) = assistant.ask(POLITICAL).citations
    reading = chat.page.locator("#reading")
    expect(reading).to_contain_text(citation.label)
    expect(reading).to_contain_text(citation.document)
    expect(reading.locator(".text h3").first).to_contain_text("VISION OF THE UN PEACE")
    expect(reading.locator(".text .block").last).to_contain_text("and ownership.")


@pytest.mark.browser
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 800)])
def test_every_mark_of_a_conversation_brings_its_words_into_view(
    browser: Browser, address: str, assistant: Listening, width: int, height: int
) -> None:
    with opened(browser, address, width, height) as chat:
        quotes = []
        for question in (TWO, SHARED):
            chat.ask(question)
            quotes += assistant.quotes()
        marks = chat.answers.locator("a.cite").all()
        assert len(marks) == len(quotes) > 7
        for mark, quote in zip(marks, quotes, strict=True):
            chat.open(mark)
            assert chat.marked_words() == quote
            assert chat.in_view(), quote
            chat.page.locator("#close-reader").click()


@pytest.mark.browser
def test_a_list_is_shown_as_a_list(chat: Chat) -> None:
    chat.ask(TAKEAWAYS)
    expect(chat.answer.locator("li")).to_have_count(12)
    expect(chat.answer.locator("li a.cite")).to_have_count(12)
    expect(chat.answer.locator("p").first).to_contain_text("twelve takeaways:")
    chat.open(chat.cite(12))
    assert chat.marked_words() == "Leadership for Peace"


@pytest.mark.browser
def test_a_declined_question_is_told_and_offers_topics_to_ask_about(chat: Chat) -> None:
    chat.ask(MALI)
    expect(chat.answer.locator("blockquote")).to_contain_text("say nothing about “Mali”")
    expect(chat.answer.locator("a.cite")).to_have_count(0)
    topic = chat.page.locator("#chat button.option").first
    label = topic.inner_text()
    offer = chat.page.get_by_text("You could ask about:")
    expect(offer).to_be_visible()
    topic.click()
    chat.wait_for(2)
    expect(offer).to_have_count(0)
    expect(chat.questions.last).to_have_text(f"What does {label} say?")
    chat.open(chat.cite())
    assert chat.marked_words() == chat.words()[0].removeprefix(f"{label}. ")


@pytest.mark.browser
def test_a_follow_up_is_asked_with_the_turns_before(chat: Chat, assistant: Listening) -> None:
    chat.ask(TAKEAWAYS)
    chat.ask(POLITICAL)
    chat.ask("And how is that work supported?")
    before = assistant.answers[-3:-1]
    assert list(assistant.turns) == [Turn(answer.question, answer.text) for answer in before]
    assert [turn.question for turn in assistant.turns] == [TAKEAWAYS, POLITICAL]


@pytest.mark.browser
def test_an_example_is_asked_at_a_press(chat: Chat) -> None:
    example = chat.page.locator("button.example").first
    question = example.inner_text()
    example.click()
    chat.wait_for(1)
    expect(chat.questions).to_have_text([question])


class Hesitant(Listening):
    """An assistant that stops after its first sentence until it may go on; then it may fail."""

    def __init__(self, assistant: Assistant) -> None:
        super().__init__(assistant.index)
        self.may_go_on = threading.Event()
        self.fault: VectorstoreError | None = None

    def stream(self, question: str, turns: Sequence[Turn] = ()) -> Iterator[Event]:
        for event in super().stream(question, turns):
            yield event
            if isinstance(event, Wrote) and question == TWO:
                self.may_go_on.wait(20)
                if self.fault:
                    raise self.fault


@pytest.mark.browser
def test_sentences_appear_one_by_one_and_hold_up_nobody_else(
    browser: Browser, assistant_real: Assistant
) -> None:
    hesitant = Hesitant(assistant_real)
    first, second, *_ = [sentence.text for sentence in assistant_real.ask(TWO).sentences]
    with (
        served(hesitant) as url,
        opened(browser, url) as chat,
        opened(browser, url) as other,
    ):
        chat.box.fill(TWO)
        chat.box.press("Enter")
        expect(chat.answer).to_contain_text(first)
        other.ask(POLITICAL)
        expect(chat.answer).not_to_contain_text(second)
        hesitant.may_go_on.set()
        chat.wait_for(1)
        expect(chat.answer).to_contain_text(second)


@pytest.mark.browser
def test_a_fault_is_told_in_a_line_and_the_question_kept(
    browser: Browser, assistant_real: Assistant
) -> None:
    hesitant = Hesitant(assistant_real)
    hesitant.fault = IndexDamaged("The index is damaged. Build it with: assistant index")
    with served(hesitant) as url, opened(browser, url) as chat:
        hesitant.may_go_on.set()
        chat.box.fill(TWO)
        chat.box.press("Enter")
        expect(chat.answer).to_have_text(str(hesitant.fault))
        expect(chat.box).to_have_value(TWO)


# ── Reload, keyboard, small window ───────────────────────────────────────────────────────────


@pytest.mark.browser
def test_the_conversation_and_its_sources_outlive_a_reload(
    chat: Chat, assistant: Listening
) -> None:
    chat.ask(TAKEAWAYS)
    chat.ask(POLITICAL)
    sentence = chat.words()
    chat.open(chat.cite())
    chat.page.reload()
    chat.wait_for(2)
    assert chat.words() == sentence
    chat.cite().click()  # the address ends in this mark already
    assert [chat.marked_words()] == sentence
    assert chat.in_view()
    chat.ask(SHARED)
    chat.open(chat.cite(2))
    assert chat.marked_words() == assistant.quotes()[1]


@pytest.mark.browser
def test_a_new_conversation_forgets_the_old_one(chat: Chat) -> None:
    chat.ask(TAKEAWAYS)
    chat.page.get_by_role("button", name="New conversation").click()
    expect(chat.answers).to_have_count(0)
    chat.page.reload()
    expect(chat.page.locator("button.example").first).to_be_visible()
    expect(chat.answers).to_have_count(0)


@pytest.mark.browser
def test_a_mark_works_where_the_address_has_a_query(browser: Browser, address: str) -> None:
    with opened(browser, f"{address}") as chat:
        chat.page.goto(f"{address}?__theme=dark")
        chat.ask(POLITICAL)
        chat.open(chat.cite())
        assert chat.in_view()
        assert chat.page.url.startswith(f"{address}?__theme=dark#vision/")


@pytest.mark.browser
def test_the_keyboard_alone_is_enough(chat: Chat) -> None:
    chat.page.locator("body").click(position={"x": 2, "y": 2})
    _tab_to(chat.page, "textarea")
    chat.page.keyboard.type(POLITICAL)
    chat.page.keyboard.press("Enter")
    chat.wait_for(1)
    _tab_to(chat.page, "a.cite", key="Shift+Tab")
    outline = chat.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    chat.page.keyboard.press("Enter")
    expect(chat.page.locator("#reading .here")).to_be_focused()
    assert chat.in_view()
    _tab_to(chat.page, "#reading nav a", key="Shift+Tab")
    chat.page.keyboard.press("Enter")  # the outline leads on from there
    expect(chat.page.locator("#reading .here")).to_be_focused()
    expect(chat.marked).to_have_count(0)
    chat.page.keyboard.press("Escape")
    expect(chat.cite()).to_be_focused()


def _tab_to(page: Page, selector: str, key: str = "Tab") -> None:
    for _ in range(12):
        page.keyboard.press(key)
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{key} does not reach {selector}")


@pytest.mark.browser
def test_a_narrow_window_needs_no_sideways_scrolling(browser: Browser, address: str) -> None:
    with opened(browser, address, 390, 800) as chat:
        assert _overflow(chat.page) <= 0
        chat.ask(POLITICAL)
        chat.ask(MALI)
        chat.open(chat.answers.first.locator("a.cite"))
        assert chat.in_view()
        assert _overflow(chat.page) <= 0


def _overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


# ── Bad input, hostile input ─────────────────────────────────────────────────────────────────


@pytest.mark.browser
def test_an_empty_or_overlong_question_is_told_in_a_line(chat: Chat) -> None:
    chat.ask("")
    expect(chat.answer).to_have_text("There is no question. Write one in a few words.")
    expect(chat.questions).to_have_count(0)
    chat.box.fill("peace " * 17_000)
    chat.box.press("Enter")
    expect(chat.answer).to_contain_text("The question has 102,000 characters")
    assert len(chat.questions.last.inner_text()) < 300
    expect(chat.box).to_have_value("peace " * 17_000)  # nothing typed is lost
    chat.box.fill(POLITICAL)
    chat.box.press("Enter")
    expect(chat.answer.locator("a.cite")).to_have_count(1)
    expect(chat.questions).to_have_text([POLITICAL])  # what could not be asked is gone


@pytest.mark.browser
def test_a_hostile_question_is_shown_as_text(browser: Browser, address: str) -> None:
    question = (
        "What of <script>window.pwned=1</script> <img src=http://127.0.0.1:9/a.png> "
        "![x](http://127.0.0.1:9/x.png) [a](javascript:window.pwned=2) www.example.org "
        '<a href="http://127.0.0.1:9">b</a> **bold** `code` $$x$$ ${window.pwned=3} {{7*7}}?'
    )
    with opened(browser, address, bypass_csp=True) as chat:
        chat.ask(question)
        expect(chat.questions).to_have_text([question])
        chat.ask(POLITICAL)
        chat.page.reload()
        chat.wait_for(2)
        expect(chat.questions.first).to_have_text(question)
        _nothing_ran(chat.page)


@pytest.fixture(scope="module")
def hostile(
    embedder: Embedder, index_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Assistant:
    """The real corpus with one document more, which attacks whoever shows it."""
    folder = tmp_path_factory.mktemp("hostile")
    shutil.copytree(ROOT / "corpus", folder / "corpus")
    shutil.copytree(index_folder, folder / "index")
    (folder / "corpus" / "manual.md").write_text(HOSTILE, "utf-8")
    corpus = read_corpus(folder / "corpus")
    build_index(corpus, embedder, folder / "index")
    return Assistant(open_index(corpus, embedder, folder / "index"))


@pytest.mark.browser
def test_a_hostile_document_is_shown_as_text_and_fetches_nothing(
    browser: Browser, hostile: Assistant
) -> None:
    with served(hostile) as url, opened(browser, url, bypass_csp=True) as chat:
        for subject in ("quarantine", "pilot", "bell", "clock", "flag", "rope"):
            chat.ask(f"What does the manual say about the harbour {subject}?")
            chat.open(chat.cite())
            assert chat.marked_words() == chat.words()[0]
            _nothing_ran(chat.page)
            assert ATTACKS[subject] in chat.page.locator("#reading").inner_text()
        chat.page.reload()
        chat.wait_for(6)
        _nothing_ran(chat.page)


def _nothing_ran(page: Page) -> None:
    assert page.evaluate("typeof window.pwned") == "undefined"
    ours = "#chat .prose, #sources"
    made = page.locator(ours).locator("script, img, iframe, style, form, code, [onmouseover]")
    assert made.count() == 0
    links = page.locator(ours).locator("a").evaluate_all("a => a.map(a => a.getAttribute('href'))")
    assert [link for link in links if not re.fullmatch(r"#[\w/.%-]+(@[\d,-]+)?", link)] == []


@pytest.mark.browser
def test_the_page_lets_nothing_be_fetched_from_elsewhere(browser: Browser, address: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address)
        blocked = page.evaluate(
            """() => new Promise(resolve => {
                document.addEventListener("securitypolicyviolation", e => resolve(e.blockedURI));
                setTimeout(() => resolve("nothing"), 3000);
                document.body.append(Object.assign(new Image(), {src: "http://127.0.0.1:9/x.png"}));
            })"""
        )
    assert blocked == "http://127.0.0.1:9/x.png"


# ── What needs no browser ────────────────────────────────────────────────────────────────────


def test_plain_text_has_no_character_that_markup_could_use() -> None:
    text = "".join(map(chr, range(1, 0x180))) + "\ud800“Mali” – 中"
    shown = plain(text)
    assert re.fullmatch(r"(?:[^!-/:-@\[-`{-~\x00-\x1f\x7f]|&#\d+;)*", shown)
    assert "“Mali” – 中" in shown


def test_every_example_is_answered_from_the_corpus(assistant_real: Assistant) -> None:
    questions = examples(assistant_real)
    assert len(questions) == 5
    assert all(assistant_real.ask(question).status == "answered" for question in questions)


def test_examples_come_from_whatever_documents_there_are(
    embedder: Embedder, tmp_path: Path
) -> None:
    (tmp_path / "log.md").write_text("The ship left port.\n", "utf-8")
    corpus = read_corpus(tmp_path)
    build_index(corpus, embedder, tmp_path / ".index")
    assert examples(Assistant(open_index(corpus, embedder, tmp_path / ".index"))) == []


def test_what_the_browser_remembers_comes_back_the_same(assistant_real: Assistant) -> None:
    answers = tuple(map(assistant_real.ask, (TAKEAWAYS, POLITICAL, MALI)))
    assert recall(remember(answers), assistant_real.index) == answers
    assert len(remember(answers * LONGEST)) == LONGEST


def test_an_answer_whose_words_are_not_in_the_documents_is_forgotten(
    assistant_real: Assistant,
) -> None:
    index = assistant_real.index

    def forged(**changes: object) -> int:
        (row,) = remember((assistant_real.ask(POLITICAL),))
        return len(recall([row | changes], index))

    (citation,) = assistant_real.ask(POLITICAL).citations
    number, passage, quote = citation.number, citation.passage, citation.quote
    spans = [list(span) for span in citation.spans]
    assert forged() == 1
    assert forged(citations=[[number, passage, quote.replace("peace", "war"), spans]]) == 0
    assert forged(citations=[[number, "caf24/1.2", quote, spans]]) == 0
    assert forged(citations=[[number, "nowhere", quote, spans]]) == 0
    assert forged(citations=[[number, passage, quote, [[-5, 10**12]]]]) == 0
    assert forged(citations=[]) == 0
    assert forged(sentences=[["Unsupported.", []]]) == 0
    assert forged(sentences=[["Unsupported.", [2]]]) == 0
    assert forged(sentences=[["Unsupported.", [[]]]]) == 0
    assert forged(refusal=["no_such_reason", "", []]) == 0
    assert forged(question=7) == 0
    remembered: tuple[object, ...] = (None, 7, "x", {}, [None, [], {}, {"question": "x"}])
    for nonsense in remembered:
        assert recall(nonsense, index) == ()


def test_a_long_document_is_opened_around_the_place(tmp_path: Path) -> None:
    days = [f"Nothing happened on day {day} of the voyage, nor after." for day in range(6_000)]
    words = "The harbour bell rings at dawn."
    text = "\n\n".join(["# Log", *days[:3_000], words, *days[3_000:]])
    (tmp_path / "log.md").write_text(text, "utf-8")
    (document,) = read_corpus(tmp_path).documents
    passages = {passage.id: passage for passage in split(document)}
    passage = next(p for p in passages.values() if words in p.body.text)
    index = cast(Index, SimpleNamespace(passages=passages, documents={document.id: document}))
    place = find_place(link(passage.id, passage.body.spans)[1:], index)
    assert place is not None
    shown = opened_at(place, index)
    assert f"<mark>{plain(words)}</mark>" in shown
    assert int(re.findall(r"day (\d+)", shown)[0]) > 1_000
    assert "Earlier in the document" in shown
    assert "Later in the document" in shown
    assert len(shown) < 500_000


def test_a_port_in_use_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AssistantError, match=f"Port {port} on 127.0.0.1 is in use"):
            listen("127.0.0.1", port)


def test_an_address_that_cannot_be_listened_on_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **named: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied (while attempting to bind)")

    monkeypatch.setattr(socket, "create_server", refuse)
    told = r"Nothing can listen on 127\.0\.0\.1, port 80 \(Permission denied\)\. Name another"
    with pytest.raises(AssistantError, match=told):
        listen("127.0.0.1", 80)


@pytest.mark.parametrize("host", ["192.168..1", "a" * 64, b"\xff"])
def test_a_host_that_is_none_is_told(host: str | bytes) -> None:
    """In a process of its own, for here no other machine may be named; nor is one looked up."""
    command = [sys.executable, "-m", "assistant", "serve", "--port", "1", "--host", host]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"assistant: .* is no name .* with --host\.\n", done.stderr)


@pytest.mark.parametrize(
    ("host", "ending"), [("127.0.0.1", signal.SIGINT), ("127.1", signal.SIGHUP)]
)
def test_a_signal_ends_the_chat_that_this_machine_reaches_by_its_own_names(
    tmp_path: Path, host: str, ending: int
) -> None:
    (tmp_path / "log.md").write_text("# Log\n\nThe ship left port.\n", "utf-8")
    command = [sys.executable, "-c", CHAT_WITHOUT_A_MODEL, str(tmp_path), host]
    piped = subprocess.PIPE
    with subprocess.Popen(command, stdout=piped, stderr=piped, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        address = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
        assert address is not None
        with urlopen(address[0], timeout=30) as page:
            assert page.status == 200
        strangers = Request(f"{address[0]}/health", headers={"host": "evil.example"})
        with pytest.raises(HTTPError) as refused:
            urlopen(strangers, timeout=30)
        assert refused.value.code == 421
        refused.value.close()
        process.send_signal(ending)
        try:
            assert "Traceback" not in process.communicate(timeout=30)[1]
        finally:
            process.kill()
        assert process.returncode == 0
