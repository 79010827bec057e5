"""What a sentence commits itself to: its words, numbers and names, and who is said to say it. Pure.

Lists of words rather than a parser: they err towards finding a difference, which costs a true
sentence, never towards overlooking one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from assistant.number_words import CARDINALS, ORDINALS, TENS
from vectorstore.words import FUNCTION_WORDS, stem, stems

_TOKEN = re.compile(
    r"(?:(?<![^\s(])(?<!\d\s)[-−–])?\d+(?:[.,]\d+)*|[A-Z]{1,3}/[\w/]+|"
    r"[^\W_]+(?:['’](?:s|t|re|ve|ll|d|m)\b)?"
)
"""A sign stands after a space, and in no span (“2019 –2020”)."""

_VALUES = (
    {word: str(value) for value, word in enumerate(CARDINALS)}
    | {word: f"{value}th" for value, word in enumerate(ORDINALS, start=1)}
    | {word: str(10 * place) for place, word in enumerate(TENS, start=1)}
    | {"twice": "2", "thrice": "3", "dozen": "12", "hundred": "100", "thousand": "1000"}
    | {"half": "1/2", "quarter": "1/4", "million": "1000000", "once": "1"}
)

_OFTEN_NO_NUMBER = frozenset({"one", "first", "second", "once", "zero"})

_AROUND: tuple[frozenset[str], ...] = tuple(
    frozenset(words.split())
    for words in ("over exceeding least upwards", "nearly almost under below fewer less most up")
)

_MET = len(_AROUND)

_SAYING = (
    r"(?:says?|said|finds?|found|notes?|noted|considers?|considered|argues?|argued|wants?|wanted|"
    r"calls? for|called for|asks?|asked|urges?|urged|suggests?|suggested|proposes?|proposed|"
    r"regards?|believes?|thinks?|warns?|stress(?:es|ed)?|highlights?|highlighted|concludes?|"
    r"recommends?|recommended|states?|stated|favou?rs?|describes?|cites?|identifie[sd]|"
    r"would like)"
)

_REPORTS = re.compile(
    r"(?:\A|[,;:.]\s|\b(?:and|but|that|which)\s)"
    r"(?P<who>(?:the |an? )?(?:[\w’'-]+ ){0,3}[\w’'-]+)"
    rf"\s+(?:also |further |strongly )?{_SAYING}\b",
    re.IGNORECASE,
)

_REGARDED = re.compile(
    r"\b(?:seen|regarded|considered|viewed|perceived|recogni[sz]ed) as\b", re.IGNORECASE
)

_ACCORDING = re.compile(r"\baccording to (?P<who>(?:the )?[\w’'-]+(?: [\w’'-]+)?)", re.IGNORECASE)

FRAME = stems(
    """
    according argue ask believe call cite conclude consider describe favour find highlight identify
    know mean note propose recommend regard say see speak state stress suggest think urge want warn
    document documents note paper passage report text
    """
)
"""Stems of words that tell who says it; they need not stand in the passage themselves."""


@dataclass(frozen=True)
class Word:
    """One word of a sentence."""

    said: str
    start: int
    end: int

    @cached_property
    def plain(self) -> str:
        """In lower case, the possessive off."""
        return re.sub(r"['’]s?\Z", "", self.said.lower().replace("’", "'").removesuffix("'s"))

    @property
    def stem(self) -> str:
        return stem(self.plain)

    @property
    def value(self) -> str | None:
        """The number that it stands for, as digits."""
        if self.said[-1].isdigit() and not self.said[0].isalpha():
            return re.sub(r"\A[−–]", "-", self.said).replace(",", "")
        return _VALUES.get(self.plain)

    @property
    def is_content(self) -> bool:
        return self.plain not in FUNCTION_WORDS and len(self.plain) > 1

    @property
    def is_capital(self) -> bool:
        return self.said[0].isupper()

    @property
    def is_acronym(self) -> bool:
        return len(self.said) > 1 and sum(map(str.isupper, self.said)) > 1


@lru_cache(maxsize=4096)
def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text; hyphens and slashes part them, document symbols excepted."""
    return tuple(Word(m[0], m.start(), m.end()) for m in _TOKEN.finditer(text))


