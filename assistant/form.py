"""Is it one whole sentence, and does it move on? By its form alone. Pure.

A heading, a label, a line that broke off and a sentence that goes round in circles can have all
their words in a passage and still say nothing that the passage says.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from assistant.claims import FRAME, Word, neighbours, words_of
from vectorstore.words import IRREGULAR

# Fitted on the half "fit" of evals/support/pairs.jsonl, as those of support.py.
_AGAIN = 2  # words said once more than in the evidence, from which a sentence goes round
_SHORT = 8  # words of content, below which one said again is enough
_ENDS = (".", "!", "?", "…")
_CLOSING = "\"'”’»)]"
_AUXILIARIES = frozenset(
    "am is are was were has have had do does did will would shall should may might must can could "
    "cannot ought need needs".split()
)
_CONTRACTED = re.compile(r"(?:n['’]t|\w['’](?:re|ve|ll|m))\b")
_PART = re.compile(
    r"[;:–—]\s|,\s(?!(?:\w+ing|with)\b)|\s(?:and|but|which|while|that|as|when|so|because)\s",
    re.IGNORECASE,
)
"""“…, bringing peace” says it of what stands before."""
_BACK = re.compile(r"\A(?:\w+ )?(?:this|these|those|such|it|they|its|their)\b", re.IGNORECASE)
_PASSAGE = "passag"  # the stem
_TWICE = re.compile(r"\b(\w{3,})(?:,? (?:and|or) (?:the )?|, )\1\b", re.IGNORECASE)


def is_whole(sentence: str) -> bool:
    """True for a sentence with a verb, its brackets closed, that does not break off.

    Where the full stop is missing, as in lists, a verb must be beyond doubt and the last word no
    word of grammar.
    """
    text = sentence.strip()
    every = words_of(text)
    if not every or text.count("(") > text.count(")"):
        return False
    sure = any(word.plain in _AUXILIARIES for word in every) or bool(_CONTRACTED.search(text))
    if text.rstrip(_CLOSING).endswith(_ENDS):
        return sure or any(_is_verb(every, place, text) for place in range(len(every)))
    return sure and every[-1].is_content and text.rstrip(_CLOSING).endswith(every[-1].said)


def says_nothing(sentence: str, evidence: str) -> bool:
    """True where it goes round in circles or is about what the model was shown."""
    return goes_round(sentence, evidence) or speaks_of_passages(sentence, evidence)


def goes_round(sentence: str, evidence: str) -> bool:
    """True for “X and X”, and where it says a word, or two in a row, again as no evidence does.

    A name may be said twice.
    """
    if _TWICE.search(sentence):
        return True
    mine, theirs = neighbours(sentence), neighbours(evidence)
    if any(count > max(1, theirs[pair]) for pair, count in mine.items()):
        return True
    short = sum(word.is_content for word in words_of(sentence)) < _SHORT
    return _said_again(sentence, evidence) >= (1 if short else _AGAIN)


def speaks_of_passages(sentence: str, evidence: str) -> bool:
    """True where it speaks of “the passage”, which only the model was shown as one."""
    mine, theirs = ({word.stem for word in words_of(text)} for text in (sentence, evidence))
    return _PASSAGE in mine - theirs


def parts(sentence: str) -> list[tuple[int, int]]:
    """Where each part of a sentence stands that could be said by itself."""
    cuts = [0, *(found.end() for found in _PART.finditer(sentence)), len(sentence)]
    return list(pairwise(cuts))


def points_back(sentence: str) -> bool:
    """True where it begins with a word that stands for something said before."""
    return bool(_BACK.match(sentence))


def _said_again(sentence: str, evidence: str) -> int:
    """How many words are said again that the evidence says once, names aside."""
    said, told = _plain_words(sentence), _plain_words(evidence)
    return sum(max(0, count - max(1, told[stem])) for stem, count in said.items())


def _plain_words(text: str) -> Counter[str]:
    """How often each content word is said, names aside."""
    return Counter(w.stem for w in words_of(text) if w.is_content and not w.is_capital)


def _is_verb(every: tuple[Word, ...], place: int, text: str) -> bool:
    """True where the word may be the verb of a sentence, by its form and its neighbours.

    A past form is one after a noun (not in “a renewed commitment”); a form in -s, between two
    other words; any word after a pronoun, a plural or the closing bracket of “A and B (C)”, or
    before an article.
    """
    word = every[place]
    at = place - 1
    while at > 0 and (every[at].plain.endswith("ly") or every[at].plain in _ADVERBS):
        at -= 1
    before = every[at] if at >= 0 else None
    after = every[place + 1] if place + 1 < len(every) else None
    if before is None or not (word.is_content or word.stem in FRAME):
        return False
    joined = after is not None and not text[word.end : after.start].strip(_QUOTING)
    if after is not None and joined and before.is_content and after.plain in _ARTICLES:
        return True
    between = text[every[place - 1].end : word.start]
    if between.strip(_QUOTING + "()"):
        return False
    if word.plain in IRREGULAR or before.plain in _SUBJECTS:
        return True
    if not (before.is_content or before.plain in _DOCUMENTS) or word.is_capital:
        return False
    several = ")" in between and any(each.plain == "and" for each in every[:at])
    plural = before.plain.endswith("s") or several
    third = joined and word.plain.endswith("s") and after is not None and after.plain != "of"
    return word.plain.endswith("ed") or third or plural


_ADVERBS = frozenset("also further then now already still even never always".split())
_ARTICLES = frozenset("a an the its their our his her this these that those".split())
_SUBJECTS = frozenset("it they he she we i you this these those which who".split())
_DOCUMENTS = frozenset("document documents paper papers passage passages text texts".split())
"""Nouns that are words of grammar in a question."""
_QUOTING = " \"'“”‘’"
