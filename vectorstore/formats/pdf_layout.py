"""How a page of a PDF is laid out: tables, and columns in reading order, each with its lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median

from vectorstore.formats.pdf_lines import Line, around, lines_of
from vectorstore.formats.pdf_print import Print, Stretch
from vectorstore.formats.pdf_tables import with_rows, with_ruled_tables

_GUTTER = 8.0  # points between two columns, at least
_FEWEST_LINES = 3  # in each of two columns
_SHORT_LINE = 15  # characters: of a table's cell rather than of prose
_DEPTH = 3  # columns within columns


def lay_out(page: Print, stretches: Sequence[Stretch]) -> list[list[Line]]:
    """The columns of a page in reading order, each with its lines."""
    return _columns(with_ruled_tables(page.rules, stretches), _DEPTH)


def _columns(stretches: list[Stretch], depth: int) -> list[list[Line]]:
    """The columns of an area: a stretch of it that a gutter parts, and what is above and below."""
    bands = _bands(stretches)
    found = _parted(bands) if depth else None
    if found is None:
        return [with_rows(lines_of(stretches))] if stretches else []
    first, last, gutter = found
    inside = [s for band in bands[first:last] for s in band]
    sides = [
        [s for s in inside if s.box.center < gutter],
        [s for s in inside if s.box.center >= gutter],
    ]
    if sum(s.runs_leftwards for s in inside) * 2 > len(inside):
        sides.reverse()
    above = [s for band in bands[:first] for s in band]
    below = [s for band in bands[last:] for s in band]
    return [column for area in (above, *sides, below) for column in _columns(area, depth - 1)]


def _bands(stretches: Iterable[Stretch]) -> list[list[Stretch]]:
    """Groups of stretches with no others beside them, from the top down."""
    bands: list[list[Stretch]] = []
    floor = 0.0
    for stretch in sorted(stretches, key=lambda s: -s.box.top):
        inset = (stretch.box.top - stretch.box.bottom) * 0.2
        if bands and stretch.box.top - inset > floor:
            bands[-1].append(stretch)
            floor = min(floor, stretch.box.bottom + inset)
        else:
            bands.append([stretch])
            floor = stretch.box.bottom + inset
    return bands


def _parted(bands: list[list[Stretch]]) -> tuple[int, int, float] | None:
    """The longest run of bands with a gutter through it, and where that is."""
    best: tuple[int, int, float] | None = None
    for first in range(len(bands)):
        if best and len(bands) - first <= best[1] - best[0]:
            break
        gaps, last = [(float("-inf"), float("inf"))], first
        while last < len(bands) and (narrowed := _narrowed(gaps, bands[last])):
            gaps, last = narrowed, last + 1
        for gap in gaps:
            low, high = _trimmed(bands, first, last, gap)
            if (best is None or high - low > best[1] - best[0]) and _is_gutter(
                [s for band in bands[low:high] for s in band], gap
            ):
                best = low, high, (gap[0] + gap[1]) / 2
    return best


def _narrowed(gaps: list[tuple[float, float]], band: list[Stretch]) -> list[tuple[float, float]]:
    for stretch in band:
        gaps = [
            piece
            for low, high in gaps
            for piece in ((low, min(high, stretch.box.left)), (max(low, stretch.box.right), high))
            if piece[1] - piece[0] >= _GUTTER
        ]
    return list(dict.fromkeys(gaps))


def _trimmed(
    bands: list[list[Stretch]], first: int, last: int, gap: tuple[float, float]
) -> tuple[int, int]:
    """Without the headings at either end, which stand over or under all columns."""
    size = median([s.font.size for band in bands[first:last] for s in band] or [0])

    def is_heading(band: list[Stretch]) -> bool:
        is_first = all((s.box.center > gap[1]) == s.runs_leftwards for s in band)
        return is_first and all(s.font.size > size * 1.1 or s.font.bold for s in band)

    while first < last and is_heading(bands[first]):
        first += 1
    while last > first and is_heading(bands[last - 1]):
        last -= 1
    return first, last


def _is_gutter(stretches: list[Stretch], gap: tuple[float, float]) -> bool:
    """True where prose stands on both sides, and not the cells of a table."""
    sides = (
        [s for s in stretches if s.box.right <= gap[0] + 1],
        [s for s in stretches if s.box.left >= gap[1] - 1],
    )
    if not all(sides):
        return False
    whole = around(stretches)
    for side in sides:
        lines, box = lines_of(side), around(side)
        width = box.right - box.left
        if (
            len(lines) < _FEWEST_LINES
            or width < 0.2 * (whole.right - whole.left)
            or median(line.box.right - line.box.left for line in lines) < 0.5 * width
            or median(len(line.words) for line in lines) < _SHORT_LINE
        ):
            return False
    return True
