"""Styles of a Word document: what a paragraph or a run has from its style and those it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"title|heading(?: [1-6])?", re.IGNORECASE)
_OFF = ("0", "false", "off", "none")


class Styles:
    """The styles, by their ids."""

    def __init__(self, root: Element | None) -> None:
        found = () if root is None else root.iter(f"{W}style")
        self._styles = {style.get(f"{W}styleId", ""): style for style in found}

    def behind(self, style: str) -> Iterator[Element]:
        """A style, and those that it is based on, the nearest first."""
        seen = set()
        while style in self._styles and style not in seen:
            seen.add(style)
            yield self._styles[style]
            style = value(self._styles[style], "basedOn")

    def is_heading(self, style: str) -> bool:
        """True for a style that is a heading, or the title, by its name."""
        named = self._styles.get(style)
        return named is not None and bool(_HEADING.fullmatch(value(named, "name")))

    def hides(self, style: str) -> bool:
        """True where a style hides what is set in it."""
        marks = (one.find(f"{W}rPr/{W}vanish") for one in self.behind(style))
        return next((is_on(mark) for mark in marks if mark is not None), False)


def value(node: Element, path: str) -> str:
    """The value of a property below a node; empty where there is none."""
    found = node.find("/".join(f"{W}{tag}" for tag in path.split("/")))
    return "" if found is None else found.get(f"{W}val", "")


def is_on(mark: Element) -> bool:
    """True for a switch that is on, as it is where it has no value."""
    return mark.get(f"{W}val", "1") not in _OFF
