"""Questions about which part says what: a sentence and its part, a part and its section."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from assistant.answer import Quote
from onboarding.material import Material, title_of
from onboarding.question import Asked
from vectorstore.passages import Passage

_ENOUGH = 6
"""Wrong options from nearby, below which they are looked for further away."""


def where(material: Material) -> Iterator[Asked]:
    """Which part says this? The options are titles of parts of the same rank."""
    asked: set[str] = set()
    for said in material.whole_sentences:
        part = _titled(said.passage, material)
        others = _beside(part, material) if part else []
        near = frozenset(title_of(o) for o in others if part and o.document == part.document)
        if part and near and (part == said.passage or said.passage.id not in asked):
            asked.add(said.passage.id)
            yield Asked(
                "where",
                f"Which {_rank(part, others)}{_within(others, material)} says this?",
                said.text,
                title_of(part),
                [title_of(other) for other in others],
                said.quote,
                near,
            )


def which(material: Material) -> Iterator[Asked]:
    """What does this part say? The options are sentences, of which one stands there."""
    for said in material.whole_sentences:
        part = _titled(said.passage, material)
        if not part or part != said.passage:
            continue
        others = [other for other in material.whole_sentences if other.passage != part]
        near = [o for o in others if o.passage.document == part.document]
        beside = [o for o in near if o.passage.noun == part.noun]
        wrong = [o.text for o in next((s for s in (beside, near) if len(s) >= _ENOUGH), others)]
        ask = f"Which of these stands under this {part.noun} of {material.label(part.document)}?"
        yield Asked("which", ask, title_of(part), said.text, wrong, said.quote)


def section(material: Material) -> Iterator[Asked]:
    """In which section does a part stand?"""
    for part, own, others in _in_sections(material):
        ask = f"In which {own.noun} of {material.label(own.document)} does this {part.noun} stand?"
        wrong = [title_of(other) for other in others]
        assert part.title is not None  # only titled parts are asked about
        yield Asked("section", ask, title_of(part), title_of(own), wrong, Quote(part, part.title))


def member(material: Material) -> Iterator[Asked]:
    """Which part stands in this section?"""
    rows = list(_in_sections(material))
    for part, own, others in rows:
        ids = {other.id for other in others}
        wrong = [title_of(p) for p, where_, _ in rows if where_.id in ids and p.noun == part.noun]
        ask = f"Which {part.noun} stands in this {own.noun} of {material.label(own.document)}?"
        assert part.title is not None
        yield Asked("member", ask, title_of(own), title_of(part), wrong, Quote(part, part.title))


def _in_sections(material: Material) -> Iterator[tuple[Passage, Passage, list[Passage]]]:
    """Each titled item with its section and the sections beside that, which have items too."""
    items = [p for p in material.passages.values() if p.kind == "item" and p.title]
    holding = {item.parent for item in items}
    titles = Counter(title_of(item) for item in items)
    for item in items:
        own = material.passages[item.parent]
        others = [
            other
            for other in material.below.get(own.parent, ())
            if other.kind == "outline" and other.id in holding
        ]
        if title_of(own) and titles[title_of(item)] == 1 and len(others) > 1:
            yield item, own, [other for other in others if other.id != own.id]


def _titled(passage: Passage, material: Material) -> Passage | None:
    """The passage, or the section that it stands in, whichever has a title of its own first."""
    if passage.title:
        return passage
    above = material.passages.get(passage.parent)
    return above if above and above.title and above.parent else None


def _beside(part: Passage, material: Material) -> list[Passage]:
    """Parts that could be taken for it: of the same document, else of any.

    An item is asked about among items, a section among sections that hold no other section.
    """
    parents = {p.parent for p in material.passages.values() if p.kind == "outline"}
    alike = [
        other
        for other in material.passages.values()
        if other.kind == part.kind
        and other.title
        and other.parent
        and (other.kind == "item" or other.id not in parents)
        and title_of(other).casefold() != title_of(part).casefold()
    ]
    near = [other for other in alike if other.document == part.document]
    return near if len(near) >= 3 else alike


def _within(others: list[Passage], material: Material) -> str:
    """Where all of them stand: “ of CAF24”."""
    documents = {other.document for other in others}
    return f" of {material.label(documents.pop())}" if len(documents) == 1 else " of the documents"


def _rank(part: Passage, others: list[Passage]) -> str:
    """What all of them are called: “takeaway”, or “part” where they are not all called so."""
    return part.noun if all(other.noun == part.noun for other in others) else "part"
