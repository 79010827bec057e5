"""What a judge's grades come to: shares with their spread over the attempts, and Cohen's kappa.

What is unscored stays in every denominator: it is not right, states nothing, agrees with nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import starmap
from pathlib import Path

from evals.gate import RIGHT
from evals.grades import FILE, of_papers, papers_of, read_grades
from evals.judging import Grade, Grading, Paper
from evals.labelled import Label, read_labels
from evals.outcomes import Verdict
from evals.result import Result
from evals.scores import Score

UNSCORED = "unscored"
OF_LABELS = "labels"
"""The folder beside the runs that holds the grades of the answers with labels."""


@dataclass(frozen=True)
class View:
    """How an answer is seen: by a judge, by hand, or by the evaluation's own measures."""

    verdict: Verdict | None
    """None where it is unscored."""
    facts: tuple[Grading, ...] = ()
    """Of each vital fact; none where it is unscored, or where nobody looked at them."""


Views = Mapping[str, View]
"""By the id of the paper."""


@dataclass(frozen=True)
class Spread:
    """A value over several attempts."""

    value: float
    """The mean."""
    low: float
    high: float


@dataclass(frozen=True)
class Agreement:
    """How far several attempts agree with another view of the same answers."""

    verdicts: Spread | None
    """Cohen's kappa; None where both see the same everywhere, so that chance explains it all."""
    same: Spread
    """Share of the verdicts that are the same."""
    facts: Spread | None
    """Cohen's kappa of the gradings of facts."""


@dataclass(frozen=True)
class Opinion:
    """What one judge says of many answers."""

    judge: str
    count: int
    """Answers that it was given."""
    attempts: int
    right: Spread
    """Share of the answers that are right or rightly declined."""
    facts: Spread | None
    """Share of the vital facts that are stated."""
    unscored: Spread
    """Share of the answers."""
    reasons: tuple[tuple[str, int], ...]
    """Why they are unscored, over all attempts, the most frequent first."""
    steady: float
    """Share of the answers with the same verdict in every attempt."""
    agreement: Agreement
    """With the other view."""


def opinions(grades: Sequence[Grade], papers: Sequence[Paper], beside: Views) -> list[Opinion]:
    """What each judge says of the papers that it was given, beside another view of them."""
    return [
        _opinion(judge, mine, {paper.id: paper for paper in papers}, beside)
        for judge, mine in of_papers(grades, papers).items()
    ]


def agreement(attempts: Sequence[Views], beside: Views) -> Agreement:
    """How far each attempt agrees with the other view, of all papers that it has."""
    return Agreement(
        spread([kappa(list(_verdicts(views, beside))) for views in attempts]),
        _share(attempts, lambda id_, view: view.verdict == beside[id_].verdict),
        spread([kappa(list(_facts(views, beside))) for views in attempts]),
    )


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa (1960): agreement beyond chance, 1 at most; None where it is not defined."""
    if len({name for pair in pairs for name in pair}) < 2:
        return None
    from sklearn.metrics import cohen_kappa_score

    return float(cohen_kappa_score(*zip(*pairs, strict=True)))


def spread(values: Sequence[float | None]) -> Spread | None:
    """Mean, lowest and highest of what is told; None where nothing is."""
    told = [value for value in values if value is not None]
    return Spread(sum(told) / len(told), min(told), max(told)) if told else None


def by_hand(labels: Sequence[Label]) -> dict[str, View]:
    """How a person sees the answers."""
    return {label.id: View(label.verdict, label.facts) for label in labels}


def automatic(labels: Sequence[Label]) -> dict[str, View]:
    """How the evaluation sees them, by words and citations."""
    return {label.id: View(label.automatic, label.automatic_facts) for label in labels}


def judged(result: Result) -> list[Opinion]:
    """What each judge that graded a run says of it, beside the run's own verdicts."""
    grades = read_grades(result.run.place / FILE)
    return opinions(grades, papers_of(result.outcomes), measured(result.scores))


def judged_labels(runs: Path) -> list[Opinion]:
    """What each judge that graded the labelled answers says of them, beside the labels."""
    labels = read_labels()
    grades = read_grades(runs / OF_LABELS / FILE)
    return opinions(grades, [label.paper for label in labels], by_hand(labels))


def measured(scores: Sequence[Score]) -> dict[str, View]:
    """The verdicts of a run."""
    return {score.id: View(score.verdict) for score in scores}


def _opinion(
    judge: str, grades: Sequence[Grade], papers: Mapping[str, Paper], beside: Views
) -> Opinion:
    given = list(dict.fromkeys(grade.paper for grade in grades))
    attempts = max(grade.attempt for grade in grades)
    views: list[dict[str, View]] = [
        dict.fromkeys(given, View(None)) for _ in range(attempts)
    ]  # an attempt that was broken off is unscored where it did not come
    for grade in grades:
        case = papers[grade.paper].case
        views[grade.attempt - 1][grade.paper] = View(grade.verdict(case), grade.facts)
    reasons = Counter(grade.unscored for grade in grades if grade.unscored)
    steady = [len({each[id_].verdict for each in views}) == 1 for id_ in given]
    facts = {id_: len(papers[id_].case.facts) for id_ in given}
    return Opinion(
        judge,
        len(given),
        attempts,
        _share(views, lambda _, view: view.verdict in RIGHT),
        spread([_stated(each, sum(facts.values())) for each in views]),
        _share(views, lambda _, view: view.verdict is None),
        tuple(reasons.most_common()),
        sum(steady) / len(steady),
        agreement(views, beside),
    )


def _share(attempts: Sequence[Views], counted: Callable[[str, View], bool]) -> Spread:
    shares = [sum(starmap(counted, views.items())) / len(views) for views in attempts]
    return Spread(sum(shares) / len(shares), min(shares), max(shares))


def _stated(views: Views, facts: int) -> float | None:
    stated = sum(view.facts.count("stated") for view in views.values())
    return stated / facts if facts else None


def _verdicts(views: Views, beside: Views) -> Iterator[tuple[str, str]]:
    for id_, view in views.items():
        yield view.verdict or UNSCORED, beside[id_].verdict or UNSCORED


def _facts(views: Views, beside: Views) -> Iterator[tuple[str, str]]:
    for id_, view in views.items():
        if wanted := beside[id_].facts:
            yield from zip(view.facts or (UNSCORED,) * len(wanted), wanted, strict=True)
