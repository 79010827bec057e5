"""Several questions in one: each is answered by itself, and the answers stand together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answer import Draft, Refusal
from assistant.asking import A_QUESTION
from assistant.followup import points_back
from vectorstore.words import terms

_ENTRY = re.compile(r"(?:^|(?<=\s))\(?(?P<number>\d{1,2})[.)]\s+(?=\S)")
_NEXT = re.compile(r"(?<=\?)\s+(?:(?:and|also|plus)\b[ ,]*)?(?=\S)", re.IGNORECASE)
_AND = re.compile(
    r",?\s+(?:and|as well as|plus)(?: also)?\s+"
    r"(?!(?:what|which) (?:are|is) (?:they|these|those)(?: called| named| entitled)?\W*$)"
    rf"(?={A_QUESTION}|(?:who|what|which(?: \w+){{1,2}}) \w+ed\b|"
    r"(?:list|name|say|tell|give|show|explain|summari[sz]e)\b \w)",
    re.IGNORECASE,
)
"""Where a second question begins that has a verb of its own."""
_TO_TELL = re.compile(
    r"what (?:do|should|shall|can|could|must|will|would) (?:I|we) (?:have to )?"
    r"(?:tell|say to|answer|write to|show|report to) (?:(?!about\b|of\b|on\b)[\w’'-]+ ?)+\?",
    re.IGNORECASE,
)
"""For whom the answer is: of several questions this is none."""
_TO_ONESELF = re.compile(r"\b(?:I|me|my|we|us|our)\b", re.IGNORECASE)
_ASKS = (
    r"(?:(?:at|by|for|from|in|on|to|with) )?"
    r"(?:who|whom|what|where|when|why|how(?: (?:far|long|many|much|often|soon))?)"
)
_ASKED_TWICE = re.compile(rf"(?P<one>{_ASKS}),? and (?P<two>{_ASKS}) (?P<rest>.+)", re.IGNORECASE)
_ASKED_AFTER = re.compile(
    rf"(?P<one>{_ASKS}) (?P<rest>.+?),? and (?P<two>{_ASKS})\W*", re.IGNORECASE
)
_MOST = 5  # questions


def several(question: str) -> list[str]:
    """The questions that are asked at once; none for one question.

    They stand in a numbered list, follow one another, or are joined by “and” with a verb each.
    One that stands by itself needs none before it; one that is joined may: “and what are its
    themes?”.
    """
    apart = _listed(question) or [part for part in _NEXT.split(question) if part.endswith("?")]
    if len(apart) > 1 and any(points_back(part) for part in apart[1:]):
        return []
    whole = [part for part in apart or [question] if not _TO_TELL.fullmatch(part)]
    found = [p.strip(" ,") for part in whole for p in _AND.split(part)]
    return found if 1 < len(found) <= _MOST and all(map(terms, found)) else []


def asked_twice(question: str) -> list[str]:
    """Both questions that are asked of one thing: “when was it, and why?”, “when and why was it?”.

    None for any other question.
    """
    match = _ASKED_TWICE.fullmatch(question) or _ASKED_AFTER.fullmatch(question)
    return [f"{match[each]} {match['rest']}" for each in ("one", "two")] if match else []


def stand_apart(parts: Sequence[str]) -> bool:
    """True where each but the last is closed by its own question mark."""
    return all(part.endswith("?") for part in parts)


def all_answered(outcomes: Sequence[Draft | Refusal]) -> bool:
    """True where nothing is lacking."""
    return all(isinstance(each, Draft) and not each.lacking for each in outcomes)


def joined(parts: Sequence[str], outcomes: Sequence[Draft | Refusal]) -> Draft | None:
    """What answers the questions, in their order, and what is lacking; None without an answer.

    Where nothing answers what people ask themselves, that is not said: “what do I tell them?”.
    """
    drafts = [each for each in outcomes if isinstance(each, Draft)]
    lacking: dict[Refusal, str] = {}
    for part, each in zip(parts, outcomes, strict=True):
        refusal = each if isinstance(each, Refusal) else each.lacking
        if refusal and (isinstance(each, Draft) or not _TO_ONESELF.search(part)):
            lacking.setdefault(refusal, part.rstrip("?"))
    if not drafts:
        return None
    said = " ".join(f"“{part}?” {refusal.text}" for refusal, part in lacking.items())
    return Draft(
        tuple(dict.fromkeys(quote for draft in drafts for quote in draft.quotes)),
        "; ".join(dict.fromkeys(draft.lead for draft in drafts if draft.lead)),
        any(draft.as_list for draft in drafts),
        replace(next(iter(lacking)), text=said) if lacking else None,
    )


def _listed(question: str) -> list[str]:
    """The entries of a numbered list: “1. … 2. …”."""
    entries = list(_ENTRY.finditer(question))
    if [int(entry["number"]) for entry in entries] != [*range(1, len(entries) + 1)]:
        return []
    ends = [*(entry.start() for entry in entries[1:]), len(question)]
    return [question[e.end() : end].strip() for e, end in zip(entries, ends, strict=False)]
