"""A document laid out to be read: its text exactly as it is, in one block for each passage.

Every character stands in one block, in order, but for blank lines between blocks, comments and
front matter. What belongs to
no passage (`##`, `**`, the mark of a footnote) stands beside it as a mark, set back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from vectorstore.blocks import unseen
from vectorstore.comments import between
from vectorstore.documents import Document
from vectorstore.passages import Passage
from vectorstore.slices import Span, Spans

_LOWEST_HEADING = 6
Kind = Literal["words", "title", "mark"]


@dataclass(frozen=True)
class Piece:
    """Some characters of a document."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Block:
    """A passage as it stands on the page, or what follows where another one cut it in two."""

    passage: Passage
    label: str
    """What it is called within its document."""
    level: int
    """Of a heading, from 2; 0 for all else."""
    continues: bool
    pieces: tuple[Piece, ...]


@dataclass
class Entry:
    """A line of the outline, and what stands under it."""

    id: str
    name: str
    below: list[Entry] = field(default_factory=list)


def lay_out(document: Document, passages: Sequence[Passage]) -> list[Block]:
    """The whole document in blocks; `passages`: its own, outlines included."""
    stretches = _stretches(passages)
    levels, hidden = _levels(passages), unseen(document.text)
    blocks: list[Block] = []
    seen: set[str] = set()
    start = 0
    for position, (passage, spans) in enumerate(stretches):
        last = position + 1 == len(stretches)
        gap = len(document.text) if last else stretches[position + 1][1][0][0]
        end = gap if last else _line_end(document.text, spans[-1][1], gap)
        whole = _trimmed(document.text, start, end)
        pieces = _visible(document.text, hidden, _pieces(whole, passage, spans))
        blocks.append(
            Block(
                passage=passage,
                label=_label(document, passage),
                level=levels.get(passage.id, 0),
                continues=passage.id in seen,
                pieces=tuple(pieces),
            )
        )
        seen.add(passage.id)
        start = end
    return blocks


def outline(passages: Sequence[Passage]) -> list[Entry]:
    """The headings and titled items of one document, each under what it stands in."""
    entries = {passage.id: Entry(passage.id, _name(passage)) for passage in passages}
    for passage in passages:
        if passage.parent and passage.title:
            entries[passage.parent].below.append(entries[passage.id])
    return next(iter(entries.values())).below


def _stretches(passages: Sequence[Passage]) -> list[tuple[Passage, list[Span]]]:
    """Each passage with the spans of it that nothing else interrupts, in the text's order."""
    spans = [
        (span, passage)
        for passage in passages
        for span in (
            *(passage.title.spans if passage.title else ()),
            *(passage.body.spans if passage.kind != "outline" else ()),
        )
    ]
    in_order = sorted(spans, key=lambda pair: pair[0])
    runs = groupby(in_order, key=lambda pair: pair[1].id)
    return [(pairs[0][1], [span for span, _ in pairs]) for _, run in runs if (pairs := list(run))]


def _levels(passages: Sequence[Passage]) -> dict[str, int]:
    """The rank of each heading: one below that of the heading above it."""
    levels: dict[str, int] = {}
    for passage in passages:
        if passage.kind == "outline":
            levels[passage.id] = min(levels.get(passage.parent, 1) + 1, _LOWEST_HEADING)
    return levels


def _line_end(text: str, start: int, end: int) -> int:
    """Where what stands between two blocks is shared out: after the line of the first."""
    found = text.find("\n", start, end)
    return start if found < 0 else found + 1


def _trimmed(text: str, start: int, end: int) -> Span:
    """The span without blank lines at its ends."""
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start] in "\r\n":
        start += 1
    return start, end


def _visible(text: str, hidden: Spans, pieces: Iterable[tuple[Kind, Span]]) -> Iterator[Piece]:
    """The pieces without comments and front matter."""
    for kind, span in pieces:
        if seen := "".join(text[a:b] for a, b in between(hidden, span)):
            yield Piece(kind, seen)


def _pieces(whole: Span, passage: Passage, spans: list[Span]) -> Iterator[tuple[Kind, Span]]:
    titles = passage.title.spans if passage.title else ()
    at = whole[0]
    for start, end in spans:
        if at < start:
            yield "mark", (at, start)
        yield "title" if (start, end) in titles else "words", (max(at, start), end)
        at = max(at, end)
    if at < whole[1]:
        yield "mark", (at, whole[1])


def _label(document: Document, passage: Passage) -> str:
    label = passage.label.removeprefix(f"{document.label}, ")
    if passage.title:
        label = label.removesuffix(f": {_one_line(passage.title.text)}")
    if passage.headings:
        label = label.removeprefix(f"{passage.headings[-1]}, ")
    return label[:1].upper() + label[1:]


def _name(passage: Passage) -> str:
    title = _one_line(passage.title.text) if passage.title else ""
    return f"{passage.number} {title}".strip()


def _one_line(text: str) -> str:
    return " ".join(text.split())
