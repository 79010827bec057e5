"""The writer with a model: what is supported is shown, and every failure ends in a good answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from model_server import Script, serving

from assistant.answer import Answer, Answered, Event, Turn, Withdrew, Wrote
from assistant.ask import Assistant
from assistant.chain import AnswerChain
from assistant.hearing import Patience
from assistant.model import Model, open_model
from assistant.page import NOTES, Fault
from assistant.rewriting import is_faithful
from assistant.settings import read_settings
from assistant.show import as_json, as_text
from assistant.writing import ModelWriter
from vectorstore.slices import Slice

pytest.importorskip("langchain_openai")

QUESTION = "What should the General Assembly prepare for a blocked Council?"
TRUE = (
    "The General Assembly should proactively prepare coordinated responses in case of Security "
    "Council blockages and vetoes. [1] "
)
ALSO = (
    "The primary responsibility for the maintenance of international peace and security lies with "
    "the Security Council. [1] "
)
FALSE = "The General Assembly must abolish the veto within 5 years. [1] "
SHORT = Patience(first=2.0, whole=4.0)

Writing = Callable[..., tuple[list[Event], Answer]]


@contextmanager
def with_model(assistant: Assistant, script: Script) -> Iterator[Assistant]:
    """The assistant with a model behind a server that does as it is told."""
    with serving(script) as url:
        model = open_model(read_settings({"model_url": url}, {}))
        assert model is not None
        yield Assistant(assistant.index, ModelWriter(model, assistant.index, SHORT))


@pytest.fixture
def written(assistant_real: Assistant) -> Writing:
    """What comes of a question when the model follows a script."""

    def write(
        script: Script, question: str = QUESTION, turns: Sequence[Turn] = ()
    ) -> tuple[list[Event], Answer]:
        with with_model(assistant_real, script) as assistant:
            events = list(assistant.stream(question, turns))
        assert isinstance(events[-1], Answered)
        return events, events[-1].answer

    return write


def is_exact(assistant: Assistant, answer: Answer) -> bool:
    texts = {d.file: d.text for d in assistant.index.documents.values()}
    return all(Slice(c.quote, c.spans).stands_in(texts[c.document]) for c in answer.citations)


def test_supported_sentences_are_shown_with_exact_quotes(
    written: Writing, assistant_real: Assistant
) -> None:
    events, answer = written(Script([TRUE[:30], TRUE[30:], ALSO]))
    assert [s.text for s in answer.sentences] == [TRUE[:-5], ALSO[:-5]]
    assert answer.writer == "model"
    assert [e.sentence for e in events if isinstance(e, Wrote)] == list(answer.sentences)
    assert [c.passage for c in answer.citations] == ["caf24/1.2"] * 2
    assert is_exact(assistant_real, answer)
    assert not answer.note


def test_an_unsupported_sentence_is_withdrawn_visibly(written: Writing) -> None:
    events, answer = written(Script([TRUE, FALSE, ALSO]))
    assert FALSE[:-5] not in answer.text
    (withdrew,) = [e.withdrawn for e in events if isinstance(e, Withdrew)]
    assert withdrew.text == FALSE[:-5]
    assert answer.record
    assert answer.record.withdrawn == (withdrew,)
    assert withdrew.because == "number"


@pytest.mark.parametrize("line", ["{label}", "{title}", "CAF24, takeaway 1.2: The Council"])
def test_a_heading_is_no_sentence(written: Writing, assistant_real: Assistant, line: str) -> None:
    passage = assistant_real.index.passages["caf24/1.2"]
    assert passage.title
    heading = line.format(label=passage.label, title=passage.title.text)
    _, answer = written(Script([TRUE, f"{heading}\n\n", ALSO]))
    assert [s.text for s in answer.sentences] == [TRUE[:-5], ALSO[:-5]]
    assert answer.record
    assert [w.because for w in answer.record.withdrawn] == ["empty"]


def test_a_label_that_is_made_up_is_not_shown(written: Writing) -> None:
    _, answer = written(Script([f"CAF24, takeaway 3.9: {TRUE}", ALSO]))
    assert [s.text for s in answer.sentences] == [TRUE[:-5], ALSO[:-5]]


@pytest.mark.parametrize(
    "label", ["[CAF24, takeaway 1.2]", "(Takeaway 1.2)", "[CAF24 1.2]", "[1.2]", "(1.2)"]
)
def test_a_label_in_brackets_is_a_mark(written: Writing, label: str) -> None:
    for text in (TRUE.replace("[1]", label), f"{TRUE[:-6]} {label}. "):
        _, answer = written(Script([text, ALSO]))
        assert [s.text for s in answer.sentences] == [TRUE[:-5], ALSO[:-5]]


def test_a_list_of_sources_costs_nothing(written: Writing, assistant_real: Assistant) -> None:
    passages = assistant_real.index.passages
    labels = [passages[name].label for name in ("caf24/1.2", "caf24/1.1")]
    sources = "".join(f"{at}. {label}.\n" for at, label in enumerate(labels, start=1))
    _, answer = written(Script([f"{TRUE}\n\nReferences:\n{sources}"]))
    assert [s.text for s in answer.sentences] == [TRUE[:-5]]


def test_a_title_run_into_a_sentence_is_taken_off(
    written: Writing, assistant_real: Assistant
) -> None:
    title = assistant_real.index.passages["caf24/1.2"].title
    assert title
    _, answer = written(Script([f"{title.text.strip(' .:')} {TRUE}", ALSO]))
    assert [s.text for s in answer.sentences] == [TRUE[:-5], ALSO[:-5]]


@pytest.mark.parametrize(
    "lead",
    [
        "According to the passages, {}",
        "As per passage [1], {}",
        "Passage [1] states that {}",
        "Here is the answer: {}",
        "- **Preparation**: {}",
    ],
)
def test_words_that_only_lead_are_not_shown(written: Writing, lead: str) -> None:
    _, answer = written(Script([lead.format(f"t{TRUE[1:]}"), ALSO]))
    assert [s.text for s in answer.sentences] == [TRUE[:-5], ALSO[:-5]]


def test_what_stands_waits_while_more_does_not(written: Writing) -> None:
    events, answer = written(Script([FALSE, FALSE.replace("5", "7"), TRUE, ALSO]))
    kinds = [type(e) for e in events if isinstance(e, (Wrote, Withdrew))]
    assert kinds == [Withdrew, Withdrew, Wrote, Wrote]
    assert [s.text for s in answer.sentences] == [TRUE[:-5], ALSO[:-5]]
    events, answer = written(Script([FALSE, FALSE.replace("5", "7"), TRUE]))
    assert answer.writer == "quotes"
    assert TRUE[:-5] not in [e.withdrawn.text for e in events if isinstance(e, Withdrew)]
    assert answer.record
    assert (TRUE[:-5], "replaced") in [(w.text, w.because) for w in answer.record.withdrawn]


def test_a_mere_no_does_not_count(written: Writing) -> None:
    _, answer = written(Script([f"No. {FALSE}{TRUE}"]))
    assert [s.text for s in answer.sentences] == [TRUE[:-5]]


def test_one_character_at_a_time(written: Writing) -> None:
    _, answer = written(Script(list(TRUE + ALSO)))
    assert [s.text for s in answer.sentences] == [TRUE[:-5], ALSO[:-5]]


@pytest.mark.parametrize("cut", [1, 7, 10_000])
def test_reasoning_that_only_ends_is_no_answer(written: Writing, cut: int) -> None:
    text = f"{ALSO}{FALSE}Wait. </think>\n{TRUE}"
    events, answer = written(Script([text[at : at + cut] for at in range(0, len(text), cut)]))
    assert [s.text for s in answer.sentences] == [TRUE[:-5]]
    assert answer.record
    assert not answer.record.withdrawn
    assert [c.number for c in answer.citations] == [1]
    shown = [e.sentence.text for e in events if isinstance(e, Wrote)]
    gone = [e.withdrawn.text for e in events if isinstance(e, Withdrew)]
    assert [text for text in shown if text not in gone] == [TRUE[:-5]]
    assert (ALSO[:-5] in shown) == (cut < len(text))


THOUGHTS = [f"Let me look at item {at}: it has {at * 7} words. Hmm. Wait. " for at in range(40)]


@pytest.mark.parametrize("begins", ["<think>", "[THINK]", ""])
def test_reasoning_may_be_long(written: Writing, begins: str) -> None:
    ends = begins.replace("<", "</").replace("[", "[/") or "</think>"
    _, answer = written(Script([begins, *THOUGHTS, ends, "\n\n", TRUE, ALSO]))
    assert [s.text for s in answer.sentences] == [TRUE[:-5], ALSO[:-5]]
    assert not answer.note


def test_reasoning_without_an_answer_is_nothing(written: Writing) -> None:
    _, answer = written(Script([f"{TRUE}{ALSO}</think>\n"]))
    assert answer.writer == "quotes"
    assert answer.note.startswith(NOTES["empty"])


def test_a_table_and_a_list_are_read(written: Writing) -> None:
    table = f"## Answer\n\n| Who | What |\n|---|---|\n| Assembly | {TRUE}|\n\n1. {ALSO}\n"
    _, answer = written(Script([table]))
    assert [s.text for s in answer.sentences] == [TRUE[:-5], ALSO[:-5]]
    assert answer.record
    assert not answer.record.withdrawn


class InBlocks(BaseChatModel):
    """A model whose content is a list of blocks, its thoughts and a call of a tool among them."""

    @property
    def _llm_type(self) -> str:
        return "blocks"

    def _generate(self, *given: Any, **named: Any) -> ChatResult:
        raise NotImplementedError

    def _stream(self, *given: Any, **named: Any) -> Iterator[ChatGenerationChunk]:
        blocks: list[str | dict[Any, Any]] = [
            {"type": "thinking", "thinking": FALSE, "index": 0},
            {"type": "text", "text": TRUE + ALSO, "index": 1},
            {"type": "tool_use", "id": "x", "name": "search", "input": {}, "index": 2},
        ]
        for block in blocks:
            yield ChatGenerationChunk(message=AIMessageChunk(content=[block]))


def test_content_may_come_in_blocks(assistant_real: Assistant) -> None:
    model = Model(InBlocks(), "blocks", 4_096)
    writer = ModelWriter(model, assistant_real.index, SHORT)
    answer = Assistant(assistant_real.index, writer).ask(QUESTION)
    assert [s.text for s in answer.sentences] == [TRUE[:-5], ALSO[:-5]]
    assert answer.record
    assert not answer.record.withdrawn


def test_wrong_numbers_are_repaired_and_unknown_ones_counted(written: Writing) -> None:
    _, answer = written(Script([TRUE.replace("[1]", "[2]"), ALSO.replace("[1]", "[77]")]))
    assert {c.passage for c in answer.citations} == {"caf24/1.2"}
    assert answer.record
    assert (answer.record.repaired, answer.record.unknown_marks) == (1, 1)


def test_what_is_declined_is_declined_without_the_model(written: Writing) -> None:
    script = Script([TRUE])
    _, answer = written(script, "How many troops does the UN have in Mali?")
    assert answer.status == "declined"
    assert not script.requests


def test_the_outline_answers_without_the_model(written: Writing) -> None:
    script = Script([TRUE])
    _, answer = written(script, "What are the takeaways of CAF24?")
    assert len(answer.citations) == 12
    assert not script.requests


@pytest.mark.parametrize(
    ("script", "note"),
    [
        (Script(status=401), "key"),
        (Script(status=429, headers={"retry-after": "60"}), "busy"),
        (Script(status=500), "busy"),
        (Script(status=404), "refused"),
        (Script(status=400, error="the prompt exceeds the context size"), "too_long"),
        (Script([TRUE] * 9, break_after=1), "broken"),
        (Script([]), "empty"),
        (Script([], finish="length"), "empty"),
        (Script([TRUE.partition(" in case")[0]], finish="content_filter"), "cut"),
        (Script(["[1] [2] 【3】"]), "unsupported"),
        (Script(["<think>Never ends. "]), "unsupported"),
        (Script(['<tool_call>{"name": "search", "arguments": {}}</tool_call>']), "form"),
        (Script(silent=True), "late"),
        (Script([TRUE] * 99, pause=0.3), "repeats"),
        (Script(["peace "] * 50_000), "cut"),
        (Script([FALSE] * 9_000), "repeats"),
        (Script(["Die Generalversammlung soll gemeinsame Antworten vorbereiten. [1]"]), "language"),
        (Script(['{"answer": "The General Assembly should prepare.", "marks": [1]}']), "form"),
        (Script(['```json\n{"answer": "The General Assembly should."}\n```']), "form"),
        (Script(["You answer questions from passages of policy documents. [1]"]), "instructions"),
        (Script([FALSE, TRUE, "The moon is a cheese. [2] "]), "unsupported"),
        (Script(["The passages do not answer this."]), "none"),
        (Script(["The passages don't answer this."]), "none"),
        (Script(["The passages do not directly answer this question."]), "none"),
        (Script(["There is no information in the passages about this."]), "none"),
        (Script(["I cannot answer this question based on the provided passages."]), "none"),
        (Script(["![[ " * 2_000]), "cut"),
        (Script(["CAF24 was hosted by the Center for International Peace Operations."]), ""),
    ],
    ids=lambda value: repr(value)[:50],
)
def test_every_failure_ends_in_quotes_and_one_line(
    written: Writing, assistant_real: Assistant, script: Script, note: Fault
) -> None:
    started = time.monotonic()
    _, answer = written(script)
    assert time.monotonic() - started < SHORT.whole + 3
    plain = assistant_real.ask(QUESTION)
    assert (answer.sentences, answer.citations) == (plain.sentences, plain.citations)
    assert answer.writer == "quotes"
    if note:
        assert answer.note.startswith(NOTES[note])
    assert answer.text.endswith(answer.note)
    assert answer.note.count("\n") == 0


def test_nobody_there_ends_in_quotes(assistant_real: Assistant) -> None:
    with with_model(assistant_real, Script()) as assistant:
        pass
    answer = assistant.ask(QUESTION)
    assert answer.note.startswith(NOTES["unreachable"])
    assert answer.sentences == assistant_real.ask(QUESTION).sentences


def test_what_was_shown_is_withdrawn_where_quotes_take_its_place(written: Writing) -> None:
    events, answer = written(Script([TRUE] * 9, break_after=1, pause=0.01))
    shown = [event.sentence.text for event in events if isinstance(event, Wrote)]
    gone = [e.withdrawn.text for e in events if isinstance(e, Withdrew)]
    assert [text for text in shown if text not in gone] == [s.text for s in answer.sentences]


def test_leaving_stops_the_model(assistant_real: Assistant) -> None:
    script = Script([TRUE, *["More words "] * 2_000], pause=0.01)
    with with_model(assistant_real, script) as assistant:
        for event in (stream := assistant.stream(QUESTION)):
            if isinstance(event, Wrote):
                break
        stream.close()  # type: ignore[attr-defined]
        assert script.hung_up.wait(5)


def test_a_question_with_a_length_is_answered_at_that_length(written: Writing) -> None:
    _, answer = written(Script([TRUE, ALSO]), f"In one sentence: {QUESTION}")
    assert len(answer.sentences) == 1


def test_an_answer_says_whose_words_it_is(written: Writing) -> None:
    _, answer = written(Script([TRUE, FALSE]))
    row = as_json(answer, None, 0.1)
    assert row["writer"] == "model"
    assert row["withdrawn"] == [{"text": FALSE[:-5], "because": "number"}]
    assert TRUE[:20] in as_text(answer)


TURNS = [Turn("What does CAF24 say about penholders?", "Diversify penholders, for 2 reasons.")]


@pytest.mark.parametrize(
    ("rewritten", "holds"),
    [
        ("Why should penholders be diversified according to CAF24?", True),
        ("Why are there 2 reasons?", True),
        ("Why does France want penholders diversified?", False),
        ("Why should 15 penholders be diversified?", False),
        ("Who hosted the forum in Berlin last year?", False),
        ("Pourquoi diversifier les responsables de dossiers ?", False),
        ("Why? And how? And when?", False),
    ],
)
def test_a_rewrite_may_add_no_name_and_no_number(rewritten: str, holds: bool) -> None:
    assert is_faithful(rewritten, "And why?", TURNS) == holds


def test_a_follow_up_is_written_out_by_the_model(
    written: Writing, assistant_real: Assistant
) -> None:
    def reply(request: dict[str, object]) -> Sequence[str]:
        is_rewrite = "Latest question" in str(request["messages"])
        return ["What should the General Assembly prepare?"] if is_rewrite else [TRUE]

    turns = [Turn("What is said about the General Assembly?", "It may mandate operations.")]
    script = Script(reply)
    _, answer = written(script, "And what should it prepare?", turns)
    assert len(script.requests) == 2
    assert "Question: What should the General Assembly prepare?" in str(script.requests[1])
    assert answer.sentences[0].text == TRUE[:-5]


class Traced(BaseCallbackHandler):
    """A tracer that keeps all that it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.parents: list[object] = []

    def on_chain_start(self, *given: Any, **named: Any) -> None:
        self.told.append(repr((given, named)))

    def on_chat_model_start(self, *given: Any, **named: Any) -> None:
        self.told.append(repr((given, named)))
        self.parents.append(named["parent_run_id"])

    def on_llm_end(self, *given: Any, **named: Any) -> None:
        self.told.append(repr((given, named)))


def test_a_trace_holds_the_model_within_the_chain_and_no_key(
    assistant_real: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-never-in-a-trace")
    traced = Traced()
    with with_model(assistant_real, Script([TRUE])) as assistant:
        grown = list(AnswerChain(assistant).stream(QUESTION, {"callbacks": [traced]}))
    assert grown[-1].writer == "model"
    assert len(traced.parents) == 1
    assert traced.parents[0] is not None
    assert "sk-never-in-a-trace" not in "".join(traced.told)


def test_a_stream_that_grows_takes_back_what_is_replaced(assistant_real: Assistant) -> None:
    with with_model(assistant_real, Script([TRUE, "X "] * 9, break_after=2, pause=0.01)) as it:
        grown = list(AnswerChain(it).stream(QUESTION))
    assert grown[-1].writer == "quotes"
    assert all(TRUE[:-5] not in answer.text for answer in grown[-2:])
    for answer in grown:
        cited = {number for sentence in answer.sentences for number in sentence.citations}
        assert {citation.number for citation in answer.citations} == cited
