"""A question for two things at once: “staff mobility and funding”.

The best sentences often speak of one of the two. So each is asked alone too, and what answers it
stands beside the rest.
"""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answer import Draft
from assistant.decline import unmet
from assistant.quoting import WORDS, best_quotes
from vectorstore.index import Index, Search
from vectorstore.words import WORD, stem, words

_JOINT = re.compile(r"\b(?:and|as well as|plus|along with)\b", re.IGNORECASE)
_ANSWERS = 0.0  # log-odds from which the reader finds the other thing answered

_Word = tuple[int, str, set[str]]
"""Where a word of the question begins, the word, and its stems that belong to the subject."""


def with_the_other(draft: Draft, search: Search, index: Index) -> Draft:
    """The draft, with what answers the other thing that the question asks for."""
    for asked in halves(search, index):
        found = index.search(asked)
        if unmet(found):
            continue
        best = found.hits[0]
        answered = best.reading is not None and best.reading.answers >= _ANSWERS
        if answered and all(quote.passage.id != best.passage.id for quote in draft.quotes):
            draft = replace(draft, quotes=(*draft.quotes, *best_quotes((best,), WORDS // 2)))
    return draft


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
            first = question[: joint.start()].rstrip(" ,")
            second = question[: before[0][0]] + question[joint.end() :].lstrip()
            return [first, second]
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
