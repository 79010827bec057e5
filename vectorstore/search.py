"""What a search gives."""

from __future__ import annotations

from dataclasses import dataclass

from vectorstore.documents import Document
from vectorstore.query import Query
from vectorstore.ranking import Hit


@dataclass(frozen=True)
class Search:
    """What was found for a question."""

    query: Query
    hits: tuple[Hit, ...]
    """Best first."""
    terms: dict[str, float]
    """The stems of the question's subject, and how much each weighs."""
    unknown: dict[str, float]
    """Those of the terms that stand nowhere in the corpus, and the best cosine of each with any
    token that was looked at: 0.7 for a synonym, 0.3 for a stranger."""
    documents: frozenset[str]
    """Ids of the documents that the question names."""
    naming: frozenset[str] = frozenset()
    """The stems by which it names them."""
    within: Document | None = None
    """The one document that was searched; None for all."""
