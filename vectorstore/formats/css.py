"""What the style sheets and the `style` attributes of an HTML page declare, the weightiest last.

Every rule holds that does not depend on the screen (`@media`) or the pointer (`:hover`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_AT_RULE = re.compile(r"@[^{};]+(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SELECTOR = re.compile(r"(?:[^,\[]|\[[^\]]*\])+")
_ATTRIBUTE = re.compile(r"\[[^\]]*\]")
_NAME_OF_TAG = re.compile(r"(?:^|[\s>+~])[A-Za-z]")
_IMPORTANT = re.compile(r"\s*!\s*important\s*\Z")

_BROWSER, _PAGE, _ELEMENT = range(3)  # whose declaration it is; the last has the most weight


@dataclass(frozen=True)
class Declared:
    """What one rule declares with the same weight, such as `display: none`, and for what."""

    weight: tuple[bool, int, tuple[int, int, int]]
    """Of two declarations the heavier one holds, and the later of equals."""
    values: Mapping[str, str]
    """By the names of the properties."""
    made_for: str | LexborNode
    """A selector, or the element that it stands in."""

    def nodes(self, tree: LexborHTMLParser) -> Sequence[LexborNode]:
        """The elements that it is made for."""
        if not isinstance(self.made_for, str):
            return [self.made_for]
        try:
            return tree.css(self.made_for)
        except SelectolaxError:
            return []  # a selector that this engine does not know


def declarations(tree: LexborHTMLParser) -> list[Declared]:
    """All declarations of a page, each behind those that it overrules."""
    return sorted(_all(tree), key=lambda declared: declared.weight)


def _all(tree: LexborHTMLParser) -> Iterator[Declared]:
    yield from _read("display: none", "[hidden]", _BROWSER)
    for sheet in tree.css("style"):
        rules = _AT_RULE.sub("", _COMMENT.sub("", sheet.text()))
        for selectors, block in _RULE.findall(rules):
            for selector in map(str.strip, _SELECTOR.findall(selectors)):
                if ":" not in selector:
                    yield from _read(block, selector, _PAGE, _specificity(selector))
    for node in tree.css("[style]"):
        yield from _read(_COMMENT.sub("", node.attributes["style"] or ""), node, _ELEMENT)


def _read(
    block: str,
    made_for: str | LexborNode,
    whose: int,
    specificity: tuple[int, int, int] = (0, 0, 0),
) -> Iterator[Declared]:
    usual: dict[str, str] = {}
    important: dict[str, str] = {}
    for declared in block.lower().split(";"):
        name, _, given = declared.partition(":")
        value = _IMPORTANT.sub("", given)
        if value.strip() and "\\" not in value:  # as in “block\9”, which no browser reads now
            (usual if value == given else important)[name.strip()] = value.strip()
    for values in filter(None, (usual, important)):
        yield Declared((values is important, whose, specificity), values, made_for)


def _specificity(selector: str) -> tuple[int, int, int]:
    """How many ids, classes with attributes, and tags a selector names."""
    bare, attributes = _ATTRIBUTE.subn("", selector)
    return bare.count("#"), bare.count(".") + attributes, len(_NAME_OF_TAG.findall(bare))
