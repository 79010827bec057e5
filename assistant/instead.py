"""“And for theme 3?” in full: the question before, with this in the place of what it named.

So are “same for 2.2”, “now the forum”, and after one of these “and the third?”. What it takes the
place of is of its kind: a part with a number, a bare number, a document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answer import Turn
from assistant.asked import IsNoun
from assistant.numbering import LETTER, NUMBER
from assistant.ordinals import ordinal
from vectorstore.index import Index
from vectorstore.words import stem, terms

_OPENS = re.compile(
    r"(?:(?:and|but|or|so|now|then|next|ok(?:ay)?|also|please|likewise|ditto|again|"
    r"do (?:the same|that|this)|(?:the )?same(?: again| question| thing)?|(?:what|how) about)\b"
    r"[\s,:–—-]*)+(?:(?:for|with|of|in|under|on|about|to|from|those|the ones)\b\s*)*",
    re.IGNORECASE,
)
_CLOSES = re.compile(r"(?:,? (?:please|too|as well|then|instead|now))*[\s?.!]*$", re.IGNORECASE)
_NUMBERED = re.compile(
    rf"\b(?P<noun>[a-z]+) (?:(?:number|no\.?|nr\.?) )?(?P<figure>{NUMBER.pattern}|\d+)(?![\w%])",
    re.IGNORECASE,
)
_ORDERED = re.compile(
    r"\b(?P<place>[a-z]+|\d+(?:st|nd|rd|th))(?= (?P<noun>[a-z]+)\b)", re.IGNORECASE
)
_FIGURE = re.compile(r"(?<![\w.])\d+(?:\.\d+)*(?!\.?\w)")
_LETTER = re.compile(rf"\(?(?P<name>{LETTER})(?P<closed>\))?", re.IGNORECASE)
_BEHIND = re.compile(r" \(\w+\)$")
_ARTICLE = re.compile(r"(?:the|that of the|its?) ", re.IGNORECASE)
_DOCUMENT = "the document"


@dataclass(frozen=True)
class _Part:
    """A numbered part that a question names: “theme 2”, “the second theme”."""

    start: int
    end: int
    noun: str
    text: str


class Instead:
    """Puts such questions in full."""

    def __init__(self, index: Index, is_noun: IsNoun) -> None:
        self._index = index
        self._is_noun = is_noun

    def in_full(self, question: str, turns: Sequence[Turn]) -> tuple[str, Sequence[Turn]]:
        """The question in full, and the turns before the one that it takes up.

        Any other question is given back with all turns.
        """
        opening = _OPENS.match(question)
        if not (opening and turns):
            return question, turns
        named = _CLOSES.sub("", question[opening.end() :])
        before, earlier = self.in_full(turns[-1].question, turns[:-1])
        is_one_of_several = len(earlier) < len(turns) - 1
        full = (
            self._with_part(before, named)
            or self._with_number(before, named, is_one_of_several)
            or self._with_document(before, named)
        )
        return (full, earlier) if full else (question, turns)

    def _with_part(self, before: str, named: str) -> str:
        new = list(self._parts(named))
        if len(new) != 1 or _ARTICLE.sub("", named) != new[0].text:
            return ""
        old = [part for part in self._parts(before) if stem(part.noun) == stem(new[0].noun)]
        return _replaced(before, old[0], new[0].text) if len(old) == 1 else ""

    def _with_number(self, before: str, named: str, is_one_of_several: bool) -> str:
        """`is_one_of_several`: a place alone is counted as the one before it was."""
        old = list(self._parts(before))
        place = _ARTICLE.sub("", named)
        if len(old) == 1 and (part := self._called(old[0], named)):
            return _replaced(before, old[0], part)
        if _FIGURE.fullmatch(named):
            bare = list(_FIGURE.finditer(before))
            is_alike = len(bare) == 1 and "." in bare[0][0] and "." in named
            return before[: bare[0].start()] + named + before[bare[0].end() :] if is_alike else ""
        if is_one_of_several and len(old) == 1 and ordinal(place.lower()) is not None:
            return _replaced(before, old[0], f"{place} {old[0].noun}")
        return ""

    def _called(self, old: _Part, named: str) -> str:
        """A part by the noun of another, and a number or a letter; that stands in its number."""
        if _FIGURE.fullmatch(named):
            return f"{old.noun} {named}"
        letter = _LETTER.fullmatch(named)
        if not letter or not (letter["closed"] or old.text.endswith(")")):
            return ""
        within = _BEHIND.sub("", old.text)
        return f"{within if within[-1].isdigit() else old.noun} ({letter['name']})"

    def _with_document(self, before: str, named: str) -> str:
        now, then = (self._index.documents_named(said) for said in (named, before))
        is_name = set(terms(named)) <= self._index.naming_terms(named)
        if not (is_name and len(now) == len(then) == 1 and now != then):
            return ""
        said = named if _ARTICLE.match(named) else f"the {named}"
        return self._index.unnamed(before).replace(_DOCUMENT, said, 1)

    def _parts(self, text: str) -> Iterator[_Part]:
        """The parts that a text names with a number or a place."""
        for found in _NUMBERED.finditer(text):
            if self._is_noun(found["noun"]):
                yield _Part(found.start(), found.end(), found["noun"], found[0])
        for found in _ORDERED.finditer(text):
            is_part = ordinal(found["place"].lower()) is not None and self._is_noun(found["noun"])
            if is_part:
                end = found.end("noun")
                yield _Part(found.start(), end, found["noun"], text[found.start() : end])


def _replaced(text: str, part: _Part, by: str) -> str:
    return text[: part.start] + by + text[part.end :]
