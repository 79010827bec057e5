"""What is no question to documents: greetings, questions about the assistant, tasks.

A greeting before a question is taken off. What is left is outside where it is a courtesy, is
about "you", or tells somebody to do something other than to show what the documents say.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from assistant.answer import Refusal, Turn
from assistant.preamble import without_courtesy, without_filler
from assistant.structure import Outline
from assistant.tasks import is_known, is_task
from vectorstore.index import Index
from vectorstore.passages import Passage
from vectorstore.words import FUNCTION_WORDS, stems, terms, words

_SHORT = 5  # words: "are you …" in so few is about the assistant, whatever it names
_FEW = 2  # words: a single one may be what is asked about
_OFFERED = 3  # parts that could be asked about
_NAMED = 4  # documents

_THANKS = re.compile(r"\b(?:thanks|thank you|thx|ty|cheers)\b", re.IGNORECASE)
_COURTEOUS = stems(
    """
    all afternoon appreciate bye day done enough evening fine good goodbye great hear help helpful
    helped job later luck mate meet morning need needed nice night ok okay perfect question see soon
    talk today tomorrow useful weekend well wonderful work yes no
    """
)

_SMALL_TALK = frozenset(
    """
    day days evening everything feel feeling fine friend going good great help hope mate morning
    nice night okay right thing things today weekend wonderful
    """.split()
)
_ASKS_WHAT = re.compile(r"(?:what|which|who|where|when|why)\b", re.IGNORECASE)
_POINTS = re.compile(
    r"\b(?:this|that|these|those|they|them)\b|(?<!how's )(?<!how’s )(?<!how is )(?<!hows )"
    r"\bit\b",
    re.IGNORECASE,
)

_REQUEST = re.compile(
    r"(?:(?:please|kindly|ok|okay|so|now|and|then|also)[\s,]+|"
    r"(?:can|could|would|will) you (?:please |kindly |maybe |quickly )*|"
    r"(?:i(?:'|’)?d like|i would like|i want|i need) you to |help me (?:to )?|let(?:'|’)?s |"
    r"(?:i want|i need|i(?:'|’)?d like) to )+",
    re.IGNORECASE,
)
_ABOUT_YOU = re.compile(
    r"(?:(?:and|so|but) )?(?:(?:who|what|how|where|when|why|which|whose|how old|how smart)"
    r"(?: \w+){0,3} )?(?:are|were|do|does|did|can|could|have|will|would|is) "
    r"(?:you|this (?:app|tool|thing|site|assistant|bot|chat|program|system|page)|"
    r"i (?:use|ask|work with|talk to|start|begin|do)|(?:this|it) work)\b|"
    r"who (?:built|made|wrote|created|trained|designed|programmed|runs|owns) "
    r"(?:you|this (?:app|tool|thing|site|assistant|bot|chat))\b|"
    r"how does (?:this|it|that) work\b|how (?:do|can|should) i (?:use|ask|work with|start)\b|"
    r"(?:what|which|how many) (?:documents?|sources?|texts?|papers?|files?|data)"
    r" (?:do|are|have|can|is) (?:you|there|i|available|known|indexed|in here)\b|"
    r"what (?:is|(?:'|’)?s) (?:this|your)\b|your name\b|"
    r"(?:help|help me|i need help|instructions|menu|start)\W*$",
    re.IGNORECASE,
)
_IT_WORKS = re.compile(
    r"(?:(?:and|so|but) )?(?:how |why )?(?:do|does|did|can|could|will|would) "
    r"(?:it|this|that) work\b",
    re.IGNORECASE,
)
_LOOKS_UP = re.compile(
    r"(?:what )?(?:do|did|can|could|would|will|have) you (?:please |actually |also |happen to )*"
    r"(?:know|have|find|found|tell|show|give|say|explain|see|got|list|name|point|look)\b",
    re.IGNORECASE,
)
_HELPS = re.compile(r"(?:can|could|would|will) you (?:\w+ )?(?:help|assist)\b", re.IGNORECASE)
_NEWCOMER = stems("colleague lost new staff stuck team")
_ARE_YOU = re.compile(
    r"(?:(?:who|what|how|where|why) )?(?:are|were) you\b|you are\b", re.IGNORECASE
)
_SERVES = stems(
    """
    able actually answer app ask assistant best bot build building built chat create created design
    document documents explain file find good help know language learn like made make model need
    offer old page paper possible program question read run search show site smart source speak
    start support sure system talk tell text thing tool train trained understand use website work
    name now today really else kind sort
    """
)


def outside(
    question: str, index: Index, outline: Outline, turns: Sequence[Turn] = ()
) -> Refusal | None:
    """Why the question is none to documents, with what could be asked; None where it is one.

    `turns`: those before; “how does it work?” asks about the last of them where that was a question
    to documents.
    """
    rest = without_courtesy(without_filler(question))
    courteous = rest != question or (_THANKS.search(question) and "?" not in question)
    left = set(terms(_THANKS.sub("", rest)))
    courteous = courteous and left <= _COURTEOUS and not _ABOUT_YOU.match(rest)
    if courteous or _is_small_talk(rest):
        said = "You are welcome." if _THANKS.search(question) else "Hello."
        return _refused(said, index, outline)
    rest = _last_question(rest, index, outline)
    if _IT_WORKS.match(rest) and turns and outside(turns[-1].question, index, outline) is None:
        return None
    if _is_about_assistant(rest, index, outline):
        return _refused("", index, outline)
    request = _REQUEST.sub("", rest, count=1) if _REQUEST.match(rest) else rest
    if is_task(request, index, outline):
        return _refused("That is not something this assistant can do.", index, outline)
    return None


def _is_small_talk(text: str) -> bool:
    """True for “everything all right?” and “have a nice day”, which are about nothing at all."""
    said = set(words(text)) - FUNCTION_WORDS
    if not said or not said <= _SMALL_TALK or len(text.split()) < _FEW:
        return False
    return not (said == {"everything"} or _ASKS_WHAT.match(text) or _POINTS.search(text))


def _last_question(text: str, index: Index, outline: Outline) -> str:
    """The question at the end of what leads up to it; all of it where it ends otherwise.

    Where that question names nothing, as in “can you help?”, what leads up to it is asked.
    """
    *before, last = re.split(r"(?<=[.:!?;])\s+", text)
    if not last.endswith("?") or len(last.split()) <= 2:
        return text
    if not (_LOOKS_UP.match(last) or _HELPS.match(last)) or set(terms(last)) - _SERVES:
        return last
    led = " ".join(before)
    asked = set(terms(led)) - _SERVES - _COURTEOUS - _NEWCOMER
    return led if any(is_known(term, index, outline) for term in asked) else last


def _is_about_assistant(question: str, index: Index, outline: Outline) -> bool:
    """True for a question about "you" that names nothing which the documents speak of."""
    if not _ABOUT_YOU.match(question):
        return False
    if _ARE_YOU.match(question) and len(question.split()) <= _SHORT:
        return True
    subject = set(terms(question)) - _SERVES
    if _LOOKS_UP.match(question):
        return not subject
    return not any(is_known(term, index, outline) for term in subject)


def _refused(said: str, index: Index, outline: Outline) -> Refusal:
    told = f"{said} {_purpose(index)}".strip()
    return Refusal("out_of_scope", told, tuple(_examples(index, outline)))


def _purpose(index: Index) -> str:
    return (
        f"This assistant answers questions about its documents by quoting them word for word, "
        f"and says where each sentence stands. It knows: {known_documents(index)}."
    )


def known_documents(index: Index) -> str:
    """The first of the documents, by what they are called and their titles."""
    some = islice(index.documents.values(), _NAMED)
    documents = dict.fromkeys(f"{each.label} ({each.title})" for each in some)
    return "; ".join([*documents, *(["…"] if len(index.documents) > _NAMED else [])])


def _examples(index: Index, outline: Outline) -> Iterator[Passage]:
    """Parts with titles to ask about, from one document after the other."""
    titled = defaultdict[str, list[Passage]](list)
    for group in outline.groups:
        row = titled[group.heading.document]
        if len(row) < _OFFERED and group.members[0].title:
            row += islice((member for member in group.members if member.title), _OFFERED)
    rows = list(islice(filter(None, map(titled.get, index.documents)), _OFFERED))
    found = (row[place] for place in range(_OFFERED) for row in rows if place < len(row))
    yield from islice(found, _OFFERED)
