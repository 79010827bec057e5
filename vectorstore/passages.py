"""Passages: the units that are found, read and cited, cut along the document's own structure.

Every word of a document stands in exactly one passage that is not an outline. An outline
gathers the titles of what stands under a heading, so that questions about the structure have a
source. A masthead has words, and no sentences: it is read, and never searched or quoted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from vectorstore.documents import Document
from vectorstore.labels import (
    Kind,
    Named,
    Place,
    child_place,
    named_parts,
    outline_name,
    repeated_numbers,
)
from vectorstore.outline import Section, read_outline, section_noun
from vectorstore.parts import Part, section_parts, sentences
from vectorstore.slices import Slice, cut
from vectorstore.tokens import count_tokens, grouped

SPLITTER = "structure-9"
"""Names these rules in an index's fingerprint: change it when a rule changes what comes out."""

BUDGET = 200
"""The most cl100k tokens in a body: with its headings it fits MiniLM's window of 256."""


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
    """The body's sentences, in order; none of a masthead."""
    notes: tuple[str, ...] = ()
    """Ids of the footnotes that it refers to."""
    continues: str = ""
    """The id of the item that it goes on from: its “(a)”, or what is over the budget of it."""

    @property
    def called(self) -> str:
        """The label; of a document's own outline the document's: “CAF24”, not “CAF24, outline”."""
        return self.label if self.parent else self.label.removesuffix(", outline")


Split = Mapping[Document, tuple[Passage, ...]]
"""The passages of each of some documents, in reading order."""


def split(document: Document) -> tuple[Passage, ...]:
    """The passages of a document in reading order. Any text is accepted; nothing is raised."""
    root = read_outline(document.text)
    top = Place(document.id, "", "document", "", (), "", repeated_numbers(root))
    named = list(_uniquely_named(_section(document, root, top)))
    return tuple(_linked(named, _still_apart(dict(document.kept_ids), named)))


def _section(document: Document, section: Section, place: Place) -> Iterator[Passage]:
    parts = section_parts(document.text, section.blocks)
    noun = section_noun(document.text, section)
    below: list[Passage] = []
    for child in section.sections:
        below.extend(_section(document, child, child_place(document, child, place, noun)))
    # In reading order, where a footnote stands inside a passage that is over the budget.
    own = sorted(_own(document, section, place, parts), key=lambda p: p.body.spans[0])
    entries = tuple(p.title for p in [*own, *below] if p.parent == place.id and p.title)
    heading = cut(document.text, section.heading.runs[0]) if section.heading else None
    yield Passage(
        id=place.id,
        document=document.id,
        kind="outline",
        noun=place.noun,
        number=place.number,
        label=f"{document.label}, {outline_name(place)}",
        parent=place.parent,
        headings=place.headings[:-1],
        title=heading,
        body=cut(document.text, tuple(span for entry in entries for span in entry.spans)),
        sentences=entries,
    )
    yield from own
    yield from below


def _own(
    document: Document, section: Section, place: Place, parts: list[Part]
) -> Iterator[Passage]:
    for position, (part, named) in enumerate(named_parts(document, section, place, parts)):
        whole = _passage(document, place, part, named)
        for passage in _within_budget(document.text, whole):
            yield replace(passage, sentences=()) if position < section.masthead else passage


def _passage(document: Document, place: Place, part: Part, named: Named) -> Passage:
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
        continues=named.continues,
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
            continues=passage.continues or (passage.id if number > 1 else ""),
        )


def _uniquely_named(passages: Iterable[Passage]) -> Iterator[Passage]:
    """The passages, a second one of the same id told apart by a number."""
    taken: set[str] = set()
    counts: dict[str, int] = {}
    outlines: dict[str, str] = {}  # what stands in one follows it, and names it as its parent
    wholes: dict[str, str] = {}  # the same of items, and what they go on in
    for passage in passages:
        name, count = passage.id, counts.get(passage.id, 1)
        while name in taken:
            count += 1
            name = f"{passage.id}-{count}"
        taken.add(name)
        counts[passage.id] = count
        if passage.kind == "outline":
            outlines[passage.id] = name
        if not passage.continues:
            wholes[passage.id.removesuffix("/part-1")] = name
        parent = outlines.get(passage.parent, passage.parent)
        whole = wholes.get(passage.continues, passage.continues)
        yield replace(passage, id=name, parent=parent, continues=whole)


def _still_apart(kept: dict[str, str], passages: Iterable[Passage]) -> dict[str, str]:
    """The ids that are kept, without those that a place has now: other rules made them."""
    places = {passage.id for passage in passages}
    holders = {id_: place for place, id_ in kept.items() if place in places}
    waiting = sorted(places - set(holders.values()))
    while waiting:  # a place whose id is not kept has its own, and takes it from who kept it
        if holder := holders.pop(waiting.pop(), ""):
            waiting.append(holder)
    return {place: id_ for id_, place in holders.items()}


def _linked(passages: list[Passage], kept: dict[str, str]) -> Iterator[Passage]:
    """The passages by the ids they keep, with the id of the next such footnote for each mark."""
    footnotes = defaultdict[str, list[Passage]](list)
    for passage in passages:
        if passage.kind == "footnote":
            footnotes[passage.number].append(passage)
    for passage in passages:
        start = passage.body.spans[0][0] if passage.body.spans else 0
        found = []
        for mark in passage.notes:
            same = footnotes.get(mark, [])
            after = [note for note in same if note.body.spans[0][0] > start]
            found += [kept.get(note.id, note.id) for note in (after or same)[:1]]
        own, whole = (kept.get(id_, id_) for id_ in (passage.id, passage.continues))
        yield replace(passage, id=own, notes=tuple(found), continues=whole)
