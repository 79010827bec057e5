"""How strongly a sentence and its evidence say it: modality, negation, limits, hedges. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from assistant.claims import Word, clauses, kin, words_of
from vectorstore.words import IRREGULAR

_NEAR = 4  # words between what has a degree and the word that tells it
_BEARS = 3  # forms in common with what a modal verb bears on: it must be kept

Mood = Literal["must", "should", "may", "can", "would", "will"]

_MOODS: dict[Mood, str] = {
    "must": "must need_to needs_to needed shall necessary necessity essential crucial require "
    "requires required requirement prerequisite indispensable vital imperative cannot obliged "
    "has_to have_to",
    "should": "should ought recommend recommends recommended recommending recommendation encourage "
    "encourages encouraged suggest suggests suggested propose proposes proposed urge urges urged "
    "want wants wanted call calls called_for advise advises asks asked wishes advocate advocates "
    "demands seeks would_like favour favours favoured",
    "may": "may might possibly possible perhaps potential potentially could maybe optional",
    "can": "can able unable inability capable allow allows allowed enable enables opportunity "
    "could possible",
    "would": "would",
    "will": "will going shall",
}

_MOOD_OF: dict[str, frozenset[Mood]] = {
    word: frozenset(mood for mood, words in _MOODS.items() if word in words.split())
    for words in _MOODS.values()
    for word in words.split()
}

_FIRM: frozenset[str] = frozenset({"must", "should", "may", "might", "could", "would", "ought"})
"""Modal verbs that a sentence cannot leave out without becoming a statement of fact."""

_AIMS = frozenset(
    "aim aims aimed aiming designed intend intends intended intending meant plan plans planned "
    "planning seek seeks sought seeking hope hopes hoped hoping".split()
)
"""Words that make what follows with “to” an aim, and no more."""

_NOT = frozenset(
    "not no never none neither nor cannot without unable inability fail fails failed failing "
    "failure lack lacks lacking nothing nobody nowhere hardly barely refuse refuses "
    "refused against".split()
)

_PREFIXES = ("un", "in", "im", "dis", "non")

_WITHOUT = re.compile(r"\b(?:cannot|can not|not|no)\b([^.;]*)\bwithout\b", re.IGNORECASE)

_CONCESSION = re.compile(
    r"(?:\A|(?<=[.!?]\s))(?:While|Although|Though|Whereas) [^.!?]*?,"
    r"(?= (?:the|an?|this|these|it|they|we|there|[A-Z]\w*)\b)"
)

_UTMOST = re.compile(r"\b\w+est possible\b|\bas \w+ as possible\b|\bwher?ever possible\b")
"""What is possible to the utmost is not uncertain."""

_LIMITS: tuple[frozenset[str], ...] = tuple(
    frozenset(words.split())
    for words in (
        "only solely exclusively sole exclusive alone merely limited restricted just unless except",
        """all every each any entire entirely whole wholly everyone everything always whatever
        whichever full fully completely irrespective total""",
        "most mostly mainly largely majority chiefly predominantly",
        "especially particularly particular notably above foremost",
        "immediately instantly permanently forever",
        "already",
    )
)

_HEDGES: tuple[frozenset[str], ...] = tuple(
    frozenset(words.split())
    for words in (
        "primary primarily main mainly chief first",
        "possibly possible perhaps may might could",
        "potential potentially may might could",
        "often frequently many sometimes",
        "some partly partially certain",
        "largely mostly mainly",
    )
)


def is_denied(sentence: str, evidence: str) -> bool:
    """True where one of the two denies what the other says."""
    denied = bool(_negations_met(sentence, evidence)) != is_turned(sentence, evidence)
    return bool(negations(sentence)) != denied


def _negations_met(sentence: str, evidence: str) -> int:
    """Negations of the evidence that bear on what the sentence says."""
    said = {form for word in words_of(sentence) for form in kin(word)}
    return sum(
        negations(clause) > 0
        and len(said & {form for w in words_of(clause) if w.is_content for form in kin(w)}) >= 2
        for clause in clauses(evidence)
    )


def is_firmer(sentence: str, evidence: str) -> bool:
    """True where what is wanted, possible or due is told as something else."""
    mine, theirs = moods(sentence), moods(evidence)
    if not all(MAY_BECOME[mood] & theirs for mood in mine):
        return True
    if _aims_at_what_is_done(sentence, evidence) or _aims_at_what_is_done(evidence, sentence):
        return True
    said = {form for word in words_of(sentence) if word.is_content for form in kin(word)}
    if not mine:
        return any(len(b & said) >= min(_BEARS, len(b)) for _, b in firm(evidence))
    told = {form for word in done(sentence) for form in kin(word)}
    return any(bears & told for _, bears in firm(evidence))


def _aims_at_what_is_done(one: str, other: str) -> bool:
    """True where one “aimed to build on it” and the other only “built on it”."""
    every = words_of(one)
    wanted = {form for _, bears in firm(other) for form in bears}
    for place, word in enumerate(every[:-2]):
        if word.plain in _AIMS and every[place + 1].plain == "to":
            verb = kin(every[place + 2]) if every[place + 2].is_content else frozenset()
            told = [each for each in words_of(other) if kin(each) & verb]
            if told and not wanted & verb and all(map(_is_told, told)):
                return True
    return False


def _is_told(word: Word) -> bool:
    """True for a form that an aim does not have: “built”, “builds”."""
    return word.plain.endswith(("ed", "s")) or word.plain in IRREGULAR


def is_limited(sentence: str, evidence: str) -> bool:
    """True where a limit was added, or a hedge left out before a word that was kept."""
    if limits(sentence) - limits(evidence) or _loses_degree(sentence, evidence):
        return True
    said = {word.stem for word in words_of(sentence)}
    plain = {word.plain for word in words_of(sentence)}
    return any(after & said and not row & plain for row, after in hedged(evidence))


def _loses_degree(sentence: str, evidence: str) -> bool:
    """True where “should to a higher degree be shared” became “should be shared”."""
    said, told = words_of(sentence), words_of(evidence)
    for place, word in enumerate(told):
        if word.plain in _DEGREE and told[max(0, place - 3)].plain == "to":
            bears = {w.stem for w in told[place + 1 : place + 3] if w.is_content}
            kept = [at for at, each in enumerate(said) if each.stem in bears]
            near = [said[max(0, at - _NEAR) : at + _NEAR + 1] for at in kept]
            if kept and not any(each.plain in _DEGREES for row in near for each in row):
                return True
    return False


def moods(text: str) -> frozenset[Mood]:
    """How strongly things are said in the text; empty for plain statements."""
    plain = re.sub(r"\bcan be no\b", "cannot", _UTMOST.sub(" ", text.lower()))
    for phrase in ("has to", "have to", "need to", "needs to", "would like", "called for"):
        plain = plain.replace(phrase, phrase.replace(" ", "_"))
    found = [_MOOD_OF.get(word, frozenset()) for word in re.findall(r"[\w]+", plain)]
    return frozenset[Mood]().union(*found)


def firm(text: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Each verb that makes a statement less than a fact, and forms of the words it bears on."""
    every = words_of(text)
    for place, word in enumerate(every):
        needs = word.plain in ("need", "needs") and place + 1 < len(every)
        if word.plain in _FIRM or (needs and every[place + 1].plain == "to"):
            end = _end_of_concession(text, word.start)
            after = [w for w in every[place + 1 : place + 13] if w.is_content and w.start < end]
            yield word.plain, frozenset(form for w in after for form in kin(w))


