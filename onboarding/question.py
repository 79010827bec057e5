"""A question of the self-test, and how its options are chosen and put in order."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.answer import Quote
from onboarding.material import Said, is_like_in_length, kin, shared

Kind = Literal["where", "which", "ending", "gap", "section", "member", "statement"]
"""where: which part says this. which: what does this part say. ending: what completes the
sentence. gap: which body is named. section: where does a part stand. member: which part stands
there. statement: true or false."""

OTHERS = 3
"""Wrong options beside the right one."""
LIKE_LENGTH = 2.2
"""The longest option is at most so many times as long as the shortest."""
GAP = "_____"
_LUCK = 2.0  # times that an option may have been offered more than another, and come first


@dataclass(frozen=True)
class Question:
    """One question with one right option."""

    kind: Kind
    ask: str
    """What is to be done, in the test's words."""
    shown: str
    """What it is asked of: a sentence, its beginning, a title; empty where the options say all."""
    options: tuple[str, ...]
    right: int
    key: Quote
    """The verified words that decide it."""
    instead: str = ""
    """For a changed statement, the words that the document has in that place."""
    put: str = ""
    """For a changed statement, the words that were put there."""

    @property
    def id(self) -> str:
        """Stays the same while the corpus does, wherever the question stands in the test."""
        return _id(self.kind, self.key, self.shown, self.answer)

    @property
    def answer(self) -> str:
        """The right option."""
        return self.options[self.right]


@dataclass(frozen=True)
class Asked:
    """A question before its wrong options are chosen."""

    kind: Kind
    ask: str
    shown: str
    right: str
    wrong: Sequence[str]
    """Everything that would be wrong."""
    key: Quote
    near: frozenset[str] = frozenset()
    """Of the wrong ones, those of which one at least is offered; empty where any will do."""

    @property
    def id(self) -> str:
        """The id of the question that it becomes."""
        return _id(self.kind, self.key, self.shown, self.right)


def settled(asked: Iterable[Asked], seed: str) -> Iterator[Question]:
    """The questions whose wrong options are so like the right one that form tells nothing.

    The right option takes each place in turn, and in turn is the shortest, the longest and
    between, as far as there are options of such a length. No wrong one is offered much more often
    than others: whoever met it before would know it for wrong.
    """
    turns = _turns(seed)
    ranks = _turns(f"{seed} length")
    place, rank = next(turns), next(ranks)
    offered: Counter[str] = Counter()
    for each in asked:
        for shorter in sorted(range(OTHERS + 1), key=lambda n: abs(n - rank)):
            chance = random.Random(f"{seed} {each.shown} {each.right}")
            wrong = _like(each, shorter, offered, chance)
            if wrong:
                offered.update(wrong)
                options = [*wrong[:place], each.right, *wrong[place:]]
                yield Question(each.kind, each.ask, each.shown, tuple(options), place, each.key)
                place, rank = next(turns), next(ranks)
                break


def gives_itself_away(shown: str, right: str, wrong: Iterable[str]) -> bool:
    """True where the right option alone repeats what is asked about, or all of it."""
    said, told = kin(shown), kin(right)
    if said and told and (said <= told or told <= said):
        return True
    return shared(shown, right) > max((shared(shown, other) for other in wrong), default=0)


def _id(kind: Kind, key: Quote, shown: str, answer: str) -> str:
    of = "\n".join([kind, key.passage.id, shown, answer])
    return hashlib.sha256(of.encode("utf-8", "replace")).hexdigest()[:16]


def _like(asked: Asked, shorter: int, offered: Counter[str], chance: random.Random) -> list[str]:
    """Wrong options of which so many are shorter than the right one; nothing where none fit."""
    size = len(asked.right)
    fitting = [
        option
        for option in dict.fromkeys(asked.wrong)
        if is_like_in_length([option, asked.right], LIKE_LENGTH)
    ]
    below = sorted((o for o in fitting if len(o) < size), key=lambda o: size - len(o))
    above = sorted((o for o in fitting if len(o) >= size), key=lambda o: len(o) - size)
    if len(below) < shorter or len(above) < OTHERS - shorter:
        return []
    for _ in range(12):
        some = _some(below, shorter, offered, chance)
        some += _some(above, OTHERS - shorter, offered, chance)
        if (
            is_like_in_length([asked.right, *some], LIKE_LENGTH)
            and not (asked.near and asked.near.isdisjoint(some))
            and not gives_itself_away(asked.shown, asked.right, some)
        ):
            chance.shuffle(some)
            return some
    return []


def _some(
    options: list[str], count: int, offered: Counter[str], chance: random.Random
) -> list[str]:
    """So many of the options, from those nearest in length, rather those less often offered."""
    turns = {option: offered[option] + chance.uniform(0, _LUCK) for option in options[: count + 4]}
    return sorted(turns, key=lambda option: turns[option])[:count]


def _turns(seed: str) -> Iterator[int]:
    """The places of the options, each as often as any other, in an order nobody can guess."""
    chance = random.Random(seed)
    while True:
        order = list(range(OTHERS + 1))
        chance.shuffle(order)
        yield from order


def in_turn(sentences: Iterable[Said], seed: str) -> list[Said]:
    """The sentences in an order of chance that is always the same."""
    found = list(sentences)
    random.Random(seed).shuffle(found)
    return found
