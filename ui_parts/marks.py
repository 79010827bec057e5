"""The mark behind a sentence: a short label that links to the quoted words in their document."""

from __future__ import annotations

import re
from urllib.parse import quote

from assistant.answer import Citation
from ui_parts.plain import plain
from vectorstore.index import Index
from vectorstore.passages import Passage
from vectorstore.slices import Spans

_PART = re.compile(r"/part-(\d+)\Z")


def mark(citation: Citation, index: Index) -> str:
    """The link. Its title holds the quote and, on a second line, the whole label."""
    label = short_label(index.passages[citation.passage], index)
    title = "\n".join([" ".join(citation.quote.split()), citation.label])
    return (
        f'<a class="cite" href="{plain(link(citation.passage, citation.spans))}" '
        f'title="{plain(title)}">{plain(label)}</a>'
    )


def link(passage: str, spans: Spans = ()) -> str:
    """The address of a passage within the page, or of words in it: `#caf24/1.2@1987-2337`."""
    words = ",".join(f"{start}-{end}" for start, end in spans)
    return f"#{quote(passage, safe='/')}" + (f"@{words}" if words else "")


def short_label(passage: Passage, index: Index) -> str:
    """The document's label and the passage's number; a noun where the number says too little."""
    return f"{index.documents[passage.document].label} {_place(passage, index)}"


def _place(passage: Passage, index: Index) -> str:
    part = _PART.search(passage.id)
    suffix = f", part {part[1]}" if part else ""
    if "." in passage.number:
        return passage.number + suffix
    if passage.number:
        return f"{passage.noun} {passage.number}{suffix}"
    if passage.kind == "outline":
        return "section" if passage.parent else "outline"
    above = index.passages[passage.parent].number if passage.parent else ""
    inside = passage.label.removeprefix(f"{index.documents[passage.document].label}, ")
    told = [
        piece
        for piece in inside.split(", ")
        if piece == "introduction" or piece.startswith(f"{passage.noun} ")
    ]
    return " ".join(filter(None, [above, ", ".join(told) or passage.noun])) + suffix
