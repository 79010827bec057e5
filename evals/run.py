"""Answers gold questions, each within a bound of time, and keeps what came of each."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from queue import Empty, SimpleQueue
from threading import Thread

from assistant.answer import Answered, Searched
from assistant.ask import Assistant
from evals.cases import Case
from evals.exactness import is_exact
from evals.outcomes import Outcome
from vectorstore.ranking import Hit

PATIENCE = 60.0
"""Seconds for one question."""
_KEPT = 20  # retrieved passages; nothing is measured beyond the tenth


def run(
    assistant: Assistant, cases: Iterable[Case], patience: float = PATIENCE
) -> Iterator[Outcome]:
    """One outcome for each case, in order."""
    for case in cases:
        yield _within(patience, assistant, case)


def _within(patience: float, assistant: Assistant, case: Case) -> Outcome:
    """The outcome, or an error after `patience`; what hangs is left behind in its thread."""
    results: SimpleQueue[Outcome] = SimpleQueue()
    worker = Thread(target=lambda: results.put(_outcome(assistant, case)), daemon=True)
    worker.start()
    try:
        return results.get(timeout=patience)
    except Empty:
        error = f"No answer within {patience:g} seconds."
        return Outcome(case, None, (), exact=False, seconds=patience, error=error)


def _outcome(assistant: Assistant, case: Case) -> Outcome:
    started = time.perf_counter()
    try:
        return _answered(assistant, case, started)
    except Exception as error:  # a crash must be counted, whatever it is
        seconds = time.perf_counter() - started
        return Outcome(case, None, (), exact=False, seconds=seconds, error=repr(error))


def _answered(assistant: Assistant, case: Case, started: float) -> Outcome:
    hits: tuple[Hit, ...] = ()
    answer = None
    for event in assistant.stream(case.question, case.turns):
        if isinstance(event, Searched):
            hits = event.hits
        elif isinstance(event, Answered):
            answer = event.answer
    seconds = time.perf_counter() - started
    assert answer is not None  # a stream ends with its answer
    return Outcome(
        case=case,
        answer=answer,
        retrieved=tuple(hit.passage.id for hit in hits[:_KEPT]),
        exact=is_exact(answer, assistant.index),
        seconds=seconds,
        confidence=max((hit.reading.answers for hit in hits if hit.reading), default=None),
    )
