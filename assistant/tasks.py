"""What is told to be done rather than asked: to book, to send, to write a poem, to reckon."""

from __future__ import annotations

import re

from assistant.structure import Outline
from vectorstore.index import Index
from vectorstore.words import WORD, stem, stems, terms

_OBJECT = (
    r"(?:me|us|him|her|them|it|this|that|these|my|our|your|his|their|an?|the|some|any|two|three|"
    r"up|off|on)\b"
)
_ERRAND = re.compile(
    rf"(?:(?:book|order|buy|reserve|schedule|send|e-?mail|mail|call|phone|ring|play|sing|cook|bake|"
    rf"set|install|open|close|turn|switch|delete|remove|post|tweet|upload|download|save|store|"
    rf"rename|copy|edit|fix|forward|arrange|cancel|pay|charge|run|start|stop|check in|sign|"
    rf"invite|approve|submit|fill(?! (?:me|us) in (?:on|about))|register|remember|wake) {_OBJECT}"
    rf"(?! through)|"
    rf"(?:translate|reboot|unsubscribe|google|calculate|debug|proofread|rewrite|paraphrase)\b|"
    rf"remind (?:me|us) (?:at|in|to|on|tomorrow|tonight|every|next|when)\b)",
    re.IGNORECASE,
)
_HANDING_OVER = re.compile(
    r"(?:(?:send|forward) (?:me|us)|copy|open|arrange)\b"
    r"(?P<object> (?:(?!\b(?:about|on|for|to|with|from)\b).)*)(?!.*\bto\b)",
    re.IGNORECASE,
)
"""Asks to have something in hand, which is to see it where it is of the documents."""
_YEARS = re.compile(r"\b(?:1[5-9]|20)\d\d ?[-–/] ?(?:1[5-9]|20)?\d\d\b")
_MAKING = re.compile(
    r"(?:write|draft|compose|make|create|generate|prepare|design|draw|paint|invent|code|program|"
    r"build|produce|develop|do(?= (?:me |us )?(?:an?|my)\b)|tell|give|show|sing|find|get|got|"
    r"know)\b"
    r"(?: (?:me|us|him|her|them))? (?:(?:up|down) )?"
    r"(?P<object>(?:an?|some|any|my|our|the|another)? ?[\w'’ -]*)",
    re.IGNORECASE,
)
_MADE = stems(
    """
    agenda app article blog cake code cv email emails e-mail essay excel function haiku homework
    image joke jokes letter limerick logo macro mail memo minutes music novel op-ed picture plan
    poem poems powerpoint presentation press program python quiz rap reply resume riddle script
    slide slides slogan song songs speech spreadsheet sql story toast tweet website
    """
)
_SHOWING = frozenset({"tell", "give", "show", "find", "get", "got", "know"})
_ENTERTAINS = frozenset(
    stem(word)
    for word in "joke jokes poem poems song riddle recipe haiku limerick story stories".split()
)
_WEATHER = re.compile(r"\b(?:weather|forecast|temperature)\b", re.IGNORECASE)
_NOW = re.compile(
    r"\bwhat(?:'|’)?s? (?:is )?(?:the )?"
    r"(?:time|date|day)(?: is it)?(?: (?:today|now))?\W*$|\bwhat (?:time|day) is it\b",
    re.IGNORECASE,
)
_SUM = re.compile(
    r"(?P<asked>what(?:'|’)?s|what is|how much is|calculate)? ?"
    r"(?P<sum>[\d.,() ]*\d ?[-+*/x×÷] ?\(*\d[\d.,() +*/x×÷-]*)\W*",
    re.IGNORECASE,
)
_RECKONS = re.compile(r"[+*x×÷]", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:\.\d+)*")


def is_task(request: str, index: Index, outline: Outline) -> bool:
    """True where somebody is told to do something other than to show what the documents say."""
    if _ERRAND.match(request):
        return not _is_of_documents(request, index, outline)
    if _NOW.search(request) or _is_sum(_YEARS.sub("", request), index):
        return True
    if match := _WEATHER.search(request):
        return not any(is_known(term, index, outline) for term in terms(match[0]))
    if not (match := _MAKING.match(request)):
        return False
    verb = request.split()[0].lower()
    if verb in _SHOWING and match["object"].startswith(("the ", "my ", "our ")):
        return False
    made = _ENTERTAINS if verb in _SHOWING else _MADE | _ENTERTAINS
    return not made.isdisjoint(stem(word.lower()) for word in _head(match["object"]))


def _is_sum(request: str, index: Index) -> bool:
    """True for “what is 12-5?” and “3+4”; “1.1-1.3” and “70/262” may stand in the documents."""
    match = _SUM.fullmatch(request.lstrip("= "))
    if not match:
        return False
    if match["asked"] or "=" in request or _RECKONS.search(match["sum"]):
        return True
    return not any(_stands_there(number, index) for number in _NUMBER.findall(match["sum"]))


def _stands_there(number: str, index: Index) -> bool:
    """True for a number that a part has, or that the text of a document holds."""
    held = re.compile(rf"(?<!\d)(?<!\d[.,]){re.escape(number)}(?![.,]?\d)")
    return any(part.number == number for part in index.passages.values()) or any(
        held.search(document.text) for document in index.documents.values()
    )


def _is_of_documents(request: str, index: Index, outline: Outline) -> bool:
    """True for “send me the priorities”, which asks for no more than to see them."""
    match = _HANDING_OVER.match(request)
    said = WORD.findall(match["object"].lower()) if match else []
    return bool(said) and (
        bool(index.documents_named(" ".join(said))) or any(map(outline.is_noun, said))
    )


def _head(phrase: str) -> list[str]:
    """The words of an object up to where it is described: "a poem" of "a poem about helmets"."""
    head = re.split(r"\b(?:about|on|for|of|that|which|who|to|with|from|in|by|and)\b", phrase)[0]
    return WORD.findall(head)


def is_known(term: str, index: Index, outline: Outline) -> bool:
    """True for a term that the documents hold, or that names one or its parts."""
    return (
        any(term in index.terms_of(id_) for id_ in index.documents)
        or bool(index.documents_named(term))
        or outline.is_noun(term)
    )
