"""What of an HTML page a browser does not show: scripts, navigation, and what is hidden."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from vectorstore.formats.css import declarations

_UNSEEN = frozenset(
    "applet audio canvas datalist dialog embed frame frameset head iframe input link math "
    "meta nav noembed noframes noscript object option rp rt script select style svg template "
    "textarea title video".split()
)
# Where a button is what there is to read: a question that opens its answer, a column's name.
_NAMING = frozenset("h1 h2 h3 h4 h5 h6 summary caption td th dt".split())
_NOTHING = re.compile(r"0*\.?0+(?![.\d]).*")
_HIDES = {
    "display": re.compile("none"),
    "opacity": _NOTHING,
    "visibility": re.compile("hidden|collapse"),
    "font-size": _NOTHING,
}
_INHERITED = ("visibility", "font-size")  # what is below may be shown all the same
_INHERITS = re.compile(r"inherit|unset|revert|smaller|larger|[\d.]+(?:em|ex|ch|%)")


class Unseen:
    """What is hidden on one page. Text that cannot be seen where it stands is taken out of it."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self._hidden: set[int] = set()
        for name, decided in _decided(tree).items():
            if name in _INHERITED:
                _take_out_text(decided)
            else:
                self._hidden.update(decided.hidden)

    def holds(self, node: LexborNode) -> bool:
        """True where a node and all below it is not shown."""
        if node.tag in _UNSEEN or not node.is_element_node or node.mem_id in self._hidden:
            return True
        return node.tag == "button" and not _names(node)


def _names(button: LexborNode) -> bool:
    around = button.parent
    while around is not None and around.tag not in _NAMING:
        around = around.parent
    return around is not None


@dataclass
class _Decided:
    """What a property does to nodes, by their places in memory."""

    hidden: dict[int, LexborNode] = field(default_factory=dict)
    shown: set[int] = field(default_factory=set)


def _decided(tree: LexborHTMLParser) -> dict[str, _Decided]:
    """What each property does by which anything is hidden."""
    said = declarations(tree)
    hiding = {name for each in said for name in each.values if _hides(name, each.values[name])}
    found = {name: _Decided() for name in hiding}
    for declared in said:
        if names := hiding & declared.values.keys():
            nodes = declared.nodes(tree)
            for name in names:
                _decide(found[name], name, declared.values[name], nodes)
    return found


def _decide(so_far: _Decided, name: str, value: str, nodes: Iterable[LexborNode]) -> None:
    for node in nodes:
        so_far.hidden.pop(node.mem_id, None)
        so_far.shown.discard(node.mem_id)
        if _hides(name, value):
            so_far.hidden[node.mem_id] = node
        elif not _INHERITS.fullmatch(value):
            so_far.shown.add(node.mem_id)


def _hides(name: str, value: str) -> bool:
    return name in _HIDES and bool(_HIDES[name].fullmatch(value))


def _take_out_text(decided: _Decided) -> None:
    """Takes out the text of hidden nodes and of all below them, but for what is shown again."""
    waiting = list(decided.hidden.values())
    while waiting:
        for child in [*waiting.pop().iter(include_text=True)]:
            if child.is_text_node:
                child.decompose()
            elif child.mem_id not in decided.shown and child.mem_id not in decided.hidden:
                waiting.append(child)
