"""What came of a gold question: the noun that everything else here counts, weighs and shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.answer import Answer
from evals.cases import Case

Verdict = Literal["right", "rightly declined", "partly", "wrongly declined", "wrong", "error"]
"""Every question has exactly one; the best first."""


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
    confidence: float | None = None
    """The reader's log-odds that the documents answer; None where it read nothing."""

    @property
    def cited(self) -> list[str]:
        """Ids of the cited passages, in the order of the citations."""
        return [citation.passage for citation in self.answer.citations] if self.answer else []

    @property
    def ranking(self) -> tuple[str, ...]:
        """The passages found, each once; those cited where the outline answered, unsearched."""
        return tuple(dict.fromkeys(self.retrieved or self.cited))

    @property
    def declined(self) -> bool:
        """True where it is answered by no sentence."""
        return self.answer is not None and self.answer.status == "declined"
