"""The measures, as their sets define them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np
from rapidfuzz.distance import LCSseq
from sklearn.metrics import ndcg_score, roc_auc_score

from vectorstore.embedder import Floats
from vectorstore.slices import Span

_WORD = re.compile(r"[a-z0-9]+")


def ndcg_at_10(scores: Floats, ids: Sequence[str], right: frozenset[str]) -> float:
    """nDCG@10 of scored entries, each right or wrong; what was not scored comes last."""
    missed = len(right - set(ids))
    gains = [float(id_ in right) for id_ in ids] + [1.0] * missed
    last = float(scores.min()) - 1.0
    every = np.concatenate([scores, [last] * (missed + 1)])
    return float(ndcg_score([[*gains, 0.0]], [every], k=10))


def auroc(answerable: Sequence[bool], scores: Sequence[float]) -> float:
    """How often an answerable question scores above one that is not (ties count half)."""
    return float(roc_auc_score(answerable, scores))


def overlap_f1(chosen: set[int], gold: set[int]) -> float:
    """F1 of what was chosen against what should have been."""
    both = len(chosen & gold)
    return 2 * both / (len(chosen) + len(gold)) if both else 0.0


def rouge_l(text: str, reference: str) -> float:
    """ROUGE-L (F measure) over lower-case words without stemming."""
    one, other = _WORD.findall(text.lower()), _WORD.findall(reference.lower())
    common = LCSseq.similarity(one, other)
    return 2 * common / (len(one) + len(other)) if common else 0.0


def span_recall_precision(found: Iterable[Span], gold: Iterable[Span]) -> tuple[float, float]:
    """The share of gold characters found, and the share of found characters that are gold."""
    read = [position for span in found for position in range(*span)]
    wanted = {position for span in gold for position in range(*span)}
    both = len(wanted.intersection(read))
    return both / len(wanted), both / max(len(read), 1)
