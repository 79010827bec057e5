"""Markdown as a flat list of blocks, each with exact offsets.

markdown-it finds the block structure. What it cannot know is found here, by rules about how
documents are turned into text: headings without `#`, footnotes as superscript lines, and
paragraphs that a page break or a footnote cuts in two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from vectorstore.slices import Span, Spans, strip

Kind = Literal["heading", "paragraph", "item", "footnote"]

# A heading's rank is ten times its `#` marks; the unmarked kinds stand between those ranks.
_CAPITALS, _NUMBERED, _BOLD = 5, 6, 9
_LONGEST_HEADING = 120  # characters

_NEWLINE = re.compile(r"\r\n?|\n")
_ATX = re.compile(r"#{1,6}[ \t]*(?P<words>.*?)(?:[ \t]+#+)?[ \t]*", re.DOTALL)
_BOLD_LINE = re.compile(r"(\*\*|__)(?P<words>[^*_]+)\1")
_NUMBERED_LINE = re.compile(
    r"(?P<number>\d{1,3}(?:\.\d{1,3})+\.?|(?:\d{1,3}|[IVX]{1,5}|[A-Z])[.)])[ \t]+(?P<words>.+)"
)
# Superscripts come plain, escaped, and escaped in part, as in `<sup>&</sup>lt;sup>1</sup>`.
_SUPERSCRIPT = (
    r"(?=<sup>|&lt;sup)(?:</?sup>|&?lt;/?sup(?:>|&gt;)|&)+"
    r"\s*(?P<sup>\d{1,4}|\*)\s*(?:</sup>|&lt;/sup(?:>|&gt;))"
)
_FOOTNOTE = re.compile(rf"(?:{_SUPERSCRIPT}|\[\^(?P<md>[^\]\s]{{1,40}})\]:)[ \t]*", re.MULTILINE)
_REFERENCE = re.compile(rf"{_SUPERSCRIPT}|\[\^(?P<md>[^\]\s]{{1,40}})\]")
_ENDS_OPEN = re.compile(r"[\w,–—-]\Z")
_ENDS_ON_FUNCTION_WORD = re.compile(
    r"\b(?:a|an|and|as|at|by|for|from|in|its|of|on|or|our|the|their|to|with)\Z"
)


@dataclass(frozen=True)
class Block:
    """One heading, paragraph, list item or footnote."""

    kind: Kind
    runs: tuple[Spans, ...]
    """Stretches of words: a sentence may cross the spans of one run, never two runs."""
    level: int = 0
    """Of a heading; smaller is higher."""
    number: str | None = None
    """A heading's own number, or a footnote's mark."""
    references: tuple[str, ...] = ()
    """Marks of the footnotes that the words refer to."""

    def text(self, document: str) -> str:
        """The words of all runs, joined by spaces."""
        return " ".join(document[a:b] for run in self.runs for a, b in run)


def read_blocks(document: str) -> list[Block]:
    """The blocks of a Markdown text, in order. Any text is accepted; nothing is raised."""
    # "reference" would swallow lines such as `[1]: word` without a trace.
    parser = MarkdownIt("commonmark").enable("table").disable("reference")
    tree = SyntaxTreeNode(parser.parse(document))
    found = list(_walk(document, _lines(document), tree))
    hashes = 0
    for position, block in enumerate(found):
        if block.kind == "heading":
            hashes = block.level
        elif position + 1 < len(found):
            found[position] = _as_heading(document, block, hashes) or block
    return _join_what_was_cut(document, [_without_references(document, block) for block in found])


def _lines(document: str) -> list[Span]:
    """Each line's span without its line end, counted as markdown-it counts them."""
    spans, start = [], 0
    for match in _NEWLINE.finditer(document):
        spans.append((start, match.start()))
        start = match.end()
    return [*spans, (start, len(document))]


def _walk(document: str, lines: list[Span], node: SyntaxTreeNode) -> Iterator[Block]:
    for child in node.children:
        if child.type in ("bullet_list", "ordered_list"):
            yield from _list(document, lines, child)
        elif child.type == "blockquote":
            yield from _walk(document, lines, child)
        elif child.type == "heading":
            for span in _leaves(document, lines, child):
                yield _marked_heading(document, span, int(child.tag[1:]))
        elif child.type == "table":
            yield Block("paragraph", tuple((span,) for span in _leaves(document, lines, child)))
        else:
            for span in _leaves(document, lines, child):
                yield from _paragraph_or_footnotes(document, span)


def _list(document: str, lines: list[Span], node: SyntaxTreeNode) -> Iterator[Block]:
    """Each top item as one block, what is nested in it included."""
    alone = node.type == "ordered_list" and len(node.children) == 1
    for item in node.children:
        runs = tuple((span,) for span in _leaves(document, lines, item))
        if runs:
            yield Block("item", runs, number=item.info if alone else None)


