"""Questions about parts in plainer words, as the outline reads them.

Each of these ways of asking means the same as a plainer one; the outline is asked the plainer one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

from assistant import asking
from assistant.groups import Group, count
from assistant.listing import heading_terms, title_of
from assistant.ordinals import ordinal
from assistant.summary import asks_for_summary
from vectorstore.outline import plural
from vectorstore.passages import Passage
from vectorstore.words import stems, terms, words

_MAIN_POINTS = re.compile(
    r"(?:(?P<which>\w+) )?\b(?:main|key|core|central) (?:points?|messages?|ideas?)\b", re.IGNORECASE
)
_IS_IT_NOT = re.compile(
    r",? ?\b(?:right|correct|yes|no|is that (?:right|correct|true)|(?:are|is)n(?:'|’)t there|"
    r"(?:does|do)n(?:'|’)t (?:it|they))\W*$",
    re.IGNORECASE,
)
_STATED = re.compile(
    r"^there (?P<be>are|is) |^(?P<who>(?!wh|how|do|did|is|are|has|have)\S.*?) (?:has|have) (?=\S)",
    re.IGNORECASE,
)
_CAME_OF_IT = re.compile(
    r"^(?:so,? |and )?what (?:(?:did|does|do|has|have|had) (?P<who>\S.*?) (?:\w+ly )?"
    r"(?:advise|agree|ask for|call for|conclude|decide|find|propose|recommend|suggest)(?:d|ed)?"
    r"(?: on| to do| in the end)?|"
    r"(?:(?:came|comes|has come) (?:out )?of|"
    r"(?:is|was|are|were) (?:agreed|concluded|decided|proposed|recommended)(?: (?:up)?on)? "
    r"(?:at|by|in)|(?:is|was|are|were) the (?:\w+ )?(?:conclusion|message|outcome|result|upshot)s? "
    r"(?:of|from)) (?P<what>\S.*?))"
    r"[?.! ]*$",
    re.IGNORECASE,
)
_NUMBERS = re.compile(
    r"(?P<before>\w+ )?(?P<run>\d+\.\d+(?:(?:,| and| or| to| through| ?[-–])+ ?\d+\.\d+)*)"
    r"(?! ?(?:%|per ?cent|[mb]illion|thousand))(?![\w.]*\d)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+\.\d+")
_ANYTHING = re.compile(
    r"(?:(?:so|and|but),? )?(?:(?:is|are|was|were) there (?:also )?|"
    r"(?:do|does|did|has|have|can|could|will|would)\b[^,;:.?]{0,60}?"
    r"\b(?:contain|find|found|give|got|have|know|mention|offer|said|say|speak|state|tell)\b"
    r"(?: us| me)? )?(?:anything|something|any (?:guidance|information|mention|word))(?: at all)?"
    r"(?: said| written| in (?:it|there|the \w+))? (?:about|on|of|regarding|concerning) "
    r"(?P<what>\S[^?]*?)\W*",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"(?:please )?(?:(?:(?:brief|find|get|give|inform|show|tell|update) (?:me|us)|speak|talk)"
    r"(?: (?:a (?:bit|little)|all|anything|briefly|everything|more|something|you have|there is))* "
    r"(?:about|on|of|regarding|concerning) (?P<what>\S[^?]*?)|"
    r"show (?:me|us) (?!(?:all|another|both|every|how|if|it|that|wh\w+)\b)"
    r"(?P<shown>\w+(?: \w+)?))\W*",
    re.IGNORECASE,
)
_PART_ON = re.compile(
    r"(?:please )?(?:boil down|condense|explain|find|get|give|open|quote|read|recap|show|sum up|"
    r"summari[sz]e) (?:me |us )?(?:the|a|any) (?P<noun>\w+) (?:that is |which is )?"
    r"(?:about|on|covering|dealing with|regarding|concerning) (?P<what>\S[^?]*?)"
    r"(?: for (?:my|our) \w+)?\W*",
    re.IGNORECASE,
)
_PARTS = frozenset("bit chapter paragraph part passage point section text".split())
_COMPARING = stems("common compare comparison connect differ difference relate relation similar")


def paraphrased(
    question: str, groups: Sequence[Group], naming: Set[str] = frozenset()
) -> Iterator[str]:
    """The question in plainer words, the plainest first; the question itself is the last.

    `groups`: the parts that it may mean; `naming`: the stems by which it names documents.
    """
    said = with_nouns(whether(question), groups, naming)
    if asks_for_summary(said) and (gist := _MAIN_POINTS.sub(_gist, said)) != said:
        yield gist
    if came := _CAME_OF_IT.match(said):
        document = came["who"] or came["what"]
        if terms(document) and naming >= set(terms(document)):
            yield f"what are the recommendations of {document}?"
            yield f"summarise {document}"
    yield said


def _gist(points: re.Match[str]) -> str:
    """ "The main points of theme 1" are no parts called points, unless they are counted."""
    which = (points["which"] or "").lower()
    return points[0] if ordinal(which) is not None or count(which) is not None else which


def of_all(question: str) -> str:
    """The gist or the overview of all documents; empty where neither is asked for."""
    if not (asks_for_summary(question) or asking.CONTENTS.search(question)):
        return ""
    rest = re.sub(r"\beverything\b", " ", question, flags=re.IGNORECASE)
    return f"{rest.rstrip(' ?.!')} of all documents"


def whether(question: str) -> str:
    """ "There are five, right?" as "are there five?"; any other question as it is."""
    said = _IS_IT_NOT.sub("", question)
    stated = _STATED.match(said)
    if not stated or (said == question and not stated["be"]):
        return question
    rest = said[stated.end() :].rstrip(" ?.!")
    return f"{stated['be']} there {rest}?" if stated["be"] else f"does {stated['who']} have {rest}?"


def with_nouns(question: str, groups: Sequence[Group], naming: Set[str] = frozenset()) -> str:
    """ "1.1 and 2.4" as "takeaways 1.1 and 2.4", where all that is asked stands in these."""
    if not _NUMBER.search(question):
        return question  # without a look at all the parts of a large library
    numbered = _numbered(groups)
    rest = set(terms(_NUMBERS.sub(r"\g<before>", question))) - naming - _COMPARING
    rest -= asking.SAYS_NOTHING_ELSE | asking.ASKS_FOR_GIST

    def named(match: re.Match[str]) -> str:
        before, run = match["before"] or "", match["run"]
        parts = [numbered.get(number) for number in _NUMBER.findall(run)]
        known = [part for part in parts if part]
        said = heading_terms(known) | {term for part in known for term in terms(part.body.text)}
        beyond = rest - said
        if len(known) < len(parts) or beyond or _called(before, groups):
            return match[0]
        noun = known[0].noun
        return f"{before}{plural(noun) if len(known) > 1 else noun} {run}"

    return _NUMBERS.sub(named, question)


def what_is_said(question: str, nouns: Set[str] = frozenset()) -> str:
    """ "Did the forum say anything about staff?" as the reader learnt to be asked for it.

    `nouns`: those of the documents' parts, for “give me the takeaway about staff”.
    """
    if part := _PART_ON.fullmatch(question):
        return said_about(part["what"]) if part["noun"].lower() in _PARTS | nouns else question
    if told := _TOLD.fullmatch(question):
        return said_about(told["what"] or told["shown"])
    asked = _ANYTHING.fullmatch(question)
    return said_about(asked["what"]) if asked else question


def said_about(subject: str) -> str:
    """The question what is said about a subject."""
    return f"What is said about {subject}?"


def spelt_out(question: str, groups: Sequence[Group]) -> str:
    """The question with the titles of parts for their numbers, which no passage holds."""
    if not _NUMBER.search(question):
        return question
    numbered = {number: title_of(part) for number, part in _numbered(groups).items()}

    def title(match: re.Match[str]) -> str:
        before = match["before"] or ""
        if terms(before) and not _called(before, groups):
            return match[0]  # "version 1.1"
        run = _NUMBER.sub(lambda number: numbered.get(number[0]) or number[0], match["run"])
        return f"{before}{run}"

    return _NUMBERS.sub(title, question)


def _called(said: str, groups: Sequence[Group]) -> bool:
    """True where any of the words calls the parts of any group."""
    return any(group.called_generally(word) for group in groups for word in words(said))


def _numbered(groups: Sequence[Group]) -> dict[str, Passage]:
    """The parts by numbers such as 1.2; without those numbers that several parts have."""
    found: dict[str, Passage] = {}
    several = set[str]()
    for member in (member for group in groups for member in group.members):
        if found.setdefault(member.number or "", member) is not member:
            several.add(member.number or "")
    return {n: part for n, part in found.items() if _NUMBER.fullmatch(n) and n not in several}
