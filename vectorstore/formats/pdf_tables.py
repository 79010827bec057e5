"""Tables in a PDF: drawn with rules, or told from the gaps between their columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vectorstore.formats.pdf_lines import Line, around, lines_of
from vectorstore.formats.pdf_print import Box, Font, Stretch, Table

_TOUCH = 3.0  # points between rules that belong together
_MARK = re.compile(r"\W|o|\(?\w{1,4}[.)]")  # of a list's item, set apart from its words
_ALIGNED = 8.0  # points between the edges of cells in one column


def with_rows(lines: list[Line]) -> list[Line]:
    """The lines, those that are rows of one table made one."""
    made: list[Line] = []
    at = 0
    while at < len(lines):
        end = at + 1
        while end < len(lines) and _same_columns(lines[at], lines[end]):
            end += 1
        if end - at > 1:
            made.append(_table(lines[at:end]))
        else:
            made.append(lines[at])
        at = end
    return made


def _same_columns(line: Line, below: Line) -> bool:
    one, two = line.cells, below.cells
    if not 1 < len(one) == len(two) or any(_MARK.fullmatch(row[0][0].words) for row in (one, two)):
        return False
    return all(
        abs(a[0].box.left - b[0].box.left) < _ALIGNED
        or abs(a[-1].box.right - b[-1].box.right) < _ALIGNED
        for a, b in zip(one, two, strict=True)
    )


def _table(lines: list[Line]) -> Line:
    rows = tuple(tuple(" ".join(s.words for s in cell) for cell in line.cells) for line in lines)
    every = tuple(s for line in lines for s in line.stretches)
    return Line(every, around(every), rows)


def with_ruled_tables(rules: Sequence[Box], stretches: Sequence[Stretch]) -> list[Stretch]:
    """The stretches, those inside a table that is drawn with rules made one."""
    rest = list(stretches)
    for grid in _connected(rules):
        xs = _places([r.center for r in grid if r.top - r.bottom > r.right - r.left])
        ys = _places([r.middle for r in grid if r.top - r.bottom <= r.right - r.left])
        if len(xs) < 3 or len(ys) < 3:
            continue
        outer = Box(xs[0], ys[0], xs[-1], ys[-1])
        inside = [s for s in rest if outer.holds(s.box)]
        cells: dict[tuple[int, int], list[Stretch]] = {}
        for s in inside:
            place = sum(y > s.box.middle for y in ys), sum(x < s.box.center for x in xs)
            cells.setdefault(place, []).append(s)
        if len({row for row, _ in cells}) > 1 < len({column for _, column in cells}):
            rows = tuple(
                tuple(_cell(cells.get((row, column), [])) for column in range(1, len(xs)))
                for row in range(1, len(ys))
            )
            rest = [s for s in rest if not outer.holds(s.box)]
            rest.append(Table("", outer, Font(0, bold=False), rows))
    return rest


def _cell(stretches: list[Stretch]) -> str:
    return " ".join(line.words for line in lines_of(stretches))


def _connected(rules: Sequence[Box]) -> list[list[Box]]:
    """The rules in groups of those that touch."""
    groups: list[tuple[Box, list[Box]]] = []
    for rule in rules:
        whole, members = rule, [rule]
        apart = []
        for box, group in groups:
            if _touch(box, rule) and any(_touch(rule, other) for other in reversed(group)):
                whole, members = whole.joined(box), members + group
            else:
                apart.append((box, group))
        groups = [*apart, (whole, members)]
    return [group for _, group in groups]


def _touch(one: Box, other: Box) -> bool:
    return (
        one.left - _TOUCH <= other.right
        and other.left - _TOUCH <= one.right
        and one.bottom - _TOUCH <= other.top
        and other.bottom - _TOUCH <= one.top
    )


def _places(values: list[float]) -> list[float]:
    """The distinct among them, ascending."""
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > _TOUCH:
            kept.append(value)
    return kept
