"""What each part of the assistant is worth: the gold questions with one part left out at a time.

`python -m benchmarks.ablation` writes benchmarks/ablation.md.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.answer import Draft, Refusal
from assistant.ask import Assistant
from assistant.settings import read_settings
from assistant.structure import Outline
from benchmarks.opened import Parts, answered, english, open_parts
from benchmarks.page import COLUMNS, SPLIT_NAMES, figure, made_by, of_split, paragraphs, table
from benchmarks.signals import CosineForTokens, Cosines, OneSignal, Scaled, WordScores
from evals.cases import Case, read_cases
from evals.outcomes import Outcome
from vectorstore.index import Index, Search
from vectorstore.late import TokenVectors
from vectorstore.ranking import embedded_text
from vectorstore.vectors import Vectors, write_vectors
from vectorstore.words import WordsIndex

RESULT = Path(__file__).with_suffix(".md")
SHOWN = [name for name in COLUMNS if name not in ("citation recall", "quotes exact")]

_NOTES = """\
- *Without the reader*: similarity alone orders passages and chooses sentences, and no question is
  declined for what the reader says.
- *The reader for the order alone*, *for declining alone*: the one without the other.
- *Without late interaction*: the cosine of whole passages and of single sentences stands in its
  place, on its scale (`benchmarks/signals.py`). The reader reads the best of that order.
- *Without words*: no passage is found by BM25 and no shared word counts, in the text or in a title.
  The corpus still knows which words it holds.
- *Without headings*: passages are embedded as their sentences alone. BM25 and the reader still see
  the headings.
- *Without what was said before*: a follow-up is asked as if it were the first question.
- *Without the outline*: nothing is listed, counted, summed up or found by its number.
- *Words only*, *meaning only*: one signal orders passages and sentences; no reader, no preference
  for a document that is named or a passage quoted before. Outline, follow-ups and rules stay."""


class ReadForTheOrder(Index):
    """An index that does not tell what its reader made of the passages."""

    def look_closer(self, found: Search) -> Search:
        seen = super().look_closer(found)
        return replace(seen, hits=tuple(replace(hit, reading=None) for hit in seen.hits))


class ReadForDeclining(Index):
    """An index whose reader changes no score."""

    def look_closer(self, found: Search) -> Search:
        readings = {hit.passage.id: hit.reading for hit in super().look_closer(found).hits}
        hits = tuple(replace(hit, reading=readings[hit.passage.id]) for hit in found.hits)
        return replace(found, hits=hits)


class _NoWords(WordsIndex):
    """Knows which words the texts hold, and finds nothing by them."""

    def shares(self, query: Sequence[str]) -> NDArray[np.float32]:
        return np.zeros(self.size, dtype=np.float32)


class WithoutWords(Index):
    """An index that neither finds nor prefers passages for words that they share."""

    def __init__(self, *parts: object) -> None:
        super().__init__(*parts)  # type: ignore[arg-type]
        titles = {document.id: document.title for document in self.documents.values()}
        texts = [embedded_text(titles[p.document], p)[0] for p in self._content]
        self._words = self._titles = _NoWords(texts)


class WithoutHeadings(Index):
    """An index whose vectors were made of the sentences alone."""

    def __init__(self, *parts: object) -> None:
        super().__init__(*parts)  # type: ignore[arg-type]
        self._bounds = [
            [(a - rows[0][0], b - rows[0][0]) for a, b in rows] for rows in self._bounds
        ]


class _NoOutline(Outline):
    """An outline of nothing."""

    def __init__(self, index: Index) -> None:
        super().__init__(index)
        self.groups = ()

    def answer(self, question: str) -> Draft | Refusal | None:
        return None


class WithoutOutline(Assistant):
    """An assistant that leaves every question to search."""

    def __init__(self, index: Index) -> None:
        super().__init__(index)
        self._outline = _NoOutline(index)


def variants(
    parts: Parts, cases: Sequence[Case], folder: Path
) -> Iterator[tuple[str, Assistant, list[Case]]]:
    """Each variant by name, with the cases as it is asked them."""
    unread = replace(parts, reader=None)
    plain = unread.index(Index)
    tuning = [case.question for case in english(cases) if case.split == "dev" and not case.turns]
    cosines = Cosines(parts)
    meaning = Scaled(cosines, plain, tuning)
    by_words, by_meaning = unread.index(OneSignal), unread.index(OneSignal)
    by_words.signal, by_meaning.signal = Scaled(WordScores(parts), plain, tuning), meaning
    everything = Assistant(parts.index(Index))
    no_late = replace(parts, tokens=CosineForTokens(parts.tokens, cosines, meaning))
    bare = _without_headings(parts, folder)
    asked = list(cases)
    yield "everything", everything, asked
    yield "without the reader", Assistant(plain), asked
    yield "the reader for the order alone", Assistant(parts.index(ReadForTheOrder)), asked
    yield "the reader for declining alone", Assistant(parts.index(ReadForDeclining)), asked
    yield "without late interaction", Assistant(no_late.index(Index)), asked
    yield "without words", Assistant(parts.index(WithoutWords)), asked
    yield "without headings", Assistant(bare.index(WithoutHeadings)), asked
    alone = [replace(case, turns=()) for case in cases]
    yield "without what was said before", everything, alone
    yield "without the outline", WithoutOutline(parts.index(Index)), asked
    yield "words only (BM25)", Assistant(by_words), asked
    yield "meaning only (cosine)", Assistant(by_meaning), asked


def _without_headings(parts: Parts, folder: Path) -> Parts:
    texts = []
    for passage in parts.passages:
        text, bounds = embedded_text(parts.titles[passage.document], passage)
        texts.append(text[bounds[0][0] :])
    rows = parts.embedder.embed_documents(texts)
    write_vectors(folder, parts.passages, [row.vector for row in rows])
    return replace(parts, vectors=Vectors(folder, len(rows)), tokens=TokenVectors.of(rows))


def page(cases: Sequence[Case], outcomes: dict[str, list[Outcome]]) -> str:
    """The page: a table for each split, a row for each variant."""
    tables = []
    for split, name in SPLIT_NAMES.items():
        rows = {
            variant: [figure(COLUMNS[column](of_split(mine, split)), column) for column in SHOWN]
            for variant, mine in outcomes.items()
        }
        tables += [f"{name.capitalize()}:", table(SHOWN, rows)]
    return paragraphs(
        "# What each part is worth",
        made_by("ablation", cases) + " Questions in other languages are among them; they have a "
        "search of their own, which only the outline and what was said before touch here.",
        *tables,
        _NOTES,
    )


def main() -> None:
    """Answers the gold questions with each variant and writes the page."""
    cases = read_cases()
    parts = open_parts(read_settings({}))
    with tempfile.TemporaryDirectory() as folder:
        outcomes = {
            name: answered(assistant, asked, name)
            for name, assistant, asked in variants(parts, cases, Path(folder))
        }
    RESULT.write_text(page(cases, outcomes), "utf-8")
    print(RESULT.read_text("utf-8"))


if __name__ == "__main__":
    main()
