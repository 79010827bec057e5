"""What some Markdown files say of themselves above their text: a block between two lines `---`.

It is no part of the text: nobody is to be quoted “layout: page”. Its `title` is the document's.
"""

from __future__ import annotations

import re

_BLOCK = re.compile(
    r"\A\ufeff?---[ \t]*\r?\n"
    r"(?P<fields>(?:(?:[A-Za-z_][\w .-]{0,60}:(?:[ \t][^\r\n]*)?|(?!---|\.\.\.)[ \t#-][^\r\n]*|)"
    r"\r?\n){1,200}?)"
    r"(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)"
)
"""Every line names a field, goes on with one, or is a comment; else it is a rule above a text."""
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
