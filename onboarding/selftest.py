"""The self-test: every sound question that the rules make from a corpus, always the same ones."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from onboarding.checks import is_sound
from onboarding.kinds import places, statements, wording
from onboarding.material import Material
from onboarding.question import Asked, Question, settled

_SEED = "self-test 1"
_PER_SENTENCE = 2
"""Questions that one sentence is the key of: more, and the test asks the same again and again."""


def questions(material: Material) -> tuple[Question, ...]:
    """The questions in reading order of their keys."""
    made = chain(
        statements.statements(material, _SEED),
        *(settled(asked, f"{_SEED} {n}") for n, asked in enumerate(_asked(material))),
    )
    order = {id_: at for at, id_ in enumerate(material.passages)}
    kept: dict[str, Question] = {}
    times: dict[str, int] = {}
    for question in made:
        key = question.key.words.text
        if times.get(key, 0) < _PER_SENTENCE and is_sound(question, material):
            kept[question.id] = question
            times[key] = times.get(key, 0) + 1
    return tuple(sorted(kept.values(), key=lambda q: (order[q.key.passage.id], q.id)))


def _asked(material: Material) -> Iterator[Iterator[Asked]]:
    yield wording.gap(material)
    yield wording.ending(material)
    yield places.section(material)
    yield places.member(material)
    yield places.where(material)
    yield places.which(material)
