"""Answers every gold question and keeps what came of each."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator

from assistant.answer import Answered, Searched
from assistant.ask import Assistant
from evals.cases import Case
from evals.measures import Outcome
from vectorstore.slices import Slice


def run(assistant: Assistant, cases: Iterable[Case]) -> Iterator[Outcome]:
    """One outcome for each case, in order."""
    for case in cases:
        started = time.perf_counter()
        try:
            yield _answered(assistant, case, started)
        except Exception as error:  # a crash must be counted, whatever it is
            seconds = time.perf_counter() - started
            yield Outcome(case, None, (), False, seconds, error=repr(error))


def _answered(assistant: Assistant, case: Case, started: float) -> Outcome:
    retrieved: tuple[str, ...] = ()
    answer = None
    for event in assistant.stream(case.question, case.turns):
        if isinstance(event, Searched):
            retrieved = tuple(hit.passage.id for hit in event.hits)
        elif isinstance(event, Answered):
            answer = event.answer
    seconds = time.perf_counter() - started
    assert answer is not None  # a stream ends with its answer
    texts = {document.file: document.text for document in assistant.index.documents.values()}
    exact = all(Slice(c.quote, c.spans).stands_in(texts[c.document]) for c in answer.citations)
    return Outcome(case, answer, retrieved, exact, seconds)
