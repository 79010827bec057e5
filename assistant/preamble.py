"""What is said before a question and asks nothing: a greeting, “ok,”, “I wonder”, “true or false?”.

It is taken off before anything is made of the question, so that the answer is that to the question
alone. What stands alone is left as it is.
"""

from __future__ import annotations

import re

_COURTESY = re.compile(
    r"(?:(?:hi+|hello+|hey+|hiya|howdy|greetings|good (?:morning|afternoon|evening|day|night)|"
    r"dear (?:all|assistant|colleagues?|sir|madam)|bye|goodbye|cheers|thx|ty|"
    r"(?:many )?thanks(?: (?:a lot|so much|again|very much|a million))?(?: for (?:that|this|it))?|"
    r"thank you(?: (?:so much|very much|again|kindly))?(?: for (?:that|this|it))?)"
    r"(?: (?:there|everyone|everybody|all|again|team|you))?(?=[\s,.!;:–—-]|$)|"
    r"(?:great|perfect|excellent|brilliant|wonderful|awesome|nice|lovely|cool|super|welcome|"
    r"morning)(?=[,.!;:]|$))[\s,.!;:–—-]*",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"(?P<joins>(?:(?:so|and|but|now),?\s+)?)"
    r"(?:(?:(?:ok|okay|alright|h+m+|u+m+|u+h+|er+m?|ah+|oh)\b|"
    r"(?:all right|well|right|anyway|sorry|listen|look)(?=[,.!…]))"
    r"[\s,.!;:…–—-]*)+",
    re.IGNORECASE,
)
"""What joins a question to the one before is kept: “so, um, why?” leans on it."""
_ASIDE = re.compile(
    r"(?:is it (?:true|false|correct|right|the case|a fact|fair to say)"
    r"(?: or (?:false|not|wrong|incorrect))?(?:,? that\b|[,:?])|"
    r"(?:true|right|correct) or (?:false|wrong|incorrect|not)\b|"
    r"am i (?:right|correct)(?: that\b| in (?:thinking|saying|assuming)(?: that\b)?)|"
    r"correct me if i(?:'|’)m wrong(?:,? but)?|"
    r"fill (?:me|us) in (?:on|about)\b)[\s,.!?;:…–—-]*",
    re.IGNORECASE,
)
_OFFERING = re.compile(
    r"(?<=[.!?])\s+(?:so |and )?(?:can|could|would|will) you (?:please |kindly )?"
    r"(?:help|assist)(?: me| us)?(?: out)?(?: (?:here|please|with (?:this|that|it)))*\W*$",
    re.IGNORECASE,
)


_TO_HAVE = re.compile(
    r"(?P<asks>(?:(?:please|kindly|(?:can|could|would|will) you) )*)"
    r"(?:(?:send|forward) (?=(?:me|us)\b)|(?:open|copy) (?=the\b|\w+ \d))",
    re.IGNORECASE,
)
"""Asks to have what can only be shown."""


def bare(question: str) -> str:
    """The question without what is said around it; as it is where nothing else is there."""
    rest = _OFFERING.sub("", question)
    while True:
        shorter = _without(_ASIDE, _without(_FILLER, without_courtesy(rest)))
        if not any(map(str.isalnum, shorter)):
            return rest
        if shorter == rest:
            return _TO_HAVE.sub(r"\g<asks>give ", rest, count=1) if _TO_HAVE.match(rest) else rest
        rest = shorter


def without_courtesy(question: str) -> str:
    """The question without a greeting or thanks in front; nothing where nothing else is there."""
    rest = question
    while match := _COURTESY.match(rest):
        rest = rest[match.end() :]
    return rest


def without_filler(question: str) -> str:
    """The question without “ok” and the like in front."""
    return _without(_FILLER, question)


def _without(said: re.Pattern[str], question: str) -> str:
    match = said.match(question)
    if not match:
        return question
    return match.groupdict().get("joins", "") + question[match.end() :]
