"""A summary in the documents' own sentences: every part is there while the length allows.

The parts of a section are its introduction and its items; those of a document are its sections.
From each the most telling sentence is taken: near to its headings, near to the whole, and such
that it can stand without the sentence before.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from assistant.answer import Draft, Quote
from assistant.choosing import Choice, each_once, filled
from assistant.length import Length
from vectorstore.embedder import Floats
from vectorstore.index import Index
from vectorstore.passages import Passage

_DEFAULT = Length(sentences=5, words=120)
# Chosen by reading the results on three documents; docs/decisions/0006 says what was read.
_CENTRE = 0.5  # weight of a sentence's nearness to the whole, beside that to its headings
_OPENS = 0.12  # what the first sentence of a passage is worth
_SPEAKS_FOR_ALL = 0.15  # the same for an introduction to items that have titles
_WORD = 0.002  # what each word costs

_SUMS_UP = re.compile(
    r"\b(?:summar\w+|sum(?:s|ming)? up|sum it up|gist|condense\w*|boil\w*|nutshell|tl;?dr|recap|"
    r"digest|abstract|synopsis|essence|in (?:brief|short|a word)|briefly|shorten\w*|"
    r"(?:main|key|core|central) (?:points?|messages?|ideas?|thrust|argument)|bottom line|"
    r"the short version|elevator pitch)\b",
    re.IGNORECASE,
)


def asks_for_summary(question: str) -> bool:
    """True where the question asks for the main points of what it names."""
    return bool(_SUMS_UP.search(question))


def summed_up(index: Index, parts: Sequence[Passage], length: Length) -> Draft | None:
    """Sections, items or whole documents in the stated length; None where they are headings only.

    The sentences come in the order of the text.
    """
    if len(parts) > 1 and not length.is_set and not any(part.parent for part in parts):
        each = [draft for part in parts if (draft := summed_up(index, [part], length))]
        return Draft(tuple(quote for draft in each for quote in draft.quotes)) if each else None
    limits = length if length.is_set else _DEFAULT
    units, spare = _units(index, parts, limits.sentences, length.each)
    if length.each:
        most = len(units) * (length.sentences or 1)
        limits = Length(most, length.words and length.words * len(units))
    elif not length.is_set:
        limits = Length(max(_DEFAULT.sentences or 0, len(units)), _DEFAULT.words)
    if spare and limits.sentences is not None and limits.sentences < len(units):
        units, spare = [spare, *units], []
    chosen = filled(each_once(units, limits), [*([spare] if spare else []), *units], limits, length)
    order = {id_: place for place, id_ in enumerate(index.passages)}
    chosen.sort(key=lambda c: (order[c.passage.id], c.at))
    quotes = tuple(Quote(c.passage, c.passage.sentences[c.at]) for c in chosen)
    if not quotes:
        return None
    lead = "" if len(parts) > 1 else parts[0].called
    return Draft(quotes, lead, as_list=bool(lead) and length.each)


def shortened(draft: Draft, length: Length) -> Draft:
    """The draft's first sentences, as many as the length allows; always one."""
    kept: list[Quote] = []
    words = 0
    for quote in draft.quotes:
        words += len(quote.words.text.split())
        over = length.words is not None and words > length.words
        if kept and (over or len(kept) == length.sentences):
            break
        kept.append(quote)
    return replace(draft, quotes=tuple(kept))


def _sections(index: Index, part: Passage) -> list[Passage]:
    found = [p for p in index.passages.values() if p.parent == part.id and p.kind == "outline"]
    return found or [part]


def _units(
    index: Index, parts: Sequence[Passage], most: int | None, each: bool
) -> tuple[list[list[Choice]], list[Choice]]:
    """What is to be represented, each as its sentences; and what is added where there is room."""
    if len(parts) > 1:
        finer = [
            unit for part in parts if part.kind == "outline" for unit in _sections(index, part)
        ]
        if not each and len(finer) > len(parts) and len(finer) <= (most or len(finer)):
            return [_choices(index, held) for held in _under(index, finer)], []
        return [_choices(index, held) for held in _under(index, parts)], []
    (part,) = parts
    if part.kind != "outline":
        return [_choices(index, [part])], []
    below = [p for p in index.passages.values() if p.parent == part.id and p.kind != "footnote"]
    sections = [p for p in below if p.kind == "outline"]
    items = [p for p in below if p.kind == "item"]
    rest = [p for p in below if p.kind == "paragraph"]
    if sections:
        return [_choices(index, held) for held in _under(index, sections)], _choices(index, rest)
    if items:
        return [_choices(index, [item]) for item in items], _choices(index, rest)
    return [_choices(index, [paragraph]) for paragraph in rest], []


def _under(index: Index, parts: Sequence[Passage]) -> list[list[Passage]]:
    """The passages with sentences of its own in each part, at any depth."""
    found = [[] if part.kind == "outline" else [part] for part in parts]
    inside = defaultdict[str, list[list[Passage]]](list)
    for part, held in zip(parts, found, strict=True):
        inside[part.id].append(held)
    for passage in index.passages.values():
        if passage.parent not in inside or passage.kind == "footnote":
            continue
        if passage.kind == "outline":
            inside[passage.id] += inside[passage.parent]
        elif passage.sentences:
            for held in inside[passage.parent]:
                held.append(passage)
    return found


def _choices(index: Index, passages: Sequence[Passage]) -> list[Choice]:
    """Every sentence of the passages with its value; announcements ("These are:") are no choice."""
    told = [(passage, *index.meanings(passage)) for passage in passages if passage.sentences]
    rows = [row for _, sentences, _ in told for row in sentences]
    if not rows:
        return []
    centre = np.asarray(np.mean(rows, axis=0), dtype=np.float32)
    centre /= max(float(np.linalg.norm(centre)), 1e-6)
    titled = any(passage.title for passage in passages)
    return [
        choice
        for passage, sentences, heading in told
        if not passage.body.text.rstrip().endswith(":")
        for choice in _valued(passage, sentences, heading, centre, titled)
    ]


def _valued(
    passage: Passage, sentences: Floats, heading: Floats, centre: Floats, titled: bool
) -> Iterator[Choice]:
    introduces = titled and passage.kind == "paragraph"
    for at, row in enumerate(sentences):
        value = float(row @ heading) + _CENTRE * float(row @ centre)
        value += _OPENS * (at == 0) + _SPEAKS_FOR_ALL * introduces
        words = len(passage.sentences[at].text.split())
        yield Choice(passage, at, value - _WORD * words)
