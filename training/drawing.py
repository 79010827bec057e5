"""What the reader is shown: questions with some of their passages, drawn anew in each epoch."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

from training.rows import Row
from vectorstore.reader_input import Input

BATCH = 16  # passages; those of one question stay together
_OTHERS = 3  # passages without an answer beside a question, one fewer where another answers it
_ANSWERING = 3  # passages that answer a question, at most
_KNOWN = 0.15  # loss of the worst read passage of a question below which it is known
_KNOWN_AGAIN = 0.4  # of the known questions, those that an epoch shows all the same

Share = Callable[[Row], float]
"""Of the questions like one, those that an epoch has."""


@dataclass(frozen=True)
class Example:
    """A question beside a passage, and what the network reads of them."""

    row: Row
    read: Input

    @property
    def asked(self) -> tuple[str, str]:
        """Group and question."""
        return self.row.group, self.row.question


Beside = list[Example]
"""The passages that are read for one question."""


class Drawing:
    """The questions of a process: those of all are dealt out, and change hands in each epoch."""

    def __init__(
        self, examples: Sequence[Example], share: Share, process: int, processes: int
    ) -> None:
        self._by_question: dict[tuple[str, str], Beside] = defaultdict(list)
        for example in examples:
            self._by_question[example.asked].append(example)
        self._share, self._process, self._processes = share, process, processes
        self._loss: dict[tuple[str, str], float] = {}

    def batches(self) -> Iterator[list[Beside]]:
        """Batches of like length, without end."""
        epoch = 0
        while True:
            yield from _batches(self._drawn(epoch))
            epoch += 1

    def note(self, batch: Sequence[Beside], losses: Sequence[float]) -> None:
        """Keeps how badly each question of a batch was read: what is known is shown less often."""
        for beside, loss in zip(batch, losses, strict=True):
            self._loss[beside[0].asked] = loss

    def _drawn(self, epoch: int) -> list[Beside]:
        """Questions with what answers them and some that does not, the nearest most often."""
        drawn: list[Beside] = []
        for asked, beside in self._by_question.items():
            if (crc32(repr(asked).encode()) + epoch) % self._processes != self._process:
                continue
            known = self._loss.get(asked, _KNOWN) < _KNOWN
            if random.random() >= self._share(beside[0].row) * (_KNOWN_AGAIN if known else 1):
                continue
            answering = [example for example in beside if example.row.answers]
            others = [example for example in beside if not example.row.answers]
            random.shuffle(answering)
            order = sorted(range(len(others)), key=lambda at: random.random() * (1 + 0.35 * at))
            chosen = [others[at] for at in order[: _OTHERS - bool(answering)]]
            drawn.append(answering[:_ANSWERING] + chosen)
        return drawn


def _batches(questions: list[Beside]) -> list[list[Beside]]:
    """Batches of like length, in random order."""
    random.shuffle(questions)
    stretch = BATCH * 10
    batches = []
    for start in range(0, len(questions), stretch):
        batch: list[Beside] = []
        part = questions[start : start + stretch]
        for beside in sorted(part, key=lambda beside: max(len(e.read.ids) for e in beside)):
            if batch and sum(map(len, batch)) + len(beside) > BATCH:
                batches.append(batch)
                batch = []
            batch.append(beside)
        batches.append(batch)
    random.shuffle(batches)
    return batches
