"""The numbers that Word prints before paragraphs, which are no words of the file.

Counted as in ECMA-376, part 1, 17.9: each list has a counter for each of its levels; one that is
higher up sets those below it back. mammoth knows only that an item is numbered.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement

from vectorstore.formats.numerals import roman
from vectorstore.formats.word_styles import Styles, W, value

_OPENS, _ENDS = "\U0010fff0", "\U0010fff1"  # characters of nobody's, around a number
_PLAIN = re.compile(r"\d{1,9}[.)]")
_IN_LIST = re.compile(rf"<li>{_OPENS}(\d+)[.)]{_ENDS}")
_ELSEWHERE = re.compile(rf"{_OPENS}([^{_ENDS}]*){_ENDS}")
_HIGHEST = 9  # levels of a list


def number_paragraphs(root: Element, numbering: Element | None, styles: Styles) -> None:
    """Puts the number that is printed before a paragraph into it, marked.

    An item whose number is plain, as 3., stays an item; what has any other, as (a) or 1.2, becomes
    a paragraph that opens with it.
    """
    if numbering is None:
        return
    lists = _Lists(numbering, styles)
    for paragraph in root.iter(f"{W}p"):
        printed = None if _is_gone(paragraph) else lists.printed(paragraph)
        if printed is None:
            continue
        if printed and any(text.text for text in paragraph.iter(f"{W}t")):
            run = Element(f"{W}r")
            SubElement(run, f"{W}t").text = f"{_OPENS}{printed}{_ENDS}"
            paragraph.insert(paragraph.find(f"{W}pPr") is not None, run)
        if not _PLAIN.fullmatch(printed):
            _take_out(paragraph)


def with_numbers(html: str) -> str:
    """HTML with the marked numbers as those of items, and before headings and paragraphs."""
    return _ELSEWHERE.sub(r"\1 ", _IN_LIST.sub(r'<li value="\1">', html))


def _is_gone(paragraph: Element) -> bool:
    """True where a tracked change took a paragraph's end away, and its number with it."""
    return any(paragraph.find(f"{W}pPr/{W}rPr/{W}{tag}") is not None for tag in ("del", "moveFrom"))


def _take_out(paragraph: Element) -> None:
    """Makes a paragraph one that is not numbered, whatever its style says."""
    for properties in paragraph.findall(f"{W}pPr"):
        for own in properties.findall(f"{W}numPr"):
            properties.remove(own)
        none = SubElement(properties, f"{W}numPr")
        for tag in ("ilvl", "numId"):
            SubElement(none, f"{W}{tag}").set(f"{W}val", "0")


class _Lists:
    """The lists of a document, and how far each has been counted."""

    def __init__(self, numbering: Element, styles: Styles) -> None:
        self._styles = styles
        self._lists = {n.get(f"{W}numId", ""): n for n in numbering.findall(f"{W}num")}
        self._kinds = {
            kind.get(f"{W}abstractNumId", ""): kind for kind in numbering.findall(f"{W}abstractNum")
        }
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def printed(self, paragraph: Element) -> str | None:
        """The number printed before a paragraph, which is counted; None where it has none.

        Empty where the list prints nothing.
        """
        name, depth = self._place(paragraph)
        kind = self._kind(name)
        levels = self._levels(name, kind)
        if kind is None or depth not in levels:
            return None
        counts = self._counts.setdefault(kind.get(f"{W}abstractNumId", ""), {})
        again = self._start_again(name, depth)
        if again is not None and (name, depth) not in self._begun:
            counts.pop(depth, None)
        first = self._first(levels[depth]) if again is None else again
        counts[depth] = counts.get(depth, first - 1) + 1
        self._begun.add((name, depth))
        for below in [level for level in counts if level > depth]:
            if value(levels.get(below, kind), "lvlRestart") != "0":
                del counts[below]
        if value(levels[depth], "numFmt") == "bullet":
            return None
        return self._spelt(levels, counts, depth)

    def _place(self, paragraph: Element) -> tuple[str, int]:
        """The list that a paragraph is in, and the level."""
        style = value(paragraph, "pPr/pStyle")
        name, depth = value(paragraph, "pPr/numPr/numId"), value(paragraph, "pPr/numPr/ilvl")
        for one in self._styles.behind(style):
            if not name and (name := value(one, "pPr/numPr/numId")):
                depth = depth or value(one, "pPr/numPr/ilvl")
                linked = one.get(f"{W}styleId", "")
                levels = self._levels(name, self._kind(name))
                of_style = (at for at, level in levels.items() if value(level, "pStyle") == linked)
                depth = depth or str(next(of_style, 0))
        return name, int(depth) if depth.isdecimal() else 0

    def _kind(self, name: str) -> Element | None:
        """What a list is like; one that is linked to a style is like that style's."""
        for _ in range(len(self._lists)):
            if name not in self._lists:
                return None
            kind = self._kinds.get(value(self._lists[name], "abstractNumId"))
            link = "" if kind is None else value(kind, "numStyleLink")
            if not link:
                return kind
            name = next((value(s, "pPr/numPr/numId") for s in self._styles.behind(link)), "")
        return None

    def _levels(self, name: str, kind: Element | None) -> dict[int, Element]:
        if kind is None:
            return {}
        own = self._lists[name].findall(f"{W}lvlOverride/{W}lvl")
        found = {level.get(f"{W}ilvl", "0"): level for level in [*kind.findall(f"{W}lvl"), *own]}
        return {int(at): level for at, level in found.items() if at.isdecimal()}

    def _start_again(self, name: str, depth: int) -> int | None:
        for override in self._lists[name].findall(f"{W}lvlOverride"):
            given = value(override, "startOverride")
            if override.get(f"{W}ilvl") == str(depth) and given.isdecimal():
                return int(given)
        return None

    @staticmethod
    def _first(level: Element) -> int:
        start = value(level, "start")
        return int(start) if start.isdecimal() else 0

    def _spelt(self, levels: dict[int, Element], counts: dict[int, int], depth: int) -> str:
        said = value(levels[depth], "lvlText")
        is_plain = levels[depth].find(f"{W}isLgl") is not None
        for at in range(min(depth + 1, _HIGHEST)):
            if at in levels and f"%{at + 1}" in said:
                form = "decimal" if is_plain else value(levels[at], "numFmt")
                number = counts.get(at, self._first(levels[at]))
                said = said.replace(f"%{at + 1}", _in_form(number, form))
        return said.strip()


def _in_form(number: int, form: str) -> str:
    """A number as a list prints it; as digits in forms that are not known here."""
    if form in ("lowerLetter", "upperLetter") and 0 < number < 27 * 26:
        said = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
    elif form in ("lowerRoman", "upperRoman") and 0 < number < 4000:
        said = roman(number)
    else:
        return f"{number:02}" if form == "decimalZero" else str(number)
    return said.upper() if form.startswith("upper") else said
