"""Late interaction, on vectors small enough to follow by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from vectorstore.embedder import Embedded
from vectorstore.errors import IndexDamaged
from vectorstore.late import TokenVectors

EAST, NORTH, WEST = [1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]


def text(*tokens: tuple[list[float], int]) -> Embedded:
    """Tokens as (vector, where it starts)."""
    vectors = np.asarray([vector for vector, _ in tokens], dtype=np.float32).reshape(-1, 2)
    offsets = np.asarray([(start, start + 2) for _, start in tokens], dtype=np.int32).reshape(-1, 2)
    return Embedded(np.zeros(2, np.float32), vectors, offsets)


ROWS = [text((EAST, 0), (NORTH, 10)), text(), text((WEST, 0))]


@pytest.fixture
def tokens() -> TokenVectors:
    return TokenVectors.of(ROWS)


def test_each_token_of_a_question_finds_its_best_match(tokens: TokenVectors) -> None:
    match = tokens.match(text((EAST, 0), (WEST, 3)), 0, [(0, 5), (5, 20)])
    assert match.best.tolist() == [1, 0]  # west is at a right angle to north
    assert match.sentences.tolist() == [[1, -1], [0, 0]]


def test_a_sentence_without_a_token_matches_nothing(tokens: TokenVectors) -> None:
    match = tokens.match(text((EAST, 0)), 0, [(30, 40), (0, 5)])
    assert match.sentences.tolist() == [[0], [1]]


def test_nothing_to_compare_is_no_fault(tokens: TokenVectors) -> None:
    assert tokens.match(text((EAST, 0)), 1, [(0, 5)]).best.tolist() == [0]
    silent = tokens.match(text(), 0, [(0, 5), (5, 20)])
    assert silent.best.shape == (0,)
    assert silent.sentences.shape == (2, 0)


def test_rows_come_back_as_they_were_written(tokens: TokenVectors, tmp_path: Path) -> None:
    TokenVectors.write(tmp_path, ROWS)
    for held in (tokens, TokenVectors.load(tmp_path)):
        vectors, offsets = held.row(0)
        assert vectors.tolist() == [EAST, NORTH]
        assert offsets.tolist() == [[0, 2], [10, 12]]
        assert len(held.row(1)[0]) == 0
        assert held.row(2)[0].tolist() == [WEST]


def test_half_precision_costs_next_to_nothing(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    rows = random.normal(size=(50, 384)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    offsets = np.zeros((50, 2), np.int32)
    TokenVectors.write(tmp_path, [Embedded(rows[0], rows, offsets)])
    held, _ = TokenVectors.load(tmp_path).row(0)
    assert np.abs(held @ rows.T - rows @ rows.T).max() < 1e-3


def rewrite(folder: Path, name: str, array: object) -> None:
    np.save(folder / name, np.asarray(array), allow_pickle=True)


@pytest.mark.parametrize("name", ["tokens.npy", "offsets.npy", "starts.npy"])
def test_arrays_that_do_not_belong_together_are_damage(tmp_path: Path, name: str) -> None:
    def damaged() -> None:
        with pytest.raises(IndexDamaged, match=r"token vectors .* are damaged \(.*assistant index"):
            TokenVectors.load(tmp_path)

    TokenVectors.write(tmp_path, ROWS)
    rewrite(tmp_path, name, np.zeros((9, 2), np.float32)[:, 0] if "starts" in name else [[1, 2]])
    damaged()
    rewrite(tmp_path, name, [{"code": "is never run"}])
    damaged()
    (tmp_path / name).write_bytes(b"garbage")
    damaged()
    (tmp_path / name).unlink()
    damaged()


def test_an_array_without_an_entry_is_damage(tmp_path: Path) -> None:
    TokenVectors.write(tmp_path, ROWS)
    rewrite(tmp_path, "starts.npy", np.zeros(0, np.int64))
    with pytest.raises(IndexDamaged):
        TokenVectors.load(tmp_path)
