"""Documents side by side: what is asked about is looked for in each of them by itself."""

from __future__ import annotations

import re

from assistant.answer import Draft, Quote, Refusal
from assistant.decline import unanswered, unmet
from assistant.quoting import WORDS, best_quotes
from vectorstore.index import Index, Search
from vectorstore.words import WORD, stem, stems, words

_COMPARES = re.compile(
    r"\b(?:both(?! (?:[\w-]+ ){1,4}?and\b)|compare[ds]?|comparison|contrast|side by side|"
    r"differ(?:s|ently)?|differences?(?! between\b)|"
    r"next to each other|each (?:document|text|paper|say|says)|"
    r"(?:the |our |these )?two (?:document|text|paper)s)\b",
    re.IGNORECASE,
)
_COMPARING = stems(
    """
    agree call claim comparison contrast cover deal describe discuss get handle line mention
    overlap part passage place point position present put quote read say see show side speak
    take talk tell text touch treat view what's wording write
    """
)
"""Stems of words that ask for a comparison and are not what is compared."""


_LOOKS = 2  # passages of each document that the reader looks at


def compared(search: Search, index: Index) -> list[str]:
    """Ids of the documents that the question sets side by side; empty where it does not."""
    if len(search.documents) > 1:
        return sorted(search.documents)
    if _COMPARES.search(search.query.asked) and len(index.documents) == 2:
        return sorted(index.documents)
    return []


def side_by_side(search: Search, documents: list[str], index: Index) -> Draft | Refusal:
    """The best sentences of each document; which of them has nothing to quote is said."""
    subject = _subject(search)
    quotes: list[Quote] = []
    refused: dict[str, Refusal] = {}
    searches = {
        id_: index.look_closer(index.find(subject, within=id_), _LOOKS) for id_ in documents
    }
    nowhere = [unanswered(found) for found in searches.values()]
    if all(nowhere):
        return next(filter(None, nowhere))
    for id_, found in searches.items():
        if refusal := unmet(found):
            refused[index.documents[id_].label] = refusal
        else:
            quotes.extend(best_quotes(found.hits, WORDS // len(documents)))
    if not quotes:
        return next(iter(refused.values()))
    if not refused:
        return Draft(tuple(quotes))
    nearest = next(iter(refused.values())).nearest
    said = f"Nothing on this was found in {' and '.join(refused)}."
    return Draft(tuple(quotes), lacking=Refusal("fact_missing", said, nearest))


def _subject(search: Search) -> str:
    """What is compared: from the first to the last word of the subject, without the names."""
    said = search.query.own
    subject = search.terms.keys() - _COMPARING
    found = [(m, {stem(part) for part in words(m[0])}) for m in WORD.finditer(said)]
    inside = [at for at, (_, stems) in enumerate(found) if stems & subject]
    if not inside:
        return said
    kept = [
        match[0]
        for match, stems in found[inside[0] : inside[-1] + 1]
        if not stems & (search.naming | _COMPARING)
    ]
    return " ".join(kept)
