"""The assistant on documents that its reader has not seen: those held back from its training.

`python -m benchmarks.invented` writes benchmarks/invented.md.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from assistant.answer import Answer
from assistant.ask import Assistant
from benchmarks.page import figure, made_with, paragraphs, table
from benchmarks.tutorial import TutorialChain
from training.rows import invented_documents
from vectorstore.building import build_index
from vectorstore.documents import read_corpus
from vectorstore.embedder import LocalModel
from vectorstore.index import open_index
from vectorstore.passages import Passage
from vectorstore.reader import PackagedReader

RESULT = Path(__file__).with_suffix(".md")
_TOGETHER = 2  # documents in a corpus, as here
_FEWEST = 25  # questions of a kind that has a row of its own
_NUMBER = re.compile(r"^[\W\d]+")  # in front of a sentence: the number of a paragraph

_COLUMNS = ("first citation", "whole answer", "citations right", "wrongly declined", "words")
_NOTES = """\
The documents are those held back in [`training/documents.jsonl`](../training/README.md):
policy papers of many fields, made up with a large language model, and their questions. Two by two
they are a corpus, written to Markdown as anybody might write it. The reader learnt nothing from
them. Some faults of the rules were found among these questions and mended, and bounds of declining
were chosen with them in sight, so for these they are not unseen. They are harder than what people
mostly ask: a third of them share hardly a word with the answer, and the near misses are made to
fool a reader. Follow-ups are left out.

*First citation*: it is of a passage that belongs to the answer. *Whole answer*: every sentence of
the answer, as the writer of the question marked it, is shown. The chain is that of
[tutorial.md](tutorial.md)."""


@dataclass(frozen=True)
class Told:
    """What came of one question."""

    kind: str
    is_answerable: bool
    first: bool
    """The first citation is of a passage of the answer."""
    whole: bool
    right: float
    """Share of the citations that are; nan without one."""
    declined: bool
    words: int


def as_markdown(document: dict[str, Any]) -> str:
    """An invented document as a file."""
    parts = [f"# {document['title']}"]
    for section in document["sections"]:
        parts.append(f"## {section['heading']}")
        for passage in section["passages"]:
            parts += [f"### {passage['title']}"] if passage.get("title") else []
            parts.append(" ".join(passage["sentences"]))
    return "\n\n".join(parts) + "\n"


def judged(
    asked: dict[str, Any], answer: Answer, document: dict[str, Any], passages: dict[str, Passage]
) -> Told:
    """What an answer is worth; `passages`: all of them by id."""
    said = {p["id"]: p["sentences"] for s in document["sections"] for p in s["passages"]}
    wanted = [_plain(said[passage][place]) for passage, place in asked["answers"]]
    cited = [_plain(passages[citation.passage].body.text) for citation in answer.citations]
    right = [any(sentence in text for sentence in wanted) for text in cited]
    shown = _plain(" ".join(sentence.text for sentence in answer.sentences))
    return Told(
        asked["kind"],
        bool(wanted),
        first=right[:1] == [True],
        whole=bool(cited) and all(sentence in shown for sentence in wanted),
        right=float(np.mean(right)) if right else float("nan"),
        declined=answer.status == "declined",
        words=len(shown.split()),
    )


def row(told: Sequence[Told]) -> list[str]:
    """The figures of some questions, in the order of the columns."""
    answerable = [each for each in told if each.is_answerable]
    shown = [each for each in answerable if not each.declined]
    return [
        _mean([each.first for each in answerable]),
        _mean([each.whole for each in answerable]),
        _mean([each.right for each in shown]),
        _mean([each.declined for each in answerable]),
        f"{np.median([each.words for each in shown]):.0f}" if shown else "–",
    ]


def declining(told: Sequence[Told]) -> list[str]:
    """Which unanswered questions are declined, and how many of the declined are such."""
    declined = [each for each in told if each.declined]
    return [
        _mean([each.declined for each in told if not each.is_answerable]),
        _mean([not each.is_answerable for each in declined]),
    ]


def _mean(values: Sequence[float]) -> str:
    return figure(float(np.mean(values)) if values else None)


def _plain(text: str) -> str:
    return " ".join(_NUMBER.sub("", text).split())


def _asked(documents: Sequence[dict[str, Any]], folder: Path) -> Iterator[tuple[Told, Told]]:
    """Every question to a corpus of these documents: what the assistant and the chain tell."""
    (folder / "corpus").mkdir()
    for number, document in enumerate(documents):
        (folder / "corpus" / f"paper-{number}.md").write_text(as_markdown(document), "utf-8")
    corpus, embedder = read_corpus(folder / "corpus"), LocalModel()
    build_index(corpus, embedder, folder / "index")
    index = open_index(corpus, embedder, folder / "index", reader=PackagedReader())
    (folder / "chain").mkdir()
    sides: list[Callable[[str], Answer]] = [
        Assistant(index).ask,
        TutorialChain(corpus, embedder, folder / "chain").ask,
    ]
    for document in documents:
        for asked in document["questions"]:
            if not asked.get("before"):
                answers = (side(asked["q"]) for side in sides)
                mine, theirs = (judged(asked, a, document, index.passages) for a in answers)
                yield mine, theirs
    index.close()


def main() -> None:
    """Asks every question of the documents held back, and writes the page."""
    papers = [document for document in invented_documents() if document.get("held_back")]
    corpora = [papers[at : at + _TOGETHER] for at in range(0, len(papers), _TOGETHER)]
    both: list[tuple[Told, Told]] = []
    for documents in tqdm(corpora, unit="corpus"):
        with tempfile.TemporaryDirectory() as folder:
            both += _asked(documents, Path(folder))
    mine, theirs = ([pair[side] for pair in both] for side in (0, 1))
    answered = sum(each.is_answerable for each in mine)
    sides = {"tutorial chain": theirs, "assistant": mine}
    head = (*_COLUMNS, "declining recall", "declining precision")
    kinds: dict[str, list[Told]] = {}
    for each in mine:
        kinds.setdefault(each.kind, []).extend([each] if each.is_answerable else [])
    rows = {
        f"{kind}, {len(told)}": row(told)
        for kind, told in sorted(kinds.items(), key=lambda each: -len(each[1]))
        if len(told) >= _FEWEST
    }
    page = paragraphs(
        "# Documents that nothing was made for",
        f"{made_with('invented')} {len(both)} questions, {answered} of them answered, to "
        f"{len(corpora)} corpora.",
        table(head, {name: [*row(told), *declining(told)] for name, told in sides.items()}),
        "## The assistant by kind of question",
        table(_COLUMNS, rows),
        _NOTES,
    )
    RESULT.write_text(page, "utf-8")
    print(page)


if __name__ == "__main__":
    main()
