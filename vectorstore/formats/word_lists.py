"""How far the numbered lists of a Word document have counted, and what Word prints of it.

Counted as in ECMA-376, part 1, 17.9: each list has a counter for each of its levels; one that is
higher up sets those below it back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from vectorstore.formats.numerals import as_printed
from vectorstore.formats.word_styles import Styles, W, value

_HIGHEST = 9  # levels of a list
_ONE_NUMBER = re.compile(r"\s*\(?%(\d)[.)]{0,2}\s*")
_TYPES = {"lowerLetter": "aa", "upperLetter": "AA", "lowerRoman": "i", "upperRoman": "I"}


@dataclass(frozen=True)
class Counted:
    """An item of a list."""

    list: str
    depth: int
    """Its level, from 0."""
    look: str
    """The same for items of other lists that are printed alike."""
    begins: bool
    """True where its level counts from the start."""
    is_bullet: bool
    text: str
    """What is printed before it, if anything; empty for a bullet."""
    number: int
    type: str
    """How its number alone is printed, as `type` of HTML; empty where anything else is printed."""

    @property
    def is_plain(self) -> bool:
        """True for a bullet and for digits."""
        return self.is_bullet or self.type == "1"


class Lists:
    """The lists of a document, and how far each has been counted."""

    def __init__(self, numbering: Element, styles: Styles) -> None:
        self._styles = styles
        self._lists = {n.get(f"{W}numId", ""): n for n in numbering.findall(f"{W}num")}
        self._kinds = {
            kind.get(f"{W}abstractNumId", ""): kind for kind in numbering.findall(f"{W}abstractNum")
        }
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def count(self, paragraph: Element) -> Counted | None:
        """Counts a paragraph; None for one that is in no list."""
        name, depth = self._place(paragraph)
        kind = self._kind(name)
        levels = self._levels(name, kind)
        if kind is None or depth not in levels:
            return None
        id_ = kind.get(f"{W}abstractNumId", "")
        counts = self._counts.setdefault(id_, {})
        again = self._start_again(name, depth)
        if again is not None and (name, depth) not in self._begun:
            counts.pop(depth, None)
        begins = depth not in counts
        first = self._first(levels[depth]) if again is None else again
        counts[depth] = counts.get(depth, first - 1) + 1
        self._begun.add((name, depth))
        for below in [level for level in counts if level > depth]:
            if value(levels.get(below, kind), "lvlRestart") != "0":
                del counts[below]
        form, said = _form(levels[depth]), value(levels[depth], "lvlText")
        text = "" if form == "bullet" else self._spelt(levels, counts, depth)
        alone = _ONE_NUMBER.fullmatch(said)
        is_alone = text and alone and alone[1] == str(depth + 1)
        look = f"{form} {re.sub('%[0-9]', '%', said)}"
        type_ = _TYPES.get(form, "1") if is_alone else ""
        return Counted(id_, depth, look, begins, form == "bullet", text, counts[depth], type_)

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


def _form(level: Element) -> str:
    return "decimal" if level.find(f"{W}isLgl") is not None else value(level, "numFmt")


def _in_form(number: int, form: str) -> str:
    """A number as a list prints it; as digits in forms that are not known here."""
    return f"{number:02}" if form == "decimalZero" else as_printed(number, _TYPES.get(form, "1"))
