"""The reader: which sentences of a passage answer a question, and what a passage bears out.

A cross-encoder of eight layers sees both texts together, so it tells "who hosted the forum" from
"who opened the forum", which vectors made apart from each other cannot. It was fine-tuned twice,
for the two things that it tells; training/README.md has the data, its licence and how to make the
weights again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from vectorstore.embedder import DEFAULT_MODEL, Floats, model_folder
from vectorstore.encodable import encodable
from vectorstore.errors import ReaderError
from vectorstore.reader_input import Input, Layout, Tokens

WEIGHTS = Path(__file__).with_name("reader.onnx")
ENTAILMENT = Path(__file__).with_name("entailment.onnx")
_DIGEST = "8b4e628f462e70ae53d7bcf6a0482936fa319452f082698a5100f82c8fae196b"
_DIGEST_OF_ENTAILMENT = "8da72f8da1734f3a7970aefc15888449d036a70c054653cc2703306864ba3690"
"""SHA-256 of the weights."""

_CLS, _SEP = 101, 102
_LAYOUT = Layout((_CLS,), (_SEP,), _SEP, question=48, headings=32, longest=256)
_UNREAD = -9.0  # log-odds of a sentence that lies beyond the longest text


@dataclass(frozen=True)
class Reading:
    """What the reader makes of one passage."""

    passage: float
    """Log-odds that the passage answers the question, wholly or in part."""
    sentences: tuple[float, ...]
    """Log-odds that each sentence belongs to the answer."""

    @property
    def answers(self) -> float:
        """The mean of both, the best sentence standing for all: better than either alone."""
        return (self.passage + max(self.sentences)) / 2


class Reads(Protocol):
    """Whatever judges passages for a question."""

    def read(self, question: str, headings: Sequence[str], sentences: Sequence[str]) -> Reading:
        """One passage, with the headings that it stands under, outermost first."""
        ...


class Reader(Reads, Protocol):
    """What the index asks of a reader."""

    def bears_out(self, said: str, headings: Sequence[str], sentences: Sequence[str]) -> float:
        """Log-odds that a passage says what a sentence says, or a question takes for granted."""
        ...


class PackagedReader:
    """The reader whose weights come with the project; it may be used from several threads."""

    def __init__(self, weights: Path = WEIGHTS, entailment: Path = ENTAILMENT) -> None:
        """Loads the weights.

        Raises:
            ReaderError: they are missing, or not the ones that were trained.
        """
        self._answers = session(checked(weights, _DIGEST))
        self._entailment = checked(entailment, _DIGEST_OF_ENTAILMENT)
        self._tokens = tokens_of_minilm()

    @cached_property
    def _entails(self) -> onnxruntime.InferenceSession:
        return session(self._entailment)  # most questions need none

    def read(self, question: str, headings: Sequence[str], sentences: Sequence[str]) -> Reading:
        read = self._tokens.of(question, headings, sentences)
        per_token, passage = self._answers.run(None, read.arrays)
        return reading(per_token[0], float(passage[0]), read, len(sentences))

    def bears_out(self, said: str, headings: Sequence[str], sentences: Sequence[str]) -> float:
        _, passage = self._entails.run(None, self._tokens.of(said, headings, sentences).arrays)
        return float(passage[0])


def reading(per_token: Floats, passage: float, read: Input, sentences: int) -> Reading:
    """A passage's log-odds, and for each of its sentences the mean of its tokens'."""
    standing = np.array(read.sentence_of)
    means = [
        float(per_token[standing == number].mean()) if number in standing else _UNREAD
        for number in range(sentences)
    ]
    return Reading(passage, tuple(means))


def checked(weights: Path, trained: str) -> bytes:
    try:
        content = weights.read_bytes()
    except OSError as error:
        raise ReaderError(
            f"The reader's weights in {weights} cannot be read ({error.strerror}). "
            "Put the original file back."
        ) from error
    if (digest := hashlib.sha256(content).hexdigest()) != trained:
        raise ReaderError(
            f"The reader's weights in {weights} are not the trained ones (SHA-256 {digest}). "
            "Put the original file back."
        )
    return content


def session(weights: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # as the embedder: one question, one core
    return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])


def tokens_of_minilm() -> Tokens:
    """The input of the reader's networks."""
    tokenizer = Tokenizer.from_file(str(model_folder(DEFAULT_MODEL) / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()

    def tokenize(text: str) -> list[int]:
        plain = encodable(text)  # a tokenizer refuses lone surrogates
        return tokenizer.encode(plain, add_special_tokens=False).ids

    return Tokens(tokenize, _LAYOUT)
