"""Passages: the units that are found, read and cited, cut along the document's own structure.

Every word of a document stands in exactly one passage that is not an outline. An outline
gathers the titles of what stands under a heading, so that questions about the structure have a
source.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from textwrap import shorten
from typing import Literal

from vectorstore.documents import Document, slug
from vectorstore.outline import Section, item_noun, plural, read_outline, section_noun
from vectorstore.parts import Part, section_parts, sentences
from vectorstore.slices import Slice, cut
from vectorstore.tokens import count_tokens, grouped

SPLITTER = "structure-3"
"""Names these rules in an index's fingerprint: change it when a rule changes what comes out."""

BUDGET = 200
"""The most cl100k tokens in a body: with its headings it fits MiniLM's window of 256."""

_SMALL_WORDS = frozenset("a an and as at by for from in into of on or our the to with".split())
_SLUG_WORDS = 6
_LONGEST_NAME = 80  # characters of a heading in a label
_LETTERED = re.compile(r"\(\w{1,4}\)")

Kind = Literal["outline", "paragraph", "item", "footnote"]


@dataclass(frozen=True)
class Passage:
    """A takeaway, a priority, a point, a paragraph, a footnote; or an outline of such."""

    id: str
    """Made from the place in the document, such as `caf24/1.2`."""
    document: str
    """The document's id."""
    kind: Kind
    noun: str
    """What the document calls it: takeaway, priority, point, paragraph, footnote."""
    number: str
    """Its number, such as `1.2`; empty for a paragraph."""
    label: str
    """What a person would cite: “CAF24, takeaway 1.2: Supplementary mandating …”."""
    parent: str
    """The id of the outline it stands in; empty for the document's own outline."""
    headings: tuple[str, ...]
    """The headings above it, outermost first: embedded with it, never quoted with it."""
    title: Slice | None
    """Its own title or heading: quoted only as an entry of an outline."""
    body: Slice
    """Its words without the title; of an outline, the titles of what stands in it."""
    sentences: tuple[Slice, ...]
    """The body's sentences, in order."""
    notes: tuple[str, ...] = ()
    """Ids of the footnotes that it refers to."""


@dataclass(frozen=True)
class _Place:
    """Where the walk through the sections stands."""

    id: str
    parent: str
    noun: str
    number: str
    headings: tuple[str, ...]
    name: str
    """How a label calls the section; empty for the document itself."""


def split(document: Document) -> tuple[Passage, ...]:
    """The passages of a document in reading order. Any text is accepted; nothing is raised."""
    root = read_outline(document.text)
    top = _Place(document.id, "", "document", "", (), "")
    return tuple(_linked(list(_uniquely_named(_section(document, root, top)))))


def _section(document: Document, section: Section, place: _Place) -> Iterator[Passage]:
    parts = section_parts(document.text, section.blocks)
    noun = section_noun(document.text, section)
    below: list[Passage] = []
    for child in section.sections:
        below.extend(_section(document, child, _child_place(document, child, place, noun)))
    # In reading order, where a footnote stands inside a passage that is over the budget.
    own = sorted(_parts(document, section, place, parts), key=lambda p: p.body.spans[0])
    entries = tuple(p.title for p in [*own, *below] if p.parent == place.id and p.title)
    heading = cut(document.text, section.heading.runs[0]) if section.heading else None
    yield Passage(
        id=place.id,
        document=document.id,
        kind="outline",
        noun=place.noun,
        number=place.number,
        label=f"{document.label}, {_outline_name(place)}",
        parent=place.parent,
        headings=place.headings[:-1],
        title=heading,
        body=cut(document.text, tuple(span for entry in entries for span in entry.spans)),
        sentences=entries,
    )
    yield from own
    yield from below


def _outline_name(place: _Place) -> str:
    if not place.name:
        return "outline"
    return f"{place.name}: {place.headings[-1]}" if place.number else place.name


def _child_place(document: Document, child: Section, place: _Place, noun: str) -> _Place:
    assert child.heading is not None  # only the root has none
    heading = " ".join(child.heading.text(document.text).split())
    number = child.heading.number or ""
    key = number.lower() or _heading_key(document, child, heading)
    name = f"{noun} {number}" if number else shorten(heading, _LONGEST_NAME, placeholder=" …")
    return _Place(f"{place.id}/{key}", place.id, noun, number, (*place.headings, heading), name)


def _heading_key(document: Document, section: Section, heading: str) -> str:
    """`priorities` for “Our shared priorities” where it lists priorities; else the words."""
    words = slug(heading).split("-")
    if any(part.title for part in section_parts(document.text, section.blocks)):
        noun = plural(item_noun(document.text, section) or "item")
        if words[-1] == noun:
            return noun
    return "-".join([word for word in words if word not in _SMALL_WORDS][:_SLUG_WORDS] or words)


