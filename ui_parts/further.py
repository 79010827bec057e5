"""Questions to go on with: parts beside what was cited, and the like in another document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from assistant.ask import Assistant
from assistant.frame import frame_of
from vectorstore.index import Index
from vectorstore.multilingual import Language
from vectorstore.passages import Passage

_OFFERED = 3
_LIST = 3  # more passages than these are cited by lists
_TRIED = 7  # a question takes some 45 ms
_LONGEST_TITLE = 60  # characters
_ALIKE = 0.45
"""The score from which a passage of another document is taken to be about the same; a stranger
has about 0.3."""


def further(
    assistant: Assistant, cited: Sequence[str], asked: Sequence[str], language: Language = "en"
) -> list[str]:
    """Up to three questions, each answered by citing the passage that it was made for.

    `assistant`: one without a model, so that no question costs more than a search.
    `cited`: ids of passages, those of no document are passed over. `asked`: not offered again.
    """
    index = assistant.index
    known = [index.passages[id_] for id_ in dict.fromkeys(cited) if id_ in index.passages]
    offered: list[str] = []
    for passage in islice(dict.fromkeys(_candidates(known, index)), _TRIED):
        question = _question(passage, index, language)
        if not question or question in offered or question in asked:
            continue
        if any(c.passage == passage.id for c in assistant.ask(question).citations):
            offered.append(question)
        if len(offered) == _OFFERED:
            break
    return offered


def _candidates(cited: Sequence[Passage], index: Index) -> Iterator[Passage]:
    """What stands beside the first passage, the like elsewhere, and what else stands beside.

    Of a list, which cites one title after another, its entries.
    """
    if len(cited) > _LIST:
        yield from cited
        return
    beside = [passage for each in cited for passage in _beside(each, index) if each != passage]
    alike = [passage for each in cited for passage in _alike(each, index)]
    yield from (p for p in (*beside[:1], *alike, *beside[1:]) if p not in cited)


def _beside(passage: Passage, index: Index) -> list[Passage]:
    """Its siblings, the next one first and the one before it second."""
    siblings = [
        p
        for p in index.passages.values()
        if p.parent == passage.parent and p.kind in ("item", "outline")
    ]
    at = next((i for i, sibling in enumerate(siblings) if sibling.id == passage.id), -1)
    if at < 0:
        return siblings
    after, before = siblings[at + 1 :], siblings[:at][::-1]
    return [*after[:1], *before[:1], *after[1:], *before[1:]]


def _alike(passage: Passage, index: Index) -> list[Passage]:
    """The passage of another document that is likest, if there is one about the same."""
    text = ". ".join(s.text for s in (passage.title, *passage.sentences[:2]) if s)
    for hit in index.find(text).hits:
        if hit.passage.document != passage.document:
            return [hit.passage] if hit.score >= _ALIKE else []
    return []


def _question(passage: Passage, index: Index, language: Language) -> str:
    """What a person would ask to be told this passage: by its title, else by where it stands."""
    if language != "en":
        return frame_of(language).what_of.format(label=passage.label)
    document, title = index.documents[passage.document].label, _title(passage)
    if title and len(title) <= _LONGEST_TITLE:
        return f"What does {document} say about “{title}”?"
    part = f"{passage.noun} {passage.number}"
    is_clear = passage.label == f"{document}, {part}"
    section = index.passages[passage.document if is_clear else passage.parent or passage.id]
    within = _called(section, document)
    if passage.number:
        joins = "under" if within.startswith("“") else "of"
        return f"What does {part} {joins} {within} say?"
    if passage.label.endswith(", introduction"):
        return f"What does the introduction to {within} say?"
    return f"What does {document} say under “{_title(section)}”?" if section.parent else ""


def _called(section: Passage, document: str) -> str:
    """How a person calls a section, or the whole document."""
    if not section.parent:
        return document
    return (
        f"{section.noun} {section.number} of {document}"
        if section.number
        else f"“{_title(section)}”"
    )


def _title(passage: Passage) -> str:
    return " ".join(passage.title.text.split()) if passage.title else ""
