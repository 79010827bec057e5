"""A question in the corpus's own words: spelling mended, short and long names matched."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from rapidfuzz import process
from rapidfuzz.distance import OSA

from vectorstore.embedder import Embedded
from vectorstore.short_names import ShortNames
from vectorstore.words import FUNCTION_WORDS, stem, words

_TOKEN = re.compile(r"\w+")
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

    def __init__(
        self,
        texts: Sequence[str],
        rarity: Callable[[str], float | None],
        embed: Callable[[str], Embedded],
    ) -> None:
        """`rarity`: None for what is no word of the language; only such slips are mended.

        `embed`: a text as vectors, by which a phrase is told from what only has its initials.
        """
        self._rarity = rarity
        self._short_names = ShortNames(texts, self._is_word, embed)
        counts = Counter(word for text in texts for word in words(text))
        self._words = frozenset(counts)
        self._common_first = [word for word, _ in counts.most_common()]
        self._stems = frozenset(map(stem, counts))

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
        text, done = "", 0
        for start, end, acronym in self._short_names.spelt_out(question, self._knows):
            changes.append((question[start:end], acronym))
            text, done = f"{text}{question[done:start]}{acronym}", end

        def in_corpus_words(match: re.Match[str]) -> str:
            word = match[0]
            meant = None if self._knows(word) else self._meant_by(word)
            if meant:
                changes.append((word, meant))
            return meant or word

        return _TOKEN.sub(in_corpus_words, text + question[done:]), tuple(changes)

    def _meant_by(self, word: str) -> str | None:
        """What a word that the corpus lacks stands for in it; in small letters sooner a slip."""
        slip, name = partial(self._nearest, among=self._common_first), self._short_names.long_for
        ways = (slip, name) if word.islower() else (name, slip)
        found = (way(word) for way in ways)
        return _untangled(word, self._is_word) or next(filter(None, found), None)

    def _is_word(self, word: str) -> bool:
        return self._rarity(word) is not None

    def _knows(self, word: str) -> bool:
        return word.lower() in FUNCTION_WORDS or stem(word.lower()) in self._stems

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
