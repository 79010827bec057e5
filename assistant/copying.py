"""What a copy of a passage's words says otherwise than they do. Pure.

A paraphrase has an order of its own, and is judged by what it says. A copy is judged by where it
was cut and joined: what is left has to hang together as it did, and nothing from another place may
stand where words were taken out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise, takewhile

from assistant import claims
from assistant.claims import FRAME, Word, forms, kin, words_of

# Fitted on the half "fit" of evals/support/pairs.jsonl and on sentences of a weak model.
_COPIED = 0.6  # share of neighbouring words that are neighbours in the evidence: a copy
_HALF = 0.5  # the same, from which no word may be said again
_EXCHANGED = 0.2  # share of a copy's words that may be others
_NEW = 2  # words in one place that the evidence has nowhere
_LOST = 2  # words left out in one place, from which the cut must be at an edge
_RUN = 3  # words in a row at an end of the sentence, from which it surely is copied there

_FROM_EDGE = re.compile(
    r"[,;:()–—]|(?:and|or|as well as|including|such as|which|who|that|along with|but|both|to)\b"
)
_TO_EDGE = re.compile(r"(?:[,;:)–—]|\b(?:and|or|as well as))\s*\Z")
_BETWEEN_CLAIMS = re.compile(r"[,;:()–—]|\b(?:and|but|while|whereas|which|where|with)\b", re.I)
_OTHER_CLAUSE = re.compile(r";|\b(?:while|whereas|but|although|though)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])[\"'”’»)]*\s")
_STOPS = tuple(".!?…\"'”’»)")
_WHOSE = frozenset("my our your its their his her".split())
_FIRST = frozenset("we us our".split())
_ARTICLES = frozenset("a an the every each no".split()) | _WHOSE


@dataclass(frozen=True)
class _Gap:
    """A place where a copy departs from its evidence."""

    put: Sequence[Word]
    """Words that only the sentence has there."""
    left: Sequence[Word]
    """Words that only the evidence has there."""
    mine: str
    """What stands there, words of grammar included; empty at either end of the sentence."""
    theirs: str


def is_altered(sentence: str, evidence: str, around: str = "") -> bool:
    """True for a copy of the evidence in which other words stand, or which was cut badly.

    `around`: the rest of the passage and its headings, from where nothing may be brought in.
    """
    mine, theirs = _content(sentence), _content(evidence)
    if (copied := _copied(mine, theirs)) < _COPIED:
        return copied >= _HALF and _is_said_again(mine, theirs)
    held = forms(theirs)
    speakers = frozenset[str]().union(*claims.reporters(sentence))
    new = [word for word in mine if not kin(word) & held and word.stem not in speakers]
    if len(new) > _EXCHANGED * len(mine) or _is_said_again(mine, theirs):
        return True
    said = forms(mine)
    aligned = _aligned(mine, theirs)
    gaps = _gaps(sentence, evidence, aligned)
    return (
        _are_brought_in(new, evidence, forms(_content(around)))
        or any(_is_exchanged(gap, new, mine[0]) or _is_badly_cut(gap, said) for gap in gaps)
        or _joins_sentences(sentence, evidence)
        or _is_whose_changed(sentence, evidence, aligned)
        or (not sentence.endswith(_STOPS) and _ends_within(evidence, aligned))
    )


def is_copy(sentence: str, evidence: str) -> bool:
    """True where at least half of its neighbouring words are neighbours in the evidence."""
    return _copied(_content(sentence), _content(evidence)) >= _HALF


@dataclass(frozen=True)
class _Aligned:
    """Two texts' words of content, and stretches of them that are the same or stand for another."""

    mine: Sequence[Word]
    theirs: Sequence[Word]
    changes: Sequence[tuple[str, int, int, int, int]]
    """As difflib has them."""


def _copied(mine: Sequence[Word], theirs: Sequence[Word]) -> float:
    """Share of neighbouring words that are neighbours in the other text too."""
    pairs = _neighbours(theirs)
    copied = [bool(_pairs(one, other) & pairs) for one, other in pairwise(mine)]
    return sum(copied) / max(1, len(copied))


def _is_said_again(mine: Sequence[Word], theirs: Sequence[Word]) -> bool:
    """True where a word is said more often than there; a name may be."""
    said, told = (Counter(word.stem for word in each) for each in (mine, theirs))
    plain = {word.stem for word in mine if not word.is_capital}
    return any(said[stem] > told[stem] > 0 for stem in plain)


def _are_brought_in(new: Sequence[Word], evidence: str, around: frozenset[str]) -> bool:
    """True where plain words come from a heading or from a sentence that is not quoted.

    Where the evidence says “we” or “our”, something has to stand for it.
    """
    if any(word.plain in _FIRST for word in words_of(evidence)):
        return False
    return any(kin(word) & around and not word.is_capital and not word.value for word in new)


def _aligned(mine: Sequence[Word], theirs: Sequence[Word]) -> _Aligned:
    said, told = (
        [min(kin(word), key=lambda form: (len(form), form)) for word in each]
        for each in (mine, theirs)
    )
    return _Aligned(mine, theirs, SequenceMatcher(None, said, told, autojunk=False).get_opcodes())


