"""Who is named where: a name in another's place, and one who acts where nobody was named. Pure.

All words of “the AU supports the EU” stand in “the EU supports the AU”. So each name is held
against the name that stands beside the same word in the evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant import claims, order
from assistant.claims import FRAME, Word, kin, words_of

_BESIDE = 5  # words of content between a name and the word beside which it may stand
_APART = re.compile(r"[^\w\s'’]|\b(?:and|or|but)\b", re.IGNORECASE)
_LISTED = re.compile(r"\W*(?:(?:and|or|as well as)\W+)?(?:the\W+)?", re.IGNORECASE)


@dataclass(frozen=True)
class _Place:
    """A name, or several in a list, beside a word."""

    names: Sequence[Word]
    beside: frozenset[str]
    """Forms of the word."""
    after: bool
    """True where the word stands after the name."""


def is_in_anothers_place(sentence: str, evidence: str) -> bool:
    """True where a name stands beside a word that has another name there in the evidence."""
    held = words_of(evidence)
    theirs = list(_places(evidence))
    for place in _places(sentence):
        others = [each for each in theirs if each.beside & place.beside]
        others = [each for each in others if each.after == place.after]
        if not others or any(_is_same(place.names, each.names) for each in others):
            continue
        at = [n for n, word in enumerate(held) if word.is_content and kin(word) & place.beside]
        if len(at) == len(others) and not any(_is_near(place, n, held) for n in at):
            return True
    return False


def is_added(sentence: str, evidence: str) -> bool:
    """True for “A should do it” where the evidence has only that it should be done."""
    mine, theirs = words_of(sentence), words_of(evidence)
    for _, verb in order.duties(sentence):
        said, told = (
            [place for place, word in enumerate(every) if kin(word) & verb]
            for every in (mine, theirs)
        )
        does = all(order.voice_of(mine, place) == "active" for place in said)
        done = told and all(order.voice_of(theirs, place) == "passive" for place in told)
        after = {word.plain for place in told for word in theirs[place + 1 : place + 4]}
        if does and done and "by" not in after:
            return True
    return False


def _places(text: str) -> Iterator[_Place]:
    """Each name beside the words of content next to it; no mark and no “and” stands between."""
    every = words_of(text)
    for names in _listed(text):
        first, last = every.index(names[0]), every.index(names[-1])
        before = next((w for w in reversed(every[:first]) if w.is_content), None)
        after = next((w for w in every[last + 1 :] if w.is_content), None)
        for word, cut in (
            (before, before and text[before.end : names[0].start]),
            (after, after and text[names[-1].end : after.start]),
        ):
            if word and not _APART.search(cut or "") and _is_plain(word):
                yield _Place(names, kin(word), word is after)


def _is_plain(word: Word) -> bool:
    return not word.is_capital and not word.value and word.stem not in FRAME


def _listed(text: str) -> Iterator[list[Word]]:
    """The names of a text, those of one list together."""
    held: list[Word] = []
    for run in claims.name_runs(text):
        if held and not _LISTED.fullmatch(text[held[-1].end : run[0].start]):
            yield held
            held = []
        held = [*held, *run]
    if held:
        yield held


def _is_same(mine: Sequence[Word], theirs: Sequence[Word]) -> bool:
    """True where they share a word, or one is short for the other."""
    if {word.stem for word in mine} & {word.stem for word in theirs}:
        return True
    return _is_short(mine, theirs) or _is_short(theirs, mine)


def _is_short(short: Sequence[Word], whole: Sequence[Word]) -> bool:
    letters = "".join(word.said[0].upper() for word in whole)
    return any(w.is_acronym and w.said.strip("0123456789") in letters for w in short)


def _is_near(place: _Place, at: int, held: Sequence[Word]) -> bool:
    """True where the name stands near the word, on its side, with other words between."""
    side = list(reversed(held[:at])) if place.after else list(held[at + 1 :])
    near = [word for word in side if word.is_content][:_BESIDE]
    return bool({word.stem for word in near} & {word.stem for word in place.names})
