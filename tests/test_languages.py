"""The vectors for other languages in the index, and search over them."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from vectorstore.building import build_index
from vectorstore.documents import Corpus
from vectorstore.embedder import Embedder, Floats
from vectorstore.errors import IndexDamaged, IndexStale
from vectorstore.index import Index, open_index
from vectorstore.languages import LanguageVectors
from vectorstore.multilingual import Language, Multilingual
from vectorstore.reader import Reads


class Counted:
    """A model that counts what it embeds."""

    def __init__(self, real: Multilingual) -> None:
        self._real = real
        self.texts: list[str] = []

    @property
    def fingerprint(self) -> str:
        return self._real.fingerprint

    def embed(self, texts: Sequence[str]) -> Floats:
        self.texts += texts
        return self._real.embed(texts)

    def embed_both(self, texts: Sequence[str]) -> Floats:
        return self._real.embed_both(texts)

    def means(self) -> Floats:
        return self._real.means()

    @property
    def reader(self) -> Reads | None:
        return self._real.reader


@pytest.fixture(scope="module")
def opened(
    corpus: Corpus, embedder: Embedder, multilingual: Multilingual, multilingual_folder: Path
) -> Index:
    return open_index(corpus, embedder, multilingual_folder, multilingual)


@pytest.fixture(scope="module")
def languages(opened: Index) -> LanguageVectors:
    assert opened.languages
    return opened.languages


@pytest.mark.parametrize(
    ("language", "question", "passage"),
    [
        ("fr", "Que demande-t-on à la Cinquième Commission ?", "caf24/2.1"),
        ("es", "¿Qué años abarca el plan estratégico del DPPA?", "vision/note-4"),
        ("de", "Umsetzung Resolution 2719", "caf24/2.4"),
        ("ru", "Каким должно быть финансирование ООН?", "caf24/3.2"),
        ("zh", "安理会陷入僵局时，大会可以做什么？", "caf24/1.2"),
        ("ar", "كيف يمكن استعادة سلطة مجلس الأمن؟", "caf24/1.1"),
    ],
)
def test_the_right_passage_is_found_in_each_language(
    languages: LanguageVectors, language: Language, question: str, passage: str
) -> None:
    found = languages.search(question, language)
    assert found.hits[0].passage.id == passage
    assert len(found.hits[0].sentences) == len(found.hits[0].passage.sentences)


def test_a_stranger_is_further_off_than_an_answer(languages: LanguageVectors) -> None:
    stranger = languages.search("¿Cuál es la capital de Australia?", "es")
    answer = languages.search("¿Quién organizó el foro?", "es")
    assert stranger.cosine < 0.76 < answer.cosine


def test_numbers_and_long_acronyms_that_stand_nowhere_are_named(languages: LanguageVectors) -> None:
    found = languages.search("Was sagt Resolution 1325 zu MINUSMA und UNO 2030?", "de")
    assert found.unknown == ("1325", "MINUSMA")


def test_naming_a_document_prefers_it(languages: LanguageVectors) -> None:
    found = languages.search("请列出该支柱的共同优先事项。", "zh")
    assert found.hits[0].passage.document == "vision"
    assert found.hits[0].preferred > 0


def test_unchanged_texts_are_not_embedded_again(
    corpus: Corpus,
    embedder: Embedder,
    multilingual: Multilingual,
    multilingual_folder: Path,
    tmp_path: Path,
) -> None:
    folder = shutil.copytree(multilingual_folder, tmp_path / "index")
    counted = Counted(multilingual)
    old = corpus.documents[1]
    changed = replace(old, text=f"{old.text}\n\nOne more paragraph.\n", sha256="0" * 64)
    both = replace(corpus, documents=(corpus.documents[0], changed))
    assert build_index(both, embedder, folder, multilingual=counted).embedded == 1
    assert 1 <= len(counted.texts) <= 4
    assert all("One more" in text for text in counted.texts)


def test_an_index_without_the_second_model_is_stale_with_it(
    corpus: Corpus, embedder: Embedder, multilingual: Multilingual, index_folder: Path
) -> None:
    with pytest.raises(IndexStale, match="model for other languages is none"):
        open_index(corpus, embedder, index_folder, multilingual)


def test_with_the_extra_gone_the_index_is_stale(
    corpus: Corpus, embedder: Embedder, multilingual_folder: Path
) -> None:
    with pytest.raises(IndexStale, match="not none"):
        open_index(corpus, embedder, multilingual_folder)


@pytest.mark.parametrize("name", ["languages.npy", "languages-means.npy", "languages.json"])
def test_a_damaged_file_is_noticed(
    name: str,
    corpus: Corpus,
    embedder: Embedder,
    multilingual: Multilingual,
    multilingual_folder: Path,
    tmp_path: Path,
) -> None:
    folder = shutil.copytree(multilingual_folder, tmp_path / "index")
    path = next(folder.rglob(name))
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(IndexDamaged, match=name):
        open_index(corpus, embedder, folder, multilingual)
