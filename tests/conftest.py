"""What many tests share: the real corpus, the real model, and an assistant over both."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.ask import Assistant
from vectorstore.documents import Corpus, read_corpus
from vectorstore.embedder import Embedder, LocalModel
from vectorstore.index import build_index, open_index

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """The real documents."""
    return read_corpus(ROOT / "corpus")


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The packaged model; it takes some seconds to load."""
    return LocalModel()


@pytest.fixture(scope="session")
def index_folder(
    corpus: Corpus, embedder: Embedder, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A real index of the real documents. Copy it before you write to it."""
    folder = tmp_path_factory.mktemp("index")
    build_index(corpus, embedder, folder)
    return folder


@pytest.fixture(scope="session")
def assistant_real(corpus: Corpus, embedder: Embedder, index_folder: Path) -> Assistant:
    """The assistant over the real documents. It keeps no state."""
    return Assistant(open_index(corpus, embedder, index_folder))
