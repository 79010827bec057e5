"""A run that is measured and compared: what every report is made of."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from evals.cases import SPLITS, Case
from evals.confidence import area, auroc, calibration_error, risk_coverage, searched
from evals.gate import Comparison, Problem, compare, judge, of
from evals.kept import Run, rejoined
from evals.measures import MEASURES, TOLD, mean_of
from evals.outcomes import Outcome
from evals.scores import Score, common, scores_of
from evals.uncertainty import Interval, interval

BASELINE = "the baseline"

Pair = tuple[Score, Score]
"""A case now and before."""

_ALSO = ("first citation", "citation precision", "citation recall", "facts")


@dataclass(frozen=True)
class Result:
    """What a run comes to, beside another one."""

    run: Run
    outcomes: list[Outcome]
    scores: list[Score]
    """In the order of the outcomes."""
    beside: str
    """What it is compared with: `the baseline`, or the name of a run."""
    before: list[Score]
    problems: list[Problem]
    comparisons: list[Comparison]
    changed: tuple[str, ...]
    """Ids of the cases that ask something else now than when they were answered: left out."""

    @property
    def headline(self) -> str:
        """What a report is called."""
        if self.beside != BASELINE:
            return f"{self.run.place.name} beside {self.beside}"
        return f"The gate is {'red' if self.problems else 'green'}"

    @property
    def pairs(self) -> list[Pair]:
        return common(self.scores, self.before)

    @property
    def worse(self) -> list[Pair]:
        """The cases that are worse now, those whose verdict fell furthest first."""
        found = [pair for pair in self.pairs if _worth(pair[0]) < _worth(pair[1])]
        return sorted(found, key=lambda pair: _worth(pair[0])[0] - _worth(pair[1])[0])

    @property
    def better(self) -> list[Pair]:
        """The cases that are better now."""
        return [pair for pair in self.pairs if _worth(pair[0]) > _worth(pair[1])]


def result(run: Run, cases: Sequence[Case], before: list[Score], beside: str) -> Result:
    """A finished run, measured with the gold questions as they are now."""
    outcomes, changed = rejoined(run.outcomes(), cases)
    scores = scores_of(outcomes)
    pairs = common(scores, before)
    problems = judge(scores, before, cases)
    return Result(run, outcomes, scores, beside, before, problems, compare(pairs), tuple(changed))


def by_split(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    """The outcomes of each split that has any."""
    found = {split: [o for o in outcomes if o.case.split == split] for split in SPLITS}
    return {split: mine for split, mine in found.items() if mine}


def intervals(scores: Sequence[Score]) -> dict[str, Interval | None]:
    """Every measure with its interval."""
    return {name: interval(scores, of(name)) for name in (*MEASURES, *TOLD)}


def confidence(outcomes: Sequence[Outcome]) -> dict[str, float | None]:
    """What the reader's log-odds are worth."""
    return {
        "searched for": float(len(searched(outcomes))),
        "AUROC": auroc(outcomes),
        "area of risk by coverage": area(risk_coverage(outcomes)),
        "calibration error": calibration_error(outcomes),
    }


def as_json(result: Result) -> str:
    """The numbers alone, without anything of the moment: equal runs make equal texts."""
    told: dict[str, Any] = {}
    for split, outcomes in by_split(result.outcomes).items():
        mine = [score for score in result.scores if score.split == split]
        told[split] = {
            "cases": len(mine),
            "verdicts": dict(sorted(Counter(score.verdict for score in mine).items())),
            "measures": {
                name: asdict(found) if found else None for name, found in intervals(mine).items()
            },
            "confidence": confidence(outcomes),
            "categories": {
                category: {
                    name: mean_of(s.values[name] for s in mine if s.category == category)
                    for name in MEASURES
                }
                for category in dict.fromkeys(score.category for score in mine)
            },
        }
    return json.dumps(told, indent=1) + "\n"


def _worth(score: Score) -> tuple[float, float]:
    """What orders two answers to a question: the verdict, then what of it is right."""
    return (
        score.values["truthfulness (CRAG)"] or 0.0,
        sum(score.values[name] or 0.0 for name in _ALSO),
    )
