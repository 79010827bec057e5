"""Who does what to whom: the order of what two sentences have in common. Pure.

A sentence that names the same things in the opposite order says the opposite of many verbs:
“the EU supports the AU”. A passive turns the order round without changing what is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from assistant.claims import FRAME, Word, forms, kin, words_of
from vectorstore.words import IRREGULAR, stem, stems

_SENTENCE = re.compile(r"(?<=[.!?])\s")
_CLAUSE = re.compile(r"[,;:]\s")
_FORWARD = re.compile(
    r"\b(?:leads?|led|leading|gives? rise|gave rise|contributes?) to\b|\bresult(?:s|ed|ing)? in\b|"
    r"\b(?:causes?|caused|brings? about|brought about)\b(?! by)",
    re.IGNORECASE,
)
_BACKWARD = re.compile(
    r"\b(?:aris(?:e|es|ing)|stem(?:s|ming)?|result(?:s|ed|ing)?) from\b|\bcaused by\b|"
    r"\b(?:as a result of|because of|due to|thanks to|owing to)\b",
    re.IGNORECASE,
)
_BY = re.compile(r"\bby (?:the )?([^,;.]+)", re.IGNORECASE)
_RELATES = stems(
    """
    lead result cause build draw guide allow support undermine contribute prerequisite enable ensure
    reinforce host deepen confront facilitate incentivise drive shape precede follow depend inform
    """
)
"""Verbs whose sides cannot be exchanged."""
_BESIDE = 6  # content words on either side of a verb that are looked at
_DUTY = re.compile(r"\b(?:should|must|may|might|could|would)\b", re.IGNORECASE)
_SUBJECT = 6  # content words before a modal verb that make up its subject
_IN_ORDER = 0.0  # agreement at which as much is turned round as stands as it was
_ATTRIBUTES = ("ing", "ed", "ly")
_BEFORE_NOUN = 3  # words: so near before a noun, a participle may as well be its predicate
_BE = frozenset("am is are was were be been being".split())
_OPPOSITES = """
    increase:decrease,reduce,fall,decline,shrink,drop strengthen:weaken,undermine,dilute
    more:less,fewer,lesser higher:lower,lesser greater:lesser,smaller closer:away,farther,further
    expand:shrink,reduce,narrow,cut,limit,restrict broaden:narrow close:away,far
    restore:remove,weaken,abolish support:oppose,hinder,undermine,resist include:exclude
    promote:hinder,oppose,discourage before:after begin:end,stop able:unable intact:undermine
    undermine:strengthen,restore,reinforce flexible:rigid,inflexible,strict
    predictable:unpredictable facilitate:hamper,hinder,impede,prevent impede:facilitate,help
    long:short rise:fall internal:external join:leave positive:negative prevent:cause,provoke
    success:failure centralise:decentralise bottom:top up:down encourage:discourage,prohibit,forbid
    build:dismantle adopt:abandon,reject diversify:concentrate,centralise pool:separate,split
    incentivise:deter unite:divide conducive:adverse align:diverge separate local:foreign
    high:low wide:narrow early:late rapid:slow empower:restrict maintain:abandon better:worse
    enhance:diminish,reduce,weaken deepen:loosen,weaken maximise:minimise reverse:consolidate
    during:before,after
    """


_Voice = Literal["active", "passive", "unclear"]
_Sides = tuple[str, frozenset[str], frozenset[str], _Voice]
"""A verb's stem, the words before it and after it, and its voice."""


def is_subject_elsewhere(sentence: str, evidence: Sequence[str], context: str) -> bool:
    """True where what is said to have to act stands in no sentence that has what it has to do.

    The subject is what stands before “should” and the like; two sentences of a passage must not
    lend one its subject and the other its verb. Where no sentence has the verb, those count that
    have a modal verb at all.
    """
    named = _content(context)
    for subject, verb in duties(sentence):
        who = [kin(word) for word in subject if not kin(word) & named]
        holding = [_content(text) for text in evidence if verb & _content(text)]
        holding = holding or [_content(text) for text in evidence if _DUTY.search(text)]
        if who and holding:
            best = max(sum(bool(forms & held) for forms in who) for held in holding)
            if best * 2 <= len(who):
                return True
    return False


def duties(text: str) -> Iterator[tuple[list[Word], frozenset[str]]]:
    """The subject before each modal verb of a text, and forms of the verb after it."""
    for part in re.split(r"[,;:]\s|\b(?:that|which|and)\s(?=[^,;]*\b(?:should|must)\b)", text):
        every = words_of(part)
        for place, word in enumerate(every):
            if _DUTY.fullmatch(word.plain):
                before = [w for w in every[:place] if w.is_content and w.stem not in FRAME]
                after = [w for w in every[place + 1 : place + 6] if w.is_content]
                verb = next((w for w in after if not w.plain.endswith("ly")), None)
                if before and verb:
                    yield before[-_SUBJECT:], kin(verb)
                break


def _table() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for entry in _OPPOSITES.split():
        word, _, others = entry.partition(":")
        for other in filter(None, others.split(",")):
            table.setdefault(stem(word), set()).add(stem(other))
            table.setdefault(stem(other), set()).add(stem(word))
    return {word: frozenset(others) for word, others in table.items()}


