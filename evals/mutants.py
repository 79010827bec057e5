"""The assistant made worse on purpose: mutants that the gate has to see, each for its reason."""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from assistant.answer import Answer, Citation, Refusal, Sentence
from evals.broken import Bench, Broken, answered, exchanged, over, searched
from vectorstore.documents import Document
from vectorstore.index import Search, content_of
from vectorstore.passages import Passage, split
from vectorstore.ranking import Hit
from vectorstore.slices import Joined, Slice


@dataclass(frozen=True)
class Mutant:
    """One way to make the assistant worse."""

    name: str
    what: str
    """What is broken, in the words of a table."""
    expected: tuple[str, ...]
    """How reasons of the gate begin that must be among those it gives; none: it has to be green."""
    broken: Broken


def _without_a_takeaway(document: Document, bench: Bench) -> str:
    """The text without the one of its takeaways that the fewest cases must cite."""
    wanted = Counter(id_ for case in bench.cases for id_ in case.must)
    takeaways = [p for p in split(document) if p.noun == "takeaway" and p.title and wanted[p.id]]
    if not takeaways:
        return document.text
    dropped = min(takeaways, key=lambda passage: wanted[passage.id])
    assert dropped.title is not None
    start = document.text.rindex("\n", 0, dropped.title.spans[0][0])
    return document.text[:start] + document.text[dropped.body.spans[-1][1] :]


def _must_for_should(text: str) -> str:
    return re.sub(r"\bshould\b", "must", text)


def _shuffled(found: Search) -> Search:
    hits = list(found.hits)
    random.Random(found.query.text).shuffle(hits)
    return replace(found, hits=tuple(hits))


def _numberless(found: Search) -> Search:
    def unread(hit: Hit) -> Hit:
        return replace(hit, reading=hit.reading and replace(hit.reading, passage=math.nan))

    return replace(found, hits=tuple(map(unread, found.hits)))


def _each_citation(change: Callable[[Citation, Bench], Citation]) -> Broken:
    """With a change of each citation, and of the sentence to what is quoted then."""

    def changed(answer: Answer, bench: Bench) -> Answer:
        citations = tuple(change(citation, bench) for citation in answer.citations)
        quotes = {citation.number: " ".join(citation.quote.split()) for citation in citations}
        sentences = tuple(
            replace(sentence, text=" ".join(quotes[number] for number in sentence.citations))
            for sentence in answer.sentences
        )
        return replace(answer, citations=citations, sentences=sentences)

    return answered(changed)


def _each_sentence(change: Callable[[Sentence], Sentence]) -> Broken:
    """With a change of each sentence, beside its untouched citation."""

    def changed(answer: Answer, bench: Bench) -> Answer:
        return replace(answer, sentences=tuple(map(change, answer.sentences)))

    return answered(changed)


def _quoting(citation: Citation, words: Slice) -> Citation:
    return replace(citation, quote=words.text, spans=words.spans)


def _cut(citation: Citation, bench: Bench) -> Citation:
    end = len(citation.quote) - 1
    return _quoting(citation, Slice(citation.quote[:end], Joined(citation.spans).within(0, end)))


def _neighbour(citation: Citation, bench: Bench) -> Passage:
    """The passage after the cited one; after the last, and for an outline, the first."""
    passages = content_of(tuple(bench.assistant.index.passages.values()))
    at = next((at for at, each in enumerate(passages) if each.id == citation.passage), -1)
    return passages[(at + 1) % len(passages)]


def _beside(citation: Citation, bench: Bench) -> Citation:
    other = _neighbour(citation, bench)
    file = bench.assistant.index.documents[other.document].file
    return replace(citation, passage=other.id, label=other.label, document=file)


def _quoted_beside(citation: Citation, bench: Bench) -> Citation:
    return _quoting(_beside(citation, bench), _neighbour(citation, bench).sentences[0])


def _declined(answer: Answer, bench: Bench) -> Answer:
    refusal = Refusal("fact_missing", "The documents come near this, but do not say it.")
    return replace(answer, sentences=(), citations=(), lead="", refusal=refusal)


def _crashing(answer: Answer, bench: Bench) -> Answer:
    if len(answer.question) % 20 == 0:
        raise ZeroDivisionError
    return answer


_DECLINING = ("assistant.ask.outside", "assistant.ask.unmet", "assistant.ask.unanswered")

CONTROL = Mutant("nothing", "the assistant as it is", (), answered(lambda answer, bench: answer))

MUTANTS = (
    Mutant(
        "drop a takeaway",
        "the document lacks the takeaway that the fewest cases ask for",
        ("drop: split dev, citation recall",),
        over(_without_a_takeaway),
    ),
    Mutant(
        "shuffle ranks",
        "what search found, in an order of chance",
        ("worse: all, MRR", "worse: all, nDCG@10"),
        searched(_shuffled),
    ),
    Mutant(
        "cut quotes by a character",
        "each quote lacks its last character, its offsets stay",
        ("floor: quotes exact",),
        _each_citation(lambda citation, bench: replace(citation, quote=citation.quote[:-1])),
    ),
    Mutant(
        "cut quotes and their offsets",
        "the same, the offsets too: still the document's words, no longer a sentence",
        ("floor: quotes exact",),
        _each_citation(_cut),
    ),
    Mutant(
        "answer everything",
        "no sign declines a question",
        ("worse: all, declining recall",),
        exchanged(
            lambda *_: None,
            "assistant.ask.outside",
            "assistant.ask.unmet",
            "assistant.ask.unanswered",
        ),
    ),
    Mutant(
        "decline everything",
        "no question is answered",
        ("must never fail: ", "worse: all, wrongly declined", "worse: all, declining precision"),
        answered(_declined),
    ),
    Mutant(
        "cite a neighbour",
        "the right words, with the passage after theirs as the source",
        ("floor: quotes exact", "worse: all, citation precision"),
        _each_citation(_beside),
    ),
    Mutant(
        "quote a neighbour",
        "the first sentence of the passage after the right one",
        ("worse: all, citation precision", "worse: all, first citation"),
        _each_citation(_quoted_beside),
    ),
    Mutant(
        "say “must” for “should”",
        "in each sentence; its quote is untouched",
        ("floor: quotes exact",),
        _each_sentence(lambda sentence: replace(sentence, text=_must_for_should(sentence.text))),
    ),
    Mutant(
        "read “must” for “should”",
        "in the documents, so that the quotes are exact",
        ("drop: split dev, sentence F1",),
        over(lambda document, bench: _must_for_should(document.text)),
    ),
    Mutant(
        "forget the turns",
        "each question is asked without its history",
        ("worse: category followup, citation recall",),
        exchanged(lambda turns: [], "assistant.ask.clean_turns"),
    ),
    Mutant(
        "leave out the marks",
        "sentences without a citation",
        ("floor: sentences cited",),
        _each_sentence(lambda sentence: replace(sentence, citations=())),
    ),
    Mutant(
        "crash now and then",
        "one question in twenty raises an exception",
        ("floor: no error",),
        answered(_crashing),
    ),
    Mutant(
        "give no number",
        "the reader's log-odds are NaN",
        ("not a number: ",),
        searched(_numberless),
    ),
)
