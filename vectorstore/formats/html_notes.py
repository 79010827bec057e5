"""Footnotes of an HTML page: a mark that leads to a note, and a note that leads back to it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

_MARK = re.compile(r"[\[(]?\s*(\d{1,4}|[ivxlc]{1,6}|[a-z]|[*†‡§]{1,3})\s*[\])]?", re.IGNORECASE)
_NOTE_BLOCKS = ("li", "p", "aside", "div", "dd", "section", "td")


@dataclass
class Notes:
    """Each node that matters, by its place in memory."""

    references: dict[int, str] = field(default_factory=dict)
    """The marks in the text."""
    notes: dict[int, str] = field(default_factory=dict)
    """The marks of the notes, by the block that is the note."""
    back: set[int] = field(default_factory=set)
    """The links in notes that lead back; no words of theirs."""


def find_notes(tree: LexborHTMLParser) -> Notes:
    """The footnotes of a page, however it was made: by hand, from Word, by a static site."""
    found = Notes()
    named = _named(tree)
    for link in tree.css("a[href]"):
        mark = _MARK.fullmatch(link.text().strip())
        target = named.get(_place(link))
        if not mark or target is None or link.mem_id in found.back:
            continue
        note = _block(target)
        back = [other for other in note.css("a[href]") if _leads_to(named, other, link)]
        if not back or _is_within(link, note):
            continue
        if found.notes.setdefault(note.mem_id, mark[1]) == mark[1]:
            found.references[link.mem_id] = mark[1]
            found.back.update(other.mem_id for other in back)
    return found


def _named(tree: LexborHTMLParser) -> dict[str, LexborNode]:
    named: dict[str, LexborNode] = {}
    for node in tree.css("[id], a[name]"):
        given = node.attributes
        for name in (given.get("id"), given.get("name")):
            if name:
                named.setdefault(name, node)
    return named


def _place(link: LexborNode) -> str:
    href = link.attributes.get("href") or ""
    return href[1:] if href.startswith("#") else ""


def _block(node: LexborNode) -> LexborNode:
    """The node, or the block around it where it is a mere anchor."""
    around: LexborNode | None = node
    while around is not None and around.tag not in _NOTE_BLOCKS:
        around = around.parent
    return around or node


def _leads_to(named: dict[str, LexborNode], link: LexborNode, mark: LexborNode) -> bool:
    """True where a link leads to a mark, or to what it stands in or holds."""
    target = named.get(_place(link))
    if target is None or link.mem_id == mark.mem_id:
        return False
    near = {node.mem_id for node in (mark, mark.parent) if node is not None}
    return target.mem_id in near or any(
        below.mem_id == target.mem_id for below in mark.css("[id], [name]")
    )


def _is_within(node: LexborNode, block: LexborNode) -> bool:
    around: LexborNode | None = node
    while around is not None:
        if around.mem_id == block.mem_id:
            return True
        around = around.parent
    return False
