"""Search in other languages than the documents': passages and sentences by a multilingual model.

A passage is compared whole, under its headings, and by its best sentence, under its label; half of
the score is owed to each. The vectors lie in the index's folder beside the others, with the digest
of each text, so that what has not changed is not embedded again.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vectorstore.documents import Corpus, Document
from vectorstore.editions import edition_called
from vectorstore.embedder import Floats, unit
from vectorstore.errors import IndexDamaged
from vectorstore.literals import Literals, literals_of
from vectorstore.multilingual import LANGUAGES, Language, Multilingual
from vectorstore.passages import Passage
from vectorstore.ranking import Hit, embedded_text
from vectorstore.reading import read_best

_VECTORS, _MEANS, _TEXTS = "languages.npy", "languages-means.npy", "languages.json"
_SHARED = 0.5  # of the mean taken off a question, what all languages share; the rest is its own
_NAMED_DOCUMENT = 0.10  # what naming a document adds to its passages, as in ranking.py
_LITERAL = 0.05  # what a number or an acronym of the question adds to the passages that hold it
_SURE_NAME = re.compile(r"\d{3}|[A-Z]{5}")  # shorter acronyms are spelt otherwise elsewhere: ONU
_AT_ONCE = 32
_LONGEST = 300  # characters of a question that are embedded: 2,000 Chinese ones take 3 seconds


@dataclass(frozen=True)
class Found:
    """What was found for a question in another language."""

    hits: tuple[Hit, ...]
    """Best first, by what was read of them."""
    cosine: float
    """The best plain cosine with any sentence: about 0.77 for a stranger, 0.82 for an answer."""
    ways: Floats
    """The question encoded as a question and as a passage; shape (2, dimensions)."""
    unknown: tuple[str, ...]
    """Its numbers and acronyms that stand nowhere in the corpus."""


class LanguageVectors:
    """The vectors of the passages that are searched, and of their sentences."""

    def __init__(
        self,
        passages: Sequence[Passage],
        documents: Mapping[str, Document],
        model: Multilingual,
        rows: Floats,
        means: Floats,
    ) -> None:
        """`rows`: a vector for each passage, and then one for each of its sentences. `means`: what
        the model's questions of each language have in common."""
        self._passages = passages
        self._model = model
        texts = [embedded_text(documents[p.document].title, p)[0] for p in passages]
        self._literals = Literals(texts)
        self._names = {id_: _names(document) for id_, document in documents.items()}
        said = [f"{each.text} {edition_called(each)[0]}" for each in documents.values()]
        self._said = Literals(said)
        count = len(passages)
        ends = np.cumsum([count, *(len(passage.sentences) for passage in passages)])
        self._sentences = [slice(start, end) for start, end in pairwise(ends)]
        self._rows, self._means = rows, means
        self._centre = rows[count:].mean(axis=0)
        self._whole = unit(rows[:count] - rows[:count].mean(axis=0))
        self._parts = unit(rows[count:] - self._centre)

    def only(self, documents: Mapping[str, Document]) -> LanguageVectors:
        """The vectors of some documents alone."""
        kept = [at for at, each in enumerate(self._passages) if each.document in documents]
        rows = [self._rows[kept], *(self._rows[self._sentences[at]] for at in kept)]
        passages = [self._passages[at] for at in kept]
        return LanguageVectors(passages, documents, self._model, np.concatenate(rows), self._means)

    def search(self, question: str, language: Language, limit: int = 20) -> Found:
        """The passages that meet a question, best first. Any text is accepted.

        Of a long question the end is compared, where most is said.
        """
        ways = self._model.embed_both([question[-_LONGEST:]])[:, 0]
        own, shared = self._means[:, LANGUAGES.index(language)], self._means.mean(axis=1)
        asked = unit(ways - (1 - _SHARED) * own - _SHARED * shared).mean(axis=0)
        count = len(self._passages)
        parts = np.concatenate([np.zeros(count, np.float32), self._parts @ asked])
        whole = self._whole @ asked
        literals = literals_of(question)
        held = Counter(at for literal in literals for at in self._literals.holding(literal))
        named = self._named(question)
        hits = []
        for at, passage in enumerate(self._passages):
            sentences = parts[self._sentences[at]]
            bonus = _NAMED_DOCUMENT * (named == [passage.document])
            score = (float(whole[at]) + float(sentences.max())) / 2 + _LITERAL * held[at] + bonus
            hits.append(Hit(passage, score, bonus, tuple(float(value) for value in sentences)))
        hits.sort(key=lambda hit: (-hit.score, hit.passage.id))
        reader = self._model.reader
        looked_at = read_best(reader, question, hits) if reader else hits
        return Found(
            tuple(looked_at[:limit]),
            float((self._rows[count:] @ ways[0]).max()),
            ways,
            tuple(
                text
                for text in literals
                if _SURE_NAME.search(text) and not self._said.holding(text)
            ),
        )

    def _named(self, question: str) -> list[str]:
        """Ids of the documents that the question names, also by a form of the name."""
        said = question.casefold()
        return [id_ for id_, names in self._names.items() if any(name in said for name in names)]

    def likeness(self, texts: Sequence[str]) -> Callable[[Found], Floats]:
        """How near a question comes to each of some English ones: the mean cosine of both ways."""
        rows = self._model.embed_both(texts)
        return lambda found: np.einsum("wtd,wd->t", rows, found.ways) / len(rows)


