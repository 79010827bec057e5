"""Comments in Markdown, between `<!--` and `-->`: what nobody who reads the page sees.

They are no part of the text, and a note to a colleague is not to be quoted. In code they are words.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from markdown_it.tree import SyntaxTreeNode

from vectorstore.slices import Span, Spans, strip

_CLOSING = "-->"
_CHARACTER = re.compile(r"[^\r\n]")
_WORDS_FOLLOW = re.compile(r"[ \t]*\S")
_CODE_OR_COMMENT = re.compile(
    r"(?P<code>(?<!`)(?P<ticks>`{1,40})(?!`)"
    r"(?:(?!\n[ \t]*\r?\n|\r[ \t]*\r)[\s\S])*?(?<!`)(?P=ticks)(?!`))"
    r"|(?<!\\)<!--"
)


def find_comments(document: str, lines: Sequence[Span], tree: SyntaxTreeNode) -> Spans:
    """Where comments stand, in order; `tree`: the document as markdown-it reads it."""
    if "<!--" not in document:
        return ()
    found: list[Span] = []
    at = 0
    for first, last in [*_code(lines, tree), (len(document), len(document))]:
        while match := _CODE_OR_COMMENT.search(document, at, first):
            at = match.end()
            if match["code"]:
                continue
            close = document.find(_CLOSING, at - 2, first)  # as in “<!-->”
            if close < 0:
                break
            at = close + len(_CLOSING)
            found.append((match.start(), at))
        at = max(at, last)
    return tuple(found)


def without_comments(document: str, comments: Spans) -> str:
    """The text with blanks where its comments stand: offsets stay the same.

    Before words on its line a comment is no indentation, which would make code of them.
    """
    pieces: list[str] = []
    at = 0
    for start, end in comments:
        pieces += [document[at:start], _CHARACTER.sub(" ", document[start:end])]
        if _WORDS_FOLLOW.match(document, end):
            *above, last = pieces.pop().splitlines(keepends=True)
            pieces += [*above, "\u00a0" * len(last)]
        at = end
    return "".join([*pieces, document[at:]])


def beside(document: str, span: Span, comments: Spans) -> Iterator[Span]:
    """The span in the pieces that stand before, between and after comments."""
    at, end = span
    for start, close in comments[bisect_left(comments, span) :]:
        if start >= end:
            break
        yield strip(document, (at, start))
        at = close
    yield strip(document, (at, end))


def between(hidden: Spans, span: Span) -> Iterator[Span]:
    """The pieces of a span that stand outside of what is hidden, white space and all."""
    at, end = span
    for start, close in hidden[bisect_right(hidden, at, key=lambda each: each[1]) :]:
        if start >= end:
            break
        if at < start:
            yield at, start
        at = close
    if at < end:
        yield at, end


def _code(lines: Sequence[Span], tree: SyntaxTreeNode) -> list[Span]:
    return [
        (lines[node.map[0]][0], lines[min(node.map[1], len(lines)) - 1][1])
        for node in tree.walk()
        if node.type in ("fence", "code_block") and node.map
    ]
