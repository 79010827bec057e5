"""HTML as Markdown: what a reader of the page would see, in the order of the file.

selectolax (the Lexbor engine) reads the mark-up as a browser does. Nothing is fetched and no
script is run; what a browser would not show is left out.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from vectorstore.formats import Reading, Unreadable
from vectorstore.formats.html_notes import find_notes
from vectorstore.formats.markdown import Sheet, raised, tidy
from vectorstore.formats.unseen import Unseen

_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption "
    "figure footer form header hgroup hr html legend li main menu ol p pre search section summary "
    "table tbody td tfoot th thead tr ul".split()
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LISTS = ("ul", "ol", "menu")
_BOLD = ("b", "strong")
_STRUCTURE = ", ".join(f"td {tag}" for tag in (*_HEADINGS, *_LISTS, "table"))
_DECLARED = re.compile(rb"""<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w:-]+)""")
_BYTE_ORDER = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# What browsers take these names for, by the Encoding standard.
_MEANT = {"iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "gb2312": "gb18030"}


def read_html(content: bytes) -> Reading:
    """An HTML page, in the encoding that it declares. Raises Unreadable."""
    return markdown_of(_decoded(content))


def markdown_of(html: str) -> Reading:
    """What HTML says, as Markdown. Raises Unreadable."""
    try:
        tree = LexborHTMLParser(html.replace("\0", ""))
    except SelectolaxError as error:
        raise Unreadable(
            "it is broken, or takes more than 2 GB of memory. Save it anew, or in parts."
        ) from error
    title = tree.css_first("head > title")
    return Reading(_Walk(tree).written(), tidy(title.text() if title else ""))


def _decoded(content: bytes) -> str:
    encodings = [name for mark, name in _BYTE_ORDER.items() if content.startswith(mark)]
    if declared := _DECLARED.search(content[:4096].lower()):
        name = declared[1].decode("ascii")
        encodings.append(_MEANT.get(name, name))
    for encoding in [*encodings, "utf-8", "cp1252"]:
        try:
            return content.decode(encoding)
        except (ValueError, LookupError):
            continue
    return content.decode("latin-1")


class _Walk:
    """One walk through a page, from its first word to its last."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self._body = tree.body
        self._sheet = Sheet()
        self._unseen = Unseen(tree)
        self._marks = find_notes(tree)
        self._noted: list[tuple[str, str]] = []
        self._bold, self._plain = "", ""
        self._depth = 0
        self._number: int | None = None
        self._opens_item = False

    def written(self) -> str:
        if self._body is not None:
            self._walk(self._body)
        self._flush()
        for mark, words in self._noted:
            self._sheet.note(mark, words)
        return self._sheet.text

    def _walk(self, node: LexborNode, bold: bool = False) -> None:
        for child in node.iter(include_text=True):
            tag = child.tag or ""
            if child.is_text_node:
                self._say(child.text_content or "", bold)
            elif self._unseen.holds(child):
                continue
            elif child.mem_id in self._marks.notes:
                self._flush()
                self._noted.append((self._marks.notes[child.mem_id], self._words(child)))
            elif tag in _LISTS:
                self._list(child)
            elif tag in _BLOCKS or tag in _HEADINGS:
                self._flush()
                self._block(child, tag)
                self._flush()
            else:
                self._inline(child, tag, bold)

    def _block(self, node: LexborNode, tag: str) -> None:
        if tag in _HEADINGS and not self._depth:
            self._sheet.heading(int(tag[1]), self._words(node))
        elif tag == "table" and not node.css_first(_STRUCTURE):
            self._table(node)
        else:
            self._walk(node, bold=tag in _HEADINGS)

    def _inline(self, node: LexborNode, tag: str, bold: bool) -> None:
        if tag == "br":
            self._say(" ", bold)
        elif node.mem_id in self._marks.references:
            self._say(f"[^{self._marks.references[node.mem_id]}]", bold=False)
        elif tag == "sup" and not node.css_first("a"):
            self._say(raised(self._words(node)), bold)
        else:
            self._walk(node, bold or tag in _BOLD)

    def _say(self, words: str, bold: bool) -> None:
        if bold and not self._plain.strip():
            self._bold += self._plain + words
            self._plain = ""
        else:
            self._plain += words

    def _flush(self) -> None:
        """Ends the paragraph or the item that is being said."""
        bold, plain = self._bold, self._plain
        self._bold = self._plain = ""
        if not tidy(bold + plain):
            return
        if self._opens_item:
            self._sheet.item(plain, self._depth - 1, self._number, bold)
            self._opens_item = False
        elif self._depth:
            self._sheet.more(bold + plain)
        else:
            self._sheet.paragraph(plain, bold)

    def _list(self, node: LexborNode) -> None:
        self._flush()
        self._depth += 1
        number = _number(node, "start", 1) if node.tag == "ol" else None
        for child in node.iter(include_text=True):
            if child.tag != "li" or self._unseen.holds(child):
                self._beside_items(child)
            elif child.mem_id in self._marks.notes:
                self._noted.append((self._marks.notes[child.mem_id], self._words(child)))
            else:
                number = None if number is None else _number(child, "value", number)
                self._number, self._opens_item = number, True
                self._walk(child)
                self._flush()
                number = None if number is None else number + 1
        self._opens_item = False
        self._depth -= 1

    def _beside_items(self, node: LexborNode) -> None:
        """What stands in a list and in none of its items; the standard forbids it."""
        self._opens_item = False
        if node.is_text_node:
            self._say(node.text_content or "", bold=False)
        elif node.tag in _LISTS:
            self._list(node)
        elif not self._unseen.holds(node):
            self._walk(node)
        self._flush()

    def _table(self, table: LexborNode) -> None:
        rows: list[list[str]] = []
        for row in table.css("caption, tr"):
            if self._is_hidden_in(row, table):
                continue
            if row.tag == "caption":
                self._sheet.paragraph(self._words(row))
            else:
                rows.append([self._words(c) for c in row.iter() if not self._unseen.holds(c)])
        self._sheet.table(rows)

    def _is_hidden_in(self, row: LexborNode, table: LexborNode) -> bool:
        around: LexborNode | None = row
        while around is not None and around.mem_id != table.mem_id:
            if self._unseen.holds(around):
                return True
            around = around.parent
        return False

    def _words(self, node: LexborNode) -> str:
        """All that is seen below a node, on one line."""
        return tidy("".join(self._pieces(node)))

    def _pieces(self, node: LexborNode) -> Iterator[str]:
        for child in node.iter(include_text=True):
            if child.is_text_node:
                yield child.text_content or ""
            elif child.mem_id in self._marks.references:
                yield f"[^{self._marks.references[child.mem_id]}]"
            elif not self._unseen.holds(child) and child.mem_id not in self._marks.back:
                between = " " if child.tag in _BLOCKS or child.tag == "br" else ""
                words = "".join(self._pieces(child))
                is_raised = child.tag == "sup" and not child.css_first("a")
                yield f"{between}{raised(words) if is_raised else words}{between}"


def _number(node: LexborNode, attribute: str, otherwise: int) -> int:
    given = node.attributes.get(attribute) or ""
    return int(given) if given.isdecimal() and len(given) < 10 else otherwise
