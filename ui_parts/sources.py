"""A document as it is read beside the chat: its outline, its text, and the quoted words marked.

A place is the id of a passage, or of words in it: `caf24/1.2`, `caf24/1.2@1987-2337`. Words are
marked only if they stand in that passage; else the passage is shown without a mark.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from assistant.answer import Quote
from assistant.citations import is_exact
from ui_parts.marks import link
from ui_parts.plain import plain
from vectorstore.documents import Document
from vectorstore.index import Index
from vectorstore.passages import Passage
from vectorstore.slices import Span, Spans, cut

_AROUND = 60_000
"""Characters of the document on either side of the place. Both of the UN's papers fit whole."""
_LONGEST_OUTLINE = 300
"""Entries; in a longer outline only the section that is open shows its items."""
_PLACE = re.compile(r"(?P<passage>.+?)(?:@(?P<spans>\d{1,9}-\d{1,9}(?:,\d{1,9}-\d{1,9}){0,99}))?")


@dataclass(frozen=True)
class Place:
    """Where a document is opened."""

    passage: Passage
    quote: Spans = ()
    """The words that are marked, in the passage."""


def find_place(address: str, index: Index) -> Place | None:
    """What an address leads to; None where the documents hold no such passage."""
    match = _PLACE.fullmatch(address)
    passage = index.passages.get(match["passage"]) if match else None
    if match is None or passage is None:
        return None
    pairs = (pair.split("-") for pair in (match["spans"] or "").split(",") if pair)
    spans = tuple((int(start), int(end)) for start, end in pairs)
    document = index.documents[passage.document]
    held = spans and all(start < end <= len(document.text) for start, end in spans)
    if held and is_exact(Quote(passage, cut(document.text, spans)), document):
        return Place(passage, spans)
    return Place(passage)


def opened(place: Place, index: Index) -> str:
    """The document as HTML: what it is, its outline, and its text around the place."""
    document = index.documents[place.passage.document]
    own = [p for p in index.passages.values() if p.document == document.id]
    called = place.passage.label if place.passage.parent else document.label
    outline = _outline(own, place.passage)
    nav = (
        f'<details class="outline" open><summary>Outline</summary>'
        f'<nav aria-label="Outline">{outline}</nav></details>'
        if outline
        else ""
    )
    return (
        f'<h2 id="reader-name">{plain(called)}</h2>'
        f'<p class="file">{plain(document.title)}<span>{plain(document.file)}</span></p>{nav}'
        f'<div class="text" tabindex="0" role="region" aria-label="Text of the document">'
        f"{_text(document, own, place)}</div>"
    )


def shelf(index: Index) -> str:
    """The documents to open, as a list of links."""
    entries = "".join(
        f'<li><a href="{plain(link(each.id))}"><b>{plain(each.label)}</b> '
        f"<span>{plain(each.title)}</span></a></li>"
        for each in index.documents.values()
    )
    return f"<h2>Documents</h2><ul>{entries}</ul>"


def _outline(passages: Sequence[Passage], here: Passage) -> str:
    """Sections and items as nested lists of links."""
    listed = [p for p in passages if p.kind == "outline" or _is_named_item(p)]
    if len(listed) > _LONGEST_OUTLINE:
        open_in = {here.parent, here.id}
        listed = [p for p in listed if p.kind == "outline" or p.parent in open_in]
    below: defaultdict[str, list[Passage]] = defaultdict(list)
    for passage in listed:
        below[passage.parent].append(passage)

    def entries(parent: str) -> str:
        lines = "".join(f"<li>{entry(p)}{entries(p.id)}</li>" for p in below[parent])
        return f"<ul>{lines}</ul>" if lines else ""

    def entry(passage: Passage) -> str:
        current = ' aria-current="location"' if passage.id == here.id else ""
        return f'<a href="{plain(link(passage.id))}"{current}>{plain(_entry_name(passage))}</a>'

    return "".join(entries(root.id) for root in below[""])


def _is_named_item(passage: Passage) -> bool:
    return passage.kind == "item" and not passage.continues


def _entry_name(passage: Passage) -> str:
    title = " ".join(passage.title.text.split()) if passage.title else ""
    if not title:
        return f"{passage.noun} {passage.number}".strip().capitalize()
    return f"{passage.number} {title}".strip()


_Piece = tuple[int, int, Passage, bool]
"""Where it starts and ends, whose it is, and whether it is the title."""


def _text(document: Document, passages: Sequence[Passage], place: Place) -> str:
    pieces = sorted(_pieces(passages), key=lambda piece: piece[:2])
    whole = _extent(place)
    low, high = whole[0] - _AROUND, whole[1] + _AROUND
    shown = [piece for piece in pieces if piece[1] > low and piece[0] < high]
    met: set[str] = set()
    blocks = []
    for _, group in groupby(shown, key=lambda piece: piece[2].id):
        block = list(group)
        passage = block[0][2]
        words = _words(document.text, block, place.quote)
        blocks.append(_block(passage, words, passage.id not in met, passage.id == place.passage.id))
        met.add(passage.id)
    before = [piece for piece in pieces if piece[1] <= low]
    after = [piece for piece in pieces if piece[0] >= high]
    return (
        (_more(before[-1][2], "Earlier in the document") if before else "")
        + "".join(blocks)
        + (_more(after[0][2], "Later in the document") if after else "")
    )


def _pieces(passages: Sequence[Passage]) -> Iterator[_Piece]:
    """Every word of the document once: an outline's own words are only its heading."""
    for passage in passages:
        for start, end in passage.title.spans if passage.title else ():
            yield start, end, passage, True
        for start, end in passage.body.spans if passage.kind != "outline" else ():
            yield start, end, passage, False


def _extent(place: Place) -> Span:
    title = place.passage.title.spans if place.passage.title else ()
    spans = place.quote or title + place.passage.body.spans or ((0, 0),)
    return min(start for start, _ in spans), max(end for _, end in spans)


def _words(text: str, block: Sequence[_Piece], quote: Spans) -> str:
    titles = "".join(_marked(text, piece, quote) for piece in block if piece[3])
    body = " ".join(_marked(text, piece, quote) for piece in block if not piece[3])
    return (f"<b>{titles}</b>" if titles else "") + body


def _marked(text: str, piece: _Piece, quote: Spans) -> str:
    """The text of a piece, the quoted words of it marked."""
    start, end = piece[:2]
    edges = {edge for span in quote for edge in span if start < edge < end}
    return "".join(
        f"<mark>{plain(text[low:high])}</mark>"
        if any(first <= low < last for first, last in quote)
        else plain(text[low:high])
        for low, high in pairwise(sorted({start, end, *edges}))
    )


def _block(passage: Passage, words: str, is_first: bool, is_here: bool) -> str:
    """A passage, or what is left of it after a footnote between; its number links to it."""
    here = ' here" tabindex="-1' if is_here and is_first else ""
    number = (
        f'<a class="number" href="{plain(link(passage.id))}">{plain(passage.number)}</a> '
        if passage.number and is_first
        else ""
    )
    if passage.kind == "outline":
        return f'<h3 class="block{here}">{number}{words}</h3>'
    side = " numbered" if passage.kind == "item" else ""
    return f'<div class="block {passage.kind}{side}{here}">{number}<p>{words}</p></div>'


def _more(passage: Passage, name: str) -> str:
    return f'<p class="more"><a href="{plain(link(passage.id))}">{name}</a></p>'
