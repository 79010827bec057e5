"""Answers that were read and judged by hand, one by one: what a judge is measured against.

Each stands beside its gold case as it was then, so that a later change of the gold questions
changes no label.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from assistant.answer import Answer, Citation, Refusal, Sentence
from evals.cases import Case, GoldError, read_case
from evals.judging import Grading, Paper
from evals.measures import facts_found, verdict
from evals.outcomes import Outcome, Verdict

LABELS = Path(__file__).parent / "labels" / "labels.jsonl"
SCHEMA = LABELS.with_name("label.schema.json")


@dataclass(frozen=True)
class Label:
    """An answer with what a person says of it."""

    id: str
    source: str
    """Who answered."""
    case: Case
    answer: str
    declined: bool
    """True where the system itself marked it as declined."""
    cited: tuple[str, ...]
    facts: tuple[Grading, ...]
    """Of each vital fact of the case."""
    verdict: Verdict
    reason: str
    """Why, in a few words."""

    @property
    def paper(self) -> Paper:
        """What a judge is given of it: all but the label."""
        return Paper(self.id, self.case, self.answer)

    @property
    def outcome(self) -> Outcome:
        """It as the evaluation would have kept it, for its own verdict."""
        marked = tuple(
            Citation(number, passage, "", "", "", ())
            for number, passage in enumerate(self.cited, start=1)
        )
        told = Sentence(self.answer, tuple(citation.number for citation in marked))
        if self.declined:
            answer = Answer(self.case.question, refusal=Refusal("unclear", self.answer))
        else:
            answer = Answer(self.case.question, (told,), marked)
        return Outcome(self.case, answer, (), exact=True, seconds=0.0)

    @property
    def automatic(self) -> Verdict:
        """The evaluation's verdict, by its words and citations."""
        return verdict(self.outcome)

    @property
    def automatic_facts(self) -> tuple[Grading, ...]:
        """Each fact as the evaluation finds it: one of its wordings stands there, or none."""
        alone = (replace(self.case, facts=(fact,)) for fact in self.case.facts)
        found = [facts_found(replace(self.outcome, case=case)) for case in alone]
        return tuple("stated" if each else "not" for each in found)


def read_labels(path: Path = LABELS) -> list[Label]:
    """Every label. Raises GoldError for a line that is none, and says all that is wrong with it."""
    labels: list[Label] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        try:
            label = _label(json.loads(line))
            if any(label.id == other.id for other in labels):
                raise ValueError(f"another label is called {label.id}")
        except ValueError as error:
            raise GoldError(f"{path}, line {number}: {error}. See its README.md.") from error
        labels.append(label)
    return labels


def _label(row: dict[str, Any]) -> Label:
    if faults := [fault.message for fault in _validator().iter_errors(row)]:
        raise ValueError("; ".join(faults))
    label = Label(
        **{
            **row,
            "case": read_case(row["case"], "dev"),
            "cited": tuple(row["cited"]),
            "facts": tuple(row["facts"]),
        }
    )
    if faults := list(_contradictions(label)):
        raise ValueError("; ".join(faults))
    return label


def _contradictions(label: Label) -> Iterator[str]:
    if len(label.facts) != len(label.case.facts):
        yield f"the case has {len(label.case.facts)} vital facts, and {len(label.facts)} are graded"
    of: Sequence[Verdict] = ("right", "wrongly declined")
    if label.verdict in of and not label.case.answerable:
        yield f"what cannot be answered is not {label.verdict}"
    if label.verdict == "rightly declined" and label.case.answerable:
        yield "what can be answered is not rightly declined"
    if label.verdict == "right" and "not" in label.facts:
        yield "an answer without a vital fact is not right"


@lru_cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
