"""What a reader's network is given: a question and a passage in tokens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Input:
    """A question and a passage as the network takes them, each of the same length."""

    ids: list[int]
    types: list[int]
    """0 for the question, 1 for the passage."""
    sentence_of: list[int]
    """The number of the sentence that a token stands in; -1 for the others."""

    @property
    def arrays(self) -> dict[str, NDArray[np.int64]]:
        """As a batch of one."""
        return {"ids": np.array([self.ids]), "types": np.array([self.types])}


@dataclass(frozen=True)
class Layout:
    """How question and passage are put together, and how many tokens of each there are at most."""

    before: tuple[int, ...]
    """What stands before the question."""
    between: tuple[int, ...]
    end: int
    question: int
    headings: int
    longest: int


class Tokens:
    """Makes input of a question and a passage."""

    def __init__(self, tokenize: Callable[[str], Sequence[int]], layout: Layout) -> None:
        self._tokenize, self._layout = tokenize, layout
        self._of_corpus = lru_cache(maxsize=65536)(lambda text: tuple(tokenize(text)))

    def of(self, question: str, headings: Sequence[str], sentences: Sequence[str]) -> Input:
        """Question, headings and sentences, cut to the longest that the network was trained on.

        Of a long question, and of long headings, the end says most.
        """
        cut = self._layout
        asked = [*cut.before, *self._tokenize(question)[-cut.question :], *cut.between]
        above = self._of_corpus(". ".join(headings) + ".")[-cut.headings :] if headings else ()
        ids = [*asked, *above]
        sentence_of = [-1] * len(ids)
        for number, sentence in enumerate(sentences):
            tokens = self._of_corpus(sentence)
            ids.extend(tokens)
            sentence_of.extend([number] * len(tokens))
        ids = [*ids[: cut.longest], cut.end]
        types = [0] * len(asked) + [1] * (len(ids) - len(asked))
        return Input(ids, types, [*sentence_of[: cut.longest], -1])
