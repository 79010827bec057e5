"""True or false: a sentence as it stands, or with its modal verb, a body or a number changed.

They come in pairs: one sentence in which a word was put in, and another, true one that has just
that word. So no word tells whether a statement is true, and as many are true as are false.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from onboarding.kinds.wording import names
from onboarding.material import Material, Said, on_one_line
from onboarding.question import Question, in_turn

TRUE, FALSE = "True", "False"

_FORCES = {
    "must": {"should", "may", "can", "will"},
    "should": {"must", "may", "can", "will"},
    "can": {"must", "should"},
    "will": {"may"},
    "would": {"may"},
}
"""What a modal verb may be changed into: always another force, and never a forecast into advice."""
_MODAL = re.compile(
    r"(?<!\bthe )(?<!\ba )(?<!political )(?<!good )(?<!free )"
    r"\b(?P<word>must|should|may|can|could|will|would) (?=[a-z]{2})(?!not )"
)
_NUMBER_WORDS = "two three four five six seven eight nine ten eleven twelve".split()
_NUMBER = re.compile(
    rf"(?<![\w./,–-])(?P<word>\d{{2,4}}|{'|'.join(_NUMBER_WORDS)})(?![\w/%–-]|[.,]\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Place:
    """A word of a sentence that could be changed."""

    said: Said
    word: str
    start: int

    def put(self, other: str) -> str:
        """The sentence with another word in this place."""
        text = self.said.text
        other = other[0].upper() + other[1:] if self.word[0].isupper() else other
        return text[: self.start] + other + text[self.start + len(self.word) :]

    def around(self, other: str) -> str:
        """The other word with three words on either side."""
        text = self.said.text
        before = text[: self.start].split()[-3:]
        after = text[self.start + len(self.word) :].split()[:3]
        return on_one_line(" ".join([*before, other, *after]))


def statements(material: Material, seed: str) -> Iterator[Question]:
    """Pairs of statements, a false one and a true one."""
    used: set[str] = set()
    for places in (_numbers(material), _bodies(material), _modals(material)):
        yield from _pairs(material, in_turn_of(places, seed), used, seed)


def in_turn_of(places: list[_Place], seed: str) -> list[_Place]:
    """The places, of rare words first, else in an order of chance."""
    order = [said.text for said in in_turn((place.said for place in places), seed)]
    often = Counter(place.word.lower() for place in places)
    return sorted(places, key=lambda p: (often[p.word.lower()], order.index(p.said.text)))


def _pairs(
    material: Material, places: list[_Place], used: set[str], seed: str
) -> Iterator[Question]:
    for at, first in enumerate(places):
        if first.said.text in used:
            continue
        flip = random.Random(f"{seed} {first.said.text}").random() < 0.5
        others = [p for p in reversed(places[at + 1 :]) if p.said.text not in used]
        for second in others:
            if second.said.passage.id == first.said.passage.id:
                continue
            orders = [(first, second), (second, first)]
            found = next(
                (
                    (changed, word, true)
                    for changed, true in (orders if flip else reversed(orders))
                    if (word := _exchanged(material, changed, true.word, seed))
                ),
                None,
            )
            if found:
                changed, word, true = found
                used |= {first.said.text, second.said.text}
                yield _statement(material, changed, word)
                yield _statement(material, true, "")
                break


def _exchanged(material: Material, changed: _Place, word: str, seed: str) -> str:
    """What to put into a place so that it says what the corpus nowhere says; empty for nothing."""
    old, new = changed.word.lower(), word.lower()
    if _NUMBER.fullmatch(old):
        new = _other_number(old, random.Random(f"{seed} {changed.said.text}"))
    elif old == new or (_is_modal(old) and new not in _FORCES.get(old, ())):
        return ""
    else:
        new = word
    if re.search(rf"\b{re.escape(new)}\b", changed.said.text, re.IGNORECASE):
        return ""
    if material.times_said(changed.put(new)) or material.times_said(changed.around(new)):
        return ""
    return new


def _statement(material: Material, place: _Place, put: str) -> Question:
    said = place.said
    return Question(
        "statement",
        f"True or false? {material.label(said.passage.document)} says:",
        place.put(put) if put else said.text,
        (TRUE, FALSE),
        1 if put else 0,
        said.quote,
        instead=place.word if put else "",
        put=put,
    )


def _is_modal(word: str) -> bool:
    return bool(_MODAL.match(f"{word} be"))


def _modals(material: Material) -> list[_Place]:
    return [
        _Place(said, match["word"], match.start("word"))
        for said in material.whole_sentences
        for match in _MODAL.finditer(said.text)
        if len(_MODAL.findall(said.text)) == 1
    ]


def _bodies(material: Material) -> list[_Place]:
    return [
        _Place(said, name, said.text.index(name))
        for name, holding in names(material).items()
        for said in holding
        if said.text.count(name) == 1
    ]


def _numbers(material: Material) -> list[_Place]:
    found = []
    for said in material.whole_sentences:
        for match in _NUMBER.finditer(said.text):
            word = match["word"]
            rest = said.text[: match.start()] + said.text[match.end() :]
            echoed = any(figure.endswith(word[-2:]) for figure in re.findall(r"\d+", rest))
            named = not word.isdigit() and _lists(said.text[match.end() :], word)
            if not echoed and not named:
                found.append(_Place(said, word, match.start("word")))
    return found


def _lists(after: str, word: str) -> bool:
    """True where what is counted may be named right away, so that a wrong number would show."""
    return ":" in after or after.count(",") >= _NUMBER_WORDS.index(word.lower()) + 1


def _other_number(word: str, chance: random.Random) -> str:
    """A number of the same form, near it."""
    step = chance.choice([-1, 1])
    if not word.isdigit():
        at = _NUMBER_WORDS.index(word) + step
        return _NUMBER_WORDS[at if 0 <= at < len(_NUMBER_WORDS) else at - 2 * step]
    value = int(word)
    unit = 10 if value % 10 == 0 else 1
    steps = chance.randint(1, 3) * step * unit
    moved = value + steps if len(str(value + steps)) == len(word) else value - steps
    return str(moved)
