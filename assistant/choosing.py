"""Which sentences of several units stand in a summary: one of each while the length allows."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from assistant.length import Length
from vectorstore.passages import Passage

_HIGHEST_PRICE = 10.0  # of a word: from it on, a shorter sentence is always the better one
_HALVINGS = 40

_LEANS_BACK = re.compile(
    r"(?:(?:this|that|these|those|it|they|he|she|such|here|there|however|moreover|therefore|"
    r"thus|in addition|furthermore|also|until then|similarly|likewise|instead|nevertheless|"
    r"their|its|we equally|but|and|so|as such|for example|the latter|the former)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Choice:
    """A sentence that could stand in the summary."""

    passage: Passage
    at: int
    value: float

    @cached_property
    def words(self) -> int:
        return len(self.passage.sentences[self.at].text.split())

    @cached_property
    def leans(self) -> bool:
        """True where it cannot be understood without the sentence before."""
        text = self.passage.sentences[self.at].text
        return self.at > 0 and bool(_LEANS_BACK.match(text))


_Chosen = dict[int, Choice]
"""What is chosen, by the place of its unit."""


def each_once(units: Sequence[Sequence[Choice]], limits: Length) -> list[Choice]:
    """One sentence of as many units as the limits allow; among such choices, the most telling.

    Where there is no room for the most telling of each, a word costs the least at which they fit;
    what room that leaves is used by one exchange for each that is chosen.
    """
    rows = [row for unit in units if (row := _worth_their_words(unit))]
    room = math.inf if limits.words is None else limits.words
    fitting = sum(total <= room for total in accumulate(sorted(row[0].words for row in rows)))
    count = fitting if limits.sentences is None else min(fitting, limits.sentences)
    if not count:  # no sentence is so short: the shortest stands for all
        return sorted((row[0] for row in rows), key=lambda choice: choice.words)[:1]
    chosen = _best_at(rows, count, 0.0)
    if _words(chosen) > room:
        chosen = _exchanged(_at_least_price(rows, count, room), rows, room)
    return [chosen[at] for at in sorted(chosen)]


def filled(
    chosen: list[Choice], units: Sequence[Sequence[Choice]], limits: Length, length: Length
) -> list[Choice]:
    """The choice with further sentences, where a length was asked for that leaves room."""
    if not length.is_set or length.each:
        return chosen
    taken = {(c.passage.id, c.at) for c in chosen}
    words = sum(c.words for c in chosen)
    left = sorted((c for unit in units for c in unit), key=lambda c: -c.value)
    while limits.sentences is None or len(chosen) < limits.sentences:
        room = None if limits.words is None else limits.words - words
        fits = (
            c
            for c in left
            if (c.passage.id, c.at) not in taken
            and (room is None or c.words <= room)
            and (not c.leans or (c.passage.id, c.at - 1) in taken)
        )
        if (more := next(fits, None)) is None:
            break
        chosen.append(more)
        taken.add((more.passage.id, more.at))
        words += more.words
    return chosen


def _worth_their_words(unit: Sequence[Choice]) -> list[Choice]:
    """Those that can stand alone and are more telling than all that are shorter, shortest first."""
    kept: list[Choice] = []
    for choice in sorted(unit, key=lambda c: (c.words, -c.value)):
        if not choice.leans and (not kept or choice.value > kept[-1].value):
            kept.append(choice)
    return kept


def _best_at(rows: Sequence[Sequence[Choice]], count: int, price: float) -> _Chosen:
    """The best choice of each of so many units, the best units, where a word costs a price."""

    def worth(choice: Choice) -> float:
        return choice.value - price * choice.words

    best = [max(row, key=worth) for row in rows]
    order = sorted(range(len(rows)), key=lambda at: -worth(best[at]))
    return {at: best[at] for at in order[:count]}


def _at_least_price(rows: Sequence[Sequence[Choice]], count: int, room: float) -> _Chosen:
    """The same at the least price at which the words fit in; at the highest the shortest do."""
    low, high = 0.0, _HIGHEST_PRICE
    for _ in range(_HALVINGS):
        price = (low + high) / 2
        if _words(_best_at(rows, count, price)) > room:
            low = price
        else:
            high = price
    return _best_at(rows, count, high)


def _exchanged(chosen: _Chosen, rows: Sequence[Sequence[Choice]], room: float) -> _Chosen:
    """The choice with the most telling that fits in the place of each, the least telling first."""
    spare = room - _words(chosen)
    for at, choice in sorted(chosen.items(), key=lambda item: item[1].value):
        free = (other for other in range(len(rows)) if other == at or other not in chosen)
        fits = [
            (other, c) for other in free for c in rows[other] if c.words <= choice.words + spare
        ]
        other, better = max(fits, key=lambda item: item[1].value)
        if better.value > choice.value:
            del chosen[at]
            chosen[other] = better
            spare += choice.words - better.words
    return chosen


def _words(chosen: _Chosen) -> int:
    return sum(choice.words for choice in chosen.values())
