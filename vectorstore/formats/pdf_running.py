"""Running heads and page numbers of a PDF, which stand on many pages and belong to none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from vectorstore.formats.pdf_lines import Line, lines_of
from vectorstore.formats.pdf_print import Print, Stretch

_MARGIN = 0.12  # of a page's height, at its top and at its foot
_DIGITS = re.compile(r"\d+")
_SHARE = 0.3  # of the pages that have the same head: the left ones may differ from the right ones


def without_running_heads(pages: Sequence[Print]) -> list[list[Stretch]]:
    """What is printed on each page, without what is repeated in the margins of the pages."""
    found = [_in_margins(page) for page in pages]
    counts = Counter(
        key for at, lines in enumerate(found, 1) for key in {_key(line, at) for line in lines}
    )
    needed = max(2, _SHARE * len(pages))
    kept = []
    for at, (page, lines) in enumerate(zip(pages, found, strict=True), 1):
        running = {
            id(stretch)
            for line in lines
            if counts[_key(line, at)] >= needed or (len(pages) == 1 and _is_number(line, 1))
            for stretch in line.stretches
        }
        kept.append([stretch for stretch in page.stretches if id(stretch) not in running])
    return kept


def _in_margins(page: Print) -> list[Line]:
    low, high = _MARGIN * page.height, (1 - _MARGIN) * page.height
    return lines_of(s for s in page.stretches if not low < s.box.middle < high)


def _key(line: Line, page: int) -> str:
    """The line with its numbers taken out; a number alone by how far it is from the page's."""
    words = line.words.strip()
    if words.isdecimal():
        return f"number {int(words[:9]) - page}"
    return _DIGITS.sub("#", words)


def _is_number(line: Line, page: int) -> bool:
    numbers = _DIGITS.findall(line.words)
    left = _DIGITS.sub("", line.words).strip(" -–—|/.").casefold()
    return bool(numbers) and int(numbers[0][:9]) == page and left in ("", "page", "p", "of")