def _leaves(document: str, lines: list[Span], node: SyntaxTreeNode) -> Iterator[Span]:
    """The spans of the pieces of text below a node: paragraphs, table rows, code, raw HTML."""
    is_leaf = node.type in ("inline", "tr", "fence", "code_block", "html_block")
    if not is_leaf:
        for child in node.children:
            yield from _leaves(document, lines, child)
        return
    if node.map is None:
        return
    first, last = node.map[0], min(node.map[1], len(lines)) - 1
    start, end = lines[first][0], lines[last][1]
    if node.type == "inline":  # skips the list and quote marks before the first word
        offset = document.find(node.content.split("\n", 1)[0], start, lines[first][1])
        start = max(start, offset)
    span = strip(document, (start, end))
    if span[0] < span[1]:
        yield span


def _marked_heading(document: str, span: Span, hashes: int) -> Block:
    match = _ATX.fullmatch(document, *span)
    words = match.span("words") if match else span
    return Block("heading", ((strip(document, words),),), level=hashes * 10)


def _paragraph_or_footnotes(document: str, span: Span) -> Iterator[Block]:
    """A paragraph; or, where its first line opens with a footnote's mark, its footnotes."""
    starts = [m for m in _FOOTNOTE.finditer(document, *span) if _opens_a_line(document, m, span)]
    if not starts or starts[0].start() != span[0]:
        yield Block("paragraph", ((span,),))
        return
    ends = [match.start() for match in starts[1:]] + [span[1]]
    for match, end in zip(starts, ends, strict=True):
        words = strip(document, (match.end(), end))
        if words[0] < words[1]:
            yield Block("footnote", ((words,),), number=match["sup"] or match["md"])


def _opens_a_line(document: str, match: re.Match[str], span: Span) -> bool:
    return match.start() == span[0] or document[match.start() - 1] in "\r\n"


def _as_heading(document: str, block: Block, hashes: int) -> Block | None:
    """The block as a heading where it is one short line set in capitals, bold or numbered."""
    if block.kind == "footnote" or len(block.runs) != 1:
        return None
    span = block.runs[0][0]
    line = document[slice(*span)]
    if len(line) > _LONGEST_HEADING or _NEWLINE.search(line) or line[-1] in ".;:,?!|":
        return None
    if block.kind == "item":
        if block.number is None or not line[0].isupper():
            return None
        return Block("heading", block.runs, level=hashes + _NUMBERED, number=block.number)
    if match := _NUMBERED_LINE.fullmatch(document, *span):
        number = match["number"].rstrip(".)")
        level = hashes + _NUMBERED + min(number.count("."), 2)
        return Block("heading", ((match.span("words"),),), level=level, number=number)
    if match := _BOLD_LINE.fullmatch(document, *span):
        return Block("heading", ((match.span("words"),),), level=hashes + _BOLD)
    if line.isupper() and sum(map(str.isalpha, line)) > 3:
        return Block("heading", block.runs, level=hashes + _CAPITALS)
    return None


def _without_references(document: str, block: Block) -> Block:
    """The block with the marks that point to footnotes taken out of its words."""
    runs, references = [], list(block.references)
    for run in block.runs:
        pieces: list[Span] = []
        for start, end in run:
            for match in _REFERENCE.finditer(document, start, end):
                references.append(match["sup"] or match["md"])
                pieces.append(strip(document, (start, match.start())))
                start = match.end()
            pieces.append(strip(document, (start, end)))
        runs.append(tuple((a, b) for a, b in pieces if a < b))
    kept = tuple(run for run in runs if run)
    return replace(block, runs=kept, references=tuple(references))


def _join_what_was_cut(document: str, blocks: list[Block]) -> list[Block]:
    """Paragraphs that were one before a page break or footnotes came between them."""
    joined: list[Block] = []
    open_at: int | None = None
    for block in blocks:
        if not block.runs:
            continue
        before = joined[open_at] if open_at is not None else None
        if before and block.kind == "paragraph" and _continues(document, before, block):
            middle = before.runs[-1] + block.runs[0]
            joined[open_at or 0] = replace(
                before,
                runs=(*before.runs[:-1], middle, *block.runs[1:]),
                references=before.references + block.references,
            )
            continue
        joined.append(block)
        if block.kind == "heading":
            open_at = None
        elif block.kind != "footnote":
            open_at = len(joined) - 1
    return joined


def _continues(document: str, before: Block, after: Block) -> bool:
    start, end = before.runs[-1][-1]
    tail = document[max(start, end - 40) : end]
    if not _ENDS_OPEN.search(tail):
        return False
    return document[after.runs[0][0][0]].islower() or bool(_ENDS_ON_FUNCTION_WORD.search(tail))
