"""The parts that an assistant is made of, opened once and put together in different ways."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from tqdm import tqdm

from assistant.ask import Assistant
from assistant.opening import build, home, open_corpus, open_multilingual
from assistant.settings import Settings
from evals.cases import Case
from evals.outcomes import Outcome
from evals.run import run
from vectorstore.documents import Corpus
from vectorstore.embedder import Embedder, LocalModel
from vectorstore.homes import shelf_at
from vectorstore.index import Index, content_of, open_files, split_all
from vectorstore.languages import LanguageVectors, open_languages
from vectorstore.late import TokenVectors
from vectorstore.passages import Passage
from vectorstore.reader import PackagedReader, Reader
from vectorstore.vectors import Vectors

AnyIndex = TypeVar("AnyIndex", bound=Index)


@dataclass(frozen=True)
class Parts:
    """What an index is made of; `dataclasses.replace` puts another part in the place of one."""

    corpus: Corpus
    embedder: Embedder
    vectors: Vectors
    tokens: TokenVectors
    languages: LanguageVectors | None = None
    reader: Reader | None = None

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """The passages that are searched, in the order of the vectors."""
        return content_of(split_all(self.corpus))

    @cached_property
    def titles(self) -> dict[str, str]:
        """The titles of the documents, by id."""
        return {document.id: document.title for document in self.corpus.documents}

    def index(self, kind: type[AnyIndex]) -> AnyIndex:
        """An index of these parts."""
        vectors = self.vectors, self.tokens, self.languages
        return kind(self.corpus, split_all(self.corpus), self.embedder, *vectors, self.reader)


def open_parts(settings: Settings) -> Parts:
    """The parts of the product as it is; the index is built where it is missing or stale."""
    corpus = open_corpus(settings, lambda text: print(text, file=sys.stderr))
    embedder = LocalModel(settings.embedding_model)
    multilingual = open_multilingual()
    build(settings, corpus, embedder, multilingual)
    shelf = shelf_at(home(settings))
    place = shelf.current()
    vectors, tokens = open_files(shelf, place, shelf.check_whole(place))
    languages = open_languages(place, content_of(split_all(corpus)), corpus, multilingual)
    return Parts(corpus, embedder, vectors, tokens, languages, PackagedReader())


def english(cases: Iterable[Case]) -> list[Case]:
    """The cases that are asked in English."""
    return [case for case in cases if case.category != "language"]


def answered(assistant: Assistant, cases: Sequence[Case], name: str) -> list[Outcome]:
    """What comes of each case. Raises RuntimeError where one crashed: no figure would be right."""
    outcomes = list(run(assistant, tqdm(cases, desc=name, leave=False, delay=0.5)))
    crashed = [outcome.case.id for outcome in outcomes if outcome.error]
    if crashed:
        raise RuntimeError(f"{name}: {len(crashed)} questions crashed, {crashed[0]} first.")
    return outcomes
