"""What the reader learns from: a question, a passage in sentences, and which of them answer."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sentencex import segment

from vectorstore.documents import Document, read_corpus
from vectorstore.embedder import Embedder
from vectorstore.late import TokenVectors
from vectorstore.names import AllNames, names_of, unnamed
from vectorstore.passages import split
from vectorstore.ranking import headings, read_question
from vectorstore.words import WordsIndex, words

DOCUMENTS = Path(__file__).with_name("documents.jsonl")
QUESTIONS = Path(__file__).with_name("corpus.jsonl")
"""Questions to the documents in `corpus/`, written apart from the gold questions."""
CORPUS = Path(__file__).parent.parent / "corpus"
_APART = "corpus, held back"
NEIGHBOURS = 6  # passages without an answer that are kept for a question, nearest first
_WINDOW = 3  # sentences of a long paragraph that are shown
_PARTS = re.compile(r"[:–—(),]")


@dataclass(frozen=True)
class Row:
    """One passage beside one question."""

    question: str
    headings: tuple[str, ...]
    sentences: tuple[str, ...]
    answers: frozenset[int]
    """Which of the sentences belong to the answer; none where the passage does not answer."""
    group: str
    """The document or article, or “corpus”: groups are kept whole when rows are held back."""
    invented: bool
    """False for SQuAD 2.0."""


def invented_documents() -> list[dict[str, Any]]:
    """The documents with their questions; `held_back` marks what nothing is learnt from."""
    return [json.loads(line) for line in DOCUMENTS.read_text("utf-8").splitlines()]


def read_documents(embedder: Embedder) -> Iterator[Row]:
    """Each question with the passages that answer it and the nearest that do not.

    Nearest in the order that late interaction gives the passages of the same document: what
    retrieval would put in front of the reader. As there, a document's name is taken out of the
    question, and a follow-up has the question that it leans on in front.
    """
    for number, document in enumerate(invented_documents()):
        yield from _beside(document, _names(document), f"document {number}", embedder)


def read_corpus_questions(embedder: Embedder) -> Iterator[Row]:
    """The same for the questions to the documents in `corpus/`; those held back are a group.

    A question that names one document is shown no passage of another: it is answered from that one
    alone, and once the name is taken out of it the other may well say what is asked.
    """
    names = names_of(read_corpus(CORPUS).documents)
    every = corpus_document()
    for within in ("", *sorted(names.documents)):
        document = every | {"sections": _sections_of(every, within)}
        asked = [q for q in every["questions"] if _within(q, names) == within]
        for group, is_apart in (("corpus", False), (_APART, True)):
            chosen = [q for q in asked if q.get("held_back", False) is is_apart]
            yield from _beside(document | {"questions": chosen}, names, group, embedder)


def _within(asked: dict[str, Any], names: AllNames) -> str:
    """The id of the one document that a question names; empty for none and for several, and where
    another one answers."""
    named = list(names.places(words(asked["q"])))
    inside = len(named) == 1 and all(id_.startswith(named[0]) for id_, _ in asked["answers"])
    return named[0] if inside else ""


def _sections_of(document: dict[str, Any], within: str) -> list[dict[str, Any]]:
    """The sections with the passages of one of the documents alone; all for an empty id."""
    return [
        section | {"passages": [p for p in section["passages"] if p["id"].startswith(within)]}
        for section in document["sections"]
    ]


def corpus_document() -> dict[str, Any]:
    """The documents in `corpus/` as the index splits them, outlines apart, as one invented one."""
    sections = []
    for passage in (p for each in read_corpus(CORPUS).documents for p in split(each)):
        if passage.kind != "outline":
            *above, last = headings(passage) or [""]
            sentences = [sentence.text for sentence in passage.sentences]
            told = {"id": passage.id, "title": last, "sentences": sentences}
            sections.append({"heading": ". ".join(above), "passages": [told]})
    questions = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    return {"title": "", "sections": sections, "questions": questions}


def _beside(
    document: dict[str, Any], names: AllNames, group: str, embedder: Embedder
) -> Iterator[Row]:
    passages = {p["id"]: (above, p) for above, p in passages_of(document)}
    ranked = _ranking(document["title"], passages.values(), embedder)
    for asked in document["questions"]:
        answers: dict[str, set[int]] = {}
        for passage, sentence in asked["answers"]:
            answers.setdefault(passage, set()).add(sentence)
        before = asked.get("before", "")
        ids = list(passages)
        near = [ids[at] for at in ranked(asked["q"], before)[: NEIGHBOURS + 1]]
        others = [id_ for id_ in near if id_ not in answers][:NEIGHBOURS]
        question = as_read(asked, names)
        for id_ in [*answers, *others]:
            above, passage = passages[id_]
            held = frozenset(answers.get(id_, ()))
            yield Row(question, above, tuple(passage["sentences"]), held, group, True)


def as_read(asked: dict[str, Any], names: AllNames) -> str:
    """A question as the reader is given it: without a document's name, behind what it leans on."""
    return unnamed(f"{asked.get('before', '')} {asked['q']}".strip(), names)


