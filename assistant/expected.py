"""The kind of answer that a question asks for, and whether a text holds one of that kind."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.number_words import CARDINALS, TENS

_CAN_I = r"(?:can|could|do|may) i"
_CAN_WE = r"(?:can|could|do|may) (?:i|we)"
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
_ASKS_HOW = {
    "contact details": re.compile(
        r"\b(?:e-?mail|postal|mailing|street|web|office|contact) ?(?:address|details|information)|"
        r"\b(?:(?:tele)?phone|fax|contact) numbers?\b|"
        r"\bwhat(?:'|’)?s? (?:is |are )?(?:the |its |their )?(?:e-?mail|website|url|hotline)\b|"
        rf"\b{_CAN_WE} (?:contact|get in touch with|get hold of|reach out to|e-?mail|phone)\b|"
        r"\bhow to (?:contact|reach out to|get in touch)\b|\baddress of (?-i:[A-Z])",
        re.IGNORECASE,
    ),
    "instructions": re.compile(
        rf"\b{_CAN_WE} (?:apply (?:for|to)|join(?! forces| efforts)|register|sign up|enrol|"
        r"subscribe|volunteer|get (?:a|the) (?:job|post|position|visa))\b|"
        rf"\b{_CAN_I} (?:become an?|work (?:for|at))\b",
        re.IGNORECASE,
    ),
}
_TIME = (
    r"\b(?:hour|day|week|month|quarter|year|decade)s?\b|\b(?:daily|weekly|monthly|quarterly|annual|"
    r"annually|yearly|before|after|once|until|upcoming|during)\b"
)
_HOLDS = {
    "number": re.compile(
        rf"\d|\b(?:{'|'.join([*CARDINALS[2:], *TENS])}|"
        r"dozens?|hundreds?|thousands?|millions?|billions?|"
        rf"half|twice)\b|{_TIME}",
        re.IGNORECASE,
    ),
    "date": re.compile(
        r"\b(?:1[5-9]|20)\d\d\b|\b(?:January|February|March|April|May|June|July|August|September|"
        rf"October|November|December)\b|{_TIME}"
    ),
}
_HOLDS_HOW = {
    "contact details": re.compile(
        r"\S@\S|https?://|\bwww\.|\b[\w-]+\.(?:com|int|net|org)\b|\bP\.? ?O\.? Box\b|"
        r"\b(?:tel|phone|telephone|extension|ext)\b\W*\d|\+\d[\d ()./-]{6,}",
        re.IGNORECASE,
    ),
    "instructions": re.compile(
        r"\b(?:appl(?:y|ies|icants?|ications?)|candidates?|enrol|join|joins|joining|regist\w+|"
        r"sign up|submit\w*|subscri\w+|vacanc\w+|volunteers?|eligib\w+|you)\b",
        re.IGNORECASE,
    ),
}
_READ = 5  # passages in which that is looked for


def lacked(question: str, text: str) -> str | None:
    """ "number" or "date" where the question asks for one and the text holds none."""
    for kind, asks in _ASKS.items():
        if asks.search(question) and not _HOLDS[kind].search(text):
            return kind
    return None


def lacked_by_all(question: str, texts: Sequence[str]) -> str | None:
    """ "contact details" or "instructions" where a person asks how to reach or to join somebody,
    and none of the nearest texts shows a sign of either. `texts`: the nearest first.
    """
    for kind, asks in _ASKS_HOW.items():
        if asks.search(question) and not any(map(_HOLDS_HOW[kind].search, texts[:_READ])):
            return kind
    return None
