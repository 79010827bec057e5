"""Scores: what is kept of an outcome to compare another one with, and the stored baseline."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from evals.cases import Case, GoldError
from evals.measures import MEASURES, TOLD, verdict
from evals.outcomes import Outcome, Verdict

STORED = Path(__file__).parent / "baseline.jsonl.gz"
"""The scores that the next change is compared with, and the answers that they were given for."""


@dataclass(frozen=True)
class Score:
    """One case, measured."""

    id: str
    split: str
    category: str
    conversation: str
    asked: str
    """A digest of the question and of what is expected: other cases are not compared."""
    verdict: Verdict
    values: dict[str, float | None]
    """By measure; None where it does not apply."""
    answer: str
    """What a person would read; of a crash, the error."""
    cited: tuple[str, ...]


def score(outcome: Outcome) -> Score:
    """An outcome measured by everything."""
    case = outcome.case
    return Score(
        id=case.id,
        split=case.split,
        category=case.category,
        conversation=case.conversation,
        asked=_digest(case),
        verdict=verdict(outcome),
        values={
            **{name: measure(outcome) for name, measure in {**MEASURES, **TOLD}.items()},
            "log-odds": outcome.confidence,
        },
        answer=outcome.answer.text if outcome.answer else outcome.error or "",
        cited=tuple(outcome.cited),
    )


def scores_of(outcomes: Iterable[Outcome]) -> list[Score]:
    """Every outcome measured, in order."""
    return [score(outcome) for outcome in outcomes]


def common(now: Sequence[Score], before: Sequence[Score]) -> list[tuple[Score, Score]]:
    """The pairs of scores of one case that asks and expects the same in both."""
    held = {each.id: each for each in before}
    pairs = ((each, held.get(each.id)) for each in now)
    return [(each, was) for each, was in pairs if was and was.asked == each.asked]


def write_scores(scores: Sequence[Score], path: Path = STORED) -> None:
    """Stores the scores; the same ones make the same bytes."""
    lines = "".join(json.dumps(asdict(each), ensure_ascii=False) + "\n" for each in scores)
    path.write_bytes(gzip.compress(lines.encode(), mtime=0))


def read_scores(path: Path = STORED) -> list[Score]:
    """The stored scores. Raises GoldError where there are none to compare with."""
    try:
        lines = gzip.decompress(path.read_bytes()).decode().splitlines()
        rows = [json.loads(line) for line in lines]
        return [Score(**{**row, "cited": tuple(row["cited"])}) for row in rows]
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise GoldError(
            f"{path} cannot be read: {error}. Write it: python -m evals baseline"
        ) from error


def _digest(case: Case) -> str:
    content = [
        case.question,
        [[turn.question, turn.answer] for turn in case.turns],
        [case.answerable, case.reason, sorted(case.must), sorted(case.may)],
        [case.facts, case.okay, case.sentences],
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:12]
