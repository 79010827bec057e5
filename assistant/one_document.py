"""Questions to one document alone: “what does the forum say of …”, “and the other document?”."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answer import Refusal, Turn
from assistant.decline import topics, unanswered, unmet
from assistant.referring import earlier
from vectorstore.index import Index
from vectorstore.names import NAME
from vectorstore.words import FUNCTION_WORDS, WORD, words

_OTHER = re.compile(
    r"\b(?:the|that|your) (?:other|second) (?:document|paper|text|source|file|report)\b|"
    r"(?:(?<=^and )|(?<=^and in )|(?<=about ))the other(?: one)?(?=\W*$)",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"['’]s\Z")
_NUMBER = re.compile(r"\d[\d.,/]*\d")


def one_document(question: str, turns: Sequence[Turn], index: Index) -> str:
    """The id of the one document that is to answer: what it calls the other one, or names alone."""
    if other := other_document(question, turns, index):
        return other
    named = index.documents_named(question)
    return next(iter(named)) if len(named) == 1 else ""


def only_elsewhere(question: str, within: str, index: Index) -> Refusal | None:
    """The refusal of a question about what other documents name and this one does not."""
    if about := _named_elsewhere(question, within, index):
        told = f"{index.documents[within].label} says nothing about “{about}”."
        return Refusal("fact_missing", told)
    return None


def _named_elsewhere(question: str, within: str, index: Index) -> str:
    """The first name in a question that other documents have and this one has not; else empty."""
    for found in NAME.finditer(question):
        said = [(match, word) for match in WORD.finditer(found[0]) for word in words(match[0])]
        names = [  # a verb may stand before it
            (match.start(), " ".join(each for _, each in said[at:]))
            for at, (match, word) in enumerate(said[:-1])
            if word not in FUNCTION_WORDS
        ]
        start, name = next(((at, name) for at, name in names if index.says(name)), (0, ""))
        if name and not index.says(name, within):
            return _POSSESSIVE.sub("", found[0][start : said[-1][0].end()])
    return ""


def pointing_on(refusal: Refusal, question: str, within: str, index: Index) -> Refusal:
    """The refusal of a question to one document; where another answers it, that one is named.

    So is one that has the name which this one has not.
    """
    found = index.find(question)
    others = tuple(hit for hit in found.hits if hit.passage.document != within)
    found = index.look_closer(replace(found, hits=others))
    if not others or unmet(found):
        return refusal
    best = found.hits[0].passage.document
    if unanswered(found) and not _has_the_name(question, within, best, index):
        return refusal
    asked, other = (index.documents[id_].label for id_ in (within, best))
    said = f"Nothing on this was found in {asked}; {other} speaks of it."
    there = tuple(hit for hit in found.hits if hit.passage.document == best)
    return Refusal("fact_missing", said, tuple(topics(replace(found, hits=there))))


def _has_the_name(question: str, within: str, best: str, index: Index) -> bool:
    """True where a document has a name or a number of the question that another one lacks."""
    names = [_named_elsewhere(question, within, index), *_NUMBER.findall(question)]
    said = (" ".join(words(name)) for name in names if name)
    return any(index.says(name, best) and not index.says(name, within) for name in said)


def other_document(question: str, turns: Sequence[Turn], index: Index) -> str:
    """The id of the document that a question calls the other one; empty where it calls none so.

    Empty also where there are not two documents, or none of them was spoken of alone before.
    """
    if len(index.documents) != 2 or not _OTHER.search(question):
        return ""
    last: frozenset[str] = frozenset()
    for turn in turns:
        last = _spoken_of(turn, last, index) or last
    others = index.documents.keys() - last
    return next(iter(others)) if len(others) == 1 else ""


def _spoken_of(turn: Turn, before: frozenset[str], index: Index) -> frozenset[str]:
    """The one document that a turn was about; none where it was about both, or neither."""
    if _OTHER.search(turn.question) and before:
        return frozenset(index.documents.keys() - before)
    quoted = {part.document for told in earlier([turn], index) for part in told.parts}
    about = index.documents_named(turn.question) or frozenset(quoted)
    return about if len(about) == 1 else frozenset()
