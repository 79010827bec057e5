"""Chat models are opened and heard: every failure is told apart, in bounded time, with no key."""

from __future__ import annotations

import logging
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from model_server import Script, serving

from assistant.errors import AssistantError, ModelFailed, ModelUnusable
from assistant.hearing import Patience, hear
from assistant.model import Model, open_model
from assistant.settings import Settings, read_settings

pytest.importorskip("langchain_openai")

KEY = "sk-this-is-a-secret-0123456789"
SHORT = Patience(first=2.0, whole=4.0, characters=2_000)


def settings(model: str = "", model_url: str = "") -> Settings:
    return read_settings({"model": model or None, "model_url": model_url or None}, {})


def at(url: str) -> Model:
    model = open_model(settings(model_url=url))
    assert model is not None
    return model


def heard(url: str, patience: Patience = SHORT) -> str:
    from langchain_core.messages import HumanMessage

    return "".join(hear(at(url).chat, [HumanMessage("Well?")], patience))


def test_without_a_word_there_is_no_model() -> None:
    assert open_model(settings()) is None


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("gpt-5-mini", "give PROVIDER:NAME"),
        ("nobody:x", "no provider 'nobody'"),
        ("mistralai:x", "-m pip install langchain-mistralai"),
        ("openai:x", "Set OPENAI_API_KEY"),
        ("anthropic:x", "Set ANTHROPIC_API_KEY"),
        ("azure_openai:x", "Look at the variables of azure_openai"),
    ],
)
def test_a_model_that_cannot_be_used_is_told(
    model: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY"):
        monkeypatch.delenv(variable, raising=False)
    with pytest.raises(ModelUnusable, match=said):
        open_model(settings(model))


@pytest.mark.parametrize("provider", ["openai", "anthropic", "ollama"])
def test_a_missing_package_is_named_with_its_command(
    provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{provider.upper()}_API_KEY", KEY)
    monkeypatch.setitem(sys.modules, f"langchain_{provider}", None)
    from langchain.chat_models import base

    base._get_chat_model_creator.cache_clear()
    with pytest.raises(ModelUnusable, match=rf"-m pip install --editable '\.\[{provider}\]'"):
        open_model(settings(f"{provider}:x"))


@pytest.mark.parametrize(
    "url", ["ftp://x/v1", "127.0.0.1:80", "http://", "http://x:99999/", "http://[::1"]
)
def test_what_is_no_url_is_refused(url: str) -> None:
    with pytest.raises(AssistantError, match="give http://HOST:PORT"):
        settings(model_url=url)


@pytest.mark.parametrize("secret", ["http://me:{}@h/v1", "http://h/v1?key={}", "http://h/#{}"])
def test_a_secret_in_a_url_is_refused_and_not_repeated(secret: str) -> None:
    with pytest.raises(AssistantError, match="OPENAI_API_KEY") as told:
        settings(model_url=secret.format(KEY))
    assert KEY not in str(told.value)


def test_a_local_server_needs_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    script = Script(["The ", "ship ", "left."])
    with serving(script) as url:
        assert heard(url) == "The ship left."
    assert script.requests[0]["stream"] is True


def test_the_name_and_the_key_are_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    from langchain_core.messages import HumanMessage

    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    script = Script(["Yes."])
    with serving(script) as url:
        model = open_model(settings("openai:some-name", url))
        assert model is not None
        list(hear(model.chat, [HumanMessage("Well?")], SHORT))
    assert script.requests[0]["model"] == "some-name"
    assert script.authorizations == [f"Bearer {KEY}"]


@pytest.mark.parametrize(
    ("script", "trouble"),
    [
        (Script(status=401, error=f"Incorrect API key provided: {KEY}"), "key"),
        (Script(status=403), "key"),
        (Script(status=404), "refused"),
        (Script(status=400), "refused"),
        (Script(status=400, error="maximum context length is 4096 tokens"), "too_long"),
        (Script(status=429, headers={"retry-after": "30"}), "busy"),
        (Script(status=500), "busy"),
        (Script(["a. "] * 9, break_after=3), "broken"),
        (Script(["a. "] * 9, finish="length"), "cut"),
        (Script(["word "] * 50_000), "cut"),
        (Script(silent=True), "late"),
        (Script(["a. "] * 99, pause=0.2), "late"),
    ],
    ids=lambda value: repr(value)[:60],
)
def test_every_failure_is_told_apart_in_bounded_time(
    script: Script, trouble: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    caplog.set_level(logging.DEBUG)
    started = time.monotonic()
    with serving(script) as url, pytest.raises(ModelFailed) as failed:
        heard(url)
    assert failed.value.trouble == trouble
    assert time.monotonic() - started < SHORT.whole + 2
    written = "".join(traceback.format_exception(failed.value)) + caplog.text
    assert KEY not in written


class Ending(BaseChatModel):
    """A model that says one sentence, and then what it is given to say of its end."""

    said: str = "The ship left."
    told: Sequence[dict[str, Any]]

    @property
    def _llm_type(self) -> str:
        return "ending"

    def _generate(self, *given: Any, **named: Any) -> ChatResult:
        raise NotImplementedError

    def _stream(self, *given: Any, **named: Any) -> Iterator[ChatGenerationChunk]:
        yield ChatGenerationChunk(message=AIMessageChunk(content=self.said))
        for metadata in self.told:
            message = AIMessageChunk(content="", response_metadata=metadata)
            yield ChatGenerationChunk(message=message)


@pytest.mark.parametrize(
    "told",
    [
        [{"finish_reason": "stop"}],
        [{"stopReason": "end_turn"}, {"metrics": {"latencyMs": [1]}}],
        [{"id": "resp_1", "status": "in_progress"}, {"id": "resp_1", "status": "completed"}],
        [{"model": "x", "done": True}],
        [],
    ],
    ids=repr,
)
def test_an_end_is_known_by_any_provider_s_word(told: list[dict[str, Any]]) -> None:
    from langchain_core.messages import HumanMessage

    words = hear(Ending(told=told), [HumanMessage("Well?")], SHORT)
    assert "".join(words) == "The ship left."


@pytest.mark.parametrize(
    "told", [[{"model": "x"}], [{"status": "in_progress"}], [{"done": False}]], ids=repr
)
def test_a_line_that_is_closed_before_the_end_is_told(told: list[dict[str, Any]]) -> None:
    from langchain_core.messages import HumanMessage

    with pytest.raises(ModelFailed) as failed:
        list(hear(Ending(told=told), [HumanMessage("Well?")], SHORT))
    assert failed.value.trouble == "broken"


@pytest.mark.parametrize(
    "told",
    [
        [{"finish_reason": "length"}],
        [{"finish_reason": "MAX_TOKENS"}],
        [{"finish_reason": "content_filter"}],
        [{"finish_reason": "error"}],
        [{"stop_reason": "refusal"}],
        [{"stop_reason": "model_context_window_exceeded"}],
        [{"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}}],
    ],
    ids=repr,
)
def test_a_model_that_was_stopped_has_not_ended(told: list[dict[str, Any]]) -> None:
    from langchain_core.messages import HumanMessage

    with pytest.raises(ModelFailed) as failed:
        list(hear(Ending(told=told), [HumanMessage("Well?")], SHORT))
    assert failed.value.trouble == "cut"


@pytest.mark.parametrize("word", ["STOP", "COMPLETE", "eos_token", "tool_calls"])
def test_how_an_end_is_spelt_makes_no_difference(word: str) -> None:
    from langchain_core.messages import HumanMessage

    words = hear(Ending(told=[{"finish_reason": word}]), [HumanMessage("Well?")], SHORT)
    assert "".join(words) == "The ship left."


class Overloaded(Ending):
    """A model whose server takes the request, and fails before the first word, so many times."""

    failures: int
    told: Sequence[dict[str, Any]] = ()

    def _stream(self, *given: Any, **named: Any) -> Iterator[ChatGenerationChunk]:
        self.failures -= 1
        if self.failures >= 0:
            error = RuntimeError("overloaded_error")
            error.status_code = 200  # type: ignore[attr-defined]
            raise error
        yield from super()._stream()


@pytest.mark.parametrize("failures", [1, 2])
def test_a_server_that_fails_in_the_stream_is_busy(failures: int) -> None:
    from langchain_core.messages import HumanMessage

    words = hear(Overloaded(failures=failures), [HumanMessage("Well?")], SHORT)
    if failures == 1:
        assert "".join(words) == "The ship left."
        return
    with pytest.raises(ModelFailed) as failed:
        list(words)
    assert failed.value.trouble == "busy"


def test_nobody_there_is_told() -> None:
    with serving(Script()) as url:
        pass
    with pytest.raises(ModelFailed) as failed:
        heard(url)
    assert failed.value.trouble == "unreachable"


def test_a_busy_server_is_asked_once_more() -> None:
    script = Script(["Yes."], status=429, headers={"retry-after": "0.1"}, failures=1)
    with serving(script) as url:
        assert heard(url) == "Yes."
    assert len(script.requests) == 2


def test_leaving_ends_the_stream() -> None:
    from langchain_core.messages import HumanMessage

    script = Script(["word "] * 2_000, pause=0.01)
    with serving(script) as url:
        words = hear(at(url).chat, [HumanMessage("Well?")], Patience())
        assert next(words) == "word "
        words.close()
        assert script.hung_up.wait(5)
        assert script.sent < 1_000


def test_no_key_is_in_what_a_model_says_of_itself(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    model = open_model(settings("openai:x"))
    assert model is not None
    assert KEY not in f"{model!r} {model} {model.chat!r} {vars(model)} {settings('openai:x')!r}"
