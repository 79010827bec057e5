"""Which of several passages supports a sentence: support.py over the index's own vectors.

The reader has its say too: it objects to what the rules let through, and vouches for what they
only miss words of. docs/decisions/0018-entailment.md has what that is worth.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant import claims, copying
from assistant.answer import Because
from assistant.support import FEW_WORDS, Likeness, Verdict, supports
from vectorstore.embedder import Embedded
from vectorstore.index import Index
from vectorstore.passages import Passage
from vectorstore.words import terms

_ORDERS = (
    r"(?:\A|[.!?:;]\s+|\bplease\s+|\b(?:if|when|once|before)\b[^.]*?,\s+)[\"“‘(*]*(?:"
    r"(?:ignore|disregard|forget|override|repeat|print|reveal|show)\b[^.]*"
    r"\b(?:instructions?|prompts?|rules?|above|previous)\b|"
    r"say\b[^.]*\b(?:that|it)\b|(?:answer|reply|respond) (?:only )?with\b)"
)
"""An imperative where a sentence begins; “experts say that” and “they respond with” are none."""
_COMMANDS = re.compile(
    rf"{_ORDERS}|"
    r"\b(?:ignore|disregard|forget|override|repeat|print|reveal|show)\b[^.]*"
    r"\b(?:your|system|previous|prior|above) (?:instructions?|prompts?)\b|"
    r"<\|?\w+\|?>|"
    r"\b(?:you are now|you must (?:answer|reply|say|respond)|system prompt|"
    r"language model)|"
    r"\b(?:answer|reply|respond) (?:only )?with(?::| (?:this|the following)\b)|"
    r"\b(?:to|dear) (?:the )?(?:assistant|model|ai)\b|"
    r"\bassistant:|\b(?:tell everyone|cite it as|cite \w+ for)\b[^.]*\b(?:that|\[|it)|"
    r"\b(?:repeat|print|reveal|show)\b[^.]*\bword for word\b",
    re.IGNORECASE,
)
"""Words of a document that speak to a model: what they dictate is not what the document says."""


# Fitted on the half "fit" of evals/support/pairs.jsonl and on invented documents.
_OBJECTS = -4.5  # log-odds below which a sentence is not believed
_VOUCHES = 4.25  # log-odds from which words that are not met do not matter, in what is no copy


@dataclass(frozen=True)
class Checked:
    """A sentence with the passages that support it."""

    found: tuple[tuple[Passage, Verdict], ...]
    """Those of the cited passages that support it; failing that, the nearest other one."""
    because: Because = "supported"
    """Why there is none: what differs from the passage that comes nearest."""
    repaired: bool = False
    """True where no cited passage supports it, but another one does."""


class Checker:
    """Checks sentences against passages of one index. It keeps no state."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._called = {id_: frozenset(terms(index.names_of(id_))) for id_ in index.documents}

    def check(
        self, sentence: str, cited: Sequence[Passage], others: Sequence[Passage] = ()
    ) -> Checked:
        """The passages that support the sentence, the cited ones first."""
        embedded = self._index.embed(sentence)
        failed: list[Verdict] = []
        for passages in (cited, others):
            judged = [
                (passage, self._by_rules(sentence, passage, embedded)) for passage in passages
            ]
            if passages is others:  # the nearest of them only, so that a check stays short
                judged.sort(key=lambda pair: (not pair[1].supported, -pair[1].coverage))
                del judged[1:]
            judged = [(passage, self._heard(sentence, passage, said)) for passage, said in judged]
            found = [(passage, verdict) for passage, verdict in judged if verdict.supported]
            for passage, verdict in found:
                if self._speaks_for_another(sentence, passage):
                    return Checked((), "other_document")
                if verdict.quote and _COMMANDS.search(verdict.quote.text):
                    return Checked((), "instructions")
            if found:
                return Checked(tuple(found), repaired=passages is others and bool(cited))
            failed += [verdict for _, verdict in judged]
        nearest = max(failed, key=lambda verdict: verdict.coverage, default=None)
        return Checked((), nearest.reason if nearest else "empty")

    def _by_rules(self, sentence: str, passage: Passage, embedded: Embedded) -> Verdict:
        likeness = Likeness(embedded.offsets, self._index.match(embedded, passage))
        return supports(sentence, passage, self._index.names_of(passage.document), likeness)

    def _heard(self, sentence: str, passage: Passage, verdict: Verdict) -> Verdict:
        """The verdict after the reader was heard; what stands there word for word needs none."""
        if verdict.quote is None or sentence in verdict.quote.text:
            return verdict
        vouched = verdict.reason == "content" and len(claims.own_words(sentence)) >= FEW_WORDS
        vouched = vouched and not copying.is_copy(sentence, verdict.quote.text)
        if not (verdict.supported or vouched):
            return verdict
        odds = self._index.bears_out(sentence, passage)
        if odds is not None and verdict.supported and odds < _OBJECTS:
            return replace(verdict, supported=False, reason="content")
        if odds is not None and not verdict.supported and odds >= _VOUCHES:
            return replace(verdict, supported=True, reason="supported")
        return verdict

    def _speaks_for_another(self, sentence: str, passage: Passage) -> bool:
        """True for “CAF24 says …” where the words stand in another document."""
        for who in claims.reporters(sentence):
            calling = {id_ for id_, names in self._called.items() if who & names}
            if calling and passage.document not in calling:
                return True
        return False
