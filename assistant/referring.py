"""Which part is meant: by what it is about, by its title, or because the last answer quoted it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.answer import Turn
from assistant.frame import frame_of
from assistant.listing import title_of
from vectorstore.index import Index
from vectorstore.passages import Passage
from vectorstore.words import terms, words

# Chosen by reading the results on three documents.
_CLEARLY = 1.1  # the best part is this many times as good as the second
_AT_ALL = 0.4  # the least score of a part that is meant
_TOLD_OF = 2  # passages of a section that speak for it

_PIECE = re.compile(r"\[[^\]]*\]|\n+|(?<=[.!?:;])\s+")
_LEAST_QUOTED = 4  # words of a sentence


@dataclass(frozen=True)
class Told:
    """The parts that an answer quotes, in its order."""

    parts: tuple[Passage, ...] = ()
    titled: frozenset[str] = frozenset()
    """Ids of those whose titles it gives."""
    spoken: frozenset[str] = frozenset()
    """Ids of those whose sentences it gives."""

    @property
    def innermost(self) -> list[Passage]:
        """The parts without those that others of them stand in, and without what opens one."""
        above = {p.parent for p in self.parts if p.kind != "paragraph"}
        here = {p.id for p in self.parts}
        return [
            p
            for p in self.parts
            if p.id not in above and not (p.kind == "paragraph" and p.parent in here)
        ]


def pieces_of(answer: str) -> list[str]:
    """The sentences and the titles of an answer, each as its words with a space between them."""
    return [" ".join(said) for piece in _PIECE.split(answer) if (said := words(piece))]


def told_in(answer: str, passages: Iterable[Passage]) -> Told:
    """The parts that an answer quotes, known by their titles and their sentences."""
    pieces = [f" {piece} " for piece in pieces_of(answer)]
    first: dict[str, int] = {}
    titled, spoken = set[str](), set[str]()
    by_id = {passage.id: passage for passage in passages if passage.parent}
    for passage in by_id.values():
        title = f" {' '.join(words(title_of(passage)))} "
        body = f" {' '.join(words(passage.body.text))} "
        for at, piece in enumerate(pieces):
            is_title = bool(passage.title) and piece == title
            long = len(piece.split()) >= _LEAST_QUOTED and passage.kind != "outline"
            if is_title or (long and piece in body):
                first.setdefault(passage.id, at)
                (titled if is_title else spoken).add(passage.id)
    order = sorted(first, key=lambda id_: first[id_])
    return Told(tuple(by_id[id_] for id_ in order), frozenset(titled), frozenset(spoken))


def earlier(turns: Sequence[Turn], index: Index) -> list[Told]:
    """The parts that each of the answers quotes, oldest first; none where one was declined."""
    answers = [turn.answer.partition(_offer())[0] for turn in turns]
    return [told_in(said, index.holding(pieces_of(said))) for said in answers]


def declined(turn: Turn) -> bool:
    """True where the answer says what could be asked about instead."""
    return _offer() in turn.answer


def described(about: str, parts: Sequence[Passage], index: Index) -> Passage | None:
    """The one part that is about something; None where no part is, or none more than others."""
    said = set(terms(about))
    if not said:
        return None
    named = [part for part in parts if said <= set(terms(title_of(part)))]
    if len(named) == 1:
        return named[0]
    by_id = {part.id: part for part in parts}
    scores: dict[str, list[float]] = defaultdict(list)
    for hit in index.search(about, limit=len(index.passages)).hits:
        if id_ := part_of(hit.passage, by_id, index.passages):
            scores[id_].append(hit.score)
    means = {
        id_: sum(sorted(row, reverse=True)[:_TOLD_OF]) / min(len(row), _TOLD_OF)
        for id_, row in scores.items()
    }
    best, second = (*sorted(means.values(), reverse=True), 0.0, 0.0)[:2]
    if best < max(_AT_ALL, second * _CLEARLY):
        return None
    return next(by_id[id_] for id_, score in means.items() if score == best)


def part_of(
    passage: Passage, parts: Mapping[str, object], passages: Mapping[str, Passage]
) -> str | None:
    """The part that a passage is, or stands in; None for a footnote, which is anywhere."""
    id_: str | None = passage.id
    while id_:
        if id_ in parts:
            return id_
        part = passages.get(id_)
        id_ = part.parent if part else None
    return None


def _offer() -> str:
    return frame_of("en").ask_about.partition("{")[0]