def read_squad(path: Path) -> Iterator[Row]:
    """SQuAD 2.0 (Rajpurkar et al. 2018): three sentences around the answer, true or plausible."""
    chance = random.Random(5)
    for article in json.loads(path.read_text("utf-8"))["data"]:
        title = article["title"].replace("_", " ")
        for paragraph in article["paragraphs"]:
            sentences = list(_sentences(paragraph["context"]))
            for asked in paragraph["qas"]:
                at = _answering(asked, sentences, chance)
                if at is None:
                    continue
                first = max(0, min(at - chance.randrange(_WINDOW), len(sentences) - _WINDOW))
                window = tuple(text for _, text in sentences[first : first + _WINDOW])
                answers = frozenset() if asked["is_impossible"] else frozenset({at - first})
                yield Row(asked["question"].strip(), (title,), window, answers, title, False)


def held_back(rows: Sequence[Row], every: int = 4) -> frozenset[str]:
    """What nothing is learnt from: marked documents and questions to the corpus, and every fourth
    of the articles by title."""
    invented = enumerate(invented_documents())
    marked = [f"document {at}" for at, document in invented if document.get("held_back")]
    articles = sorted({row.group for row in rows if not row.invented})
    return frozenset([*marked, _APART, *articles[::every]])


def passages_of(document: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Each passage with the headings above it and its title."""
    for section in document["sections"]:
        for passage in section["passages"]:
            above = (section["heading"], passage.get("title", ""))
            yield tuple(part for part in above if part), passage


def _ranking(
    title: str, passages: Iterable[tuple[tuple[str, ...], dict[str, Any]]], embedder: Embedder
) -> Callable[[str, str], list[int]]:
    """Late interaction over the passages: gives their positions for a question, nearest first."""
    texts = [". ".join([title, *above, " ".join(p["sentences"])]) for above, p in passages]
    vectors = TokenVectors.of(embedder.embed_documents(texts))
    found_in = WordsIndex(texts)

    def ranked(question: str, before: str) -> list[int]:
        text = f"{before} {question}".strip()
        embedded = embedder.embed_query(text)
        since = len(text) - len(question)
        nothing = AllNames({})
        asked = read_question(text, embedded, embedder.rarity, found_in.scarcity, nothing, since)
        met = [vectors.match(embedded, at, ()).best @ asked.weights for at in range(len(texts))]
        return [int(at) for at in np.argsort(-np.array(met), kind="stable")]

    return ranked


def _names(document: dict[str, Any]) -> AllNames:
    """What people may call the document: its publisher, and each part of its title."""
    title = document["title"]
    called = ",".join(part.strip() for part in _PARTS.split(title) if part.strip())
    publisher = document.get("publisher", "")
    named = Document("d", "", title, "", "", "", publisher=publisher, also_called=called)
    return names_of([named])


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for sentence in segment("en", text):
        if sentence.strip():
            start = text.index(sentence.strip(), start)
            yield start, sentence.strip()
            start += len(sentence.strip())


def _answering(
    asked: dict[str, Any], sentences: Sequence[tuple[int, str]], chance: random.Random
) -> int | None:
    """The sentence that holds the answer, or the plausible one of a question without."""
    spans = asked["answers"] or asked.get("plausible_answers") or []
    for at, (start, text) in enumerate(sentences):
        if spans and start <= spans[0]["answer_start"] < start + len(text):
            return at
    return chance.randrange(len(sentences)) if asked["is_impossible"] else None
