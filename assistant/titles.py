"""The titles of parts, looked up by the words of a question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from assistant.groups import Group
from assistant.intent import TITLE
from assistant.listing import title_of
from vectorstore.passages import Passage
from vectorstore.words import WORD, words

Parts = list[Passage]


class Titles:
    """The titles of parts, looked up by the words of a question."""

    def __init__(self, groups: Iterable[Group]) -> None:
        self._by_first = defaultdict[str, dict[str, tuple[list[str], Passage]]](dict)
        for part in (part for group in groups for part in group.members):
            if said := words(title_of(part)):
                self._by_first[said[0]].setdefault(part.id, (said, part))

    def taken_out(self, question: str) -> tuple[str, Parts]:
        """The question with `TITLE` for the titles in it, and the parts that have these titles.

        A title of one word counts only with a capital within the question.
        """
        said = [
            (match.span(), word) for match in WORD.finditer(question) for word in words(match[0])
        ]
        text, parts, end, past = "", Parts(), 0, 0
        for at, ((start, _), word) in enumerate(said):
            held = [
                (len(title), part)
                for title, part in self._by_first.get(word, {}).values()
                if [w for _, w in said[at : at + len(title)]] == title
                and (len(title) > 1 or (at and question[start].isupper()))
            ]
            if at < past or not held:
                continue
            longest = max(length for length, _ in held)
            parts += [part for length, part in held if length == longest]
            past = at + longest
            text += question[end:start] + TITLE
            end = said[past - 1][0][1]
        return text + question[end:], parts
