"""How often a test tries: a little in `make test`, in full in `make test-faults`."""

from __future__ import annotations

import os

FULL = os.environ.get("TEST_FAULTS") == "full"


def times(short: int, full: int) -> int:
    """The number of tries of this run."""
    return full if FULL else short
