"""Does a passage support a sentence? Rules that a reader can follow, and a few thresholds. Pure.

What must stand in the passage stands there: numbers, names, acronyms, words in quotation marks.
What must agree agrees: negation, modality, limits, who does what to whom. The rest of the words is
covered, by words or by late interaction over their token vectors. docs/decisions/0011 has what each
rule is worth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assistant import actors, claims, copying, form, moods, names, order
from assistant.claims import Word, words_of
from vectorstore.late import Match
from vectorstore.passages import Passage
from vectorstore.slices import Slice

Reason = Literal[
    "supported",
    "empty",
    "number",
    "name",
    "negation",
    "modality",
    "scope",
    "actor",
    "direction",
    "content",
]
"""supported, or what differs. empty: it says nothing. content: the passage does not say so much."""

# Fitted on the half "fit" of evals/support/pairs.jsonl; docs/decisions/0011 has the figures.
_ALIKE = 0.42  # cosine from which a word begins to count as met by another
_SAME = 0.78  # cosine from which it counts in full
_COVERED = 0.80  # share of the content words' weight that must be met
_STRANGER = 0.30  # how well a word must be met not to be a stranger
_STRANGERS = 0.10  # share of the content words that may be strangers
_BORROWED = 0.12  # share of a part's words that may come from a second sentence
_GAIN = 0.10  # what a further sentence of the passage must add to be quoted too
_QUOTED = 3  # sentences
_FEWEST_WORDS = 3  # of content: a sentence with fewer says too little to be checked
FEW_WORDS = 4  # the same, from which a sentence may have an order of its own
_NAME = 1.5  # weight of a name or number beside another word


@dataclass(frozen=True)
class Likeness:
    """How well each token of the sentence is met by the passage: late interaction's part."""

    offsets: NDArray[np.int32]
    """Shape (tokens, 2): where each token stands in the sentence."""
    match: Match


@dataclass(frozen=True)
class Verdict:
    """Whether a passage supports a sentence, why not, and by which words."""

    supported: bool
    reason: Reason
    quote: Slice | None
    """The sentences of the passage that carry it, or come nearest; None where nothing does."""
    coverage: float = 0.0
    """Share of what the sentence says that they cover, from 0 to 1."""


def supports(
    sentence: str, passage: Passage, called: str = "", likeness: Likeness | None = None
) -> Verdict:
    """Whether the passage says what the sentence says.

    `called`: what its document is called. Without a likeness only words count.
    """
    said = claims.own_words(sentence)
    if len(said) < _FEWEST_WORDS or not passage.sentences:
        return Verdict(False, "empty", None)
    context = " . ".join(
        [called, passage.label, *passage.headings, passage.title.text if passage.title else ""]
    )
    met = _met(said, passage, context, likeness)
    weights = np.array([_NAME if word.value or word.is_capital else 1.0 for word in said])
    chosen = _chosen(met, weights)
    best = met[[-1, *chosen]].max(axis=0)
    coverage = float(best @ weights / weights.sum())
    quote = _quote(passage, sorted(chosen))
    evidence = [_with_what_it_points_at(passage, at) for at in sorted(chosen)]
    reason = _difference(sentence, quote.text, passage.body.text, context)
    if not form.is_whole(sentence) or (reason is None and form.says_nothing(sentence, quote.text)):
        reason = "empty"
    few = len(said) < FEW_WORDS and not copying.is_copy(sentence, quote.text)
    if reason is None and (few or not _is_covered(best, coverage)):
        reason = "content"
    if reason is None and (
        _is_put_together(sentence, said, met, chosen, passage)
        or order.is_subject_elsewhere(sentence, evidence, context)
    ):
        reason = "actor"
    if reason is None and copying.is_altered(
        sentence, quote.text, f"{context} . {passage.body.text}"
    ):
        reason = "content"
    return Verdict(reason is None, reason or "supported", quote, coverage)


def _is_covered(best: NDArray[np.float64], coverage: float) -> bool:
    """True where enough is met, and nowhere two words in a row are strangers."""
    strange = best < _STRANGER
    few = float(strange.mean()) <= _STRANGERS and not (strange[1:] & strange[:-1]).any()
    return coverage >= _COVERED and few


