"""What is measured of one answer, one function each, and means of many.

A measure that does not apply to a case is None and leaves the mean; nothing else does. The words
and the definitions are the field's:

- ALCE: Gao et al. 2023, “Enabling Large Language Models to Generate Text with Citations”.
- TREC RAG: Pradeep et al. 2024, “Initial Nugget Evaluation Results for the TREC 2024 RAG Track”.
- CRAG: Yang et al. 2024, “CRAG – Comprehensive RAG Benchmark”.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from evals.cases import Fact
from evals.outcomes import Outcome, Verdict
from evals.ranks import ndcg_at_10, recall_at_5, reciprocal_rank

Measure = Callable[[Outcome], float | None]


def first_citation(outcome: Outcome) -> float | None:
    """1 where the first citation is one that must or may be there."""
    if not outcome.case.answerable:
        return None
    return float(bool(outcome.cited) and outcome.cited[0] in outcome.case.must | outcome.case.may)


def citation_precision(outcome: Outcome) -> float | None:
    """Share of the citations that must or may be there; 0 without any (after ALCE)."""
    if not outcome.case.answerable:
        return None
    right = [passage in outcome.case.must | outcome.case.may for passage in outcome.cited]
    return sum(right) / len(right) if right else 0.0


def citation_recall(outcome: Outcome) -> float | None:
    """Share of the passages to be cited that are cited.

    ALCE asks it of each sentence; here every sentence is a quote, so what is asked is whether the
    quotes are from every passage that the answer needs.
    """
    if not outcome.case.answerable:
        return None
    return len(outcome.case.must & set(outcome.cited)) / len(outcome.case.must)


def facts_found(outcome: Outcome) -> float | None:
    """Share of the vital facts of which any wording stands in the answer (TREC RAG's V strict)."""
    if not (outcome.case.answerable and outcome.case.facts):
        return None
    return _found(outcome, outcome.case.facts) / len(outcome.case.facts)


def facts_weighted(outcome: Outcome) -> float | None:
    """The same of all facts, an okay one counting half as much as a vital one (TREC RAG's W)."""
    vital, okay = outcome.case.facts, outcome.case.okay
    if not (outcome.case.answerable and (vital or okay)):
        return None
    found = _found(outcome, vital) + 0.5 * _found(outcome, okay)
    return found / (len(vital) + 0.5 * len(okay))


def is_found(outcome: Outcome, fact: Fact) -> bool:
    """True where any of its wordings stands in the answer."""
    text = _plain(outcome.answer.text) if outcome.answer else ""
    return any(_plain(wording) in text for wording in fact)


def _found(outcome: Outcome, facts: Sequence[Fact]) -> int:
    return sum(is_found(outcome, fact) for fact in facts)


def sentence_f1(outcome: Outcome) -> float | None:
    """Harmonic mean of precision and recall of the sentences, where the best ones are written down.

    As for the supporting facts of HotpotQA (Yang et al. 2018).
    """
    if not outcome.case.sentences:
        return None
    wanted = {_plain(sentence) for sentence in outcome.case.sentences}
    sentences = outcome.answer.sentences if outcome.answer else ()
    told = {_plain(sentence.text) for sentence in sentences}
    return 2 * len(wanted & told) / (len(wanted) + len(told))


def complete(outcome: Outcome) -> float | None:
    """1 where every passage is cited, every vital fact there, and half of the citations right."""
    if not outcome.case.answerable:
        return None
    precision, recall = citation_precision(outcome), citation_recall(outcome)
    return float(recall == 1 and facts_found(outcome) in (1, None) and (precision or 0) >= 0.5)


def wrongly_declined(outcome: Outcome) -> float | None:
    """1 where the corpus answers and the assistant does not."""
    return float(outcome.declined) if outcome.case.answerable else None


def rightly_declined(outcome: Outcome) -> float | None:
    """1 where the corpus does not answer and the assistant says so (abstention recall)."""
    return None if outcome.case.answerable else float(outcome.declined)


def declining_precision(outcome: Outcome) -> float | None:
    """Of the declined: 1 where that was right (abstention precision)."""
    return float(not outcome.case.answerable) if outcome.declined else None


def reason_right(outcome: Outcome) -> float | None:
    """Of the rightly declined: 1 where the reason that is told is the expected one."""
    if not (outcome.declined and outcome.answer and outcome.case.reason):
        return None
    return float(outcome.answer.reason == outcome.case.reason)


def quotes_exact(outcome: Outcome) -> float | None:
    """1 where every quote is the document's words at its offsets."""
    return float(outcome.answer is not None and outcome.exact)


def sentences_cited(outcome: Outcome) -> float | None:
    """1 where every sentence has a citation."""
    if outcome.answer is None:
        return 0.0
    return float(all(sentence.citations for sentence in outcome.answer.sentences))


def words(outcome: Outcome) -> float | None:
    """How many words the answer's sentences have."""
    if not (outcome.answer and outcome.answer.sentences):
        return None
    return float(sum(len(sentence.text.split()) for sentence in outcome.answer.sentences))


def no_error(outcome: Outcome) -> float | None:
    """1 where nothing crashed or took too long."""
    return float(outcome.error is None)


def verdict(outcome: Outcome) -> Verdict:
    """The one thing that came of a question; partly: something that the answer needs is there."""
    if outcome.error is not None:
        return "error"
    if outcome.declined:
        return "wrongly declined" if outcome.case.answerable else "rightly declined"
    if not outcome.case.answerable:
        return "wrong"
    if complete(outcome):
        return "right"
    return "partly" if citation_recall(outcome) or facts_found(outcome) else "wrong"


def truthfulness(outcome: Outcome) -> float | None:
    """CRAG's score: 1 right, 0.5 partly (CRAG's “acceptable”), 0 declined, −1 wrong or crashed.

    To decline what the corpus does not answer is right, as for CRAG's false premises.
    """
    return _TRUTHFULNESS[verdict(outcome)]


_TRUTHFULNESS: dict[Verdict, float] = {
    "right": 1.0,
    "rightly declined": 1.0,
    "partly": 0.5,
    "wrongly declined": 0.0,
    "wrong": -1.0,
    "error": -1.0,
}

MEASURES: dict[str, Measure] = {
    "recall@5": recall_at_5,
    "MRR": reciprocal_rank,
    "nDCG@10": ndcg_at_10,
    "first citation": first_citation,
    "citation precision": citation_precision,
    "citation recall": citation_recall,
    "facts": facts_found,
    "sentence F1": sentence_f1,
    "complete": complete,
    "wrongly declined": wrongly_declined,
    "declining recall": rightly_declined,
    "declining precision": declining_precision,
    "quotes exact": quotes_exact,
    "sentences cited": sentences_cited,
    "no error": no_error,
}
"""What the gate compares: means from 0 to 1, all but "wrongly declined" better the higher."""

TOLD: dict[str, Measure] = {
    "facts, okay ones too": facts_weighted,
    "reason right": reason_right,
    "truthfulness (CRAG)": truthfulness,
    "words": words,
}
"""What a report tells beside them."""

LOWER_IS_BETTER = frozenset({"wrongly declined"})


def mean(measure: Measure, outcomes: Iterable[Outcome]) -> float | None:
    """The mean over the outcomes that the measure applies to; None where there is none."""
    return mean_of(measure(outcome) for outcome in outcomes)


def mean_of(values: Iterable[float | None]) -> float | None:
    """The mean of what is not None; None where nothing is."""
    held = [value for value in values if value is not None]
    return sum(held) / len(held) if held else None


def median(values: Sequence[float]) -> float | None:
    """The middle value, the lower one of two."""
    return sorted(values)[(len(values) - 1) // 2] if values else None


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split())
