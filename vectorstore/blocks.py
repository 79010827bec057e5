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

from vectorstore.comments import beside, find_comments, without_comments
from vectorstore.front_matter import without_front_matter
from vectorstore.headings import NUMBERED, is_short_line, is_underlined_text, unmarked_heading
from vectorstore.printed import behind_letter, printed_numbers
from vectorstore.slices import Span, Spans, strip

Kind = Literal["heading", "paragraph", "item", "footnote"]

_LEAVES = ("inline", "tr", "fence", "code_block", "html_block")
_NESTING = ("blockquote", "list_item")
_DEEPEST = 19  # from this level on markdown-it does not read what is inside

_NEWLINE = re.compile(r"\r\n?|\n")
# Superscripts come plain, escaped, and escaped in part, as in `<sup>&</sup>lt;sup>1</sup>`.
_SUPERSCRIPT = (
    r"(?=<sup>|&lt;sup)(?:</?sup>|lt;/?sup(?:>|&gt;)|&){1,8}"
    r"\s*(?P<sup>\d{1,4}|\*)\s*(?:</sup>|&lt;/sup(?:>|&gt;))"
)
_FOOTNOTE = re.compile(rf"(?:{_SUPERSCRIPT}|\[\^(?P<md>[^\]\s]{{1,40}})\]:)[ \t]*")
_MARK = re.compile(rf"{_SUPERSCRIPT}|\[\^(?P<md>[^\]\s]{{1,40}})\]|(?<=[\r\n])[ \t]*>[> \t]*")
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
    """The number or letter that a heading or an item is printed with, or a footnote's mark."""
    alone: bool = False
    """Of a numbered item: True for the only one of its list, which may be a heading."""
    references: tuple[str, ...] = ()
    """Marks of the footnotes that the words refer to."""

    def text(self, document: str) -> str:
        """The words of all runs, joined by spaces."""
        return " ".join(document[a:b] for run in self.runs for a, b in run)


def read_blocks(document: str) -> list[Block]:
    """The blocks of a Markdown text, in order. Any text is accepted; nothing is raised."""
    # "reference" would swallow lines such as `[1]: word` without a trace.
    parser = MarkdownIt("commonmark").enable("table").disable(["reference", "inline"])
    # As markdown-it reads it, and a byte order mark is no part of a line; offsets stay the same.
    document = without_front_matter(document)
    document = re.sub("\\A\ufeff", " ", document).replace("\0", "\ufffd")
    lines, tree = _lines(document), SyntaxTreeNode(parser.parse(document))
    if comments := find_comments(document, lines, tree):
        document = without_comments(document, comments)
        tree = SyntaxTreeNode(parser.parse(document))
    found = [block for block in _walk(document, lines, tree) if block.runs]
    hashes = 0
    for position, block in enumerate(found):
        if block.kind == "heading":
            hashes = block.level
        elif position + 1 < len(found):
            found[position] = _as_heading(document, block, hashes) or block
    marks = {block.number for block in found if block.kind == "footnote"}
    seen = [_without_marks(document, block, marks, comments) for block in found]
    return _join_what_was_cut(document, seen)


def unseen(document: str) -> Spans:
    """Where front matter and comments stand, in order: what is no part of the text."""
    seen = without_front_matter(document)
    above = ((0, len(document) - len(seen.lstrip())),) if seen != document else ()
    if "<!--" not in seen:
        return above
    tree = SyntaxTreeNode(
        MarkdownIt("commonmark").enable("table").disable(["reference", "inline"]).parse(seen)
    )
    return (*above, *find_comments(seen, _lines(seen), tree))


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
        elif child.type == "blockquote" and child.children:
            yield from _walk(document, lines, child)
        elif child.type == "heading":
            for span in _leaves(document, lines, child):
                if child.markup[0] in "-=" and is_underlined_text(document[slice(*span)]):
                    yield from _paragraph_and_footnotes(document, span)
                else:
                    yield Block("heading", ((span,),), level=int(child.tag[1:]) * 10)
        elif child.type == "paragraph":
            for span in _leaves(document, lines, child):
                yield from _paragraph_and_footnotes(document, span)
        else:
            yield Block("paragraph", tuple((span,) for span in _leaves(document, lines, child)))


def _list(document: str, lines: list[Span], node: SyntaxTreeNode) -> Iterator[Block]:
    """Each top item as one block, what is nested in it included."""
    alone = len(node.children) == 1
    for item, number in zip(node.children, printed_numbers(document, lines, node), strict=True):
        runs = tuple((span,) for span in _leaves(document, lines, item))
        yield Block("item", runs, number=number, alone=alone and number is not None)


def _leaves(document: str, lines: list[Span], node: SyntaxTreeNode) -> Iterator[Span]:
    """The spans of the pieces of text below a node: paragraphs, table rows, code, raw HTML."""
    is_leaf = node.type in _LEAVES or (node.type in _NESTING and node.level >= _DEEPEST)
    if not is_leaf:
        for child in node.children:
            yield from _leaves(document, lines, child)
        return
    if node.map is None:
        return
    first, last = node.map[0], min(node.map[1], len(lines)) - 1
    start, end = lines[first][0], lines[last][1]
    if node.type == "inline":  # without the marks of lists, quotes and headings around the words
        opening, *more = node.content.split("\n")
        if (offset := document.rfind(opening, *lines[first])) >= 0:
            start, end = offset, end if more else offset + len(opening)
            start = behind_letter(document, lines[first], start)
    span = strip(document, (start, end))
    if span[0] < span[1]:
        yield span


def _paragraph_and_footnotes(document: str, span: Span) -> Iterator[Block]:
    """A paragraph up to the first line that opens with a footnote's mark; then the footnotes."""
    starts = [m for m in _FOOTNOTE.finditer(document, *span) if _opens_a_line(document, m, span)]
    ends = [*(match.start() for match in starts), span[1]]
    words = strip(document, (span[0], ends[0]))
    if words[0] < words[1]:
        yield Block("paragraph", ((words,),))
    for match, end in zip(starts, ends[1:], strict=True):
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
    if block.kind == "item":
        line = document[slice(*span)]
        if not block.alone or not line[0].isupper() or not is_short_line(line):
            return None
        return Block("heading", block.runs, level=hashes + NUMBERED, number=block.number)
    if found := unmarked_heading(document, span):
        return Block("heading", ((found.words,),), level=hashes + found.rank, number=found.number)
    return None


def _without_marks(
    document: str, block: Block, footnotes: set[str | None], comments: Spans
) -> Block:
    """The block without the marks that point to footnotes, those of quotes, and comments."""
    runs, references = [], list(block.references)
    for run in block.runs:
        pieces: list[Span] = []
        for start, end in run:
            for match in _MARK.finditer(document, start, end):
                mark = match["sup"] or match["md"]
                if mark and mark not in footnotes:
                    continue  # 5 m<sup>2</sup>, or [^a-z] in code
                references += [mark] if mark else []
                pieces.append(strip(document, (start, match.start())))
                start = match.end()
            pieces.append(strip(document, (start, end)))
        seen = [part for piece in pieces for part in beside(document, piece, comments)]
        runs.append(tuple((a, b) for a, b in seen if a < b))
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
