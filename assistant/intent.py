"""What a question wants of documents: their outline, in one of five ways, or what they say.

A question is shown to the classifier with what names documents and their parts masked, so that it
knows how people ask, and not what about. training/README.md has what it learnt from, and how to
make the weights again.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np

from vectorstore.embedder import Floats
from vectorstore.reader import checked

INTENTS = ("list", "count", "pick", "place", "summary", "content")
"""Titles of parts, their number, some parts, where something stands, the gist; or none of these."""
WEIGHTS = Path(__file__).with_name("intents.npy")
_DIGEST = "8473c777198cfb98625a7d6a84fcf5586ba901ad9802d78cc5d8d9264417902a"
"""SHA-256 of the weights."""

_BUCKETS = 2048  # of words and pairs of words, each in the one that its checksum says
_WORD = re.compile(r"[A-Za-z]+")
_TOKEN = re.compile(r"\w+(?:'\w+)?|[?“]")
_FIGURES = re.compile(r"\d+(?:\.\d+)*")
_TWICE = re.compile(r"\bparts? (parts?)\b")
QUOTED = re.compile(
    r"[“\"][^“”\"]{3,}[”\"]|(?<!\w)['‘](?=\w)[^‘’']{3,}(?:['’]\w[^‘’']*)*['’](?!\w)"
)
TITLE = "“this”"


class Intents:
    """The classifier whose weights come with the project."""

    def __init__(self, weights: Path = WEIGHTS) -> None:
        """Loads the weights. Raises ReaderError: missing, or not the ones that were trained."""
        self._weights = np.load(io.BytesIO(checked(weights, _DIGEST)), allow_pickle=False)

    def shares(self, question: str, vector: Floats) -> dict[str, float]:
        """How likely each intent is, of a masked question and its unit vector; they sum to one."""
        given = np.append(features(question, vector), np.float32(1))
        odds = np.exp(self._weights.astype(np.float32) @ given)
        return dict(zip(INTENTS, (odds / odds.sum()).tolist(), strict=True))


def features(question: str, vector: Floats) -> Floats:
    """What the classifier is given, shape (dimensions + buckets,): meaning, and words by bucket."""
    plain = _FIGURES.sub("7", question.lower())
    said = ["^", *_TOKEN.findall(plain), "$"]
    pairs = [" ".join(pair) for pair in pairwise(said)]
    buckets = np.zeros(_BUCKETS, dtype=np.float32)
    buckets[[zlib.crc32(each.encode()) % _BUCKETS for each in (*said, *pairs)]] = 1
    return np.concatenate([vector, buckets / np.sqrt(buckets.sum())])


def masked(question: str, is_noun: Callable[[str], bool], unnamed: Callable[[str], str]) -> str:
    """The question with one word for all nouns of parts, one for titles, one for documents.

    `question`: with `TITLE` in place of titles that it gives without quotation marks; `unnamed`:
    gives a text without the names of documents.
    """
    text = QUOTED.sub(TITLE, question)
    text = _WORD.sub(lambda word: _noun(word[0]) if is_noun(word[0].lower()) else word[0], text)
    return unnamed(_TWICE.sub(r"\1", text))


def _noun(word: str) -> str:
    return "parts" if word.lower().endswith("s") else "part"
