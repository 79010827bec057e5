"""What a run is made with: whatever could change an answer, and the commit to find it by."""

from __future__ import annotations

import hashlib
import platform
import subprocess
from collections.abc import Sequence
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from assistant.opening import home
from assistant.settings import Settings
from evals.cases import Case
from vectorstore.homes import shelf_at
from vectorstore.reader import WEIGHTS

_ROOT = Path(__file__).resolve().parent.parent


def conditions(
    settings: Settings, without: Sequence[str], cases: Sequence[Case], patience: float
) -> dict[str, Any]:
    """Every setting, the index, the reader, the questions, the versions and the commit."""
    ids = "\n".join(case.id for case in cases)
    return {
        "settings": {name: str(value) for name, value in vars(settings).items()},
        "without": sorted(without),
        "patience": patience,
        "cases": len(cases),
        "case_ids": hashlib.sha256(ids.encode()).hexdigest()[:12],
        "index": shelf_at(home(settings)).current().name,
        "reader": hashlib.sha256(WEIGHTS.read_bytes()).hexdigest(),
        "commit": _git("rev-parse", "HEAD"),
        "uncommitted": hashlib.sha256(_git("diff", "HEAD").encode()).hexdigest()[:12],
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
        "versions": {d.name: d.version for d in sorted(distributions(), key=lambda d: d.name)},
    }


def _git(*arguments: str) -> str:
    """What git says; empty where there is none, or no repository."""
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=_ROOT, capture_output=True, text=True, timeout=30, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()
