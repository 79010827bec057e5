"""Several questions asked at once, each answered by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.answer import Draft, Refusal, Turn
from assistant.followup import FollowUp, points_back
from assistant.scope import outside
from assistant.several import all_answered, asked_twice, joined, several, stand_apart
from assistant.structure import Outline
from vectorstore.index import Index

FromOutline = Callable[[FollowUp, Sequence[Turn]], Draft | Refusal | None]
FromSearch = Callable[[FollowUp], Draft | Refusal]


class AtOnce:
    """Answers several questions in one by what answers each."""

    def __init__(
        self, index: Index, outline: Outline, from_outline: FromOutline, from_search: FromSearch
    ) -> None:
        self._index, self._outline = index, outline
        self._from_outline, self._from_search = from_outline, from_search

    def answer(self, asked: FollowUp, turns: Sequence[Turn]) -> Draft | None:
        """The answers to all; None unless the outline has one, or search has every one."""
        parts = several(asked.question)
        parts = [part for part in parts if not outside(part, self._index, self._outline)]
        if len(parts) < 2:
            return None
        each = self._apart(parts, asked)
        known = [self._from_outline(one, [] if at else turns) for at, one in enumerate(each)]
        if not any(known) and not stand_apart(parts):
            return None
        found = [said or self._from_search(one) for said, one in zip(known, each, strict=True)]
        return joined(parts, found) if any(known) or all_answered(found) else None

    def answer_in_part(self, asked: FollowUp) -> Draft | None:
        """What answers some of them, where all together are refused; the rest is lacking."""
        parts = several(asked.question) or asked_twice(asked.question)
        found = [self._from_search(one) for one in self._apart(parts, asked)]
        return joined(parts, found)

    def _apart(self, parts: Sequence[str], asked: FollowUp) -> list[FollowUp]:
        """Each with what it leans on."""
        each = [replace(asked, question=part) for part in parts[:1]]
        for at, part in enumerate(parts[1:], start=1):
            before = " ".join(parts[:at])
            documents = self._index.documents_named(before)
            named = " ".join(self._index.documents[id_].label for id_ in documents)
            each.append(FollowUp(part, named or before if points_back(part) else ""))
        return each
