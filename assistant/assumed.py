"""What a question takes for granted, where the passages that would answer do not bear it out.

“Why should the council meet less often?” is near to the passage which wants more meetings, and
that passage is no answer. The reader tells one from the other where it was trained for that;
docs/decisions/0018-entailment.md has how well.
"""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answer import Draft, Refusal
from assistant.decline import odds
from assistant.quoting import quote_answer
from vectorstore.index import Index, Search

_PRESUPPOSES = re.compile(
    r"(?:(?:so|and|but|ok),? )?(?:why|how come|what (?:made|makes|speaks)|since|now that|given|"
    r"seeing that|as|on (?:what|which) grounds|"
    r"how (?:do|does|did) [^,;:?]{1,40}? (?:justify|explain|defend|come to))\b",
    re.IGNORECASE,
)
"""How a question begins that takes for granted what follows."""
# Chosen on the development questions and on documents that nothing was learnt from.
_BORNE_OUT = -5.0  # log-odds below which a passage does not bear it out
_SURE = 4.0  # log-odds from which the question is answered, whatever it takes for granted
_SAID = "This is what the documents say; what the question takes for granted, they do not."


def corrected(search: Search, index: Index) -> Draft | None:
    """What the documents say instead; None where a passage that answers bears the question out.

    A follow-up is not judged, since what it takes for granted stands in the questions before; nor
    is a question that the reader surely finds answered.
    """
    asked = search.query.own
    if search.query.since or not _PRESUPPOSES.match(asked) or odds(search, unread=_SURE) >= _SURE:
        return None
    draft = quote_answer(search)
    passages = dict.fromkeys(quote.passage for quote in draft.quotes)
    for passage in passages:
        found = index.bears_out(asked, passage)
        if found is None or found >= _BORNE_OUT:
            return None
    best = next(iter(passages))
    quotes = tuple(quote for quote in draft.quotes if quote.passage is best)
    return replace(draft, quotes=quotes, lacking=Refusal("false_premise", _SAID, corrects=True))
