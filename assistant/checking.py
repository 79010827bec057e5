"""Which of several passages supports a sentence: support.py over the index's own vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant import claims
from assistant.answer import Because
from assistant.support import Likeness, Verdict, supports
from vectorstore.index import Index
from vectorstore.passages import Passage


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
            named = self._index.documents_named(" ".join(sorted(who)))
            if named and passage.document not in named:
                return True
        return False