_OPPOSITE = _table()


def is_reversed(sentence: str, evidence: str) -> bool:
    """True where the sentence has the opposite of a word, or its parts in the opposite order."""
    mine = {word.stem for word in words_of(sentence)}
    theirs = {word.stem for word in words_of(evidence)}
    if any(_OPPOSITE.get(word, frozenset()) & theirs for word in mine - theirs):
        return True
    agrees = agreement(sentence, evidence)
    if agrees <= _IN_ORDER or _are_sides_exchanged(sentence, evidence):
        return True
    return _is_effect_the_cause(sentence, evidence) or _are_means_the_end(sentence, evidence)


def _is_effect_the_cause(sentence: str, evidence: str) -> bool:
    """True for “A gives rise to B” where the evidence has “A, arising from B”."""
    mine = _FORWARD.search(sentence), _BACKWARD.search(sentence)
    theirs = _FORWARD.search(evidence), _BACKWARD.search(evidence)
    turned = (mine[0] and not mine[1], mine[1] and not mine[0])
    return bool(
        (turned[0] and theirs[1] and not theirs[0]) or (turned[1] and theirs[0] and not theirs[1])
    )


def _are_means_the_end(sentence: str, evidence: str) -> bool:
    """True where what is done “by” something stands on the other side of “by”."""
    mine, theirs = _BY.search(sentence), _BY.search(evidence)
    if not mine or not theirs:
        return False
    means = _content(mine[1])
    return not means & _content(theirs[1]) and len(means & _content(evidence[: theirs.start()])) > 3


def _content(text: str) -> frozenset[str]:
    return forms([word for word in words_of(text) if word.is_content])


def _are_sides_exchanged(sentence: str, evidence: str) -> bool:
    """True where what stands before a verb and what stands after it have changed places."""
    theirs = list(_relations(evidence))
    for verb, before, after, voice in _relations(sentence):
        for other, their_before, their_after, their_voice in theirs:
            if verb != other:
                continue
            straight = len(before & their_before) + len(after & their_after)
            crossed = len(before & their_after) + len(after & their_before)
            if {voice, their_voice} == {"active", "passive"}:
                straight, crossed = crossed, straight
            if crossed > straight:
                return True
    return False


def _relations(text: str) -> Iterator[_Sides]:
    for part in _SENTENCE.split(text):
        for place, word in enumerate(words_of(part)):
            if word.stem in _RELATES:
                yield _sides(part, place)


def _sides(text: str, place: int) -> _Sides:
    every = words_of(text)
    before = [word for word in every[:place] if word.is_content][-_BESIDE:]
    after = [word for word in every[place + 1 :] if word.is_content][:_BESIDE]
    by = any(word.plain == "by" for word in every[place + 1 : place + 3])
    return (
        every[place].stem,
        forms(before),
        forms(after),
        "passive" if by else voice_of(every, place),
    )


def agreement(sentence: str, evidence: str) -> float:
    """From 1 where shared words of a clause come in the same order to -1 in the opposite one.

    What stands before a verb and what stands after it change places where one of the two texts
    has it in the passive. A participle before its noun (“declining faith”) may follow it.
    """
    theirs = words_of(evidence)
    places: dict[str, int] = {}
    for place, word in enumerate(theirs):
        if word.is_content:
            for form in kin(word):
                places.setdefault(form, place)
    signs: list[int] = []
    for clause in _CLAUSE.split(sentence):
        every = words_of(clause)
        shared: list[int] = []
        turned: list[int] = []
        for place, word in enumerate(every):
            found = [places[form] for form in kin(word) if form in places]
            if word.is_content and found and found[0] not in shared:
                if {voice_of(every, place), voice_of(theirs, found[0])} == {"active", "passive"}:
                    turned.append(len(shared))
                shared.append(found[0])
        signs += _signs(shared, turned, theirs)
    return sum(signs) / len(signs) if len(signs) > 2 else 1.0


def _signs(shared: Sequence[int], turned: Sequence[int], theirs: Sequence[Word]) -> Iterator[int]:
    """For each two shared words 1 where they stand as they should, else -1.

    `shared`: places in the evidence, in the order of the sentence; `turned`: which of them are
    verbs whose sides change places.
    """
    for at, here in enumerate(shared):
        for beyond in range(at + 1, len(shared)):
            there = shared[beyond]
            low, high = sorted((here, there))
            verbs = [verb for verb in turned if at <= verb <= beyond]
            if any(low <= shared[verb] <= high for verb in verbs):
                yield 1 if here > there else -1
            elif here < there:
                yield 1
            elif high - low > _BEFORE_NOUN or not theirs[low].plain.endswith(_ATTRIBUTES):
                yield -1


def voice_of(every: Sequence[Word], place: int) -> _Voice:
    """passive: a participle after “be” or the like, or before “by” or “with”; active: none."""
    word = every[place]
    if not (word.plain.endswith("ed") or word.plain in IRREGULAR):
        return "active"
    before = {each.plain for each in every[max(0, place - 3) : place]}
    after = every[place + 1].plain if place + 1 < len(every) else ""
    return "passive" if before & _BE or after in ("by", "with") else "unclear"
