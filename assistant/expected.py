"""The kind of answer that a question asks for, and whether a text holds one of that kind."""

from __future__ import annotations

import re

_ASKS = {
    "number": re.compile(
        r"\bhow (?:many|long|old)\b|\bhow much (?:money|time|(?:do|does|did) .* cost)\b|"
        r"\bwhat (?:number|share|percentage|proportion|amount|sum|fraction)\b",
        re.IGNORECASE,
    ),
    "date": re.compile(
        r"\b(?:what|which) (?:year|date|month|day)\b|\b(?:by|since|until|from) when\b|\bdeadline\b|"
        r"\bwhen (?:did|does|do|was|were|has|had|is|are|will|must|should|can|may)\b",
        re.IGNORECASE,
    ),
}
_TIME = (
    r"\b(?:hour|day|week|month|quarter|year|decade)s?\b|\b(?:daily|weekly|monthly|quarterly|annual|"
    r"annually|yearly|before|after|once|until|upcoming|during)\b"
)
_HOLDS = {
    "number": re.compile(
        r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|"
        r"forty|fifty|sixty|seventy|eighty|ninety|dozens?|hundreds?|thousands?|millions?|billions?|"
        rf"half|twice)\b|{_TIME}",
        re.IGNORECASE,
    ),
    "date": re.compile(
        r"\b(?:1[5-9]|20)\d\d\b|\b(?:January|February|March|April|May|June|July|August|September|"
        rf"October|November|December)\b|{_TIME}"
    ),
}


def lacked(question: str, text: str) -> str | None:
    """ "number" or "date" where the question asks for one and the text holds none."""
    for kind, asks in _ASKS.items():
        if asks.search(question) and not _HOLDS[kind].search(text):
            return kind
    return None
