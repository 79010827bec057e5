"""The machine that a figure was measured on, what else it did meanwhile, and a process's memory."""

from __future__ import annotations

import ctypes
import gc
import os
import platform
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import matplotlib
from matplotlib.figure import Figure

_GREY = "#808080"  # readable on a light and on a dark page


def machine() -> str:
    """Processor, cores, memory, system and Python."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{_processor()} ({platform.machine()}), {os.cpu_count()} cores, {memory:.0f} GiB, "
        f"{platform.system()} {platform.release().partition('-')[0]}, "
        f"Python {platform.python_version()}"
    )


class Run:
    """One run of a benchmark: where, when, and beside what."""

    def __init__(self, target: str) -> None:
        self._target = target
        self._load = os.getloadavg()[0]
        """Processes that wanted a core in the minute before."""

    def __str__(self) -> str:
        today = datetime.now(UTC).strftime("%Y-%m-%d")
        before, after = self._load, os.getloadavg()[0]
        shared = (
            f"{before:.1f} processes wanted a core in the minute before, {after:.1f} in the last, "
            "its own among these."
        )
        return f"Made by `make {self._target}` on {today}; {machine()}. {shared}"


def memory_of(process: int | None = None) -> float:
    """MB of memory that a process holds of its own, files that it maps left out; Linux.

    What this process has freed is given back to the system first.
    """
    if process is None:
        gc.collect()
        ctypes.CDLL(None).malloc_trim(0)
    status = Path(f"/proc/{process or 'self'}/status").read_text("utf-8")
    return int(_field("RssAnon", status)) / 1024


def size_of(folder: Path) -> float:
    """MB of all files of a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def draw(
    lines: Mapping[str, tuple[Sequence[float], Sequence[float]]],
    axes_named: tuple[str, str],
    title: str,
    path: Path,
) -> None:
    """Lines over a logarithmic axis, by name; the same numbers make the same file."""
    picture = Figure(figsize=(6.4, 3.8), layout="constrained")
    axes = picture.add_subplot()
    for name, (at, values) in lines.items():
        axes.plot(at, values, "o-", linewidth=2, label=name)
    ticks = sorted({value for at, _ in lines.values() for value in at})
    axes.set(xscale="log", ylim=(0, None), xlabel=axes_named[0], ylabel=axes_named[1])
    axes.set_xticks(ticks, [f"{tick:,.0f}" for tick in ticks])
    axes.minorticks_off()
    axes.set_title(title, color=_GREY)
    picture.legend(loc="outside lower center", ncols=3, frameon=False, labelcolor=_GREY)
    axes.tick_params(colors=_GREY)
    axes.grid(color=_GREY, alpha=0.25)
    axes.spines[:].set_color(_GREY)
    for axis in (axes.xaxis, axes.yaxis):
        axis.label.set_color(_GREY)
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": path.stem}):
        picture.savefig(path, format="svg", transparent=True, metadata={"Date": None})


def _processor() -> str:
    try:
        info = Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        return platform.processor() or "processor unknown"
    return _field("model name", info)


def _field(name: str, text: str) -> str:
    found = re.search(rf"^{name}\s*:\s*(.*?)(?: kB)?$", text, re.MULTILINE)
    return found[1] if found else "0"
