"""The guided path: the documents in short steps, each in its own words with its place told.

What stands at any time comes before what was said on a day, and the earlier before the later. A
step is a section; a long one is parted, very short ones are joined. Where a corpus is too long
to be read in an hour, each passage is told by its opening sentence.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.answer import Quote
from assistant.citations import is_exact
from onboarding.material import Material, on_one_line, title_of
from onboarding.place import place_of, share_of
from vectorstore.documents import Document
from vectorstore.passages import Passage

_WORDS_A_MINUTE = 150  # careful reading of policy prose
_TRYING = 1.0  # minutes for the question to try
_LONGEST, _SHORTEST = 450, 70  # words of a step
_READ_WHOLE = 8_000  # words of a corpus, above which openings are read


@dataclass(frozen=True)
class Step:
    """One step of the path."""

    id: str
    """Of its first passage, so that progress outlives a change elsewhere in the corpus."""
    document: Document
    title: str
    why: str
    """Its place in the outline, in words."""
    quotes: tuple[Quote, ...]
    """What it says: every one exact."""

    @property
    def words(self) -> int:
        return sum(len(quote.words.text.split()) for quote in self.quotes)

    @property
    def minutes(self) -> int:
        """How long it takes, at least one minute."""
        return max(1, round(self.words / _WORDS_A_MINUTE + _TRYING))


def path(material: Material) -> tuple[Step, ...]:
    """The steps of the whole corpus, in the order to read them."""
    brief = sum(len(d.text.split()) for d in material.documents.values()) > _READ_WHOLE
    documents = sorted(material.documents.values(), key=_when)
    return tuple(
        replace(step, why=f"{_opens(at, documents)} {step.why}".strip() if first else step.why)
        for at, document in enumerate(documents)
        for first, step in _marked(_steps(material, document, brief))
    )


def _when(document: Document) -> tuple[bool, str]:
    dated = document.date[:1].isdigit()
    return dated, document.date if dated else ""


def _opens(at: int, documents: list[Document]) -> str:
    if len(documents) < 2:
        return ""
    document = documents[at]
    by = f", by the {document.publisher}" if document.publisher else ""
    dated = f" ({document.date})" if document.date[:1].isdigit() else ""
    return f"Here begins “{document.title}”{by}{dated}, {share_of(at, len(documents), 'document')}."


def _marked(steps: Iterator[Step]) -> Iterator[tuple[bool, Step]]:
    for at, step in enumerate(steps):
        yield at == 0, step


def _steps(material: Material, document: Document, brief: bool) -> Iterator[Step]:
    held: list[tuple[Passage, list[Quote]]] = []
    for outline in material.passages.values():
        if outline.kind != "outline" or outline.document != document.id:
            continue
        quotes = list(_quotes(material, outline, brief))
        if not quotes:
            continue
        if held and _count(held) + _words(quotes) > _LONGEST:
            yield from _parted(material, held)
            held = []
        held.append((outline, quotes))
        if _count(held) >= _SHORTEST:
            yield from _parted(material, held)
            held = []
    if held:
        yield from _parted(material, held)


def _parted(material: Material, held: list[tuple[Passage, list[Quote]]]) -> Iterator[Step]:
    """The sections of one step; in several steps where they are long."""
    outlines = [outline for outline, _ in held]
    quotes = [quote for _, own in held for quote in own]
    parts = _even(quotes, math.ceil(_words(quotes) / _LONGEST))
    document = material.documents[outlines[0].document]
    title = "; ".join(_heading(outline, material) for outline in outlines[:3])
    why = " ".join(place_of(outline, material) for outline in outlines[:3])
    for number, part in enumerate(parts, start=1):
        told = f", part {number} of {len(parts)}" if len(parts) > 1 else ""
        yield Step(part[0].passage.id, document, f"{title}{told}", why, tuple(part))


def _heading(outline: Passage, material: Material) -> str:
    """What a section is called; what stands before all sections introduces the document."""
    if outline.parent:
        return title_of(outline)
    document = material.documents[outline.document]
    sections = any(p.kind == "outline" for p in material.below.get(outline.id, ()))
    return f"Introduction to {document.label}" if sections else document.title


def _even(quotes: list[Quote], count: int) -> list[list[Quote]]:
    """The quotes in so many runs of about the same length, or in fewer."""
    whole, so_far = _words(quotes), 0
    parts: list[list[Quote]] = [[] for _ in range(max(1, count))]
    for quote in quotes:
        middle = so_far + _words([quote]) / 2
        parts[min(len(parts) - 1, int(middle / max(1, whole) * len(parts)))].append(quote)
        so_far += _words([quote])
    return [part for part in parts if part]


def _quotes(material: Material, outline: Passage, brief: bool) -> Iterator[Quote]:
    """What stands directly under a heading, footnotes left to those who look them up."""
    for passage in material.below.get(outline.id, ()):
        if passage.kind in ("item", "paragraph"):
            opening = brief and passage.sentences
            quote = Quote(passage, passage.sentences[0] if opening else passage.body)
            if is_exact(quote, material.documents[passage.document]):
                yield quote


def _count(held: list[tuple[Passage, list[Quote]]]) -> int:
    return sum(_words(quotes) for _, quotes in held)


def _words(quotes: list[Quote]) -> int:
    return sum(len(on_one_line(quote.words.text).split()) for quote in quotes)
