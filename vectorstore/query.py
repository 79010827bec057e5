"""A question in the corpus's own words: spelling mended, short and long names matched."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from vectorstore.names import NAME
from vectorstore.words import FUNCTION_WORDS, stem, words

_ACRONYM = re.compile(r"\b[A-Z][A-Z0-9]{1,5}(?=s?\b)")
_TOKEN = re.compile(r"\w+")
_SOUNDS = {"for": "[f4]?", "to": "[t2]?"}  # A4P: Action for Peacekeeping
_SMALL_WORDS = frozenset({"and", "for", "of", "on", "the", "to", "in"})
_LONGEST_NAME = 6  # words
_SHORTEST_MISSPELT = 4  # letters
_TWO_SLIPS = 8  # letters: from here a word may have two slips, below it one


@dataclass(frozen=True)
class Query:
    """A question made ready for the index."""

    asked: str
    """As the person wrote it."""
    text: str
    """The same in the corpus's words, after the earlier questions that it leans on."""
    own: str
    """What of the text is the question itself."""
    changes: tuple[tuple[str, str], ...] = ()
    """What was replaced by what."""

    @property
    def since(self) -> int:
        """Where in the text the question itself begins."""
        return len(self.text) - len(self.own)


class Lexicon:
    """The words and names of a corpus, and which of them a question's words stand for."""

    def __init__(self, texts: Iterable[str], rarity: Callable[[str], float | None]) -> None:
        """`rarity`: None for what is no word of the language; only such slips are mended."""
        self._rarity = rarity
        names: Counter[str] = Counter()
        self._acronyms: set[str] = set()
        self._words: Counter[str] = Counter()
        for text in texts:
            names.update(part for name in NAME.findall(text) for part in _parts(name))
            self._acronyms.update(_ACRONYM.findall(text))
            self._words.update(words(text))
        self._common_first = [word for word, _ in self._words.most_common()]
        self._stems = frozenset(stem(word) for word in self._words)
        common_first = sorted(names, key=lambda name: (-names[name], len(name), name))
        self._names: dict[str, list[str]] = defaultdict(list)
        """By the letter that they begin with, the commonest first."""
        for name in common_first:
            self._names[name[0].lower()].append(name)

    def read(self, question: str, before: str = "") -> Query:
        """The question with words that the corpus lacks replaced by the corpus's own.

        `before`: the questions that it leans on.
        """
        own, changes = self._in_corpus_words(question)
        leant_on, _ = self._in_corpus_words(before)
        return Query(question, f"{leant_on} {own}".strip(), own, changes)

    def spelt(self, question: str, also: frozenset[str]) -> str:
        """The question with slips mended and names left: the words of `also` are known too, and a
        slip is sooner one of them than another word.
        """
        nouns, stemmed = sorted(also), {stem(word) for word in also}
        small = sorted(FUNCTION_WORDS - also)  # “themse” is “themes” where these are parts

        def mended(match: re.Match[str]) -> str:
            word = match[0].lower()
            is_name = match[0].isupper() or (match.start() and match[0][0].isupper())
            if is_name or word in self._words or stem(word) in stemmed or word in small:
                return match[0]
            others = () if self._knows(word) else (*small, *self._common_first)
            meant = _untangled(word, self._is_word) or self._nearest(word, [*nouns, *others])
            return meant or match[0]

        return _TOKEN.sub(mended, question)

    def _in_corpus_words(self, question: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        changes: list[tuple[str, str]] = []
        text = question
        for phrase, acronym in self._long_forms(question):
            changes.append((phrase, acronym))
            text = text.replace(phrase, acronym)

        def in_corpus_words(match: re.Match[str]) -> str:
            word = match[0]
            if self._knows(word):
                return word
            meant = (
                _untangled(word, self._is_word)
                or self._name_of(word)
                or self._nearest(word, self._common_first)
            )
            if meant:
                changes.append((word, meant))
            return meant or word

        return _TOKEN.sub(in_corpus_words, text), tuple(changes)

    def _is_word(self, word: str) -> bool:
        return self._rarity(word) is not None

    def _knows(self, word: str) -> bool:
        return word.lower() in FUNCTION_WORDS or stem(word.lower()) in self._stems

    def _name_of(self, word: str) -> str | None:
        """The name that an acronym is short for: General Assembly for GA."""
        if not 2 <= len(word) <= _LONGEST_NAME:
            return None
        if self._is_word(word) and not word[:2].isupper():
            return None
        plural = word.endswith("s") and word[:-1].isupper()  # SDGs
        letters = (word[:-1] if plural else word).lower()
        named = self._names.get(letters[0], [])
        spelt = ((name, further) for further in ("", "[{}]?") for name in named)
        return next((n for n, further in spelt if _shortened(n, further).fullmatch(letters)), None)

    def _nearest(self, word: str, among: Sequence[str]) -> str | None:
        """The word that a slip of the keyboard was meant to be; of equals one of the same letters,
        and then the first.
        """
        if len(word) < _SHORTEST_MISSPELT or not word.isalpha() or self._is_word(word):
            return None
        slips = 2 if len(word) >= _TWO_SLIPS else 1
        said = word.lower()
        near = process.extract(said, among, scorer=OSA.distance, score_cutoff=slips, limit=9)
        found = min(near, key=lambda n: (n[1], sorted(n[0]) != sorted(said), n[2]), default=None)
        return found[0] if found else None

    def _long_forms(self, question: str) -> Iterator[tuple[str, str]]:
        """Phrases whose initials are an acronym of the corpus, which lacks the phrase's words."""
        found = list(_TOKEN.finditer(question))
        for first in range(len(found)):
            for count in range(2, 1 + min(_LONGEST_NAME, len(found) - first)):
                tokens = found[first : first + count]
                acronym = "".join(token[0][0] for token in tokens).upper()
                if acronym in self._acronyms and not all(self._knows(t[0]) for t in tokens):
                    yield question[tokens[0].start() : tokens[-1].end()], acronym


def _untangled(word: str, is_word: Callable[[str], bool]) -> str | None:
    """The small word of three letters of which two were swapped: “the” of “teh”."""
    if len(word) != _SHORTEST_MISSPELT - 1 or word.isupper() or is_word(word):
        return None
    letters = sorted(word.lower())
    swapped = [
        small
        for small in sorted(FUNCTION_WORDS, key=lambda small: (small[0] != word[0].lower(), small))
        if sorted(small) == letters and OSA.distance(small, word.lower()) == 1
    ]
    return swapped[0] if swapped else None


def _parts(name: str) -> Iterator[str]:
    """A run of capitalised words and every shorter one within it that could be a name."""
    tokens = name.replace(",", "").split()
    for first in range(len(tokens)):
        for last in range(first + 1, min(first + _LONGEST_NAME, len(tokens))):
            part = tokens[first : last + 1]
            if not ({part[0].lower(), part[-1].lower()} & _SMALL_WORDS):
                yield " ".join(part)


@lru_cache(maxsize=65536)
def _shortened(name: str, further: str) -> re.Pattern[str]:
    """What a name may be shortened to: its initials, and from each word what `further` allows."""
    pattern = ""
    for word in name.lower().split():
        inner = re.escape("".join(sorted(set(word[1:]))))
        if word in _SMALL_WORDS:
            pattern += _SOUNDS.get(word, f"{word[0]}?")
        elif word.upper() in name:  # an acronym within the name keeps its letters
            pattern += re.escape(word)
        else:
            pattern += re.escape(word[0]) + (further.format(inner) if inner else "")
    return re.compile(pattern)
