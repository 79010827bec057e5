"""Words that the end of a line parts: “ves-” and “sels” are “vessels”, “multi-” and “year” are not.

The document decides where it writes the word elsewhere. Where it does not, a word that has a token
of its own in tiktoken's encoding is taken for one that exists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from vectorstore.tokens import count_tokens

_WORD = re.compile(r"\w+(?:-\w+)*")
_HEAD = re.compile(r"(?:\w+-)*?(\w+)-\Z")
_TAIL = re.compile(r"\w+")


@dataclass(frozen=True)
class Hyphens:
    """How one document spells."""

    vocabulary: frozenset[str]
    """Its words in lower case, those with a hyphen in them whole."""

    def joined(self, before: str, after: str) -> str:
        """Two lines as one, where the first ends with a hyphen."""
        head, tail = _HEAD.search(before), _TAIL.match(after)
        if not (head and tail and after[0].islower() and head[1].isalpha()):
            return before + after
        if self._is_one_word(head[1].lower(), tail[0].lower()):
            return before[:-1] + after
        return before + after

    def _is_one_word(self, head: str, tail: str) -> bool:
        if f"{head}{tail}" in self.vocabulary:
            return True
        if f"{head}-{tail}" in self.vocabulary:
            return False
        if count_tokens(f" {head}{tail}") == 1:
            return True
        return not all(
            part in self.vocabulary or count_tokens(f" {part}") == 1 for part in (head, tail)
        )


def hyphens_of(columns: Iterable[Sequence[str]]) -> Hyphens:
    """The spelling of a document, from the lines of its columns; parted words are no evidence."""
    found: set[str] = set()
    for lines in columns:
        for before, line in pairwise(("", *lines)):
            words = _WORD.findall(line.lower())
            start = 1 if before.endswith("-") else 0
            end = len(words) - 1 if line.endswith("-") else len(words)
            found.update(words[start:end])
    return Hyphens(frozenset(found))
