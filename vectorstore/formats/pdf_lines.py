"""The lines of a page of a PDF, made of the stretches of words that stand beside each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vectorstore.formats.pdf_print import Box, Font, Stretch, Table, leftwards

_RAISED = 0.87  # of the line's size: smaller and higher is a superscript
_LARGER = 1.5  # times the size of what stands beside it: a heading
_CELL_GAP = 1.2  # sizes between two cells of a table without rules

Row = tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """What stands on one line of one column; or a table, whole."""

    stretches: tuple[Stretch, ...]
    """In the direction of reading."""
    box: Box
    table: tuple[Row, ...] = ()

    @property
    def font(self) -> Font:
        """The one that most of its characters are set in."""
        counts: dict[Font, int] = {}
        for stretch in self.stretches:
            counts[stretch.font] = counts.get(stretch.font, 0) + len(stretch.words)
        return max(counts, key=lambda font: counts[font], default=Font(0, False))

    @property
    def words(self) -> str:
        return " ".join(stretch.words for stretch in self.stretches)

    @property
    def opens_bold(self) -> bool:
        return bool(self.stretches) and self.stretches[0].font.bold

    def is_raised(self, stretch: Stretch) -> bool:
        """True for a superscript."""
        size = self.font.size
        return stretch.font.size < _RAISED * size and stretch.box.top > self.box.middle + size * 0.2

    @property
    def cells(self) -> list[list[Stretch]]:
        """Its stretches, parted where there is a wide gap."""
        cells: list[list[Stretch]] = []
        for stretch in self.stretches:
            before = cells[-1][-1].box if cells else None
            gap = (
                max(stretch.box.left - before.right, before.left - stretch.box.right)
                if before
                else 0
            )
            if before and gap <= _CELL_GAP * self.font.size:
                cells[-1].append(stretch)
            else:
                cells.append([stretch])
        return cells


def lines_of(stretches: Iterable[Stretch]) -> list[Line]:
    """The stretches as lines, from the top down."""
    rows: list[list[Stretch]] = []
    stretches = list(stretches)
    tables = [stretch for stretch in stretches if isinstance(stretch, Table)]
    stretches = [stretch for stretch in stretches if not isinstance(stretch, Table)]
    for stretch in sorted(stretches, key=lambda s: (-s.font.size, -s.box.middle, s.box.left)):
        best = max(rows, key=lambda row: row[0].box.overlap(stretch.box), default=None)
        smaller = best is not None and stretch.font.size < _RAISED * best[0].font.size
        if best and best[0].box.overlap(stretch.box) >= (0.3 if smaller else 0.5):
            best.append(stretch)
        else:
            rows.append([stretch])
    lines = [_line(piece) for row in rows for piece in _of_one_size(row)]
    lines += [Line((table,), table.box, table.rows) for table in tables]
    return sorted(lines, key=lambda line: -line.box.middle)


def _of_one_size(row: list[Stretch]) -> list[list[Stretch]]:
    """What stands on one line; in pieces where a heading and small print do, far apart."""
    cells = _line(row).cells
    sizes = [max(stretch.font.size for stretch in cell) for cell in cells]
    return cells if max(sizes) > _LARGER * min(sizes) else [row]


def _line(row: list[Stretch]) -> Line:
    turned = leftwards(" ".join(stretch.words for stretch in row))
    ordered = sorted(row, key=lambda s: -s.box.right if turned else s.box.left)
    return Line(tuple(ordered), around(row))


def around(stretches: Iterable[Stretch]) -> Box:
    boxes = [stretch.box for stretch in stretches]
    whole = boxes[0]
    for box in boxes[1:]:
        whole = whole.joined(box)
    return whole
