"""What is measured of one answer, one function each, and of many.

The words are the field's: citation precision and recall as in ALCE (Gao et al. 2023), facts as
in TREC RAG's nuggets, abstention precision and recall over the questions that are not answered.
A measure that does not apply to a case is None and leaves the mean; nothing else does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from assistant.answer import Answer
from evals.cases import Case


@dataclass(frozen=True)
class Outcome:
    """What came of one case. A crash is an outcome too, with an error, and counts as wrong."""

    case: Case
    answer: Answer | None
    retrieved: tuple[str, ...]
    """Ids of the passages that search found, best first; empty where the outline answered."""
    exact: bool
    """True where every quote stands in its document at its offsets."""
    seconds: float
    error: str | None = None

    @property
    def cited(self) -> list[str]:
        """Ids of the cited passages, in the order of the citations."""
        return [citation.passage for citation in self.answer.citations] if self.answer else []

    @property
    def declined(self) -> bool:
        return self.answer is not None and self.answer.status == "declined"


Measure = Callable[[Outcome], float | None]


def recall_at_5(outcome: Outcome) -> float | None:
    """Share of the passages to be cited that are among the first five found, or are cited."""
    if not outcome.case.answerable:
        return None
    found = set(outcome.retrieved[:5]) or set(outcome.cited)
    return len(outcome.case.must & found) / len(outcome.case.must)


def first_citation(outcome: Outcome) -> float | None:
    """1 where the first citation is one that must or may be there."""
    if not outcome.case.answerable:
        return None
    return float(bool(outcome.cited) and outcome.cited[0] in outcome.case.must | outcome.case.may)


def citation_precision(outcome: Outcome) -> float | None:
    """Share of the citations that must or may be there; 0 without any."""
    if not outcome.case.answerable:
        return None
    right = [passage in outcome.case.must | outcome.case.may for passage in outcome.cited]
    return sum(right) / len(right) if right else 0.0


def citation_recall(outcome: Outcome) -> float | None:
    """Share of the passages to be cited that are cited."""
    if not outcome.case.answerable:
        return None
    return len(outcome.case.must & set(outcome.cited)) / len(outcome.case.must)


def facts_found(outcome: Outcome) -> float | None:
    """Share of the facts of which any wording stands in the answer."""
    if not (outcome.case.answerable and outcome.case.facts):
        return None
    text = _plain(outcome.answer.text) if outcome.answer else ""
    found = [any(_plain(words) in text for words in fact) for fact in outcome.case.facts]
    return sum(found) / len(found)


def complete(outcome: Outcome) -> float | None:
    """1 where every passage is cited, every fact is there, and half of the citations are right."""
    if not outcome.case.answerable:
        return None
    precision, recall = citation_precision(outcome), citation_recall(outcome)
    return float(recall == 1 and facts_found(outcome) in (1, None) and (precision or 0) >= 0.5)


def wrongly_declined(outcome: Outcome) -> float | None:
    """1 where the corpus answers and the assistant does not."""
    return float(outcome.declined) if outcome.case.answerable else None


def rightly_declined(outcome: Outcome) -> float | None:
    """1 where the corpus does not answer and the assistant says so (abstention recall)."""
    return None if outcome.case.answerable else float(outcome.declined)


def declining_precision(outcome: Outcome) -> float | None:
    """Of the declined: 1 where that was right (abstention precision)."""
    return float(not outcome.case.answerable) if outcome.declined else None


def quotes_exact(outcome: Outcome) -> float | None:
    """1 where every quote is the document's words at its offsets, and every sentence has one."""
    if outcome.answer is None:
        return 0.0
    cited = all(sentence.citations for sentence in outcome.answer.sentences)
    return float(outcome.exact and cited)


def words(outcome: Outcome) -> float | None:
    """How many words the answer's sentences have."""
    if not (outcome.answer and outcome.answer.sentences):
        return None
    return float(sum(len(sentence.text.split()) for sentence in outcome.answer.sentences))


def no_error(outcome: Outcome) -> float | None:
    """1 where nothing crashed."""
    return float(outcome.error is None)


MEASURES: dict[str, Measure] = {
    "recall@5": recall_at_5,
    "first citation": first_citation,
    "citation precision": citation_precision,
    "citation recall": citation_recall,
    "facts": facts_found,
    "complete": complete,
    "wrongly declined": wrongly_declined,
    "declining recall": rightly_declined,
    "declining precision": declining_precision,
    "quotes exact": quotes_exact,
    "no error": no_error,
}
"""Means from 0 to 1. All but "wrongly declined" are better the higher."""

LOWER_IS_BETTER = frozenset({"wrongly declined"})


def mean(measure: Measure, outcomes: Iterable[Outcome]) -> float | None:
    """The mean over the outcomes that the measure applies to; None where there is none."""
    values = [value for outcome in outcomes if (value := measure(outcome)) is not None]
    return sum(values) / len(values) if values else None


def median(values: Sequence[float]) -> float | None:
    """The middle value, the lower one of two."""
    return sorted(values)[(len(values) - 1) // 2] if values else None


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split())