def _difference(sentence: str, evidence: str, body: str, context: str) -> Reason | None:
    """What the sentence has that its evidence does not; None where all of it agrees."""
    around = f"{context} . {body}"
    checks: tuple[tuple[Reason, bool], ...] = (
        ("number", names.has_other_number(sentence, body, context)),
        ("name", names.has_other_name(sentence, around)),
        ("content", names.has_other_quote(sentence, around)),
        ("negation", moods.is_denied(sentence, evidence)),
        ("modality", moods.is_firmer(sentence, evidence)),
        ("scope", moods.is_limited(sentence, evidence)),
        ("actor", _has_other_speaker(sentence, evidence, context)),
        ("actor", actors.is_in_anothers_place(sentence, evidence)),
        ("actor", actors.is_added(sentence, evidence)),
        ("direction", order.is_reversed(sentence, evidence)),
    )
    return next((reason for reason, differs in checks if differs), None)


def _met(
    said: Sequence[Word], passage: Passage, context: str, likeness: Likeness | None
) -> NDArray[np.float64]:
    """How well each content word is met: a row for each sentence, the last for the headings."""
    texts = [each.text for each in passage.sentences] + [context]
    met = np.zeros((len(texts), len(said)))
    for row, text in enumerate(texts):
        stems = {stem for word in words_of(text) for stem in claims.kin(word)}
        met[row] = [float(bool(stems & claims.kin(word))) for word in said]
    if likeness is not None and len(likeness.match.sentences) == len(texts) - 1:
        for column, word in enumerate(said):
            starts = likeness.offsets[:, 0]
            held = (starts >= word.start) & (starts < word.end)
            if held.any():
                cosines = likeness.match.sentences[:, held].mean(axis=1)
                like = np.clip((cosines - _ALIKE) / (_SAME - _ALIKE), 0.0, 1.0)
                met[:-1, column] = np.maximum(met[:-1, column], like)
    return met


def _chosen(met: NDArray[np.float64], weights: NDArray[np.float64]) -> list[int]:
    """The sentences that carry it: the best one, and those that add enough to it."""
    total = weights.sum()
    values = met[:-1] @ weights
    chosen = [int(values.argmax())]
    while len(chosen) < min(_QUOTED, len(met) - 1):
        now = met[chosen].max(axis=0)
        gains = (np.maximum(met[:-1], now) - now) @ weights / total
        at = int(gains.argmax())
        if gains[at] < _GAIN:
            break
        chosen.append(at)
    return chosen


def _is_put_together(
    sentence: str,
    said: Sequence[Word],
    met: NDArray[np.float64],
    chosen: Sequence[int],
    passage: Passage,
) -> bool:
    """True where a part of the sentence has its words from two sentences that do not say it.

    One sentence has to lend them, with the one before it where it points back (“these …”).
    """
    lent = np.maximum(met[chosen], met[-1])
    for row, at in enumerate(chosen):
        if at and form.points_back(passage.sentences[at].text):
            lent[row] = np.maximum(lent[row], met[at - 1])
    for start, end in form.parts(sentence):
        held = [column for column, word in enumerate(said) if start <= word.start < end]
        if len(held) > 1:
            missing = lent[:, held].max(axis=0).sum() - lent[:, held].sum(axis=1).max()
            if missing > _BORROWED * len(held):
                return True
    return False


def _with_what_it_points_at(passage: Passage, at: int) -> str:
    """A sentence of the passage, after the one before it where “this would” points to that."""
    text = passage.sentences[at].text
    points = at and form.points_back(text) and any(moods.firm(text))
    return f"{passage.sentences[at - 1].text} {text}" if points else text


def _quote(passage: Passage, chosen: Sequence[int]) -> Slice:
    held = [passage.sentences[at] for at in chosen]
    return Slice(" ".join(p.text for p in held), tuple(s for p in held for s in p.spans))


def _has_other_speaker(sentence: str, evidence: str, context: str) -> bool:
    """True where another is said to say it, or nobody where the document reports an opinion."""
    if claims.is_regarded(sentence) and not claims.is_regarded(evidence):
        return True
    ours = {word.stem for word in words_of(context)} | claims.FRAME
    theirs = set[str]().union(*claims.reporters(evidence))
    speakers = list(claims.reporters(sentence))
    if any(not who <= ours | theirs for who in speakers):
        return True
    opinion = any(not who <= ours for who in claims.reporters(evidence))
    return opinion and not speakers
