"""The numbers and letters that the items of a Markdown list are printed with."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.tree import SyntaxTreeNode

from vectorstore.slices import Span

LETTER_GAP = ".\u2003"
"""Stands behind an item's letter, as in “- b. words”: Markdown knows no such lists. Nobody types
an em space, so the initial in “- B. Smith” is no letter of an item."""
MINUS = "\u2212"
"""Before a number below zero, which Markdown has none of: it stands where a letter does."""
BEHIND_BULLET = re.compile(rf"[A-Za-z]+|{MINUS}[0-9]{{1,9}}")
_LETTERED = re.compile(
    rf"[ \t>]*[-*+][ \t]+(?P<letter>{BEHIND_BULLET.pattern}){re.escape(LETTER_GAP)}"
)


def printed_numbers(document: str, lines: Sequence[Span], node: SyntaxTreeNode) -> list[str | None]:
    """The numbers of a list's items: as printed where they rise or fall, else counted up.

    In Markdown every item may be printed as “1.”; with bullets an item has its letter, or None.
    """
    if node.type != "ordered_list":
        return [_letter(document, lines, item) for item in node.children]
    printed = [int(item.info) for item in node.children]
    rise, fall = (sorted(set(printed), reverse=down) == printed for down in (False, True))
    if not (rise or fall):
        printed = [printed[0] + place for place in range(len(printed))]
    return [str(number) for number in printed]


def behind_letter(document: str, line: Span, start: int) -> int:
    """Where an item's words begin, which without its letter begin at `start` of the line."""
    found = _LETTERED.match(document, *line)
    return found.end() if found and found.start("letter") == start else start


def _letter(document: str, lines: Sequence[Span], item: SyntaxTreeNode) -> str | None:
    found = _LETTERED.match(document, *lines[item.map[0]]) if item.map else None
    return found["letter"] if found else None
