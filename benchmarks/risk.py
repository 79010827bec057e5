"""Risk and coverage: how often an answer is wrong, by how many questions are answered at all.

`python -m benchmarks.risk` writes benchmarks/risk.md and a picture for each split.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from assistant.answer import Answer
from assistant.ask import Assistant
from assistant.citations import cite
from assistant.decline import answerable
from assistant.quoting import quote_answer
from assistant.settings import read_settings
from benchmarks.opened import english, open_parts
from benchmarks.page import SPLIT_NAMES, figure, made_by, paragraphs, table
from evals import confidence
from evals.cases import Case, read_cases
from evals.confidence import Point
from evals.measures import complete
from evals.outcomes import Outcome
from evals.run import run
from vectorstore.index import Index, Search

RESULT = Path(__file__).with_suffix(".md")
_LINE, _MARK, _GREY = "#3b82f6", "#e8590c", "#737b84"  # each readable on white and on black
_TOP = 0.6  # where the axis of risk ends, unless the curve goes beyond

_NOTES = """\
Questions are answered in the order of the reader's log-odds that what it read answers them
(`answerable` in `assistant/decline.py`); what the outline answers without a search comes first. The
risk is the share of the answered that are answered wrongly: not completely, or although the
documents do not answer. A question that the assistant declines is answered here with the best
sentences of its search; where there was no search, as for a takeaway that does not exist, it stays
declined, and the curve ends before the right edge. Working point: the assistant as it is. It
declines for other signs too, so it need not lie on the curve; below the curve is better."""


@dataclass(frozen=True)
class Judged:
    """How sure the assistant is of one question, and what answering it comes to."""

    confidence: float | None
    """None where it has nothing to answer with."""
    wrong: bool
    declined: bool
    """True where the assistant itself declines."""


class Remembering(Index):
    """An index that keeps what was found and looked at."""

    _found: tuple[Search, ...] = ()

    def look_closer(self, found: Search) -> Search:
        seen = super().look_closer(found)
        self._found += (seen,)
        return seen

    def take(self) -> tuple[Search, ...]:
        """What was found since the last call."""
        found, self._found = self._found, ()
        return found


def judged(index: Remembering, cases: Sequence[Case]) -> Iterator[Judged]:
    """Every case with the assistant's confidence."""
    for outcome in run(Assistant(index), cases):
        yield judgement(outcome, index.take(), index)


def judgement(outcome: Outcome, searches: Sequence[Search], index: Index) -> Judged:
    """One case, answered from its first search where the assistant declines."""
    declined = outcome.declined
    if declined and searches:
        outcome = _answered_all_the_same(outcome, searches[0], index)
    wrong = not (outcome.case.answerable and complete(outcome))
    if not searches:
        return Judged(None if declined else math.inf, wrong, declined)
    odds = [value for search in searches if (value := answerable(search)) is not None]
    return Judged(max(odds, default=-math.inf), wrong, declined)


def _answered_all_the_same(outcome: Outcome, search: Search, index: Index) -> Outcome:
    cited = list(cite(quote_answer(search), index.documents))
    sentences, citations = (tuple(side) for side in zip(*cited, strict=True))
    answer = Answer(outcome.case.question, sentences, citations)
    return Outcome(outcome.case, answer, (), exact=True, seconds=0.0)


def curve(cases: Sequence[Judged]) -> list[Point]:
    """The points from the surest question on, of all that can be answered."""
    sure = [(case.confidence, case.wrong) for case in cases if case.confidence is not None]
    return confidence.curve(sure, len(cases))


def working_point(cases: Sequence[Judged]) -> Point:
    """Where the assistant stands as it is."""
    wrong = [case.wrong for case in cases if not case.declined]
    return Point(len(wrong) / len(cases), sum(wrong) / max(len(wrong), 1))


def risk_at(points: Sequence[Point], coverage: float) -> float:
    """The curve's risk where it first reaches a coverage, or at its end."""
    return next((p.risk for p in points if p.coverage >= coverage), points[-1].risk)


def draw(points: Sequence[Point], working: Point, title: str, path: Path) -> None:
    """The curve as a picture on no ground of its own; the same numbers make the same file."""
    picture = Figure(figsize=(6.4, 3.8), layout="constrained")
    axes = picture.add_subplot()
    order = [p.coverage for p in points], [p.risk for p in points]
    axes.plot(*order, color=_LINE, linewidth=2, label="the surest first")
    label = f"as it is: {working.coverage:.0%} answered, {working.risk:.0%} wrongly"
    at = working.coverage, working.risk
    axes.plot(*at, "o", color=_MARK, markersize=9, label=label)
    picture.legend(loc="outside lower center", ncols=2, frameon=False, labelcolor=_GREY)
    top = max(_TOP, *order[1])
    axes.set(xlim=(0, 1), ylim=(0, top), xlabel="answered", ylabel="of these, wrongly")
    axes.set_title(title, color=_GREY)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(1))
        axis.label.set_color(_GREY)
    axes.tick_params(colors=_GREY)
    axes.grid(color=_GREY, alpha=0.25)
    axes.spines[:].set_color(_GREY)
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "risk"}):
        picture.savefig(path, format="svg", transparent=True, metadata={"Date": None})


def page(cases: Sequence[Case], splits: dict[str, list[Judged]]) -> str:
    """The page: a picture and a row for each split."""
    rows, pictures = {}, []
    for split, mine in splits.items():
        name = SPLIT_NAMES[split]
        points, working = curve(mine), working_point(mine)
        area = sum(p.risk for p in points) / len(points)
        shares = [working.coverage, working.risk, risk_at(points, working.coverage)]
        rows[name] = [figure(value) for value in (*shares, points[-1].risk, area)]
        pictures.append(f"![Risk against coverage, {name}](risk-{split}.svg)")
    head = [
        "answered", "of these, wrongly", "the curve's risk there", "risk at its end", "mean risk",
    ]  # fmt: skip
    return paragraphs(
        "# Risk and coverage",
        made_by("risk", cases) + " All are in English.",
        table(head, rows),
        *pictures,
        _NOTES,
    )


def main() -> None:
    """Answers the gold questions, draws a picture for each split and writes the page."""
    cases = english(read_cases())
    index = open_parts(read_settings({})).index(Remembering)
    splits = {
        split: list(judged(index, [case for case in cases if case.split == split]))
        for split in SPLIT_NAMES
    }
    for split, mine in splits.items():
        title = SPLIT_NAMES[split].capitalize()
        draw(curve(mine), working_point(mine), title, RESULT.with_name(f"risk-{split}.svg"))
    RESULT.write_text(page(cases, splits), "utf-8")
    print(RESULT.read_text("utf-8"))


if __name__ == "__main__":
    main()