def _gaps(sentence: str, evidence: str, aligned: _Aligned) -> Iterator[_Gap]:
    """Where the sentence departs from the evidence, but for what it leaves out at its ends."""
    mine, theirs = aligned.mine, aligned.theirs
    for tag, i, j, start, end in aligned.changes:
        inner = i > 0 and j < len(mine) and start > 0 and end < len(theirs)
        if tag == "equal":
            continue
        if inner:
            between = sentence[mine[i - 1].end : mine[j].start]
            skipped = evidence[theirs[start - 1].end : theirs[end].start]
            yield _Gap(mine[i:j], theirs[start:end], _plain(between), _plain(skipped))
        elif j > i:
            yield _Gap(mine[i:j], (), "", "")


def _is_exchanged(gap: _Gap, new: Sequence[Word], first: Word) -> bool:
    """True where other words stand in one place; at the beginning a name may."""
    other = [word for word in gap.put if word in new]
    names = all(word.is_capital or word.value for word in other)
    return len(other) >= _NEW and not (names and gap.put[0] == first)


def _is_badly_cut(gap: _Gap, said: frozenset[str]) -> bool:
    """True where what was left out neither begins nor ends at an edge.

    In “crucial for a coherent approach for peace” the middle cannot be left out.
    """
    lost = [word for word in gap.left if not kin(word) & said]
    if not lost or _SENTENCE.search(gap.theirs):
        return False
    if _OTHER_CLAUSE.search(gap.theirs) and not _OTHER_CLAUSE.search(gap.mine):
        return True
    if gap.put or len(lost) < _LOST or not gap.mine:
        return False
    cut = _taken_out(gap.mine.split(), gap.theirs.split())
    return bool(cut) and not (_FROM_EDGE.match(cut) or _TO_EDGE.search(cut))


def _taken_out(mine: Sequence[str], theirs: Sequence[str]) -> str:
    """The words that are missing in the middle; empty where others were put there."""
    after = _in_common(mine[::-1], theirs[::-1])
    before = _in_common(mine[: len(mine) - after], theirs)
    return " ".join(theirs[before : len(theirs) - after]) if after + before == len(mine) else ""


def _in_common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _joins_sentences(sentence: str, evidence: str) -> bool:
    """True where words of one sentence go on with words of another as if they were one claim.

    Between them stands a mark or “and”, or else what leads to the second where it comes from. A
    name may come from another sentence.
    """
    every = _SENTENCE.split(evidence)
    rows = [_neighbours(_content(each)) for each in every]
    mine = _content(sentence)
    homes: list[tuple[Word, int]] = []
    for one, other in pairwise(mine):
        found = [at for at, row in enumerate(rows) if _pairs(one, other) & row]
        is_name = all(word.is_capital or word.value for word in (one, other))
        if len(found) == 1 and not is_name:
            homes += [(one, found[0]), (other, found[0])]
    for (last, home), (word, other_home) in pairwise(homes):
        between = _plain(sentence[last.end : word.start])
        if home == other_home or _BETWEEN_CLAIMS.search(between):
            continue
        before = re.escape(between) + r"\W+" + re.escape(word.said)
        if not between or not re.search(rf"\b{before}", every[other_home]):
            return True
    return False


def _is_whose_changed(sentence: str, evidence: str, aligned: _Aligned) -> bool:
    """True where “its” became “their”; “our” may become another's where “we” are not named."""
    ours = any(word.plain in _FIRST for word in words_of(sentence))
    for tag, i, j, start, end in aligned.changes:
        if tag != "equal":
            continue
        for at in range(1, min(j - i, end - start)):
            mine, theirs = (
                {w.plain for w in words_of(text[one.end : other.start])} & _WHOSE
                for text, one, other in (
                    (sentence, aligned.mine[i + at - 1], aligned.mine[i + at]),
                    (evidence, aligned.theirs[start + at - 1], aligned.theirs[start + at]),
                )
            )
            if mine and theirs and mine != theirs and (ours or not theirs & _FIRST):
                return True
    return False


def _ends_within(evidence: str, aligned: _Aligned) -> bool:
    """True where it breaks off before a word that the last one needs: “can fulfil (its role)”."""
    tag, i, j, _, end = next(each for each in reversed(aligned.changes) if each[1] < each[2])
    every = words_of(evidence)
    place = every.index(aligned.theirs[end - 1])
    if tag != "equal" or j - i < _RUN or place + 1 == len(every):
        return False
    after = every[place + 1]
    joined = not evidence[every[place].end : after.start].strip()
    return joined and (after.is_content or after.plain in _ARTICLES)


def _neighbours(words: Sequence[Word]) -> frozenset[tuple[str, str]]:
    return frozenset(pair for one, other in pairwise(words) for pair in _pairs(one, other))


def _pairs(one: Word, other: Word) -> frozenset[tuple[str, str]]:
    """Two words in a row, in every form under which each counts as the same."""
    return frozenset((first, second) for first in kin(one) for second in kin(other))


def _content(text: str) -> list[Word]:
    return [word for word in words_of(text) if word.is_content and word.stem not in FRAME]


def _plain(text: str) -> str:
    return " ".join(text.split())
