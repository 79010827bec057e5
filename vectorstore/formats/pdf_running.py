"""Running heads, page numbers and job numbers of a PDF, which belong to no page's words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import takewhile

from vectorstore.formats.pdf_lines import Line, lines_of
from vectorstore.formats.pdf_print import Print, Stretch

_MARGIN = 0.12  # of a page's height, at its top and at its foot
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]{2,}")
_APART = 1.5  # sizes between what holds no word and the words of the page
_SYMBOL = 4  # characters of the first page's head from which the others' may repeat them
_SHARE = 0.3  # of the pages that have the same head: the left ones may differ from the right ones


def without_running_heads(pages: Sequence[Print]) -> list[list[Stretch]]:
    """What is printed on each page, without what stands in the margins and is none of its words.

    That is what is repeated from page to page, what repeats a part of the first page's head, such
    as a symbol, and numbers by themselves.
    """
    found = [_in_margins(page) for page in pages]
    counts = Counter(
        key for at, lines in enumerate(found, 1) for key in {_key(line, at) for line in lines}
    )
    needed = max(2, _SHARE * len(pages))
    head = [_close(line.words) for line in found[0]]
    kept = []
    for at, (page, lines) in enumerate(zip(pages, found, strict=True), 1):
        running = [
            line
            for line in lines
            if counts[_key(line, at)] >= needed
            or (len(pages) == 1 and _is_number(line, 1))
            or (at > 1 and _repeats(line, head))
        ]
        inside = {id(s) for line in running for s in line.stretches}
        rest = [s for s in page.stretches if id(s) not in inside]
        numbers = {id(s) for line in _numbers(page, rest) for s in line.stretches}
        kept.append([s for s in rest if id(s) not in numbers])
    return kept


def _repeats(line: Line, head: Sequence[str]) -> bool:
    said = _close(line.words)
    return len(said) >= _SYMBOL and any(said in other for other in head)


def _close(words: str) -> str:
    return "".join(words.split())


def _numbers(page: Print, stretches: Sequence[Stretch]) -> Iterator[Line]:
    """The outermost lines in either margin that hold no word, where they stand apart."""
    low, high = _MARGIN * page.height, (1 - _MARGIN) * page.height
    down = lines_of(stretches)
    for lines in (down, down[::-1]):
        outer = list(
            takewhile(
                lambda line: not (low < line.box.middle < high or _WORD.search(line.words)), lines
            )
        )
        inner = lines[len(outer)] if len(outer) < len(lines) else None
        if outer and inner:
            gap = abs(outer[-1].box.middle - inner.box.middle)
            if gap > (1 + _APART) * inner.font.size:
                yield from outer


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
