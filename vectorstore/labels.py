"""What passages are called: their ids, and the nouns, numbers and labels that people cite."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import Literal

from vectorstore.documents import Document, slug
from vectorstore.outline import Section, item_noun, plural
from vectorstore.parts import Part, section_parts

_SMALL_WORDS = frozenset("a an and as at by for from in into of on or our the to with".split())
_SLUG_WORDS = 6
_LONGEST_NAME = 80  # characters of a heading in a label
_LETTERED = re.compile(r"\((?:\w{1,4}|[ivxlc]+)\)")

Kind = Literal["outline", "paragraph", "item", "footnote"]


@dataclass(frozen=True)
class Place:
    """Where the walk through the sections stands."""

    id: str
    parent: str
    noun: str
    number: str
    headings: tuple[str, ...]
    name: str
    """How a label calls the section; empty for the document itself."""
    repeated: frozenset[str] = frozenset()
    """The printed numbers that begin anew in the document: a label says whose they are."""


@dataclass(frozen=True)
class Named:
    """What a passage is called."""

    id: str
    kind: Kind
    noun: str
    number: str
    label: str
    """Without the document's."""
    continues: str = ""
    """The id of the item that it is a part of."""


def repeated_numbers(section: Section) -> frozenset[str]:
    """The numbers that more than one item below a section is printed with."""
    counts: Counter[str] = Counter()
    waiting = [section]
    while waiting:
        here = waiting.pop()
        waiting += here.sections
        counts.update(b.number for b in here.blocks if b.kind == "item" and b.number)
    return frozenset(number for number, times in counts.items() if times > 1)


def outline_name(place: Place) -> str:
    """What a section's own outline is called."""
    if not place.name:
        return "outline"
    return f"{place.name}: {place.headings[-1]}" if place.number else place.name


def child_place(document: Document, child: Section, place: Place, noun: str) -> Place:
    """The place of a section below another; `noun`: what the document calls such sections."""
    assert child.heading is not None  # only the root has none
    heading = " ".join(child.heading.text(document.text).split())
    number = child.heading.number or ""
    key = number.lower() or _heading_key(document, child, heading)
    name = f"{noun} {number}" if number else shorten(heading, _LONGEST_NAME, placeholder=" …")
    return Place(
        f"{place.id}/{key}",
        place.id,
        noun,
        number,
        (*place.headings, heading),
        name,
        place.repeated,
    )


def _heading_key(document: Document, section: Section, heading: str) -> str:
    """`priorities` for “Our shared priorities” where it lists priorities; else the words."""
    words = slug(heading).split("-")
    if any(part.title for part in section_parts(document.text, section.blocks)):
        noun = plural(item_noun(document.text, section) or "item")
        if words[-1] == noun:
            return noun
    return "-".join([word for word in words if word not in _SMALL_WORDS][:_SLUG_WORDS] or words)


def named_parts(
    document: Document, section: Section, place: Place, parts: Sequence[Part]
) -> Iterator[tuple[Part, Named]]:
    """Each part of a section with what it is called."""
    counts: Counter[str] = Counter()
    noun = item_noun(document.text, section)
    last = max((i for i, part in enumerate(parts) if _is_item(part)), default=-1)
    numbered: Named | None = None
    for position, part in enumerate(parts):
        if part.kind == "footnote":
            named = _footnote(document, part)
        elif _is_item(part):
            counts["item"] += 1
            named = _item(place, part, noun or part.kind, counts["item"])
            numbered = named if part.kind == "paragraph" else None
        elif numbered:
            named = _belonging(document, part, numbered, counts)
        else:
            counts["paragraph"] += 1
            opens_more = bool(section.sections) or position < last
            named = _paragraph(place, counts["paragraph"], opens_more)
        yield part, named


def _is_item(part: Part) -> bool:
    """True for what is titled, or counted: by words, or by a number that is printed with it."""
    return part.kind in ("item", "point") or (part.kind == "paragraph" and bool(part.number))


def _footnote(document: Document, part: Part) -> Named:
    mark = part.number
    key = slug(mark) if mark != "*" else "star"
    return Named(f"{document.id}/note-{key}", "footnote", "footnote", mark, f"footnote {mark}")


def _paragraph(place: Place, count: int, opens_more: bool) -> Named:
    number = f"paragraph {count}" if not opens_more or count > 1 else ""
    what = ", ".join(filter(None, ["introduction" if opens_more else "", number]))
    label = ", ".join(filter(None, [place.name, what]))
    return Named(f"{place.id}/p{count}", "paragraph", "paragraph", "", label)


def _belonging(document: Document, part: Part, after: Named, counts: Counter[str]) -> Named:
    """A paragraph that is printed without a number, behind one with: its “(a)”, or what follows."""
    what = f"{after.noun} {after.number}"
    above = after.label.removesuffix(what)
    if letter := _LETTERED.match(document.text, *part.spans[0]):
        id_, label = f"{after.id}/{slug(letter[0])}", f"{above}{what} {letter[0]}"
        number = f"{after.number} {letter[0]}"
        return Named(id_, "paragraph", after.noun, number, label, after.id)
    counts[after.id] += 1
    again = f" ({counts[after.id]})" if counts[after.id] > 1 else ""
    id_, label = f"{after.id}/p{counts[after.id]}", f"{above}after {what}{again}"
    return Named(id_, "paragraph", "paragraph", "", label)


def _item(place: Place, part: Part, noun: str, count: int) -> Named:
    """What is titled or counted; inside a numbered section both numbers are said: takeaway 1.2."""
    title = " ".join(part.title.text.split()) if part.title else ""
    number = part.number or str(count)
    if place.number and part.kind != "paragraph":
        number = f"{place.number}.{number}"
        label, key = f"{noun} {number}", f"{place.id}.{part.number or count}"
    else:
        is_clear = title or (part.number and part.number not in place.repeated)
        above = "" if is_clear else place.name
        label = ", ".join(filter(None, [above, f"{noun} {number}"]))
        key = f"{place.id}/{slug(title) if title else number}"
    return Named(key, "item", noun, number, f"{label}: {title}" if title else label)
