"""When not to answer, and what the reader is told instead.

Four signs, each found by measurement to be rare among questions that the corpus answers:
nothing in it comes near the question; the question turns on something that stands nowhere in
it, by no other word either; it asks for a number or a date and what comes nearest holds none;
or the reader finds the answer in none of the passages that it read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.answer import Refusal
from assistant.asking import SPELT
from assistant.expected import lacked, lacked_by_all
from vectorstore.index import Search
from vectorstore.passages import Passage
from vectorstore.words import FUNCTION_WORDS, WORD, stem, terms, words

# Chosen on the development half of the gold questions; docs/decisions/0005 has the figures.
_NEAR = 0.30  # score below which a passage is a stranger to the question
ANSWERED = -3.5  # log-odds below which the reader sees no answer
_LIKELY = -2.0  # log-odds from which a missing word weighs nothing
_LIKELY_FAR = -2.0  # the same of little likeness
_LIKELY_ALONE = 0.0  # the same for a word that is all of the question's subject
SURE = 1.0  # log-odds from which it does answer, whatever names are missing
_TURNS_ON_NAMES = 0.25  # share of the question's weight from which it turns on its names
_TURNS_ON_WORD = 0.40  # the same for a word, for which the corpus may have another
_OFFERED = 3  # neighbouring topics

_WITHIN_NAMES = frozenset("a an and for in of on the to with".split())

_SENTENCE_END = re.compile(r"(?<=[.!?]) +(?=\S)")
_AMOUNT = re.compile(
    r"\b(?:(?:more|fewer|less|greater|other) than|over|under|above|below|at (?:least|most)|up to) "
    r"\d[\d.,]*(?= [a-z])"
)
"""A number that others are compared with: it names nothing, and need not stand in the text."""
_DEFINES = re.compile(
    r"^(?:so |and )?(?:what(?:'|’)?s|what is|what are|define|explain|what is meant by|"
    r"what (?:do|does|did) \S.{1,40}? mean by|(?:the )?(?:meaning|definition) of) ",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<!^)\b(?:[A-Z][\w-]+|\d[\d.,/]*\d|\d+)")


def unanswered(search: Search) -> Refusal | None:
    """The refusal of a question to which the reader finds no answer."""
    if odds(search, unread=ANSWERED) >= ANSWERED or _is_keyword(search):
        return None
    said = "The documents come near this, but do not say it."
    return Refusal("fact_missing", said, tuple(topics(search)))


def unmet(search: Search) -> Refusal | None:
    """The refusal of a question that is not met in words: its subject, a name, a number.

    A reader that is sure of an answer knows better, but of how a person reaches somebody.
    """
    nearest = tuple(topics(search))
    if not search.terms:
        return Refusal("unclear", "What is the question about? Name a subject.", nearest)
    lacking = lacked_by_all(search.query.own, [hit.passage.body.text for hit in search.hits])
    if not lacking and odds(search, unread=ANSWERED) >= SURE:
        return None
    missing = strangers(search)
    said = "The documents do not speak of this."
    if missing:
        said = f"{_said_by(search)} nothing about {_listed([f'“{word}”' for word in missing])}."
    if not search.hits or (
        odds(search, unread=ANSWERED) < _LIKELY_FAR and _nearness(search) < _NEAR
    ):
        return Refusal("not_in_corpus", said, nearest)
    if missing:
        return Refusal("fact_missing", said, nearest)
    if kind := lacking or lacked(search.query.own, search.hits[0].passage.body.text):
        said = f"The documents speak of this, but give no {kind} for it."
        return Refusal("fact_missing", said, nearest)
    return None


def _is_keyword(search: Search) -> bool:
    """True of a bare subject that stands in a sentence of the best passage as it is asked.

    So is “what is a compact?” where one passage alone speaks of it: there is nothing else to show.
    """
    asked = _DEFINES.sub("", search.query.own)
    subject = set(terms(asked))
    if not subject or set(words(asked)) & FUNCTION_WORDS - _WITHIN_NAMES:
        return False
    held = [subject <= set(terms(hit.passage.body.text)) for hit in search.hits]
    if asked != search.query.own and sum(held) != 1:
        return False
    return any(subject <= set(terms(s.text)) for s in search.hits[0].passage.sentences)


def answerable(search: Search) -> float | None:
    """The log-odds that the passage which comes first answers; None where it was not read."""
    reading = search.hits[0].reading if search.hits else None
    return reading.answers if reading else None


def odds(search: Search, unread: float) -> float:
    """The same; `unread` where it was not read."""
    found = answerable(search)
    return unread if found is None else found


def _nearness(search: Search) -> float:
    """The likeness of the passage most like the question."""
    return max(hit.score - hit.preferred for hit in search.hits)


def topics(search: Search) -> Iterator[Passage]:
    """The passages nearest to the question that a reader would know by a title or a number."""
    named = (hit.passage for hit in search.hits if hit.passage.title or hit.passage.number)
    for _, passage in zip(range(_OFFERED), named, strict=False):
        yield passage


def strangers(search: Search) -> list[str]:
    """What the question turns on and the corpus has no word for.

    Names and numbers count together by their share of the question's weight; any other word by
    its share less what the nearest token of the corpus makes up for.
    """
    said = _AMOUNT.sub("", search.query.text)
    asked = _SENTENCE_END.split(said)[-1]  # what leads up to the question may name anything
    capitals = sum(word[0].isupper() for word in asked.split())
    titled = capitals * 2 > len(asked.split())  # a headline names nothing
    names = [] if titled else _NAME.findall(asked)
    by_no_other = dict.fromkeys(search.unknown, 0.0)  # nothing makes up for a name
    unknown = {name: _missed(name, search, by_no_other) for name in names}
    if sum(unknown.values()) >= _TURNS_ON_NAMES:
        return [name for name, missed in unknown.items() if missed]
    if odds(search, unread=ANSWERED) >= (_LIKELY_ALONE if len(search.terms) == 1 else _LIKELY):
        return []
    return [
        word
        for word in WORD.findall(said)
        if word.lower() not in SPELT and _missed(word, search, search.unknown) >= _TURNS_ON_WORD
    ]


def _missed(word: str, search: Search, met: dict[str, float]) -> float:
    """The share of the question that an unknown word makes up, less what is met of it."""
    stems = {stem(part) for part in words(word)} & met.keys()
    missed = sum(search.terms[term] * (1 - met[term]) for term in stems)
    return missed / sum(search.terms.values()) if missed else 0.0


def _said_by(search: Search) -> str:
    """Who says nothing: the documents, or the one that was searched."""
    return f"{search.within.label} says" if search.within and search.hits else "The documents say"


def _listed(names: list[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
