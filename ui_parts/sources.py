"""The panel of sources: for every citation its passage, inside its document, the quote marked.

Each is a `<section>` that CSS `:target` opens, so that a link is all it takes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.answer import Answer, Citation
from ui_parts.plain import plain
from vectorstore.documents import Document
from vectorstore.index import Index
from vectorstore.passages import Passage
from vectorstore.slices import Span, Spans

_AROUND = 8_000
"""Characters of the document on either side of a passage. Both of the UN's papers fit whole."""


def panel(answers: Sequence[Answer], index: Index) -> str:
    """The sources of a conversation as HTML, the latest answer's first."""
    turns = [
        _turn(turn, answer, index)
        for turn, answer in enumerate(answers, start=1)
        if answer.citations
    ]
    empty = '<p class="empty">The number behind a sentence opens its source here.</p>'
    return f"<h2>Sources</h2>{''.join(reversed(turns)) or empty}"


def _turn(turn: int, answer: Answer, index: Index) -> str:
    sections = []
    for citation in answer.citations:
        passage = index.passages[citation.passage]
        document = index.documents[passage.document]
        sections.append(_section(f"s{turn}-{citation.number}", citation, passage, document))
    return f'<div class="turn"><h3>{plain(answer.question)}</h3>{"".join(sections)}</div>'


def _section(name: str, citation: Citation, passage: Passage, document: Document) -> str:
    return (
        f'<section id="{name}" tabindex="-1" aria-labelledby="{name}-label">'
        f'<h4><a href="#{name}" id="{name}-label"><span class="number">{citation.number}</span> '
        f"<span>{plain(citation.label)}</span></a></h4>"
        f'<div class="source"><p class="file">{plain(document.title)}'
        f'<span>{plain(document.file)}</span> <a href="#chat">Back to the answer</a></p>'
        f"{_in_context(document.text, _extent(passage, citation.spans), citation.spans)}"
        "</div></section>"
    )


def _extent(passage: Passage, quote: Spans) -> Spans:
    """Where the passage stands; of an outline, which gathers titles, only what is quoted."""
    if passage.kind == "outline":
        return quote
    return (passage.title.spans if passage.title else ()) + passage.body.spans


def _in_context(text: str, passage: Spans, quote: Spans) -> str:
    """The document around the passage. What stands before opens scrolled to its end."""
    start = min(low for low, _ in passage)
    end = max(high for _, high in passage)
    line = text.rfind("\n", 0, start) + 1
    if not any(character.isalnum() for character in text[line:start]):
        start = line  # the bullet and the mark-up that open the passage
    before = _after_a_break(text[max(0, start - _AROUND) : start], start > _AROUND).strip("\n")
    after = _before_a_break(text[end : end + _AROUND], end + _AROUND < len(text)).strip("\n")
    reading = f'<div class="passage">{"".join(_pieces(text, (start, end), passage, quote))}</div>'
    if before.strip():
        reading = (
            '<div class="before" tabindex="0" role="region" aria-label="What stands before">'
            f"<div>{plain(before)}</div></div>{reading}"
        )
    return reading + (f'<div class="after">{plain(after)}</div>' if after.strip() else "")


def _pieces(text: str, whole: Span, passage: Spans, quote: Spans) -> Iterator[str]:
    """The text of `whole`: quoted words marked, words of other passages set back."""
    edges = {edge for span in passage + quote for edge in span if whole[0] < edge < whole[1]}
    for start, end in pairwise(sorted({*whole, *edges})):
        words = text[start:end]
        if _holds(quote, start):
            yield f"<mark>{plain(words)}</mark>"
        elif _holds(passage, start):
            yield plain(words)
        elif "\n" in words.strip():
            yield f'<span class="between" tabindex="0">{plain(words.strip())}</span>'
        else:
            yield f'<span class="other">{plain(words)}</span>'


def _holds(spans: Spans, at: int) -> bool:
    return any(start <= at < end for start, end in spans)


def _after_a_break(text: str, cut: bool) -> str:
    return f"…\n{text[text.find(chr(10)) + 1 :]}" if cut else text


def _before_a_break(text: str, cut: bool) -> str:
    return f"{text[: text.rfind(chr(10)) % (len(text) + 1)]}\n…" if cut else text
