"""From settings to an assistant that is ready: corpus read, model loaded, index current."""

from __future__ import annotations

from collections.abc import Callable

from tqdm import tqdm

from assistant.ask import Assistant
from assistant.model import open_model
from assistant.settings import Settings
from assistant.writing import ModelWriter
from vectorstore.building import build_index
from vectorstore.documents import Corpus, read_corpus
from vectorstore.embedder import Embedder, LocalModel
from vectorstore.errors import IndexDamaged, IndexMissing, IndexStale
from vectorstore.index import Index, open_index
from vectorstore.multilingual import Multilingual, PackagedE5, package_folder
from vectorstore.reader import PackagedReader
from vectorstore.shelf import Built

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
    corpus = open_corpus(settings, say)
    embedder = LocalModel(settings.embedding_model)
    index = _open_or_build(settings, corpus, embedder, say)
    return Assistant(index, ModelWriter(model, index) if model else None)


def open_corpus(settings: Settings, say: Say) -> Corpus:
    """The corpus; what it leaves out or takes in under a found title is said."""
    corpus = read(settings)
    for notice in (*corpus.notices, *corpus.left_out):
        say(notice)
    return corpus


def read(settings: Settings) -> Corpus:
    """The corpus; what is made of PDF and the like is kept beside the index."""
    return read_corpus(settings.corpus, settings.index / CONVERSIONS)


def open_multilingual() -> Multilingual | None:
    """The model for questions in other languages; None where the extra is not installed."""
    return PackagedE5() if package_folder() else None


def build(
    settings: Settings, corpus: Corpus, embedder: Embedder, multilingual: Multilingual | None
) -> Built:
    """Builds the index with a progress bar on standard error."""
    with tqdm(unit=" passages", desc="Embedding", leave=False, delay=0.5) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        return build_index(corpus, embedder, settings.index, progress, multilingual)


def _open_or_build(settings: Settings, corpus: Corpus, embedder: Embedder, say: Say) -> Index:
    multilingual = open_multilingual()
    reader = PackagedReader()
    try:
        return open_index(corpus, embedder, settings.index, multilingual, reader)
    except (IndexMissing, IndexStale, IndexDamaged) as error:
        say(f"{str(error).rsplit(' Build it', 1)[0]} Building it now.")
    build(settings, corpus, embedder, multilingual)
    return open_index(corpus, embedder, settings.index, multilingual, reader)