def _end_of_concession(text: str, start: int) -> int:
    """Where “While A may …, B …” goes on with B, of which its verb says nothing; else the end."""
    held = next((c for c in _CONCESSION.finditer(text) if c.start() <= start < c.end()), None)
    return held.end() if held else len(text)


def negations(text: str) -> int:
    """How many words deny something; “not only” and “cannot … without” deny nothing."""
    plain = _WITHOUT.sub(r" \1 ", re.sub(r"n['’]t\b", " not", text.lower()))
    plain = re.sub(r"\bnot (?:only|least|just)\b|\bwhether or not\b|\bno matter\b", " ", plain)
    return sum(word in _NOT for word in re.findall(r"\w+", plain))


def is_turned(sentence: str, evidence: str) -> bool:
    """True where a word of one is in the other with “un-” or the like before it, and only so."""
    mine, theirs = (
        {word.stem for word in words_of(text) if word.is_content} for text in (sentence, evidence)
    )
    return any(
        prefix + said in denied and said not in denied and prefix + said not in saying
        for saying, denied in ((mine, theirs), (theirs, mine))
        for said in saying
        for prefix in _PREFIXES
    )


def limits(text: str) -> frozenset[int]:
    """Which kinds of limit or sweep the text has: only, all, most, especially, at once."""
    said = {word.plain for word in words_of(re.sub(r"(?i)not only|first of all|at all", "", text))}
    return frozenset(kind for kind, row in enumerate(_LIMITS) if row & said)


def hedged(text: str) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """Each hedge that the text has: words that keep it, and stems of the words right after it."""
    every = words_of(text)
    for place, word in enumerate(every):
        for row in _HEDGES:
            if word.plain in row and word.plain not in ("main", "first", "many", "may", "could"):
                yield row, frozenset(w.stem for w in every[place + 1 : place + 3] if w.is_content)


_DEGREE = frozenset({"degree", "extent"})
_DEGREES = _DEGREE | frozenset(
    "more most further increasingly greater higher better stronger largely partly somewhat".split()
)
"""Words that keep “to a higher degree”."""

MAY_BECOME: dict[Mood, frozenset[Mood]] = {
    "must": frozenset({"must"}),
    "should": frozenset({"should", "must"}),
    "may": frozenset({"may", "would"}),
    "can": frozenset({"can", "may", "would"}),
    "would": frozenset({"would"}),
    "will": frozenset({"will"}),
}
"""What a mood of a sentence may stand on in its evidence."""


def done(text: str) -> Iterator[Word]:
    """Verbs that are told as done: “has been restored”, “have developed”."""
    every = words_of(text)
    for place, word in enumerate(every):
        follows = every[place + 1].plain if place + 1 < len(every) else ""
        if word.plain in ("has", "have", "had", "was", "were") and follows != "to":
            for after in every[place + 1 : place + 5]:
                if after.is_content and after.plain.endswith(("ed", "en", "t")):
                    yield after
                    break