def own_words(sentence: str) -> list[Word]:
    """The words by which a sentence says something, and not only that something is said."""
    return [word for word in words_of(sentence) if word.is_content and word.stem not in FRAME]


def numbers(text: str) -> Iterator[str]:
    """Every number as digits, number words included where they surely are ones."""
    for word in words_of(text):
        if word.value and word.plain not in _OFTEN_NO_NUMBER:
            yield word.value


def all_numbers(text: str) -> set[str]:
    """Every number, and what could be one: what a number of another sentence may stand on."""
    return {word.value for word in words_of(text) if word.value}


def name_runs(text: str) -> Iterator[tuple[Word, ...]]:
    """Runs of capitalised words; the first word of the sentence only where another follows."""
    run: list[Word] = []
    every = words_of(text)
    for place, word in enumerate(every):
        begins = place == 0 and not word.is_acronym
        joined = run and text[run[-1].end : word.start].strip() in ("", "-", "/", "’", "'")
        if run and not joined:
            yield tuple(run)
            run = []
        if word.is_capital and word.is_content and not word.value:
            if not begins or _goes_on(every, text):
                run.append(word)
        elif run:
            yield tuple(run)
            run = []
    if run:
        yield tuple(run)


def _goes_on(every: tuple[Word, ...], text: str) -> bool:
    """True where the second word is capitalised too and follows directly."""
    return (
        len(every) > 1 and every[1].is_capital and not text[every[0].end : every[1].start].strip()
    )


def around(text: str) -> dict[str, frozenset[int]]:
    """Each number, and whether it is said to be exceeded (0), not reached (1) or just met (2).

    “Under Resolution 2719” does not say that 2719 is not reached.
    """
    every = words_of(text)
    found: dict[str, frozenset[int]] = {}
    for place, word in enumerate(every):
        if word.value:
            near = every[max(0, place - 2) : place]
            names = bool(near) and near[-1].is_capital and not near[-1].is_acronym
            before = [] if names else [w.plain for w in near]
            kinds = (
                kind
                for kind, row in enumerate(_AROUND)
                if row & set(before) or (kind == 0 and before == ["more", "than"])
            )
            found[word.value] = found.get(word.value, frozenset()) | {next(kinds, _MET)}
    return found


@lru_cache(maxsize=8192)
def kin(word: Word) -> frozenset[str]:
    """Forms under which a word counts as the same: its stem, and the stem's beginning."""
    base = word.stem
    if word.value or len(base) < 6 or word.is_acronym:
        return frozenset({word.value or base})
    return frozenset({base, base[: max(5, len(base) - 3)]})


def forms(words: Iterable[Word]) -> frozenset[str]:
    """All forms under which any of the words counts as the same."""
    return frozenset(form for word in words for form in kin(word))


def neighbours(text: str) -> Counter[tuple[str, str]]:
    """Stems that follow each other, grammar left out."""
    return Counter(pairwise(word.stem for word in words_of(text) if word.is_content))


def clauses(text: str) -> list[str]:
    """The parts of a text between marks."""
    return [part for part in re.split(r"[.;:,–—()]\s", text) if part.strip()]


def reporters(text: str) -> Iterator[frozenset[str]]:
    """Who is said to say, find or want something: the words before each verb of reporting."""
    for found in _REPORTS.finditer(text):
        who = words_of(found["who"])
        yield frozenset(word.stem for word in who if word.is_content)
    for found in _ACCORDING.finditer(text):
        yield frozenset(word.stem for word in words_of(found["who"]) if word.is_content)


def is_regarded(text: str) -> bool:
    """True where something “is seen as” something, and nobody is named who sees it so."""
    return bool(_REGARDED.search(text))


def spelt_out(acronym: str, text: str) -> bool:
    """True where words of the text have the acronym's letters as their initials."""
    letters = acronym.upper().removesuffix("S") if acronym.endswith("s") else acronym.upper()
    initials = "".join(w.said[0].upper() for w in words_of(text) if w.is_content and w.is_capital)
    return len(letters) > 1 and letters in initials
