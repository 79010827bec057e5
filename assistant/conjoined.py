"""A question for two things at once: “staff mobility and funding”.

The best sentences often speak of one of the two. So each is asked alone too, and what answers it
stands beside the rest.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.answer import Draft, Refusal
from assistant.asking import A_QUESTION
from assistant.decline import odds, strangers, unmet
from assistant.followup import points_back
from assistant.quoting import WORDS, best_quotes, quote_answer
from vectorstore.index import Index, Search
from vectorstore.words import WORD, stem, words

_JOINT = re.compile(r"\b(?:and|as well as|plus|along with)\b", re.IGNORECASE)
_ASKS = re.compile(A_QUESTION, re.IGNORECASE)
_ANSWERS, _SURELY = 0.0, 1.0  # log-odds from which the reader finds one thing answered

_Word = tuple[int, str, set[str]]
"""Where a word of the question begins, the word, and its stems that belong to the subject."""


def with_the_other(draft: Draft, search: Search, index: Index) -> Draft:
    """The draft, with what answers the other thing that the question asks for.

    What the documents have no word of is said to be lacking.
    """
    for found in _searches(search, index):
        refusal = unmet(found)
        if refusal and (refusal.reason == "fact_missing" or strangers(found)):  # it names it
            draft = replace(draft, lacking=draft.lacking or refusal)
        elif not refusal and odds(found, unread=-math.inf) >= _ANSWERS:
            best = found.hits[0]
            if all(quote.passage.id != best.passage.id for quote in draft.quotes):
                draft = replace(draft, quotes=(*draft.quotes, *best_quotes((best,), WORDS // 2)))
    return draft


def one_of_two(refusal: Refusal, search: Search, index: Index) -> Draft | None:
    """What answers one of the two things, where the other is why the question was refused."""
    found = list(_searches(search, index))
    answered = [
        other for other in found if not unmet(other) and odds(other, unread=-math.inf) >= _SURELY
    ]
    if len(answered) != 1 or not any(map(unmet, found)):
        return None
    return replace(quote_answer(answered[0]), lacking=refusal)


def _searches(search: Search, index: Index) -> Iterator[Search]:
    """A search for each of the two; one that has no subject, or stands for the other, is left out.

    In “which reviews come, and what are they for?” the second is about the first.
    """
    whole_points = points_back(search.query.own)
    within = search.within.id if search.within else ""
    for asked in halves(search, index):
        if points_back(asked) and not whole_points:
            continue
        found = index.look_closer(index.find(asked, within=within))
        if found.terms:
            yield found


def halves(search: Search, index: Index) -> list[str]:
    """The question once without the one and once without the other of the two things.

    Empty where it asks for one thing: “peace and security” is one, as the documents have it.
    """
    question = search.query.own
    subject = search.terms.keys() - search.naming
    found = [
        (m.start(), m[0].lower(), {stem(w) for w in words(m[0])} & subject)
        for m in WORD.finditer(question)
    ]
    for joint in _JOINT.finditer(question):
        before = _last_run([word for word in found if word[0] < joint.start()])
        after = [word for word in found if word[0] > joint.start() and word[2]]
        if before and after and not index.says(f"{before[-1][1]} {joint[0].lower()} {after[0][1]}"):
            first, rest = question[: joint.start()].rstrip(" ,"), question[joint.end() :].lstrip()
            return [first, rest if _ASKS.match(rest) else question[: before[0][0]] + rest]
    return []


def _last_run(found: list[_Word]) -> list[_Word]:
    """The words of the subject that stand together last: “staff mobility”."""
    run: list[_Word] = []
    for word in reversed(found):
        if word[2]:
            run.insert(0, word)
        elif run:
            break
    return run
