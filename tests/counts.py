"""How often a test tries: a little in `make test`, in full in `make test-faults`.

And how many lines of a module are run: what grows with the square of the input shows in that.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from types import FrameType, ModuleType

from hypothesis import HealthCheck, Phase, settings

FULL = os.environ.get("TEST_FAULTS") == "full"


def times(short: int, full: int) -> int:
    """The number of tries of this run."""
    return full if FULL else short


def often(count: int) -> settings:
    """So many examples, the same in each run; the first that fails is shown as it is."""
    return settings(
        max_examples=count,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )


def lines_run(modules: set[ModuleType], work: Callable[[], object]) -> int:
    """How many lines of some modules, and of what Python writes for data classes, are run."""
    files, count = {"<string>", *(module.__file__ for module in modules)}, 0

    def trace(frame: FrameType, event: str, _: object) -> object:
        nonlocal count
        count += event == "line"
        return trace if frame.f_code.co_filename in files else None

    before = sys.gettrace()
    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        work()
    finally:
        sys.settrace(before)
    return count
