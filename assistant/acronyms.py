"""What an acronym stands for: the sentence that spells it out, “Political Affairs (DPA)”."""

from __future__ import annotations

import re

from assistant.answer import Draft, Quote
from vectorstore.index import Index
from vectorstore.words import stems, terms

_ACRONYM = re.compile(r"\b[A-Z][A-Z0-9]{1,7}\b(?![-/])")
_ASKS = re.compile(
    r"\b(?:stands? for|short for|means?|meant|meaning|abbreviat\w+|acronym|spelt|spelled|in full|"
    r"full (?:name|form))\b",
    re.IGNORECASE,
)
_ONLY_ASKS = stems(
    "abbreviation acronym exactly form full letters long mean name short spell stand"
)


def spelt_out_in(question: str, index: Index) -> Draft | None:
    """The sentences that first spell out what the question asks the meaning of, and no more."""
    asked = list(dict.fromkeys(_ACRONYM.findall(question)))
    more = set(terms(question)) - _ONLY_ASKS - set(terms(" ".join(asked)))
    if not asked or more or not _ASKS.search(question):
        return None
    found = [_first(acronym, index) for acronym in asked]
    return Draft(tuple(dict.fromkeys(quote for quote in found if quote))) if all(found) else None


def _first(acronym: str, index: Index) -> Quote | None:
    spelt = re.compile(rf"\w ?\({re.escape(acronym)}s?\)")
    return next(
        (
            Quote(passage, sentence)
            for passage in index.passages.values()
            for sentence in passage.sentences
            if passage.kind != "outline" and spelt.search(sentence.text)
        ),
        None,
    )
