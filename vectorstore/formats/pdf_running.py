"""Running heads, page numbers and job numbers of a PDF, which belong to no page's words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import takewhile

from vectorstore.formats.pdf_lines import Line, lines_of
from vectorstore.formats.pdf_print import Font, Print, Stretch
from vectorstore.formats.pdf_style import LARGER, is_heading

_MARGIN = 0.12  # of a page's height, at its top and at its foot
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]{2,}")
_APART = 1.5  # sizes between what holds no word and the words of the page
_SYMBOL = 4  # characters of the first page's head from which the others' may repeat them
_PAGE = ("", "page", "p", "of", "page of")
_SHARE = 0.3  # of the pages that have the same head: the left ones may differ from the right ones


def without_running_heads(pages: Sequence[Print]) -> list[list[Stretch]]:
    """What is printed on each page, without what stands in the margins and is none of its words.

    That is what is repeated from page to page, what repeats a part of the first page's head, such
    as a symbol, and numbers by themselves. What is set as a heading stays, unless it is no larger
    than the words of the page, repeats word for word and stands apart from them.
    """
    body = _body(pages)
    found = [_in_margins(page) for page in pages]
    keys = [[_key(line, at, body) for line in lines] for at, lines in enumerate(found, 1)]
    counts = Counter(key for each in keys for key in set(each))
    needed = max(2, _SHARE * len(pages))
    head = [_close(line.words) for line in found[0]]
    kept = []
    for at, (page, lines) in enumerate(zip(pages, found, strict=True), 1):
        running = [
            line
            for line, key in zip(lines, keys[at - 1], strict=True)
            if (counts[key] >= needed and not _stays(line, page, at, body))
            or (len(pages) == 1 and _is_number(line, 1))
            or (at > 1 and not _is_heading(line, at, body) and _repeats(line, head))
        ]
        inside = {id(s) for line in running for s in line.stretches}
        rest = [s for s in page.stretches if id(s) not in inside]
        numbers = {id(s) for line in _numbers(page, rest) for s in line.stretches}
        kept.append([s for s in rest if id(s) not in numbers])
    return kept


def _body(pages: Sequence[Print]) -> Font:
    """The font that most characters are set in."""
    counts: Counter[Font] = Counter()
    for page in pages:
        for stretch in page.stretches:
            counts[stretch.font] += len(stretch.words)
    return counts.most_common(1)[0][0] if counts else Font(10, bold=False)


def _is_heading(line: Line, page: int, body: Font) -> bool:
    return is_heading(line, body) and not _is_number(line, page)


def _stays(line: Line, page: Print, number: int, body: Font) -> bool:
    """True for a heading that is larger than the body, or stands near it."""
    is_larger = line.font.size >= LARGER * body.size
    return _is_heading(line, number, body) and (is_larger or not _is_apart(line, page))


def _is_apart(line: Line, page: Print) -> bool:
    """True where nothing stands near a line, on the side of the page's middle."""
    side = 1 if line.box.middle < page.height / 2 else -1
    steps = (side * (s.box.middle - line.box.middle) for s in page.stretches)
    return all(step < line.font.size / 2 or step > (1 + _APART) * line.font.size for step in steps)


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


def _key(line: Line, page: int, body: Font) -> str:
    """The line with its numbers taken out; a number alone by how far it is from the page's.

    A heading keeps its numbers.
    """
    words = line.words.strip()
    if _is_heading(line, page, body):
        return f"heading {words}"
    if words.isdecimal():
        return f"number {int(words[:9]) - page}"
    return _DIGITS.sub("#", words)


def _is_number(line: Line, page: int) -> bool:
    numbers = _DIGITS.findall(line.words)
    left = _DIGITS.sub("", line.words).strip(" -–—|/.").casefold()
    return bool(numbers) and int(numbers[0][:9]) == page and " ".join(left.split()) in _PAGE
