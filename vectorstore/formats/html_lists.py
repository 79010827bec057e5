"""The numbers that a browser prints before the items of an HTML list."""

from __future__ import annotations

from selectolax.lexbor import LexborNode


def first_number(node: LexborNode) -> tuple[int | None, int]:
    """The number of a list's first item, None for bullets; and the step to the next."""
    if node.tag != "ol":
        return None, 1
    if "reversed" not in node.attributes:
        return number_in(node, "start", 1), 1
    items = sum(child.tag == "li" for child in node.iter())
    return number_in(node, "start", items), -1


def number_in(node: LexborNode, attribute: str, otherwise: int) -> int:
    """The number that an attribute gives, and another where it gives none."""
    given = node.attributes.get(attribute) or ""
    return int(given) if given.isdecimal() and len(given) < 10 else otherwise
