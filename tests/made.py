"""Cases, outcomes and scores made by hand, for the tests of the evaluation."""

from __future__ import annotations

from dataclasses import replace

from assistant.answer import Answer, Citation, Refusal, Sentence
from evals.cases import Case
from evals.outcomes import Outcome
from evals.scores import Score, score


def case(**changes: object) -> Case:
    """An answerable case with two passages to be cited and two facts."""
    fields: dict[str, object] = {
        "id": "dev/x",
        "split": "dev",
        "category": "direct",
        "question": "?",
        "turns": (),
        "answerable": True,
        "must": frozenset({"a/1", "a/2"}),
        "may": frozenset({"a/3"}),
        "facts": (("seven ships", "7 ships"), ("the harbour",)),
        "sentences": ("Seven ships lay in the harbour.",),
    }
    return Case(**{**fields, **changes})  # type: ignore[arg-type]


def unanswerable(**changes: object) -> Case:
    """A case that is to be declined."""
    empty: frozenset[str] = frozenset()
    return case(
        **{"answerable": False, "must": empty, "may": empty, "facts": ()}
        | {"sentences": (), "reason": "fact_missing"}
        | changes
    )


def outcome(cited: list[str], text: str = "", **changes: object) -> Outcome:
    """An answer that cites these passages; without any it declines."""
    citations = tuple(
        Citation(number, passage, "label", "a.md", text, ((0, len(text)),))
        for number, passage in enumerate(cited, start=1)
    )
    sentences = (Sentence(text, tuple(c.number for c in citations)),) if cited else ()
    refusal = None if cited else Refusal("fact_missing", "No.")
    answer = Answer("?", sentences, citations, refusal=refusal)
    fields: dict[str, object] = {"retrieved": ("a/9", "a/2"), "exact": True, "seconds": 0.1}
    fields |= {"case": case(), "answer": answer}
    return Outcome(**{**fields, **changes})  # type: ignore[arg-type]


RIGHT = outcome(["a/1", "a/2"], "Seven ships lay in the harbour.")
HALF = outcome(["a/2", "a/8"], "Seven ships sailed.")
WRONG = outcome(["a/8"], "Bread needs flour.")
DECLINED = outcome([])
CRASHED = Outcome(case(), None, (), False, 0.1, error="ZeroDivisionError()")
UNDULY = outcome(["a/1"], "Seven ships.", case=unanswerable())
DULY = outcome([], case=unanswerable())


def scores(*outcomes: Outcome, category: str = "direct", split: str = "dev") -> list[Score]:
    """The scores of outcomes as if each were of another case."""
    return [
        score(
            replace(
                each,
                case=replace(
                    each.case,
                    id=f"{split}/{category}-{at}",
                    question=f"{category} {at}?",
                    category=category,
                    split=split,
                ),
            )
        )
        for at, each in enumerate(outcomes)
    ]
