"""When a question is asked again: by the FSRS algorithm, from what the browser remembers.

Nothing is kept here. The browser posts its state of a question with each answer and gets the next
one back. Such a state is anyone's text, so it is read with care: one that makes no sense is as if
the question had never been asked.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from fsrs import Card, Rating, Scheduler, State

from onboarding.question import Question

SITTING = 10
"""Questions asked at one go."""

_SCHEDULER = Scheduler(enable_fuzzing=False)
_LONGEST = timedelta(days=36_500)


def reviewed(remembered: str, question: Question, is_right: bool, now: datetime) -> str:
    """The state of a question after it was answered, as JSON."""
    card = recalled(remembered, now) or Card(card_id=int(question.id[:12], 16), due=now)
    rating = Rating.Good if is_right else Rating.Again
    after, _ = _SCHEDULER.review_card(card, rating, review_datetime=now)
    return after.to_json()


def due(remembered: str, now: datetime) -> datetime | None:
    """When a question is to be asked again; None where it was never answered."""
    card = recalled(remembered, now)
    return card.due if card else None


def recalled(remembered: str, now: datetime) -> Card | None:
    """The state that was remembered; None where it makes no sense."""
    try:
        card = Card.from_dict(json.loads(remembered))
        numbers = [card.stability, card.difficulty, card.step]
        sane = (
            card.state in State
            and all(number is None or 0 <= number < math.inf for number in numbers)
            and (card.step is None or (isinstance(card.step, int) and card.step < 10))
            and card.last_review is not None
            and card.last_review <= now + timedelta(minutes=5)
            and abs(card.due - now) < _LONGEST
            and abs(card.last_review - now) < _LONGEST
            and card.stability is not None
            and 0 < card.stability <= _LONGEST.days
            and card.difficulty is not None
            and 1 <= card.difficulty <= 10
            and (card.state == State.Review) == (card.step is None)
        )
    except (AttributeError, KeyError, OverflowError, RecursionError, TypeError, ValueError):
        return None
    return card if sane else None


def sitting(
    questions: Sequence[Question], remembered: Mapping[str, str], now: datetime, seed: str = ""
) -> list[Question]:
    """What is asked next: first what is due, the longest due first; then what is new.

    No sentence is the key of two of them, so that none gives the answer to another.
    """
    dues = {q.id: due(remembered.get(q.id, ""), now) for q in questions}
    again = [q for q in questions if (at := dues[q.id]) is not None and at <= now]
    again.sort(key=lambda q: str(dues[q.id]))
    new = [q for q in questions if dues[q.id] is None]
    chosen: list[Question] = []
    keys: set[str] = set()
    for question in (*again, *_mixed(new, seed)):
        key = question.key.words.text
        if len(chosen) < SITTING and key not in keys:
            chosen.append(question)
            keys.add(key)
    return chosen


def waiting(questions: Sequence[Question], remembered: Mapping[str, str], now: datetime) -> int:
    """How many questions are due."""
    dues = [due(remembered.get(q.id, ""), now) for q in questions]
    return sum(at is not None and at <= now for at in dues)


def in_words(at: datetime, now: datetime) -> str:
    """How far off a time is: “in 10 minutes”, “in 2 days”."""
    minutes = max(0, round((at - now).total_seconds() / 60))
    for size, unit in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            count = round(minutes / size)
            return f"in {count} {unit}{'' if count == 1 else 's'}"
    return "now"


def now_() -> datetime:
    """The time, with its zone."""
    return datetime.now(UTC)


def _mixed(questions: Sequence[Question], seed: str) -> Iterator[Question]:
    """The questions by turns of their kinds, in an order of chance that is always the same."""
    rows: dict[str, list[Question]] = {}
    order = list(questions)
    random.Random(f"sitting {seed}").shuffle(order)
    for question in order:
        rows.setdefault(question.kind, []).append(question)
    while rows:
        for kind in sorted(rows):
            yield rows[kind].pop()
            if not rows[kind]:
                del rows[kind]
