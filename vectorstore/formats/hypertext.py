"""HTML as Markdown: what a reader of the page would see, in the order of the file.

selectolax (the Lexbor engine) reads the mark-up as a browser does. Nothing is fetched and no
script is run; what a browser would not show is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from vectorstore.formats import Reading, Unreadable
from vectorstore.formats.decoding import decoded
from vectorstore.formats.grid import Cell, laid_out
from vectorstore.formats.html_lists import first_number, number_in, printed
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
_STRUCTURE = ", ".join(f"td {tag}" for tag in (*_HEADINGS, "table"))
_STRUCTURE_OF_TERMS = ", ".join(f"dl {tag}" for tag in (*_HEADINGS, "table", "dl"))

_NEXT = "\x1e"  # stands between two items until they are on one line
_BETWEEN_ITEMS = re.compile(rf"\s*{_NEXT}\s*")


def read_html(content: bytes) -> Reading:
    """An HTML page, in the encoding that it declares. Raises Unreadable."""
    return markdown_of(decoded(content))


def markdown_of(html: str) -> Reading:
    """What HTML says, as Markdown. Raises Unreadable."""
    try:
        tree = LexborHTMLParser(html.replace("\0", ""))
    except SelectolaxError as error:
        raise Unreadable(
            "it is broken, or takes more than 2 GB of memory. Save it anew, or in parts."
        ) from error
    title = tree.css_first("head > title")
    called = tidy(title.text() if title else "")  # before the walk takes out what is hidden
    return Reading(_Walk(tree).written(), called)


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
        self._printed = ""  # before the item that is being said
        self._goes_on: int | None = None  # the number behind the last of the list above
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
        elif tag == "table" and self._is_of_rows(node):
            self._table(node)
        elif tag == "dl":
            self._terms(node)
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
            self._sheet.item(plain, self._depth - 1, self._printed, bold)
            self._opens_item = False
        elif self._depth:
            self._sheet.more(bold + plain)
        else:
            self._sheet.paragraph(plain, bold)

    def _list(self, node: LexborNode) -> None:
        self._flush()
        number, step = first_number(node)
        if not self._depth and None not in (number, self._goes_on) and number != self._goes_on:
            self._sheet.new_list()
        self._depth += 1
        for child in node.iter(include_text=True):
            if child.tag != "li" or self._unseen.holds(child):
                self._beside_items(child)
            elif child.mem_id in self._marks.notes:
                self._noted.append((self._marks.notes[child.mem_id], self._words(child)))
            else:
                number = None if number is None else number_in(child, "value", number)
                self._printed, self._opens_item = printed(number, child), True
                self._walk(child)
                self._flush()
                number = None if number is None else number + step
        self._opens_item = False
        self._depth -= 1
        if not self._depth:
            self._goes_on = number

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

    def _is_of_rows(self, table: LexborNode) -> bool:
        """False for a table that only places the parts of a page."""
        if table.css_first(_STRUCTURE):
            return False
        items = table.css("td li")
        rows = [row for row in table.css("tr") if len(row.css("td, th")) > 1]
        return not items or (len(rows) > 1 and not self._holds_note(items))

    def _is_of_terms(self, node: LexborNode, parts: list[LexborNode]) -> bool:
        """True for terms with their definitions, and no words beside them."""
        if self._depth or node.css_first(_STRUCTURE_OF_TERMS) or self._holds_note(parts):
            return False
        said = tidy(" ".join(map(self._words, parts)))
        return any(part.tag == "dt" for part in parts) and said == self._words(node)

    def _holds_note(self, nodes: list[LexborNode]) -> bool:
        return any(node.mem_id in self._marks.notes for node in nodes)

    def _table(self, table: LexborNode) -> None:
        rows: list[tuple[int, list[Cell]]] = []
        for row in table.css("caption, tr"):
            if self._is_hidden_in(row, table):
                continue
            if row.tag == "caption":
                self._sheet.paragraph(self._words(row))
            else:
                group = row.parent.mem_id if row.parent else 0
                cells = [self._cell(c) for c in row.iter() if not self._unseen.holds(c)]
                rows.append((group, cells))
        groups = groupby(rows, key=lambda row: row[0])
        self._sheet.table(laid_out((cells for _, cells in group) for _, group in groups))

    def _cell(self, node: LexborNode) -> Cell:
        across, down = (number_in(node, name, 1) for name in ("colspan", "rowspan"))
        return Cell(self._words(node), across, down)

    def _terms(self, node: LexborNode) -> None:
        """Each definition in one row with its term, or with all that it defines."""
        parts = [part for part in node.css("dt, dd") if not self._is_hidden_in(part, node)]
        if not self._is_of_terms(node, parts):
            self._walk(node)
            return
        rows: list[list[str]] = []
        terms = ""
        for tag, group in groupby(parts, key=lambda part: part.tag):
            words = [self._words(part) for part in group]
            if tag == "dt":
                terms = ", ".join(words)
            else:
                rows += [[terms, one] for one in words]
        self._sheet.table(rows if parts[-1].tag == "dd" else [*rows, [terms]])

    def _is_hidden_in(self, row: LexborNode, table: LexborNode) -> bool:
        around: LexborNode | None = row
        while around is not None and around.mem_id != table.mem_id:
            if self._unseen.holds(around):
                return True
            around = around.parent
        return False

    def _words(self, node: LexborNode) -> str:
        """All that is seen below a node, on one line."""
        return tidy(_BETWEEN_ITEMS.sub("; ", "".join(self._pieces(node))))

    def _pieces(self, node: LexborNode) -> Iterator[str]:
        item = ""
        for child in node.iter(include_text=True):
            if child.is_text_node:
                yield child.text_content or ""
            elif child.mem_id in self._marks.references:
                yield f"[^{self._marks.references[child.mem_id]}]"
            elif not self._unseen.holds(child) and child.mem_id not in self._marks.back:
                between = " " if child.tag in _BLOCKS or child.tag == "br" else ""
                words = "".join(self._pieces(child))
                is_raised = child.tag == "sup" and not child.css_first("a")
                if child.tag == "li":
                    yield _NEXT if item and item[-1] not in ".,;:!?…" else ""
                    item = tidy(words) or item
                yield f"{between}{raised(words) if is_raised else words}{between}"
