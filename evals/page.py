"""A run as one HTML page that stands alone: nothing in it comes from anywhere else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import get_args

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from evals.agreement import judged, judged_labels
from evals.cases import Case
from evals.confidence import risk_coverage
from evals.gate import RIGHT, of
from evals.grades import FILE, of_papers, papers_of, read_grades
from evals.judging import Grade
from evals.kept import Shown
from evals.measures import LOWER_IS_BETTER, MEASURES
from evals.outcomes import Outcome, Verdict
from evals.pictures import latency, risk_by_coverage
from evals.result import Pair, Result, by_split, confidence, intervals
from evals.scores import Score
from evals.uncertainty import Interval, interval

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
_RETRIEVED = 5  # passages of a search that are shown

Piece = tuple[str, bool]
"""Words of a passage, and whether they were quoted."""


@dataclass(frozen=True)
class Found:
    """A passage beside an answer."""

    id: str
    label: str
    title: str
    text: list[Piece]
    rank: int | None
    """Where search found it; None where it was cited without."""
    cited: bool
    wanted: str
    """`must be cited`, `may be cited`, or nothing."""


@dataclass(frozen=True)
class Group:
    """A category, or all: how many, what came of them, and means with intervals."""

    name: str
    count: int
    verdicts: list[tuple[Verdict, int]]
    right: Interval | None
    means: dict[str, Interval | None]


def as_html(result: Result) -> str:
    """The page."""
    folder = FileSystemLoader(Path(__file__).parent)
    environment = Environment(
        loader=folder, autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    splits = by_split(result.outcomes)
    passages = result.run.passages
    return environment.get_template("page.html").render(
        result=result,
        settings=result.run.settings,
        verdicts=Counter(score.verdict for score in result.scores),
        order=VERDICTS,
        worse=_told(result, result.worse),
        better=_told(result, result.better),
        measures=list(MEASURES),
        lower=LOWER_IS_BETTER,
        splits={split: _of_split(result, split) for split in splits},
        groups=list(_groups(result.scores)),
        confidence={split: confidence(mine) for split, mine in splits.items()},
        # Drawn here from numbers; the names in them are those of the splits.
        risk=Markup(risk_by_coverage({s: risk_coverage(mine) for s, mine in splits.items()})),
        latency=Markup(latency({s: [o.seconds for o in mine] for s, mine in splits.items()})),
        cases=list(zip(result.outcomes, result.scores, strict=True)),
        before={score.id: score for score in result.before},
        found=partial(found, passages),
        judged=judged(result),
        by_labels={each.judge: each for each in judged_labels(result.run.place.parent)},
        graded=_graded(result),
    )


def found(passages: dict[str, Shown], outcome: Outcome) -> list[Found]:
    """The passages that were cited, then the best of those retrieved."""
    quotes: dict[str, list[str]] = {}
    for citation in outcome.answer.citations if outcome.answer else ():
        quotes.setdefault(citation.passage, []).append(citation.quote)
    ranks = {id_: rank for rank, id_ in enumerate(outcome.retrieved, start=1)}
    ids = dict.fromkeys([*quotes, *outcome.retrieved[:_RETRIEVED]])
    unknown = Shown("a passage that was not kept", "", "")
    return [
        Found(
            id=id_,
            label=(shown := passages.get(id_, unknown)).label,
            title=shown.title,
            text=marked(shown.body, quotes.get(id_, ())),
            rank=ranks.get(id_),
            cited=id_ in quotes,
            wanted=_wanted(outcome.case, id_),
        )
        for id_ in ids
    ]


def marked(body: str, quotes: Sequence[str]) -> list[Piece]:
    """The body in pieces; the quote of a title stands nowhere in it."""
    quoted = [False] * len(body)
    for quote in quotes:
        if quote and (start := body.find(quote)) >= 0:
            quoted[start : start + len(quote)] = [True] * len(quote)
    pairs = groupby(zip(body, quoted, strict=True), key=itemgetter(1))
    return [("".join(letter for letter, _ in run), held) for held, run in pairs]


def _graded(result: Result) -> dict[str, list[Grade]]:
    """What judges said of each case."""
    graded: dict[str, list[Grade]] = {}
    held = of_papers(read_grades(result.run.place / FILE), papers_of(result.outcomes))
    for grade in (grade for mine in held.values() for grade in mine):
        graded.setdefault(grade.paper, []).append(grade)
    return graded


def _wanted(case: Case, id_: str) -> str:
    if id_ in case.must:
        return "must be cited"
    return "may be cited" if id_ in case.may else ""


def _told(result: Result, pairs: Sequence[Pair]) -> list[tuple[Case, Score, Score]]:
    cases = {outcome.case.id: outcome.case for outcome in result.outcomes}
    return [(cases[now.id], now, before) for now, before in pairs]


def _of_split(result: Result, split: str) -> dict[str, object]:
    mine = [score for score in result.scores if score.split == split]
    changes = {c.measure: c for c in result.comparisons if c.group == f"split {split}"}
    return {"count": len(mine), "means": intervals(mine), "changes": changes}


def _groups(scores: Sequence[Score]) -> Iterator[Group]:
    names = sorted({score.category for score in scores})
    for name in names:
        yield _group(name, [score for score in scores if score.category == name])
    yield _group("all", scores)


def _group(name: str, scores: Sequence[Score]) -> Group:
    counts = Counter(score.verdict for score in scores)
    verdicts = [(verdict, counts[verdict]) for verdict in VERDICTS if counts[verdict]]
    shown = ("first citation", "citation precision", "citation recall", "facts")
    means = {each: interval(scores, of(each)) for each in shown}
    return Group(name, len(scores), verdicts, interval(scores, _is_right), means)


def _is_right(score: Score) -> float:
    return float(score.verdict in RIGHT)
