"""The rows of a table, each word under the column that it is seen under."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_WIDEST, _TALLEST = 1_000, 65_534  # as the HTML standard bounds them


@dataclass(frozen=True)
class Cell:
    """A cell as it is written, which may reach over several columns and rows."""

    words: str
    across: int = 1
    down: int = 1
    """0: down to the last row of its group."""


def laid_out(groups: Iterable[Iterable[Sequence[Cell]]]) -> list[list[str]]:
    """The rows of each group (a table's head, a body, its foot), a word for each column.

    The words of a cell that reaches down stand in each of its rows; of one that reaches across,
    in the first of its columns. Empty cells at the end of a row are left out.
    """
    return [row for group in groups for row in _rows(group)]


def _rows(group: Iterable[Sequence[Cell]]) -> Iterable[list[str]]:
    reaching: dict[int, tuple[str, int]] = {}  # by column: the words, and the rows to come
    for cells in group:
        placed = {column: words for column, (words, _) in reaching.items()}
        reaching = {at: (words, left - 1) for at, (words, left) in reaching.items() if left > 1}
        column = 0
        for cell in cells:
            while column in placed:
                column += 1
            down = min(cell.down or _TALLEST, _TALLEST)
            for at in range(column, column + max(1, min(cell.across, _WIDEST))):
                placed[at] = cell.words if at == column else ""
                if down > 1:
                    reaching[at] = placed[at], down - 1
        while placed and not placed[max(placed)]:
            del placed[max(placed)]
        if cells and placed:
            yield [placed.get(at, "") for at in range(max(placed) + 1)]
