"""Ways to make an assistant worse at run time: its answers, search, functions, documents."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from unittest.mock import patch

from assistant.answer import Answer, Answered, Event, Turn
from assistant.ask import Assistant
from evals.cases import Case
from vectorstore.building import build_index
from vectorstore.documents import Corpus, Document
from vectorstore.embedder import Embedder
from vectorstore.index import Search, open_index
from vectorstore.multilingual import Multilingual
from vectorstore.reader import Reader


@dataclass(frozen=True)
class Bench:
    """An assistant, what it is made of, and what it will be asked."""

    assistant: Assistant
    corpus: Corpus
    embedder: Embedder
    multilingual: Multilingual | None
    reader: Reader
    folder: Path
    """Of its index."""
    cases: tuple[Case, ...]


Broken = Callable[[Bench], AbstractContextManager[Assistant]]
"""An assistant that is worse for as long as the context lasts."""


def answered(change: Callable[[Answer, Bench], Answer]) -> Broken:
    """With a change of every finished answer."""

    @contextmanager
    def broken(bench: Bench) -> Iterator[Assistant]:
        stream = bench.assistant.stream

        def changed(question: str, turns: Sequence[Turn] = ()) -> Iterator[Event]:
            for event in stream(question, turns):
                if isinstance(event, Answered):
                    event = Answered(change(event.answer, bench))
                yield event

        with patch.object(bench.assistant, "stream", changed):
            yield bench.assistant

    return broken


def searched(change: Callable[[Search], Search]) -> Broken:
    """With a change of all that search has found and read."""

    @contextmanager
    def broken(bench: Bench) -> Iterator[Assistant]:
        index = bench.assistant.index
        look_closer = index.look_closer

        def changed(found: Search) -> Search:
            return change(look_closer(found))

        with patch.object(index, "look_closer", changed):
            yield bench.assistant

    return broken


def exchanged(instead: Callable[..., object], *names: str) -> Broken:
    """With another function in the place of these."""

    @contextmanager
    def broken(bench: Bench) -> Iterator[Assistant]:
        with ExitStack() as patched:
            for name in names:
                patched.enter_context(patch(name, instead))
            yield bench.assistant

    return broken


def over(change: Callable[[Document, Bench], str]) -> Broken:
    """Over documents with other texts, in an index of their own."""

    @contextmanager
    def broken(bench: Bench) -> Iterator[Assistant]:
        documents = tuple(
            replace(document, text=change(document, bench), sha256=f"changed {document.sha256}")
            for document in bench.corpus.documents
        )
        corpus = replace(bench.corpus, documents=documents)
        with tempfile.TemporaryDirectory() as name:
            folder = shutil.copytree(bench.folder, Path(name) / "index")  # only the new is embedded
            build_index(corpus, bench.embedder, folder, multilingual=bench.multilingual)
            index = open_index(corpus, bench.embedder, folder, bench.multilingual, bench.reader)
            yield Assistant(index)
            index.close()

    return broken
