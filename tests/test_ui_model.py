"""The chat with a chat model: what is withdrawn is struck through, and answers are remembered."""

from __future__ import annotations

import asyncio
import html
import json
import re
from collections.abc import Sequence

import pytest
from model_server import Script
from playwright.sync_api import Browser, expect
from test_ui import opened, served
from test_writing import ALSO, FALSE, QUESTION, TRUE, with_model

import ui
from assistant import local
from assistant.answer import Answer
from assistant.ask import Assistant
from assistant.checking import Checked, Checker
from assistant.desk import Desk
from assistant.hearing import Patience
from assistant.model import open_model
from assistant.settings import read_settings
from assistant.support import Verdict
from assistant.writing import ModelWriter
from ui_parts.examples import examples
from ui_parts.memory import recall, remember
from ui_parts.messages import told
from ui_parts.talk import Talk
from vectorstore.passages import Passage

pytest.importorskip("langchain_openai")

WEAK = ("Who hosted the forum in Berlin?", "What should the Fifth Committee do?")
"""Of what SmolLM2 writes on these, some stands and some does not."""


@pytest.fixture(scope="module")
def answer(assistant_real: Assistant) -> Answer:
    """An answer in a model's words, one sentence withdrawn."""
    with with_model(assistant_real, Script([TRUE, FALSE, ALSO])) as assistant:
        return assistant.ask(QUESTION)


def test_the_withdrawn_is_struck_through_with_its_reason(
    answer: Answer, assistant_real: Assistant
) -> None:
    content = html.unescape(told(answer, assistant_real.index)["content"])
    assert f"<del>{FALSE[:-5]}</del> A number differs" in content
    assert "Written by a chat model" in content
    assert content.index(TRUE[:-5]) < content.index("<del>")


def test_quotes_after_a_failure_say_so(assistant_real: Assistant) -> None:
    with with_model(assistant_real, Script(status=500)) as assistant:
        content = html.unescape(told(assistant.ask(QUESTION), assistant.index)["content"])
    assert "busy or out of order; this answer quotes the documents instead." in content
    assert "Written by" not in content


def test_a_models_answer_is_remembered_and_checked_again(
    answer: Answer, assistant_real: Assistant
) -> None:
    kept = json.loads(json.dumps(remember([answer])))
    (recalled,) = recall(kept, assistant_real.index)
    assert recalled.sentences == answer.sentences
    assert recalled.citations == answer.citations
    assert recalled.writer == "model"
    assert recalled.record
    assert answer.record
    assert recalled.record.withdrawn == answer.record.withdrawn
    kept[0]["sentences"][0][0] = FALSE[:-5]
    assert recall(kept, assistant_real.index) == ()


def test_a_conversation_without_end_is_not_compared_without_end(
    answer: Answer, assistant_real: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str] = []

    def check(self: Checker, sentence: str, cited: Sequence[Passage]) -> Checked:
        compared.append(sentence)
        return Checked(tuple((passage, Verdict(True, "supported", None)) for passage in cited))

    monkeypatch.setattr(Checker, "check", check)
    index = assistant_real.index
    (row,) = remember([answer])
    assert isinstance(row["sentences"], list)
    marks = row["sentences"][0][1]

    def said(*texts: str) -> dict[str, object]:
        return row | {"sentences": [[text, marks * 50] for text in texts]}

    assert len(recall([said(*["The same."] * 100)] * 30, index)) == 30
    assert compared == ["The same."]
    compared.clear()
    rows = [said(*(f"Row {row}, sentence {at}." for at in range(100))) for row in range(30)]
    kept = recall(rows, index)
    assert len(compared) <= 12 * 30
    assert 1 <= len(kept) <= 3
    assert kept[-1].sentences[0].text == "Row 29, sentence 0."
    compared.clear()
    recall(rows[-6:], index)
    assert len(compared) <= 24 * 6
    assert recall([said("Too long. " * 1_000)], index) == ()
    for part in ("sentences", "citations", "withdrawn"):
        assert recall([row | {part: row[part] * 1_001}], index) == ()  # type: ignore[operator]


def test_sentences_appear_one_by_one(assistant_real: Assistant) -> None:
    with with_model(assistant_real, Script([TRUE, FALSE, ALSO])) as assistant:
        talk = Talk(assistant, Desk())

        async def heard() -> list[str]:
            chats = [chat async for _, chat, *_ in talk.reply(QUESTION, [])]
            return [html.unescape(chat[-1]["content"]) for chat in chats if isinstance(chat, list)]

        shown = asyncio.run(heard())
    assert TRUE[:-5] in shown[1]
    assert ALSO[:-5] not in shown[1]
    assert "<del>" in shown[2]
    assert ALSO[:-5] in shown[-1]


def test_the_examples_do_not_ask_the_model(assistant_real: Assistant) -> None:
    script = Script([TRUE])
    with with_model(assistant_real, script) as assistant:
        assert len(examples(ui.unaided(assistant))) == 5
    assert not script.requests
    assert ui.unaided(assistant_real) is assistant_real


@pytest.mark.model
@pytest.mark.browser
@pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated")
@pytest.mark.filterwarnings("ignore:The copy keyword is deprecated")
def test_a_weak_model_is_watched_writing(assistant_real: Assistant, browser: Browser) -> None:
    if local.weights_file() is None:
        pytest.skip("SmolLM2 is not installed: make run-local installs it")
    with local.running() as model_url:
        model = open_model(read_settings({"model_url": model_url}, {}))
        assert model
        writer = ModelWriter(model, assistant_real.index, Patience(60, 90, 3_000))
        with (
            served(Assistant(assistant_real.index, writer)) as url,
            opened(browser, url) as chat,
        ):
            struck = 0
            for count, question in enumerate(WEAK, start=1):
                chat.box.fill(question)
                chat.box.press("Enter")
                expect(chat.answers).to_have_count(count)
                expect(chat.answer.locator(".whose")).to_have_text(
                    re.compile("Written by a chat model|this answer quotes"), timeout=100_000
                )
                chat.wait_for(count)
                struck += chat.answer.locator("p.withdrawn del").count()
            chat.cite().click()
            expect(chat.marked.first).to_be_visible()
    assert struck > 0