def _parts(
    document: Document, section: Section, place: _Place, parts: list[Part]
) -> Iterator[Passage]:
    counts: Counter[str] = Counter()
    noun = item_noun(document.text, section)
    last = max((i for i, part in enumerate(parts) if _is_item(part)), default=-1)
    numbered: _Named | None = None
    for position, part in enumerate(parts):
        if part.kind == "footnote":
            named = _footnote(document, part)
        elif _is_item(part):
            counts["item"] += 1
            named = _item(place, part, noun or part.kind, counts["item"])
            numbered = named if part.kind == "paragraph" else None
        elif numbered:
            counts[numbered.id] += 1
            named = _belonging(document, place, part, numbered, counts[numbered.id])
        else:
            counts["paragraph"] += 1
            opens_more = bool(section.sections) or position < last
            named = _paragraph(place, counts["paragraph"], opens_more)
        yield from _within_budget(document.text, _passage(document, place, part, named))


def _is_item(part: Part) -> bool:
    """True for what is titled, or counted: by words, or by a number that is printed with it."""
    return part.kind in ("item", "point") or (part.kind == "paragraph" and bool(part.number))


@dataclass(frozen=True)
class _Named:
    id: str
    kind: Kind
    noun: str
    number: str
    label: str


def _footnote(document: Document, part: Part) -> _Named:
    mark = part.number
    key = slug(mark) if mark != "*" else "star"
    return _Named(f"{document.id}/note-{key}", "footnote", "footnote", mark, f"footnote {mark}")


def _paragraph(place: _Place, count: int, opens_more: bool) -> _Named:
    number = f"paragraph {count}" if not opens_more or count > 1 else ""
    what = ", ".join(filter(None, ["introduction" if opens_more else "", number]))
    label = ", ".join(filter(None, [place.name, what]))
    return _Named(f"{place.id}/p{count}", "paragraph", "paragraph", "", label)


def _belonging(
    document: Document, place: _Place, part: Part, after: _Named, count: int
) -> _Named:
    """A paragraph that is printed without a number, behind one with: its “(a)”, or what follows."""
    letter = _LETTERED.match(document.text, *part.spans[0])
    what = f"{after.noun} {after.number}"
    what = f"{what} {letter[0]}" if letter else f"after {what}" + (f" ({count})" * (count > 1))
    key = slug(letter[0]) if letter else f"p{count}"
    label = ", ".join(filter(None, [place.name, what]))
    return _Named(f"{after.id}/{key}", "paragraph", "paragraph", "", label)


def _item(place: _Place, part: Part, noun: str, count: int) -> _Named:
    title = " ".join(part.title.text.split()) if part.title else ""
    number = part.number or str(count)
    key = f"{place.id}/{slug(title) if title else number}"
    if place.number and part.kind != "paragraph":
        number, key = f"{place.number}.{number}", f"{place.id}.{number}"
    name = place.name if not title and not place.number else ""
    label = ", ".join(filter(None, [name, f"{noun} {number}"]))
    return _Named(key, "item", noun, number, f"{label}: {title}" if title else label)


def _passage(document: Document, place: _Place, part: Part, named: _Named) -> Passage:
    return Passage(
        id=named.id,
        document=document.id,
        kind=named.kind,
        noun=named.noun,
        number=named.number,
        label=f"{document.label}, {named.label}",
        parent=document.id if part.kind == "footnote" else place.id,
        headings=place.headings,
        title=part.title,
        body=cut(document.text, part.spans),
        sentences=tuple(sentences(document.text, part.runs)),
        notes=part.references,
    )


def _within_budget(document: str, passage: Passage) -> Iterator[Passage]:
    """The passage; or, where its body is over the budget, its sentences in as many as needed."""
    if count_tokens(passage.body.text) <= BUDGET:
        yield passage
        return
    title = (" ".join(passage.title.text.split()),) if passage.title else ()
    for number, group in enumerate(grouped(passage.sentences, BUDGET), start=1):
        yield replace(
            passage,
            id=f"{passage.id}/part-{number}",
            label=f"{passage.label}, part {number}",
            headings=passage.headings + (title if number > 1 else ()),
            title=passage.title if number == 1 else None,
            body=cut(document, tuple(span for sentence in group for span in sentence.spans)),
            sentences=tuple(group),
        )


def _uniquely_named(passages: Iterable[Passage]) -> Iterator[Passage]:
    """The passages, a second one of the same id told apart by a number."""
    taken: set[str] = set()
    outlines: dict[str, str] = {}  # what stands in one follows it, and names it as its parent
    for passage in passages:
        name, count = passage.id, 1
        while name in taken:
            count += 1
            name = f"{passage.id}-{count}"
        taken.add(name)
        if passage.kind == "outline":
            outlines[passage.id] = name
        parent = outlines.get(passage.parent, passage.parent)
        yield replace(passage, id=name, parent=parent)


def _linked(passages: list[Passage]) -> Iterator[Passage]:
    """The passages, their footnotes' marks replaced by the ids of the next such footnote."""
    footnotes = [passage for passage in passages if passage.kind == "footnote"]
    for passage in passages:
        start = passage.body.spans[0][0] if passage.body.spans else 0
        found = []
        for mark in passage.notes:
            same = [note for note in footnotes if note.number == mark]
            after = [note for note in same if note.body.spans[0][0] > start]
            found += [note.id for note in (after or same)[:1]]
        yield replace(passage, notes=tuple(found)) if passage.notes else passage
