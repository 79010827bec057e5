"""Words, terms and BM25."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from vectorstore.words import FUNCTION_WORDS, WordsIndex, stem, terms, words

TEXTS = [
    "The ship left port. The ship sank.",
    "The mill grinds barley.",
    "Ships carry barley from the mill to the port.",
    "... !",
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The Ship's log", ["the", "ship", "log"]),
        ("the Council’s role", ["the", "council", "role"]),
        ("don't", ["don't"]),
        ("A/RES/70/262 and A/79/1", ["a/res/70/262", "and", "a/79/1"]),
        ("ﬁrst ｆｕｌｌ", ["first", "full"]),
        ("mission-specific", ["mission", "specific"]),
        ("ÉTÉ Straße 文書", ["été", "straße", "文書"]),
        ("2,000 troops", ["2", "000", "troops"]),
        ("the _ of ____ rope_", ["the", "of", "rope"]),
        ("?! –", []),
        ("", []),
    ],
)
def test_words_are_lower_case_and_without_marks(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_forms_of_a_word_share_a_stem() -> None:
    for forms in (
        "mandate mandates mandated",
        "prepare prepares prepared preparing",
        "come comes came coming",
        "bring brought bringing",
        "woman women",
    ):
        assert len({stem(form) for form in forms.split()}) == 1


def test_an_endless_word_is_stemmed_in_no_time() -> None:
    assert len(stem("a" * 1_000_000)) <= 100


def test_terms_leave_grammar_out() -> None:
    assert terms("What does the document say about the mandates?") == ["mandat"]
    assert terms("what is it about") == []


def test_function_words_are_words_as_they_are_read() -> None:
    assert all(words(word) == [word] or word.endswith("'s") for word in FUNCTION_WORDS)


def test_stems_do_not_depend_on_threads() -> None:
    said = [f"preparing{number} missions{number}" for number in range(400)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(terms, said)) == [terms(text) for text in said]


def test_rare_words_that_are_shared_often_score_most() -> None:
    index = WordsIndex(TEXTS)
    scores = index.scores(terms("Which ship sank?"))
    assert scores.shape == (4,)
    assert list(np.argsort(-scores, kind="stable")[:2]) == [0, 2]
    assert scores[1] == scores[3] == 0


def test_unknown_words_score_nothing() -> None:
    index = WordsIndex(TEXTS)
    assert not index.scores(["zeppelin"]).any()
    assert not index.scores([]).any()
    assert np.array_equal(index.scores(["zeppelin", "ship"]), index.scores(["ship"]))


def test_it_knows_its_words() -> None:
    index = WordsIndex(TEXTS)
    assert index.has("ship")
    assert not index.has("the")
    assert not index.has("zeppelin")


def test_texts_without_a_word_are_no_fault() -> None:
    assert not WordsIndex(["", "?"]).scores(["ship"]).any()
