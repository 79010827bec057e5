"""Grades as they are kept: a line each, as soon as it is given; what is kept is not asked again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from evals.cases import GoldError
from evals.judging import Grade, Judge, Paper
from evals.outcomes import Outcome

FILE = "grades.jsonl"
"""In the folder of a run, beside its outcomes."""

_GRADE = TypeAdapter(Grade)


def papers_of(outcomes: Sequence[Outcome]) -> list[Paper]:
    """A paper for each outcome, errors too."""
    return [Paper(o.case.id, o.case, o.answer.text if o.answer else None) for o in outcomes]


def grade_all(
    judge: Judge, papers: Sequence[Paper], times: int, path: Path, at_once: int = 1
) -> Iterator[Grade]:
    """What is not yet graded, so many times each; each grade is in the file before it is given."""
    kept = {(g.judge, g.paper, g.asked, g.attempt) for g in read_grades(path)}
    left = [
        (paper, attempt)
        for attempt in range(1, times + 1)
        for paper in papers
        if (judge.name, paper.id, paper.digest, attempt) not in kept
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(at_once) as pool, path.open("ab") as file:
        asked = [pool.submit(judge.grade, paper, attempt) for paper, attempt in left]
        try:
            for each in asked:
                grade = each.result()
                file.write(_GRADE.dump_json(grade) + b"\n")
                file.flush()
                yield grade
        finally:
            pool.shutdown(cancel_futures=True)


def read_grades(path: Path) -> list[Grade]:
    """The grades in a file, none where there is no file; a last line that was cut off is removed.

    Raises GoldError for a line that is no grade.
    """
    content = path.read_bytes() if path.exists() else b""
    whole = content[: content.rfind(b"\n") + 1]
    if whole != content:
        path.write_bytes(whole)
    try:
        return [_GRADE.validate_json(line) for line in whole.splitlines()]
    except ValidationError as error:
        raise GoldError(f"{path} cannot be read: {error}. Delete it and judge again.") from error


def of_papers(grades: Sequence[Grade], papers: Sequence[Paper]) -> dict[str, list[Grade]]:
    """The grades of these papers as they are now, by judge, in the papers' order."""
    place = {(paper.id, paper.digest): at for at, paper in enumerate(papers)}
    held = [grade for grade in grades if (grade.paper, grade.asked) in place]
    held.sort(key=lambda grade: (grade.attempt, place[grade.paper, grade.asked]))
    judges = dict.fromkeys(grade.judge for grade in held)
    return {judge: [grade for grade in held if grade.judge == judge] for judge in judges}
