"""What stands under one heading, as parts: titled items, ordered points, paragraphs, footnotes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import sentencex

from vectorstore.blocks import Block
from vectorstore.slices import Joined, Slice, Span, Spans, cut, strip

_LONG_ITEM = 20  # words from which a list item without a title stands alone
_LONGEST_SENTENCE = 1_000  # characters; a longer one is cut at white space

# "**Title.** words", "**Title**. words", "*Title:* words", "*Title*: words", "**Title** – words"
MARKED_TITLE = re.compile(
    r"(?P<mark>\*\*|__|\*|_)(?P<title>[^*_\s](?:[^*_\r\n]{0,150}?[^*_\s.:])?)(?:"
    r"[.:](?P=mark)|(?P=mark)[.:]|(?P=mark)\s+[–—-](?=\s))(?:\s+(?=\S)|\Z)"
)
# "Title: words", at most six words
_PLAIN_TITLE = re.compile(r"(?P<title>[^\W\d_]\w*(?:[ \t’'&/-]+\w+){0,5}):\s+(?=\S)")
_BLANK = re.compile(r"[^\S\r\n]")  # sentencex panics at U+0085 and U+2028 before an initial
_WHITE = " \r\n"  # the white space that is left then
_ORDINAL = re.compile(
    r"(?:(?P<first>first)|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|final|last)"
    r"(?:ly)?,\s",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Part:
    """One passage in the making."""

    kind: Literal["paragraph", "item", "point", "footnote"]
    runs: tuple[Spans, ...]
    title: Slice | None = None
    number: str = ""
    """The number that it is printed with, or a footnote's mark."""
    references: tuple[str, ...] = ()

    @property
    def spans(self) -> Spans:
        return tuple(span for run in self.runs for span in run)


def section_parts(document: str, blocks: Iterable[Block]) -> list[Part]:
    """The parts of one section, in order.

    Short items without titles belong together, and to the paragraph that announces them with a
    colon: such a list is one answer, not many.
    """
    together: list[list[Part]] = []
    for block in blocks:
        part = _part(document, block)
        if together and block.kind == "item" and _belongs_to(document, part, together[-1]):
            together[-1].append(part)
        else:
            together.append([part])
    return _ordered_points(document, list(map(_as_one, together)))


def sentences(document: str, runs: Iterable[Spans]) -> Iterator[Slice]:
    """The sentences of the runs, in order; joined, they are the runs without outer white space."""
    for spans in runs:
        joined = Joined(spans)
        text = _BLANK.sub(" ", cut(document, spans).text)
        for whole in _sentence_spans(text):
            for start, end in _bounded(text, *whole):
                pieces = joined.within(start, end)
                kept = [strip(document, piece) for piece in pieces]
                words = tuple((a, b) for a, b in kept if a < b)
                if words:
                    yield cut(document, words)


def _sentence_spans(text: str) -> Iterator[Span]:
    """Where sentences begin and end; none ends before a colon or a comma: “Distr.: General”."""
    begin: int | None = None
    for found in sentencex.get_sentence_boundaries("en", text):
        begin = found["start_index"] if begin is None else begin
        if not text.startswith((":", ",", ";"), found["end_index"]):
            yield begin, found["end_index"]
            begin = None


def _part(document: str, block: Block) -> Part:
    if block.kind == "footnote":
        return Part("footnote", block.runs, None, block.number or "", block.references)
    start, end = block.runs[0][0]
    match = MARKED_TITLE.match(document, start, end)
    if match is None and block.kind == "item":
        match = _PLAIN_TITLE.match(document, start, end)
    untitled = Part("paragraph", block.runs, None, block.number or "", block.references)
    if match is None:
        return untitled
    rest = ((match.end(), end),) if match.end() < end else ()
    runs = tuple(run for run in (rest + block.runs[0][1:], *block.runs[1:]) if run)
    if not runs:
        return untitled
    title = cut(document, (match.span("title"),))
    return Part("item", runs, title, block.number or "", block.references)


def _as_one(parts: Sequence[Part]) -> Part:
    """A part with those that belong to it."""
    runs = tuple(run for part in parts for run in part.runs)
    references = tuple(mark for part in parts for mark in part.references)
    return replace(parts[0], runs=runs, references=references)


def _belongs_to(document: str, part: Part, together: Sequence[Part]) -> bool:
    """True for an untitled item that continues a list, or the paragraph announcing it.

    A numbered one is no part of another numbered one: each is cited by its own number.
    """
    first, last = together[0], together[-1]
    if part.title or first.title or first.kind != "paragraph" or (part.number and first.number):
        return False
    words = sum(len(document[a:b].split()) for a, b in part.spans)
    end = last.spans[-1][1]
    in_list = len(together) > 1 or len(first.runs) > 1 or document[end - 1] == ":"
    return in_list and words < _LONG_ITEM


def _ordered_points(document: str, parts: list[Part]) -> list[Part]:
    """Paragraphs that open with First, Second … Finally become points, where two or more do."""
    opens = [
        part.kind == "paragraph" and _ORDINAL.match(document, part.spans[0][0]) for part in parts
    ]
    first = next((i for i, match in enumerate(opens) if match and match["first"]), None)
    if first is None or sum(map(bool, opens[first:])) < 2:
        return parts
    return [
        replace(part, kind="point") if i >= first and opens[i] else part
        for i, part in enumerate(parts)
    ]


def _bounded(text: str, start: int, end: int) -> Iterator[Span]:
    """The stretch in pieces short enough to show, cut after white space where there is any."""
    while end - start > _LONGEST_SENTENCE:
        end_of_piece = start + _LONGEST_SENTENCE
        half = start + _LONGEST_SENTENCE // 2
        space = max(text.rfind(each, half, end_of_piece) for each in _WHITE)
        middle = space + 1 if space > 0 else end_of_piece
        yield start, middle
        start = middle
    yield start, end
