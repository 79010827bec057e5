"""What of an HTML page a browser does not show: scripts, navigation, and what is hidden."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

_UNSEEN = frozenset(
    "applet audio canvas datalist dialog embed frame frameset head iframe input link math "
    "meta nav noembed noframes noscript object option rp rt script select style svg template "
    "textarea title video".split()
)
# Where a button is what there is to read: a question that opens its answer, a column's name.
_NAMING = frozenset("h1 h2 h3 h4 h5 h6 summary caption td th dt".split())
_NOTHING = r"\s*:\s*0*\.?0+(?![.\d])"
_HIDING = re.compile(
    rf"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity{_NOTHING}"
    rf"|font-size{_NOTHING})",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_AT_RULE = re.compile(r"@[^{};]+(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")


class Unseen:
    """What is hidden on one page."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self._by_rule = _hidden_by_rules(tree)

    def holds(self, node: LexborNode) -> bool:
        """True where a node and all below it is not shown."""
        if node.tag in _UNSEEN or not node.is_element_node or node.mem_id in self._by_rule:
            return True
        if node.tag == "button" and not _names(node):
            return True
        given = node.attributes
        return "hidden" in given or bool(_HIDING.search(given.get("style") or ""))


def _names(button: LexborNode) -> bool:
    around = button.parent
    while around is not None and around.tag not in _NAMING:
        around = around.parent
    return around is not None


def _hidden_by_rules(tree: LexborHTMLParser) -> frozenset[int]:
    """The nodes that the page's own style sheets hide, whatever the screen and the pointer."""
    hidden: set[int] = set()
    for sheet in tree.css("style"):
        rules = _AT_RULE.sub("", _COMMENT.sub("", sheet.text()))
        for selector, declared in _RULE.findall(rules):
            if ":" not in selector and _HIDING.search(declared):
                try:
                    hidden.update(node.mem_id for node in tree.css(selector.strip()))
                except SelectolaxError:
                    continue  # a selector that this engine does not know
    return frozenset(hidden)
