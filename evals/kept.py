"""Runs as they are kept: a folder each, with what was asked for and what came of every case.

evals/runs/20261122-115134-3f2a91bc/
  settings.json     every setting, the index's fingerprint, versions; written first
  passages.json     the passages as they were, for whoever reads the report
  outcomes.jsonl    a line for each case, written as soon as it is answered
  scores.json       the means and their intervals
  report.html, summary.md, junit.xml
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from evals.cases import Case, GoldError
from evals.outcomes import Outcome
from vectorstore.passages import Passage

RUNS = Path(__file__).parent / "runs"

_OUTCOME = TypeAdapter(Outcome)
_OF_THE_MOMENT = ("started",)


@dataclass(frozen=True)
class Shown:
    """A passage as a report shows it."""

    label: str
    title: str
    body: str


@dataclass(frozen=True)
class Run:
    """A folder that holds one run."""

    place: Path

    @property
    def settings(self) -> dict[str, Any]:
        """What it was run with. Raises GoldError where it cannot be read."""
        return dict(self._json("settings.json"))

    @property
    def passages(self) -> dict[str, Shown]:
        """The passages by id."""
        return {id_: Shown(**fields) for id_, fields in self._json("passages.json").items()}

    def outcomes(self) -> list[Outcome]:
        """What was answered so far; a last line that a kill cut off is left out."""
        path = self.place / "outcomes.jsonl"
        lines = path.read_bytes().split(b"\n") if path.exists() else []
        try:
            return [_OUTCOME.validate_python(_read(line), strict=False) for line in lines[:-1]]
        except (ValueError, ValidationError) as error:
            told = f"{path} cannot be read: {error}. Delete the folder and run again."
            raise GoldError(told) from error

    def append(self, outcome: Outcome) -> None:
        """Adds an outcome, whole or not at all where the machine does not fail beneath it."""
        row = _OUTCOME.dump_python(outcome)
        line = json.dumps(row, ensure_ascii=False, default=sorted) + "\n"  # sets in one order
        with (self.place / "outcomes.jsonl").open("ab") as file:
            file.write(line.encode("utf-8", "surrogatepass"))

    def mend(self) -> None:
        """Cuts off a last line that is not whole, so that the next one stands on its own."""
        path = self.place / "outcomes.jsonl"
        if path.exists():
            content = path.read_bytes()
            os.truncate(path, content.rfind(b"\n") + 1)

    def write(self, name: str, text: str) -> Path:
        """Puts a file into the folder."""
        path = self.place / name
        path.write_text(text, "utf-8")
        return path

    def _json(self, name: str) -> dict[str, Any]:
        path = self.place / name
        try:
            content: dict[str, Any] = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise GoldError(f"{path} cannot be read: {error}. Name a folder of a run.") from error
        return content


def new_run(folder: Path, settings: Mapping[str, Any], passages: Mapping[str, Passage]) -> Run:
    """A folder for a new run, named by the time and by what it is run with."""
    now = datetime.now(UTC)
    told = {"started": now.isoformat(), **settings}
    short = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:8]
    run = Run(folder / f"{now:%Y%m%d-%H%M%S}-{short}")
    run.place.mkdir(parents=True)
    run.write("settings.json", json.dumps(told, indent=2, ensure_ascii=False) + "\n")
    shown = {
        p.id: {"label": p.label, "title": p.title.text if p.title else "", "body": p.body.text}
        for p in passages.values()
    }
    run.write("passages.json", json.dumps(shown, ensure_ascii=False) + "\n")
    return run


def open_run(name: str, folder: Path = RUNS) -> Run:
    """A run by its folder, by its name, or the latest. Raises GoldError where there is none."""
    if name == "latest":
        found = sorted(path.parent for path in folder.glob("*/settings.json"))[-1:]
    else:
        found = [p for p in (folder / name, Path(name)) if (p / "settings.json").is_file()][:1]
    if not found:
        raise GoldError(f"There is no run {name} in {folder}. Make one: python -m evals run")
    return Run(found[0])


def resumable(run: Run, settings: Mapping[str, Any]) -> None:
    """Raises GoldError where a run was made with anything else than these settings."""
    had = run.settings
    keys = [key for key in {**had, **settings} if key not in _OF_THE_MOMENT]
    other = [key for key in keys if had.get(key) != json.loads(json.dumps(settings.get(key)))]
    if other:
        told = f"{run.place} was run with other {', '.join(other)}. Start anew, without --resume."
        raise GoldError(told)


def rejoined(outcomes: Sequence[Outcome], cases: Sequence[Case]) -> tuple[list[Outcome], list[str]]:
    """The outcomes with the cases as they are now, and the ids of those that ask something else."""
    held = {case.id: case for case in cases}
    now, gone = [], []
    for outcome in outcomes:
        case, was = held.get(outcome.case.id), outcome.case
        if case and (case.question, case.turns) == (was.question, was.turns):
            now.append(replace(outcome, case=case))
        else:
            gone.append(was.id)
    return now, gone


def _read(line: bytes) -> Any:
    return json.loads(line.decode("utf-8", "surrogatepass"))
