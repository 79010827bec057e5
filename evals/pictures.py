"""Pictures for a report: SVG as text, readable on white and on black, nothing of the moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import StringIO

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from evals.confidence import Point

_LINES = ("#3b82f6", "#e8590c", "#2f9e44")  # each readable on white and on black
_GREY = "#737b84"


def risk_by_coverage(curves: Mapping[str, Sequence[Point]]) -> str:
    """How many of the answers are not wholly right, the surest answered first."""
    picture, axes = _empty("answered", "of these, not wholly right")
    for (name, points), colour in zip(curves.items(), _LINES, strict=False):
        xs, ys = [p.coverage for p in points], [p.risk for p in points]
        axes.plot(xs, ys, color=colour, linewidth=2, label=name)
        axes.plot(xs[-1:], ys[-1:], "o", color=colour)
    axes.set(xlim=(0, 1), ylim=(0, 1))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(1))
    return _text(picture)


def latency(seconds: Mapping[str, Sequence[float]]) -> str:
    """The share of the questions that are answered within so many milliseconds."""
    picture, axes = _empty("milliseconds", "answered by then")
    for (name, values), colour in zip(seconds.items(), _LINES, strict=False):
        ordered = sorted(value * 1000 for value in values)
        shares = [(rank + 1) / len(ordered) for rank in range(len(ordered))]
        axes.step(ordered, shares, where="post", color=colour, linewidth=2, label=name)
    axes.set(xscale="log", ylim=(0, 1))
    axes.yaxis.set_major_formatter(PercentFormatter(1))
    return _text(picture)


def _empty(across: str, up: str) -> tuple[Figure, Axes]:
    picture = Figure(figsize=(5.2, 3.6), layout="constrained")
    axes = picture.add_subplot()
    axes.set_xlabel(across, color=_GREY)
    axes.set_ylabel(up, color=_GREY)
    axes.tick_params(colors=_GREY, which="both")
    axes.grid(color=_GREY, alpha=0.25)
    axes.spines[:].set_color(_GREY)
    return picture, axes


def _text(picture: Figure) -> str:
    """The picture without a file's head, so that it can stand within a page."""
    picture.legend(loc="outside lower center", ncols=3, frameon=False, labelcolor=_GREY)
    file = StringIO()
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "evals"}):
        picture.savefig(file, format="svg", transparent=True, metadata={"Date": None})
    drawn = file.getvalue()
    return drawn[drawn.index("<svg") :]
