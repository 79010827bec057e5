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
from vectorstore.multilingual_reader import WEIGHTS as MULTILINGUAL
from vectorstore.reader import WEIGHTS

_ROOT = Path(__file__).resolve().parent.parent


def conditions(
    settings: Settings, without: Sequence[str], cases: Sequence[Case], patience: float
) -> dict[str, Any]:
    """Every setting, the index, the readers, the questions, the versions and the commit."""
    ids = "\n".join(case.id for case in cases)
    return {
        "settings": {name: str(value) for name, value in vars(settings).items()},
        "without": sorted(without),
        "patience": patience,
        "cases": len(cases),
        "case_ids": hashlib.sha256(ids.encode()).hexdigest()[:12],
        "index": shelf_at(home(settings)).current().name,
        "reader": _digest(WEIGHTS),
        "reader_multilingual": _digest(MULTILINGUAL),
        "commit": _git("rev-parse", "HEAD"),
        "uncommitted": hashlib.sha256(_git("diff", "HEAD").encode()).hexdigest()[:12],
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
        "versions": {d.name: d.version for d in sorted(distributions(), key=lambda d: d.name)},
    }


def _digest(weights: Path) -> str:
    return hashlib.sha256(weights.read_bytes()).hexdigest()


def _git(*arguments: str) -> str:
    """What git says; empty where there is none, or no repository."""
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=_ROOT, capture_output=True, text=True, timeout=30, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()
