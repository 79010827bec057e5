"""Trains what a question wants of documents: `python -m training.intents`.

Multinomial logistic regression on the question's vector and its words. Prints how well it tells
the questions of each writer when it has learnt from the others' alone, then writes the weights and
prints their SHA-256.
"""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from assistant.groups import groups_of
from assistant.intent import INTENTS, WEIGHTS, features, masked
from assistant.settings import read_settings
from assistant.titles import Titles
from vectorstore.documents import read_corpus
from vectorstore.embedder import LocalModel
from vectorstore.index import split_all
from vectorstore.names import names_of, unnamed
from vectorstore.outline import singular

LINES = Path(__file__).with_name("intents.tsv")
_NOUNS = frozenset(
    """
    action aim annex appendix area article bullet chapter clause commitment conclusion entry figure
    finding footnote goal heading item lesson measure module note objective paragraph part phase
    pillar point principle priority recommendation rule schedule section stage step strand table
    takeaway target theme thematic tip unit
    """.split()
)
"""What the parts of documents are called, in the imagined ones."""
_STRENGTH = 10.0  # the inverse of the regularisation
_BOUNDS = (0.5, 0.6, 0.7, 0.8, 0.9)


def main() -> None:
    """Trains, tells what is reached, and writes the weights."""
    with LINES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    writers = np.array([int(writer) for writer, _, _ in rows])
    wanted = np.array([INTENTS.index(intent) for _, intent, _ in rows])
    given = _given([question for _, _, question in rows])
    told = np.zeros((len(rows), len(INTENTS)))
    for writer in np.unique(writers):
        learnt = _learnt(given[writers != writer], wanted[writers != writer])
        told[writers == writer] = learnt.predict_proba(given[writers == writer])
    _print_reached(told, wanted)
    learnt = _learnt(given, wanted)
    weights = np.column_stack([learnt.coef_, learnt.intercept_]).astype(np.float16)
    np.save(WEIGHTS, weights)
    print("SHA-256", hashlib.sha256(WEIGHTS.read_bytes()).hexdigest())


def _given(questions: list[str]) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """What the classifier is given of each question, one a row."""
    corpus = read_corpus(*read_settings({}).corpus)
    names = names_of(corpus.documents)
    titles = Titles(groups_of(split_all(corpus)))
    model = LocalModel()
    rows = []
    for question in questions:
        text, _ = titles.taken_out(question)
        text = masked(
            text, lambda word: singular(word) in _NOUNS, lambda said: unnamed(said, names)
        )
        rows.append(features(text, model.embed_query(text).vector))
    return np.stack(rows)


def _learnt(given: np.ndarray, wanted: np.ndarray) -> LogisticRegression:  # type: ignore[type-arg]
    return LogisticRegression(C=_STRENGTH, max_iter=1000).fit(given, wanted)


def _print_reached(told: np.ndarray, wanted: np.ndarray) -> None:  # type: ignore[type-arg]
    """Of each bound: how many outline questions are told rightly, wrongly, and false alarms."""
    content = INTENTS.index("content")
    best, outline = told[:, :content].argmax(axis=1), 1 - told[:, content]
    asks = wanted != content
    print(f"right: {(told.argmax(axis=1) == wanted).mean():.3f} of {len(wanted)}")
    for bound in _BOUNDS:
        sure = outline >= bound
        right = (sure & asks & (best == wanted)).sum() / asks.sum()
        wrong = (sure & asks & (best != wanted)).sum() / asks.sum()
        print(
            f"bound {bound}: outline {right:.3f} right, {wrong:.3f} of another kind; "
            f"{(sure & ~asks).sum()} of {(~asks).sum()} content questions taken for outline"
        )


if __name__ == "__main__":
    main()
