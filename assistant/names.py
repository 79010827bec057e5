"""What has to stand in the passage or its headings: numbers, names, quoted words. Pure."""

from __future__ import annotations

import re
from itertools import pairwise

from assistant import claims
from assistant.claims import words_of
from vectorstore.words import words

_LABEL_NUMBER = re.compile(
    r"\b(?:takeaway|priority|point|footnote|theme|paragraph|section|part)s? \d[\d.]*", re.IGNORECASE
)
_QUOTED = re.compile(r"“([^“”]+)”|\"([^\"]+)\"|«([^«»]+)»|„([^„“”]+)[“”]")
_DIGITS = re.compile(r"\d+")
_SPAN = re.compile(r"\b(\d+)\s?[-–—]\s?(\d+)\b")


def has_other_number(sentence: str, body: str, context: str) -> bool:
    """True where a number stands nowhere; a label's number counts only where it is cited.

    Of “3-4 December” neither half may stand alone.
    """
    said = set(_DIGITS.findall(sentence))
    rest = claims.all_numbers(_SPAN.sub(" ", f"{body} . {context}"))
    halves = [said.intersection(span.groups()) for span in _SPAN.finditer(body)]
    if any(len(half) == 1 and not half & rest for half in halves):
        return True
    held = claims.all_numbers(body) | claims.all_numbers(_LABEL_NUMBER.sub(" ", context))
    if _LABEL_NUMBER.search(sentence):
        held |= claims.all_numbers(context)
    if any(number not in held for number in claims.numbers(sentence)):
        return True
    mine, theirs = claims.around(sentence), claims.around(body)
    return any(not mine[each] <= theirs.get(each, mine[each]) for each in claims.numbers(sentence))


def has_other_quote(sentence: str, around: str) -> bool:
    """True where words in quotation marks do not stand there so, one after the other."""
    held = f" {' '.join(words(around))} "
    quoted = (" ".join(words(next(filter(None, found)))) for found in _QUOTED.findall(sentence))
    return any(f" {said} " not in held for said in quoted)


def has_other_name(sentence: str, around: str) -> bool:
    """True where a name stands nowhere; a name of several words must stand there in order."""
    plain = [word.plain for word in words_of(around)]
    stems = {word.stem for word in words_of(around)}
    acronyms = {word.said for word in words_of(around) if word.is_acronym}
    pairs = claims.neighbours(around)
    for run in claims.name_runs(sentence):
        if "".join(word.said[0] for word in run) in acronyms:
            continue
        for word in run:
            if word.stem in stems or word.plain in plain:
                continue
            if word.is_acronym and claims.spelt_out(word.said, around):
                continue
            return True
        known = [w for w in run if w.said not in ("UN", "EU", "AU") and not w.is_acronym]
        for first, second in pairwise(known):
            if (first.stem, second.stem) not in pairs:
                return True
    return False
