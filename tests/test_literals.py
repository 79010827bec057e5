"""Numbers and acronyms of a question, and the texts in which they stand by themselves."""

from __future__ import annotations

import re
from typing import Never

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.literals import Literals, literals_of

TEXTS = ["A/RES/70/262 of 2015.", "S/2015/446 and A79", "UN and MINUSMA in 2024/25", "v1.2, 1.25"]
PIECES = st.text(st.sampled_from("12aAB/. é"), max_size=12)


@pytest.mark.parametrize(
    ("literal", "places"),
    [
        ("2015", {0, 1}),
        ("70/262", {0}),
        ("2024", {2}),
        ("MINUSMA", {2}),
        ("MINU", set()),
        ("1.2", set()),
        ("v1.2", {3}),
        ("262/70", set()),
    ],
)
def test_a_literal_is_found_where_it_stands_by_itself(literal: str, places: set[int]) -> None:
    assert Literals(TEXTS).holding(literal) == places
    assert literals_of(f"¿{literal}?") == [literal]


@given(PIECES, st.lists(PIECES, max_size=4))
def test_it_is_found_as_by_looking_through_each_text(question: str, texts: list[str]) -> None:
    for literal in literals_of(question):
        alone = rf"(?<![A-Za-z\d]){re.escape(literal)}(?![A-Za-z\d])"
        found = {at for at, text in enumerate(texts) if re.search(alone, text)}
        assert Literals(texts).holding(literal) == found


class Closed(list[str]):
    """Texts that can be gone through, and not looked up one by one."""

    def __getitem__(self, at: object) -> Never:
        raise AssertionError(at)


def test_texts_are_read_once_and_not_for_each_literal() -> None:
    held = Literals(Closed(TEXTS))
    assert [held.holding(literal) for literal in ("2015", "MINUSMA", "XYZ")] == [{0, 1}, {2}, set()]
    with pytest.raises(AssertionError):
        held.holding("70/262")  # of several parts: there the few that hold these are
