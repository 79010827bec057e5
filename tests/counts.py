"""How often a test tries: a little in `make test`, in full in `make test-faults`."""

from __future__ import annotations

import os

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
