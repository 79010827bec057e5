"""Short and long names: what an acronym is short for, and which one a phrase spells out."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

import numpy as np

from vectorstore.embedder import Embedded, Floats
from vectorstore.names import NAME
from vectorstore.words import FUNCTION_WORDS

ACRONYM = r"[A-Z][A-Z0-9]{1,5}"
_ACRONYM = re.compile(rf"\b{ACRONYM}(?=s?\b)")
_EXPLAINED = re.compile(rf"\b([^\W_])[\w’'-]{{0,60}} \(({ACRONYM})s?\)")
_WORD = re.compile(r"\w+")
_TOGETHER = re.compile(r"\w+(?:(?:-|,? )\w+)+")
_SMALL_WORDS = frozenset({"and", "for", "of", "on", "the", "to", "in"})
_SOUNDS = {"for": {"", "f", "4"}, "to": {"", "t", "2"}}  # A4P: Action for Peacekeeping
_LONGEST_NAME = 6  # words, and letters of what is short for it
_SHORTEST_HALVES = (4, 5)  # letters: shorter ones are endings, as in “adapt-able” and “miss-ions”
_SHORTEST_PLURAL = 3  # letters up to which “OAS” and “gas” are not several of anything
_ENOUGH = 4  # signs that a phrase is no chance: its initials, and that it is written as a name
_KEPT = 16  # texts as vectors: the question's and those of acronyms
_AROUND = 40  # characters on either side of an acronym: enough to tell what it means there
_ALIKE = 0.33  # of 14,600 questions, “African Union” is like “AU” by 0.35 and more, others by 0.30


class ShortNames:
    """The names of a corpus, each with what it may be shortened to."""

    def __init__(
        self,
        texts: Iterable[str],
        is_word: Callable[[str], bool],
        embed: Callable[[str], Embedded],
    ) -> None:
        """`is_word`: whether the language has a word; `embed`: what each word means in a text."""
        self._is_word, self._embed = is_word, lru_cache(_KEPT)(embed)
        names: Counter[str] = Counter()
        explained = set[str]()
        self._where: dict[str, tuple[str, int]] = {}
        """Each acronym that the corpus does not spell out, where it first stands: text, place."""
        for text in texts:
            names.update(part for name in NAME.findall(text) for part in _parts(name))
            explained.update(a for last, a in _EXPLAINED.findall(text) if a[-1] == last.upper())
            for match in _ACRONYM.finditer(text):
                if match[0] not in self._where:
                    start = max(0, match.start() - _AROUND)
                    around = text[start : match.end() + _AROUND]
                    self._where[match[0]] = around, match.start() - start
        for acronym in explained:
            self._where.pop(acronym, None)
        self._acronyms = frozenset(self._where) | explained
        self._beginning = defaultdict[str, list[str]](list)
        """The names by their first letter, the commonest first."""
        for name in sorted(names, key=lambda name: (-names[name], len(name), name)):
            self._beginning[name[0].lower()].append(name)
        self._long: dict[str, dict[str, str]] = {}

    def long_for(self, word: str) -> str | None:
        """The name that a word is short for: General Assembly for GA, and for GAs."""
        if not 2 <= len(word) <= _LONGEST_NAME:
            return None
        if self._is_word(word) and not word[:2].isupper():
            return None
        letters, one = word.lower(), word.lower().removesuffix("s")
        if word.endswith("s") and word[:-1].isupper():  # SDGs
            letters = one
        known = self._known(letters[0])
        return known.get(letters) or (known.get(one) if len(word) > _SHORTEST_PLURAL else None)

    def spelt_out(
        self, question: str, knows: Callable[[str], bool]
    ) -> Iterator[tuple[int, int, str]]:
        """Where a question spells out what the corpus has only short, and what it has.

        `knows`: whether the corpus has a word. A phrase that it has all words of is left.
        """
        done = 0
        for start, end in _phrases(question):
            phrase = question[start:end]
            if start < done or not self._may_be_a_name(phrase, knows):
                continue
            short = sorted(form.upper() for form in _short_forms(phrase.lower()))
            fitting = (acronym for acronym in short if acronym in self._where)
            if found := next((a for a in fitting if self._stands_for(a, question, start, end)), ""):
                yield start, end, found
                done = end

    def _may_be_a_name(self, phrase: str, knows: Callable[[str], bool]) -> bool:
        said = _WORD.findall(phrase)
        in_capitals = not phrase.isupper() and any(word[:2].isupper() for word in said)
        return (
            FUNCTION_WORDS.isdisjoint({said[0].lower(), said[-1].lower()})
            and not in_capitals
            and self._acronyms.isdisjoint(map(str.upper, said))
            and not all(map(knows, said))
            and bool(_TOGETHER.fullmatch(phrase))
        )

    def _stands_for(self, acronym: str, question: str, start: int, end: int) -> bool:
        """True where it is hardly by chance that a phrase has these initials.

        Many are enough, one fewer where it is written as a name; else it has to mean the same.
        """
        phrase = question[start:end]
        said = (word for word in phrase.split() if word.lower() not in _SMALL_WORDS)
        written_as_name = all(word[0].isupper() for word in said) and not phrase.isupper()
        if len(acronym) + written_as_name >= _ENOUGH:
            return True
        around, at = self._where[acronym]
        means = _meaning(self._embed(around), at, at + len(acronym))
        return float(_meaning(self._embed(question), start, end) @ means) >= _ALIKE

    def _known(self, letter: str) -> dict[str, str]:
        """The names that begin with a letter by what is short for them: initials alone first."""
        if letter not in self._long:
            names = self._beginning.get(letter, [])
            halves = {word: self._second_half(word) for name in names for word in name.split()}
            found: dict[str, str] = {}
            for further in ({}, halves):
                for name in names:
                    for form in _short_forms(name, further):
                        found.setdefault(form, name)
            self._long[letter] = found
        return self._long[letter]

    def _second_half(self, word: str) -> str:
        """What a word that is made of two begins its second with: “b” of Peacebuilding."""
        first, second = _SHORTEST_HALVES
        for at in range(first, len(word) - second + 1):
            if self._is_word(word[:at]) and self._is_word(word[at:]):
                return word[at].lower()
        return ""


def _meaning(embedded: Embedded, start: int, end: int) -> Floats:
    """What the tokens of a stretch of a text mean there, of unit length; nothing where it has none.

    A model may read no further than some hundred words.
    """
    inside = (embedded.offsets[:, 0] >= start) & (embedded.offsets[:, 1] <= end)
    total = embedded.tokens[inside].sum(axis=0)
    return np.asarray(total / max(float(np.linalg.norm(total)), 1e-12), dtype=np.float32)


def _phrases(question: str) -> Iterator[tuple[int, int]]:
    """Where every run of words begins and ends that may be a name, the longer of a place first."""
    found = list(_WORD.finditer(question))
    for first, begin in enumerate(found):
        for end in reversed(found[first + 1 : first + _LONGEST_NAME]):
            yield begin.start(), end.end()


def _parts(name: str) -> Iterator[str]:
    """A run of capitalised words and every shorter one within it that could be a name.

    What is cut on both sides of an “and” is none: of “Peace Operations and Special Missions”,
    “Operations and Special”.
    """
    tokens = name.replace(",", "").split()
    for first in range(len(tokens)):
        for last in range(first + 1, min(first + _LONGEST_NAME, len(tokens))):
            part = tokens[first : last + 1]
            is_cut = "and" in part and first > 0 and last < len(tokens) - 1
            if not is_cut and not ({part[0].lower(), part[-1].lower()} & _SMALL_WORDS):
                yield " ".join(part)


def _short_forms(name: str, further: dict[str, str] | None = None) -> set[str]:
    """What a name may be shortened to: its initials, with or without those of small words.

    `further`: a letter that a word may add to its initial.
    """
    forms = {""}
    for word in name.replace(",", "").split():
        small, initial = word.lower(), word[0].lower()
        if small in _SMALL_WORDS:
            ways = _SOUNDS.get(small, {"", initial})
        elif word.isupper():  # an acronym within the name keeps its letters
            ways = {small}
        else:
            ways = {initial, initial + (further or {}).get(word, "")}
        forms = {form + way for form in forms for way in ways if len(form + way) <= _LONGEST_NAME}
    return forms
