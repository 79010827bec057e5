"""The page on chat models: what three ways of answering are worth, and what of it is supported."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from assistant.answer import Sentence
from benchmarks.page import COLUMNS, figure, made_by, paragraphs, table
from benchmarks.tutorial_chat import LONGEST, TOP, ChunkChecker
from evals.cases import Case
from evals.outcomes import Outcome
from evals.pairs import Shown

LABELS = Path(__file__).parents[1] / "evals" / "support"
_HEAD = {
    "quotes": "assistant, quotes",
    "verified": "assistant with SmolLM2",
    "chain": "tutorial chain with SmolLM2",
}
_MEASURES = (
    "facts", "complete", "first citation", "declining recall", "declining precision", "words",
)  # fmt: skip
_ENOUGH = 0.75  # share of a sentence's longer words that must stand in what it cites
_LONG, _BEGINNING = 4, 5  # letters of a longer word, and of it those that are compared
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")

_NOTES = f"""\
The model is SmolLM2-135M-Instruct in four bits, which `make run-local` starts, at temperature 0;
both sides ask the same server on one machine. What was kept of a run that was broken off is not
asked again, so compare their seconds only where nothing was. The chain is the one of
[tutorial.md](tutorial.md) with the tutorial's own prompt and {TOP} chunks; its reply is heard for
{LONGEST} tokens. It names no sources, so it is credited with every passage that its chunks cite. A
reply that says that it does not know counts as declined.

- Written by the model: of the answers for which it was asked; the others are quotes.
- Withdrawn: of the sentences that the model wrote, those that no passage supported.
- Few of its words: of the sentences that are shown, those with a number that does not stand in
  what they cite, or of whose longer words less than three quarters stand there. This looks at
  words alone and has nothing in common with what lets sentences through.
- Refused by the assistant's rules: of the chain's sentences, by the rules that the assistant's own
  have to pass. They are strict: some of these sentences are true.
- Unsupported by hand: of labelled sentences of the model that the present rules let through, and of
  a sample of the chain's, in [`evals/support/`](../evals/support/README.md).
- Of what answers show: of the sentences in the final answers to 200 development questions,
  the model's and the quotes that take its place; labelled there too."""


def page(
    cases: Sequence[Case],
    outcomes: Mapping[str, Sequence[Outcome]],
    checker: ChunkChecker,
    passed: Sequence[Shown],
) -> str:
    """The page: a row for each measure, a column for each way of answering.

    `passed`: the labelled sentences that the present rules let through.
    """
    rows = {
        name: [figure(COLUMNS[name](own), name) for own in outcomes.values()] for name in _MEASURES
    }
    verified, chain = outcomes["verified"], outcomes["chain"]
    asked = [o.answer for o in verified if o.answer and o.answer.record]
    by_model = [float(answer.writer == "model") for answer in asked]
    rows["written by the model"] = ["–", _mean(by_model), "1.00"]
    rows["sentences withdrawn"] = ["–", _mean(list(_withdrawn(verified))), "–"]
    rows["few of its words in what it cites"] = [
        "–", *(_mean([float(not plain) for plain in _plain(side)]) for side in (verified, chain))
    ]  # fmt: skip
    refused = [
        float(not checker.is_supported(o.case.question, sentence.text))
        for o in chain
        for sentence in shown(o)
    ]
    rows["refused by the assistant's rules"] = ["–", "0", _mean(refused)]
    rows["unsupported by hand"] = [
        "–", _by_hand([each.supported for each in passed]), _by_hand(list(_labels("tutorial")))
    ]  # fmt: skip
    by_hand = _by_hand(list(_labels("sample")))
    rows["of what answers show, unsupported by hand"] = ["–", by_hand, "–"]
    for share in (50, 95):
        seconds = [[outcome.seconds for outcome in own] for own in outcomes.values()]
        rows[f"seconds, p{share}"] = [f"{np.percentile(own, share):.1f}" for own in seconds]
    return paragraphs(
        "# With a chat model",
        made_by("models", cases),
        table([_HEAD[name] for name in outcomes], rows),
        _NOTES,
    )


def shown(outcome: Outcome) -> Sequence[Sentence]:
    """The sentences of a model that stand in the answer."""
    answer = outcome.answer
    return answer.sentences if answer and answer.writer == "model" else ()


def stands_there(sentence: str, cited: str) -> bool:
    """True where all numbers and most of the longer words of a sentence stand in what it cites."""
    held = {word[:_BEGINNING] for word in _TOKEN.findall(cited.lower())}
    mine = _TOKEN.findall(sentence.lower())
    numbers = [word for word in mine if word[0].isdigit()]
    long = [word for word in mine if len(word) >= _LONG and not word[0].isdigit()]
    met = sum(word[:_BEGINNING] in held for word in long)
    return all(number[:_BEGINNING] in held for number in numbers) and met >= _ENOUGH * len(long)


def _plain(outcomes: Sequence[Outcome]) -> Iterator[bool]:
    """For each sentence of a model that is shown, whether it stands in the words that it cites."""
    for outcome in outcomes:
        citations = outcome.answer.citations if outcome.answer else ()
        for sentence in shown(outcome):
            cited = [each for each in citations if each.number in sentence.citations]
            yield stands_there(sentence.text, " ".join(f"{c.label} {c.quote}" for c in cited))


def _withdrawn(outcomes: Sequence[Outcome]) -> Iterator[float]:
    """For each sentence that the model wrote, 1 where no passage supported it."""
    for outcome in outcomes:
        record = outcome.answer.record if outcome.answer else None
        if record:
            yield from (float(each.because != "replaced") for each in record.withdrawn)
            yield from (0.0 for _ in shown(outcome))


def _labels(name: str) -> Iterator[bool]:
    path = LABELS / f"{name}.jsonl"
    for line in path.read_text("utf-8").splitlines():
        yield bool(json.loads(line)["supported"])


def _by_hand(supported: Sequence[bool]) -> str:
    """The share of labelled sentences that are not supported, and their number."""
    wrong = [float(not each) for each in supported]
    return f"{_mean(wrong)} ({sum(wrong):.0f} of {len(wrong)})" if wrong else "–"


def _mean(values: Sequence[float]) -> str:
    return figure(sum(values) / len(values)) if values else "–"
