"""A document's own outline: its title, its sections, and the nouns it calls their parts by."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from itertools import takewhile

from vectorstore.blocks import Block, read_blocks

_SHORT_HEADING = 4  # words
_BEFORE_TITLE = 60  # words that may stand above it: a date, a symbol, who publishes
_LONGEST_LINE = 80  # characters, in a masthead
_COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_FOLLOWING = re.compile(r"\bfollowing (?:\w+ )?(?P<noun>[a-z]{3,}s)\b", re.IGNORECASE)
_PLURAL_END = re.compile(r"\b(?P<noun>[^\W\d_]{3,}[^s\W]s)\W*\Z")


@dataclass
class Section:
    """A heading and what stands under it; the root has the document's title or none."""

    heading: Block | None = None
    level: int = 0
    parent: Section | None = None
    blocks: list[Block] = field(default_factory=list)
    """What stands directly under the heading, before any sub-heading."""
    sections: list[Section] = field(default_factory=list)
    masthead: int = 0
    """How many of its first blocks are lines of the masthead, which are never quoted."""
    announced: str = ""
    """What a sentence there or in a section above calls the items: “the following takeaways”."""


def find_title(document: str) -> str | None:
    """The title that a document gives itself, or the heading near its top; None without either.

    A heading further down names its own section, not the document.
    """
    root = read_outline(document)
    above = sum(len(block.text(document).split()) for block in root.blocks)
    near = root.sections[0].heading if root.sections and above <= _BEFORE_TITLE else None
    first = root.heading or near
    if first is None:
        return None
    title = " ".join(first.text(document).split())
    return title.title() if title.isupper() else title


def read_outline(document: str) -> Section:
    """The tree of sections of a Markdown text."""
    root = Section()
    blocks = read_blocks(document)
    if _opens_with_title(blocks):
        root.heading, blocks = blocks[0], blocks[1:]
    current = root
    for block in blocks:
        if block.kind != "heading":
            current.blocks.append(block)
            if block.kind == "paragraph" and (match := _FOLLOWING.search(block.text(document))):
                current.announced = singular(match["noun"].lower())
            continue
        while current.parent and current.level >= block.level:
            current = current.parent
        section = Section(block, block.level, current, announced=current.announced)
        current.sections.append(section)
        current = section
    _find_masthead(document, root)
    return root


def _find_masthead(document: str, root: Section) -> None:
    """Counts the lines that say a date, a language, who may read it; they are no sentences.

    They stand alone above the one heading of the highest rank, the title; or first in a letterhead,
    where the name of who publishes is set larger than the symbol right above it.
    """
    first = root.sections[0] if root.sections else root
    if root.heading is None:
        is_above_title = len(root.sections) == 1 and _lines(document, root) == len(root.blocks)
        root.masthead = len(root.blocks) if is_above_title else 0
    elif first.level < root.heading.level and not root.blocks:
        first.masthead = _lines(document, first)


def _lines(document: str, section: Section) -> int:
    return sum(1 for _ in takewhile(partial(_is_line, document), section.blocks))


def _is_line(document: str, block: Block) -> bool:
    """True for a line such as “Original: English”: short, and not ended as a sentence is."""
    text = block.text(document)
    ends_open = text[-1].isalnum() or text[-1] in ")*"
    return block.kind == "paragraph" and len(text) <= _LONGEST_LINE and ends_open


def _opens_with_title(blocks: list[Block]) -> bool:
    """A first heading that is alone in its rank, or stands right above another, is the title."""
    if not blocks or blocks[0].kind != "heading":
        return False
    headings = [block for block in blocks if block.kind == "heading"]
    if len(headings) == 1:
        return True
    alone = all(heading.level > headings[0].level for heading in headings[1:])
    return alone or blocks[1].kind == "heading"


def section_noun(document: str, parent: Section) -> str:
    """What the document calls the sections under `parent`: "three thematic areas" names them."""
    count = len(parent.sections)
    if 1 < count <= len(_COUNTS):
        number = rf"(?:{_COUNTS[count - 1]}|{count})"
        pattern = re.compile(rf"\b{number} (?P<noun>(?:[a-z]+ )?[a-z]{{3,}}s)\b", re.IGNORECASE)
        for block in reversed(parent.blocks):
            if match := pattern.search(block.text(document)):
                return singular(match["noun"].lower())
    return "section"


def item_noun(document: str, section: Section) -> str | None:
    """What the document calls the items of a section, where it says so.

    A sentence that announces them says it ("the following takeaways"), there or in a section
    above; failing that, a short heading in the plural ("Our shared priorities").
    """
    if section.announced:
        return section.announced
    heading = section.heading.text(document) if section.heading and section.parent else ""
    named = _PLURAL_END.search(heading)
    if named and len(heading.split()) <= _SHORT_HEADING:
        return singular(named["noun"].lower())
    return None


def singular(noun: str) -> str:
    """An English plural's singular, for the regular cases that name parts of documents."""
    if noun.endswith("ies"):
        return noun[:-3] + "y"
    return noun[:-2] if noun.endswith(("sses", "xes", "ches")) else noun.removesuffix("s")


def plural(noun: str) -> str:
    """The inverse of `singular`."""
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("ss", "x", "ch")) else "s")
