"""The numbers that a browser prints before the items of an HTML list."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from vectorstore.formats.numerals import as_printed

_INTEGER = re.compile(r"[+-]?[0-9]{1,9}")


def first_number(node: LexborNode) -> tuple[int | None, int]:
    """The number of a list's first item, None for bullets; and the step to the next."""
    if node.tag != "ol":
        return None, 1
    if "reversed" not in node.attributes:
        return number_in(node, "start", 1), 1
    items = sum(child.tag == "li" for child in node.iter())
    return number_in(node, "start", items), -1


def printed(number: int | None, item: LexborNode) -> str:
    """What stands before an item of that number, as `type` of it or of its list asks."""
    if number is None:
        return ""
    around = item.parent.attributes if item.parent else {}
    kind = item.attributes.get("type") or around.get("type") or ""
    return as_printed(number, kind)


def number_in(node: LexborNode, attribute: str, otherwise: int) -> int:
    """The number that an attribute gives, and another where it gives none."""
    given = node.attributes.get(attribute) or ""
    return int(given) if _INTEGER.fullmatch(given) else otherwise
