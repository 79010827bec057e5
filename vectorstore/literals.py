"""Numbers and acronyms, which stay as they are in any language, and the texts that hold them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

_BEFORE, _AFTER = r"(?<![A-Za-z\d])", r"(?![A-Za-z\d])"
_LITERAL = re.compile(rf"{_BEFORE}(?:[A-Za-z]*\d[A-Za-z\d/.]+[A-Za-z\d]|[A-Z]{{3,}}){_AFTER}")
_RUN = re.compile(rf"{_BEFORE}(?:[A-Za-z]*\d[A-Za-z\d]*|[A-Z]{{3,}}){_AFTER}")
"""What stands between other marks: every literal is one such run, or has one in it."""


def literals_of(question: str) -> list[str]:
    """The numbers and acronyms of a question, each once, in order of the alphabet."""
    return sorted(set(_LITERAL.findall(question)))


class Literals:
    """Some texts by the numbers and acronyms in them, so that not every text is looked through."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._places = defaultdict[str, set[int]](set)
        for place, text in enumerate(texts):
            for run in _RUN.findall(text):
                self._places[run].add(place)

    def holding(self, literal: str) -> set[int]:
        """The places of the texts in which a literal stands by itself."""
        runs = _RUN.findall(literal)
        near = set.intersection(*(self._places.get(run, set()) for run in runs))
        if runs == [literal]:
            return near
        alone = re.compile(rf"{_BEFORE}{re.escape(literal)}{_AFTER}")
        return {at for at in near if alone.search(self._texts[at])}
