"""The numbers that Word prints before paragraphs, which are no words of the file.

mammoth knows only that an item is numbered. Here each gets what is printed before it, in one of
three ways: as an item of a list; as a part of the item above it, which it opens as “(a)”; or, where
more than a number is printed, as 1.2 or Article 5, in a paragraph that opens with all of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element, SubElement

from vectorstore.formats.numerals import as_printed
from vectorstore.formats.word_lists import Counted, Lists
from vectorstore.formats.word_styles import Styles, W, value
from vectorstore.headings import is_short_line

_OPENS, _ENDS = "\U0010fff0", "\U0010fff1"  # characters of nobody's, around a number
_MARK = rf"{_OPENS}\+?(?P<number>\d*)\|(?P<type>\w*)\|(?P<text>[^{_ENDS}]*){_ENDS}"
_NEW_LIST = re.compile(rf"(?<=</li>)(?=<li>{_OPENS}\+)")
_IN_LIST = re.compile(f"<li>{_MARK}")
_ELSEWHERE = re.compile(_MARK)
_PLAIN = re.compile(r"\d{1,9}[.)]")
_LEVELS = 9  # of a list
_OURS, _NONE = "ours", "0"  # names of lists: the one that all items are put in, and none


@dataclass(frozen=True)
class _Open:
    """An item that those after it may stand in."""

    counted: Counted
    level: int | None
    """Its level in the list that HTML has it in; None where that has ended, or it is in none."""
    is_title: bool = False
    """True for a short line that no item like it stands right above."""

    def is_beside(self, other: Counted) -> bool:
        """True where another item is not in this one: of its level or a higher, or like it."""
        if self.counted.list == other.list:
            return self.counted.depth >= other.depth
        return self.counted.look == other.look


def number_paragraphs(root: Element, numbering: Element | None, styles: Styles) -> None:
    """Puts what is printed before a paragraph into it, marked."""
    if numbering is None:
        return
    lists, placing, in_tables = Lists(numbering, styles), _Placing(), _in_tables(root)
    for paragraph in root.iter(f"{W}p"):
        counted = None if _is_gone(paragraph) else lists.count(paragraph)
        words = "".join(text.text or "" for text in paragraph.iter(f"{W}t")).strip()
        is_heading = styles.is_heading(value(paragraph, "pPr/pStyle"))
        if counted and words and not is_heading and id(paragraph) not in in_tables:
            placing.item(paragraph, counted, words)
            continue
        if counted:
            _leave(paragraph, counted)
        if is_heading:
            placing.heading()
        elif words:
            placing.between()
    _add_our_list(numbering)


def with_numbers(html: str) -> str:
    """HTML with the marked numbers as those of items, and before headings and paragraphs."""
    lists = _NEW_LIST.sub("</ol><ol>", html)
    items = _IN_LIST.sub(r'<li value="\g<number>" type="\g<type>">', lists)
    return _ELSEWHERE.sub(r"\g<text> ", items)


class _Placing:
    """Says where each item stands, in the order of the document."""

    def __init__(self) -> None:
        self._open: list[_Open] = []
        self._is_between = False

    def heading(self) -> None:
        """Nothing below a heading stands in what is above it."""
        self._open = []

    def between(self) -> None:
        """What is in no list ends those of HTML; those of the document may go on behind it."""
        self._open = [replace(above, level=None) for above in self._open]
        self._is_between = True

    def item(self, paragraph: Element, counted: Counted, words: str) -> None:
        """An item and its words."""
        if self._is_between and counted.begins:
            self._open = [above for above in self._open if above.counted.list == counted.list]
        self._is_between = False
        if not (counted.text or counted.is_bullet):
            _leave(paragraph, counted)
            self.between()
            return
        at = next((at for at, one in enumerate(self._open) if one.is_beside(counted)), None)
        before = None if at is None else self._open[at]
        self._open = self._open[:at]
        follows = before and before.level is not None and before.counted.look == counted.look
        is_title = not follows and is_short_line(words) and words[0].isupper()
        level = self._put(paragraph, counted, is_title)
        if level is None:
            self.between()
            self._is_between = False
        self._open = [*self._open[1 - _LEVELS :], _Open(counted, level, is_title)]

    def _put(self, paragraph: Element, counted: Counted, is_title: bool) -> int | None:
        """Marks an item below those that are open, and says at which level HTML has it."""
        above = self._open[-1] if self._open else None
        if counted.is_bullet:
            return counted.depth
        if not counted.type:
            _leave(paragraph, counted)
            return None
        if above and above.level is not None and above.counted.is_plain and counted.is_plain:
            _mark(paragraph, counted, _OURS, above.level + 1)
            return above.level + 1
        if above and not above.is_title:
            said = as_printed(counted.number, counted.type)
            _mark(paragraph, replace(counted, text=f"({said})"), _NONE)
            return None
        self._open = []
        _mark(paragraph, counted, _OURS, opens="+" if is_title or above else "")
        return 0


def _leave(paragraph: Element, counted: Counted) -> None:
    """Lets an item stand as mammoth has it; what is no plain number opens a paragraph."""
    if not counted.is_bullet:
        is_plain = _PLAIN.fullmatch(counted.text)
        _mark(paragraph, counted, *(() if is_plain else (_NONE,)))


def _mark(
    paragraph: Element, counted: Counted, list_: str = "", level: int = 0, opens: str = ""
) -> None:
    """Puts what is printed into a paragraph, and that into a list; `opens`: + where that is new."""
    if counted.text and any(text.text for text in paragraph.iter(f"{W}t")):
        run = Element(f"{W}r")
        said = f"{opens}{counted.number}|{counted.type}|{counted.text}"
        SubElement(run, f"{W}t").text = f"{_OPENS}{said}{_ENDS}"
        paragraph.insert(paragraph.find(f"{W}pPr") is not None, run)
    if not list_:
        return
    properties = paragraph.find(f"{W}pPr")
    if properties is None:
        properties = Element(f"{W}pPr")
        paragraph.insert(0, properties)
    for own in properties.findall(f"{W}numPr"):
        properties.remove(own)
    ours = SubElement(properties, f"{W}numPr")
    for tag, said in (("ilvl", str(level)), ("numId", list_)):
        SubElement(ours, f"{W}{tag}").set(f"{W}val", said)


def _add_our_list(numbering: Element) -> None:
    """Defines the list that items are put in: mammoth asks of a level whether it has bullets."""
    kind = SubElement(numbering, f"{W}abstractNum", {f"{W}abstractNumId": _OURS})
    for level in range(_LEVELS):
        SubElement(kind, f"{W}lvl", {f"{W}ilvl": str(level)})
    named = SubElement(numbering, f"{W}num", {f"{W}numId": _OURS})
    SubElement(named, f"{W}abstractNumId").set(f"{W}val", _OURS)


def _is_gone(paragraph: Element) -> bool:
    """True where a tracked change took a paragraph's end away, and its number with it."""
    return any(paragraph.find(f"{W}pPr/{W}rPr/{W}{tag}") is not None for tag in ("del", "moveFrom"))


def _in_tables(root: Element) -> set[int]:
    """The ids of all elements that stand in tables; each is come by once."""
    found = set[int]()
    for table in root.iter(f"{W}tbl"):
        if id(table) not in found:
            found.update(map(id, table.iter()))
    return found
