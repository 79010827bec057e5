"""What some Markdown files say of themselves above their text: a block between two lines `---`.

It is no part of the text: nobody is to be quoted “layout: page”. Its `title` is the document's.
"""

from __future__ import annotations

import re

_FIELD = r"[A-Za-z_][\w .-]{0,60}:(?:[ \t][^\r\n]*)?\r?\n"
_BESIDE = r"(?:(?!---|\.\.\.)[ \t#-][^\r\n]*)?\r?\n"
_BLOCK = re.compile(
    r"\A\ufeff?---[ \t]*\r?\n"
    rf"(?P<fields>(?:{_BESIDE}){{0,50}}{_FIELD}(?:{_FIELD}|{_BESIDE}){{0,200}}?)"
    r"(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)"
)
"""A line at least names a field, every other does or goes on with one, is a comment or empty; else
it is a rule above a text, and what looks like a comment is a heading."""
_TITLE = re.compile(
    r"^title:[ \t]+(?P<quote>[\"']?)(?P<title>.+?)(?P=quote)[ \t]*\r?$", re.M | re.I
)


def without_front_matter(document: str) -> str:
    """The text with spaces where its front matter stands: offsets stay the same."""
    block = _BLOCK.match(document)
    return re.sub(r"[^\r\n]", " ", block[0]) + document[block.end() :] if block else document


def title_in_front_matter(document: str) -> str:
    """The title that a document's front matter gives it; empty without one."""
    block = _BLOCK.match(document)
    found = _TITLE.search(block["fields"]) if block else None
    return found["title"].strip() if found else ""
