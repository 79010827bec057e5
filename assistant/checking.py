"""Which of several passages supports a sentence: support.py over the index's own vectors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant import claims
from assistant.answer import Because
from assistant.support import Likeness, Verdict, supports
from vectorstore.index import Index
from vectorstore.passages import Passage
from vectorstore.words import terms

_COMMANDS = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b[^.]*\b(?:instruction|prompt|rule|above|previous)|"
    r"<\|?\w+\|?>|"
    r"\b(?:you are now|you must (?:answer|reply|say|respond)|system prompt|"
    r"language model)|"
    r"\b(?:answer|reply|respond) (?:only )?with\b|\b(?:to|dear) (?:the )?(?:assistant|model|ai)\b|"
    r"\bassistant:|\b(?:tell everyone|say|cite it as|cite \w+ for)\b[^.]*\b(?:that|\[|it)|"
    r"\b(?:repeat|print|reveal|show)\b[^.]*\b(?:word for word|instructions|prompt)\b",
    re.IGNORECASE,
)
"""Words of a document that speak to a model: what they dictate is not what the document says."""


@dataclass(frozen=True)
class Checked:
    """A sentence with the passages that support it."""

    found: tuple[tuple[Passage, Verdict], ...]
    """Those of the cited passages that support it; failing that, the first other one."""
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
            found = []
            for passage in passages:
                likeness = Likeness(embedded.offsets, self._index.match(embedded, passage))
                called = self._index.names_of(passage.document)
                verdict = supports(sentence, passage, called, likeness)
                if verdict.supported and self._speaks_for_another(sentence, passage):
                    return Checked((), "other_document")
                if verdict.supported and verdict.quote and _COMMANDS.search(verdict.quote.text):
                    return Checked((), "instructions")
                if verdict.supported:
                    found.append((passage, verdict))
                    if passages is others:
                        break
                else:
                    failed.append(verdict)
            if found:
                return Checked(tuple(found), repaired=passages is others and bool(cited))
        nearest = max(failed, key=lambda verdict: verdict.coverage, default=None)
        return Checked((), nearest.reason if nearest else "empty")

    def _speaks_for_another(self, sentence: str, passage: Passage) -> bool:
        """True for “CAF24 says …” where the words stand in another document."""
        for who in claims.reporters(sentence):
            calling = {id_ for id_, names in self._called.items() if who & names}
            if calling and passage.document not in calling:
                return True
        return False
