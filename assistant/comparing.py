"""Documents side by side: what is asked about is looked for in each of them by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer import Draft, Quote, Refusal
from assistant.decline import odds, unanswered, unmet
from assistant.quoting import WORDS, best_quotes
from vectorstore.index import Index, Search
from vectorstore.words import WORD, stem, stems, words

_DOCUMENTS = re.compile(
    r"\b(?:both|each|(?:the |our |these |your )?two)(?: of)?(?: the| our| these| your)?(?: two)? "
    r"(?:document|file|paper|report|source|text)s?\b|"
    r"\bthe one (?:document|file|paper|report|source|text)\b(?=.{1,40}\bthe other\b)",
    re.IGNORECASE,
)
"""Means all the documents."""
_COMPARES = re.compile(
    r"\b(?:both(?! (?:[\w-]+ ){1,4}?and\b)|compare[ds]?|comparison|contrast|side by side|"
    r"differ(?:s|ently)?|differences?(?! (?:between|to)\b)|next to each other|each (?:say|says))\b",
    re.IGNORECASE,
)
"""May mean them, or what they speak of: “do both sides agree?”."""
_COMPARING = stems(
    """
    agree call claim comparison contrast cover deal describe discuss get handle line mention
    overlap part passage place point position present put quote read say see show side speak
    take talk tell text touch treat view what's wording write
    """
)
"""Stems of words that ask for a comparison and are not what is compared."""

_ANSWERED = -3.0  # log-odds from which a document answers, where nobody says that it does


def side_by_side(question: str, search: Search, index: Index) -> Draft | Refusal | None:
    """What each document says, where a question sets documents side by side; None where not.

    Where it does not say that it is the documents which it compares, each has to answer.
    `search`: what was found for the question, however it was put for that.
    """
    documents = sorted(search.documents)
    if len(documents) < 2:
        documents = sorted(index.documents) if len(index.documents) == 2 else []
    is_said = len(search.documents) > 1 or _DOCUMENTS.search(question)
    if not documents or not (is_said or _COMPARES.search(question)):
        return None
    subject = _subject(search)
    searches = [index.look_closer(index.find(subject, within=id_)) for id_ in documents]
    if not is_said and any(
        unmet(each) or odds(each, unread=_ANSWERED) < _ANSWERED for each in searches
    ):
        return None
    return _told(searches)


def _told(searches: Sequence[Search]) -> Draft | Refusal:
    """The best sentences of each document; which of them has nothing to quote is said."""
    nowhere = [unanswered(found) for found in searches]
    if all(nowhere):
        return next(filter(None, nowhere))
    quotes: list[Quote] = []
    refused: dict[str, Refusal] = {}
    for found in searches:
        if not (refusal := unmet(found)):
            quotes.extend(best_quotes(found.hits, WORDS // len(searches)))
        elif found.within:
            refused[found.within.label] = refusal
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
