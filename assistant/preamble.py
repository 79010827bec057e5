"""What is said around a question and asks nothing: a greeting, “ok,”, “I have a briefing at ten.”

It is taken off before anything is made of the question, so that the answer is that to the question
alone. What stands alone is left as it is.
"""

from __future__ import annotations

import re
from itertools import pairwise

from assistant.followup import points_back
from vectorstore.words import terms

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
_PIECE = re.compile(
    r"(?<=[.!?;:])\s+|\s[–—-]+\s|,\s+(?=(?:so |and )?(?:(?:can|could|would|will) you|please|what|"
    r"which|who|where|when|why|how|list|name|tell|give|show|explain|sum)\b)",
    re.IGNORECASE,
)
_OCCASION = re.compile(
    r"\b(?:today|tonight|tomorrow|yesterday|(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"this (?:morning|afternoon|evening|week)|next (?:week|month)|meetings?|briefing|speech|exam|"
    r"quiz|interview|presentation|boss|supervisor|deadline|min(?:ute)?s|calendar|essay|homework|"
    r"assignment|memo|(?:i['’]?m|i am|we['’]?re|we are) new|new here|jargon)\b",
    re.IGNORECASE,
)
"""What people say of themselves: why, when and for whom they ask."""
_ASKS = re.compile(
    r"\?|\b(?:what|which|who|whom|whose|where|when|why|how|whether|if|list|name|tell|give|show|find|"
    r"explain|describe|sum|summari[sz]e|compare|outline|question)\b",
    re.IGNORECASE,
)
_REPORTS = re.compile(
    r"\b(?:told|hear|heard|read|reads|think|thought|believe|understand|know|says?|said|saw|remember|"
    r"assume|gather|convinced|sure|telling|about|regarding|on(?! \w+day\b))\b",
    re.IGNORECASE,
)
"""What follows is the question's subject, whoever says it."""
_NAMES = re.compile(r"\b[A-Z]{2,}|\b(?:first|second|third|fourth|fifth|sixth|last)\b")
"""What the question may lean on."""
_NEEDED = re.compile(
    r"(?:^|,|(?<=[.;:!?–—-]))\s*(?:(?:and|as|because|since) )?(?:(?:i|we) (?:really |just )?)?"
    r"(?:need|want) (?:it|this|that|them|these|both|all) (?:for|by|in|to)\b[^.!?]*(?:[.!]\s*|$)",
    re.IGNORECASE,
)


def bare(question: str) -> str:
    """The question without what is said around it; as it is where nothing else is there."""
    rest = _OFFERING.sub("", _without_the_asker(question))
    while True:
        shorter = _without(_ASIDE, _without(_FILLER, without_courtesy(rest)))
        if not any(map(str.isalnum, shorter)):
            return rest
        if shorter == rest:
            return _TO_HAVE.sub(r"\g<asks>give ", rest, count=1) if _TO_HAVE.match(rest) else rest
        rest = shorter


def _without_the_asker(question: str) -> str:
    """The question without what people say of themselves beside it: “Speech on Thursday: …”.

    It stays where the question leans on it, or where it says what somebody heard or thinks.
    """
    without = _NEEDED.sub(" ", question).strip()
    rest = without if _ASKS.search(without) else question
    ends = [0, *(cut.end() for cut in _PIECE.finditer(rest)), len(rest)]
    pieces = [rest[start:end] for start, end in pairwise(ends)]
    kept = [piece for piece in pieces if not _is_of_the_asker(piece)]
    asked = "".join(kept).strip(" ,;:–—-")
    if len(kept) == len(pieces) or not _ASKS.search(asked) or not terms(asked):
        return rest
    return rest if points_back(asked) else asked


def _is_of_the_asker(piece: str) -> bool:
    says_more = (_ASKS, _REPORTS, _NAMES)
    return bool(_OCCASION.search(piece)) and not any(each.search(piece) for each in says_more)


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