def open_languages(
    place: Path, passages: Sequence[Passage], corpus: Corpus, model: Multilingual | None
) -> LanguageVectors | None:
    """The vectors of an index whose files were checked; None without a model.

    Raises:
        IndexDamaged: they are not what `write_languages` wrote.
    """
    if model is None:
        return None
    documents = {document.id: document for document in corpus.documents}
    count = sum(1 + len(passage.sentences) for passage in passages)
    return LanguageVectors(passages, documents, model, *_load(place, count))


def write_languages(
    folder: Path,
    passages: Sequence[Passage],
    corpus: Corpus,
    model: Multilingual | None,
    before: Path | None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    """Writes the vectors into a new folder; those of the index before are taken over.

    `before`: its place, where its files were checked and the model is the same.

    `progress` is called with (done, total) texts: each passage, and each sentence.
    """
    if model is None:
        return
    titles = {document.id: document.title for document in corpus.documents}
    texts = [embedded_text(titles[passage.document], passage)[0] for passage in passages]
    texts += [f"{p.label}: {sentence.text}" for p in passages for sentence in p.sentences]
    digests = [hashlib.sha256(text.encode("utf-8", "replace")).hexdigest() for text in texts]
    rows, means = _taken_over(before) if before else ({}, model.means())
    missing = [at for at, digest in enumerate(digests) if digest not in rows]
    for start in range(0, len(missing), _AT_ONCE):
        progress(start, len(missing))
        batch = missing[start : start + _AT_ONCE]
        made = model.embed([texts[at] for at in batch])
        rows.update(zip((digests[at] for at in batch), made, strict=True))
    progress(len(missing), len(missing))
    vectors = np.stack([rows[digest] for digest in digests])
    np.save(folder / _VECTORS, vectors, allow_pickle=False)
    np.save(folder / _MEANS, means, allow_pickle=False)
    (folder / _TEXTS).write_text(json.dumps(digests), "utf-8")


def _taken_over(place: Path) -> tuple[dict[str, Floats], Floats]:
    """The vectors of an index by the digest of the text, and the means of its questions."""
    digests = json.loads((place / _TEXTS).read_text("utf-8"))
    rows, means = _load(place, len(digests))
    return dict(zip(digests, rows, strict=True)), means


def _load(place: Path, count: int) -> tuple[Floats, Floats]:
    try:
        rows: NDArray[np.float32] = np.load(place / _VECTORS, allow_pickle=False)
        means: NDArray[np.float32] = np.load(place / _MEANS, allow_pickle=False)
        if len(rows) != count or means.shape != (2, len(LANGUAGES), rows.shape[1]):
            raise ValueError("its files do not belong together")
    except (OSError, ValueError, EOFError, IndexError) as error:
        raise IndexDamaged(
            f"The vectors for other languages in {place} are damaged ({error}). "
            "Build the index again with: assistant index"
        ) from error
    return rows, means


def _names(document: Document) -> list[str]:
    names = [document.name, *document.also_called.split(",")]
    return [name.strip().casefold() for name in names if name.strip()]
