"""From settings to an assistant that is ready: corpus read, model loaded, index current."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from assistant.ask import Assistant
from assistant.errors import AssistantError
from assistant.living import LivingAssistant
from assistant.model import Model, open_model
from assistant.settings import Settings
from assistant.writing import ModelWriter
from vectorstore.building import Built, build_index
from vectorstore.documents import Corpus, read_folders
from vectorstore.embedder import Embedder, LocalModel
from vectorstore.errors import IndexDamaged, IndexMissing, IndexStale
from vectorstore.files import is_ignored
from vectorstore.formats.converting import Conversions
from vectorstore.homes import AtServer, Home
from vectorstore.index import Index, open_index
from vectorstore.keeping import keep_ids
from vectorstore.latest import latest_documents, open_latest
from vectorstore.multilingual import Multilingual, PackagedE5, package_folder
from vectorstore.reader import PackagedReader, Reader
from vectorstore.snapshot import documents_before

CONVERSIONS = "conversions"
"""The folder, beside the indexes, for the text of documents that are not text themselves."""

Say = Callable[[str], None]
"""Tells the person at the keyboard something, beside the answer."""


def open_assistant(settings: Settings, say: Say) -> Assistant:
    """The assistant over the settings' corpus. An index that is not current is named and built.

    Raises:
        ModelUnusable: the chat model of the settings cannot be opened; told before anything else.
        VectorstoreError: the corpus, the model or the index cannot be used; the message says why.
    """
    model = open_model(settings)
    return _over(_open_current(settings, say).index, model)


def open_living(settings: Settings, say: Say) -> Assistant:
    """The same, and from then on every new index that others build, as soon as it is current."""
    model = open_model(settings)
    opened = _open_current(settings, say)

    def again() -> Assistant:
        kinds = opened.embedder, home(settings), opened.multilingual, opened.reader
        return _over(open_latest(*kinds), model)

    return LivingAssistant(_over(opened.index, model), home(settings), again)


def _over(index: Index, model: Model | None) -> Assistant:
    return Assistant(index, ModelWriter(model, index) if model else None)


def home(settings: Settings) -> Home:
    """Where the index is."""
    if settings.chroma_url:
        return AtServer(settings.chroma_url, settings.index / "server")
    return settings.index


def open_corpus(settings: Settings, say: Say) -> Corpus:
    """The corpus; what it leaves out or takes in under a found title is said.

    With a Chroma server these are the documents there, and the folder is not looked at.
    """
    if settings.chroma_url:
        return latest_documents(home(settings))
    corpus = read(settings)
    for notice in (*corpus.notices, *corpus.left_out):
        say(notice)
    return corpus


def read(settings: Settings) -> Corpus:
    """The corpus; what is made of PDF and the like is kept beside the index.

    Its ids are those that the index has where it knows the documents.
    """
    return _read(settings, Conversions(settings.index / CONVERSIONS))


def look(settings: Settings) -> Corpus:
    """The same, and nothing is written."""
    return _read(settings, Conversions(settings.index / CONVERSIONS, keeps=False))


def _read(settings: Settings, conversions: Conversions) -> Corpus:
    _keep_apart(settings)
    corpus = read_folders(settings.corpus, conversions)
    return keep_ids(corpus, documents_before(home(settings)))


def _keep_apart(settings: Settings) -> None:
    """Refuses an index whose files would be taken for documents."""
    index = Path(os.path.realpath(settings.index))
    for folder in settings.corpus:
        corpus = Path(os.path.realpath(folder))
        if not index.is_relative_to(corpus):
            continue
        if not any(is_ignored(name) for name in index.relative_to(corpus).parts):
            raise AssistantError(
                f"The index folder {settings.index} is among the documents in {folder}. Name one "
                "elsewhere with --index, or one whose name begins with a dot."
            )


def open_multilingual() -> Multilingual | None:
    """The model for questions in other languages; None where the extra is not installed."""
    return PackagedE5() if package_folder() else None


def build(
    settings: Settings, corpus: Corpus, embedder: Embedder, multilingual: Multilingual | None
) -> Built:
    """Builds the index with a progress bar on standard error."""
    with tqdm(unit=" texts", desc="Embedding", leave=False, delay=0.5) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        built = build_index(corpus, embedder, home(settings), progress, multilingual)
    corpus.conversions.keep()
    return built


@dataclass(frozen=True)
class _Opened:
    """An index, and the models that it was opened with."""

    index: Index
    embedder: Embedder
    multilingual: Multilingual | None
    reader: Reader


def _open_current(settings: Settings, say: Say) -> _Opened:
    """The index. One of this machine that is not current is built; one of a server is taken as it
    is, for the machines that ask it need not have the documents."""
    there, corpus = home(settings), open_corpus(settings, say)  # told before the model is loaded
    embedder, multilingual = LocalModel(settings.embedding_model), open_multilingual()
    reader = PackagedReader()

    def opened() -> _Opened:
        index = open_index(corpus, embedder, there, multilingual, reader)
        return _Opened(index, embedder, multilingual, reader)

    if settings.chroma_url:
        index = open_latest(embedder, there, multilingual, reader)
        return _Opened(index, embedder, multilingual, reader)
    try:
        return opened()
    except (IndexMissing, IndexStale, IndexDamaged) as error:
        say(f"{str(error).rsplit(' Build it', 1)[0]} Building it now.")
    build(settings, corpus, embedder, multilingual)
    return opened()
