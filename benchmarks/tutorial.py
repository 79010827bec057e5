"""LangChain's tutorial chain beside the assistant: same documents, same questions, same run.

`python -m benchmarks.tutorial` writes benchmarks/tutorial.md.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from langchain_text_splitters import RecursiveCharacterTextSplitter

from assistant.answer import Answer, Citation, Sentence
from assistant.ask import Assistant
from assistant.settings import read_settings
from benchmarks.opened import Parts, answered, english, open_parts
from benchmarks.page import COLUMNS, SPLIT_NAMES, figure, made_by, of_split, paragraphs, table
from evals.cases import Case, read_cases
from evals.outcomes import Outcome
from vectorstore.documents import Corpus, Document
from vectorstore.embedder import Embedder
from vectorstore.index import Index
from vectorstore.passages import Passage, split
from vectorstore.slices import Slice
from vectorstore.vectors import Vectors, write_vectors
from vectorstore.words import WORD

RESULT = Path(__file__).with_suffix(".md")
SIZE, OVERLAP = 1000, 200  # characters, as in the tutorial
HELD = 0.5  # share of a passage's words from which a chunk cites the passage

GOALS = {
    "first citation": "≥ .95",
    "complete": "≥ .85",
    "citation recall": "≥ .95",
    "citation precision": "≥ .90",
    "facts": "≥ .95",
    "declining recall": "≥ .92",
    "declining precision": "≥ .95",
    "wrongly declined": "≤ .03",
    "words": "≤ 70",
    "quotes exact": "1",
}

_NOTES = f"""\
The chain: `RecursiveCharacterTextSplitter` of {SIZE} characters with {OVERLAP} of overlap, the same
all-MiniLM-L6-v2, Chroma; the answer is the top chunk. It has no model to rewrite a follow-up with,
so it is asked the last question alone. A chunk cites every passage of which it holds at least half
of the words, and the one that most of its own words come from; that one counts first. Its quotes
are exact because a chunk is a piece of the file. It never declines."""


@dataclass(frozen=True)
class Chunk:
    """A piece of a document, with what it cites."""

    document: Document
    words: Slice
    cited: tuple[Passage, ...]
    """The passage that most of its words come from first."""


class TutorialChain:
    """Chunks in Chroma; the nearest one is the answer."""

    def __init__(self, corpus: Corpus, embedder: Embedder, folder: Path) -> None:
        """Splits the documents, embeds the chunks and writes them into the folder."""
        self._chunks = {
            f"{document.id}/{number}": chunk
            for document in corpus.documents
            for number, chunk in enumerate(chunks_of(document))
        }
        self._embedder = embedder
        rows = embedder.embed_documents([chunk.words.text for chunk in self._chunks.values()])
        entries = [_as_passage(id_, chunk) for id_, chunk in self._chunks.items()]
        write_vectors(folder, entries, [row.vector for row in rows])
        self._vectors = Vectors(folder, len(rows))

    def nearest(self, question: str, count: int) -> list[Chunk]:
        """So many chunks, the nearest first."""
        near = self._vectors.nearest(self._embedder.embed_query(question).vector, count)
        return [self._chunks[id_] for id_ in sorted(near, key=lambda id_: -near[id_])]

    def ask(self, question: str) -> Answer:
        """The top chunk as one sentence, with a citation for every passage that it cites."""
        (chunk,) = self.nearest(question, 1)
        citations = tuple(
            Citation(
                number, passage.id, passage.label, chunk.document.file,
                chunk.words.text, chunk.words.spans,
            )
            for number, passage in enumerate(chunk.cited, start=1)
        )  # fmt: skip
        numbers = tuple(citation.number for citation in citations)
        return Answer(question, (Sentence(chunk.words.text, numbers),), citations)

    def outcome(self, case: Case) -> Outcome:
        """What comes of a case; only its last question is asked."""
        started = time.perf_counter()
        answer = self.ask(case.question)
        seconds = time.perf_counter() - started
        texts = {chunk.document.file: chunk.document.text for chunk in self._chunks.values()}
        exact = all(Slice(c.quote, c.spans).stands_in(texts[c.document]) for c in answer.citations)
        return Outcome(case, answer, (), exact, seconds)


def chunks_of(document: Document) -> list[Chunk]:
    """The chunks that the tutorial's splitter makes of a document."""
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=SIZE, chunk_overlap=OVERLAP, add_start_index=True
    )
    passages = split(document)
    chunks = []
    for made in splitter.create_documents([document.text]):
        start = int(made.metadata["start_index"])
        words = Slice(made.page_content, ((start, start + len(made.page_content)),))
        chunks.append(Chunk(document, words, cited_by(words, document, passages)))
    return chunks


def cited_by(words: Slice, document: Document, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages that a stretch of a document cites, that of most of its words first."""
    starts = [match.start() for match in WORD.finditer(document.text)]
    held = {at for at in starts if words.spans[0][0] <= at < words.spans[0][1]}
    shared: dict[str, int] = {}
    cited: list[Passage] = []
    for passage in passages:
        spans = passage.body.spans + (passage.title.spans if passage.title else ())
        own = {at for at in starts if any(start <= at < end for start, end in spans)}
        shared[passage.id] = len(own & held)
        if own and len(own & held) >= HELD * len(own):
            cited.append(passage)
    most = max(passages, key=lambda passage: shared[passage.id])
    others = sorted(cited, key=lambda passage: -shared[passage.id])
    return (most, *(passage for passage in others if passage is not most))


def _as_passage(id_: str, chunk: Chunk) -> Passage:
    label = f"{chunk.document.label}, chunk"
    return Passage(
        id_, chunk.document.id, "paragraph", "chunk", "", label, "", (), None, chunk.words, ()
    )


def page(cases: Sequence[Case], chain: Sequence[Outcome], ours: Sequence[Outcome]) -> str:
    """The page: a row for each measure, both columns for each split."""
    head = ["goal"]
    for name in SPLIT_NAMES.values():
        short = name.removeprefix("the ").removesuffix(" split")
        head += [f"chain, {short}", f"assistant, {short}"]
    rows = {
        measure: [goal, *(
            figure(COLUMNS[measure](of_split(side, split)), measure)
            for split in SPLIT_NAMES
            for side in (chain, ours)
        )]
        for measure, goal in GOALS.items()
    }  # fmt: skip
    return paragraphs(
        "# Beside LangChain's tutorial chain",
        made_by("tutorial", cases) + " All are in English.",
        table(head, rows),
        _NOTES,
    )


def compare(parts: Parts, cases: Sequence[Case]) -> tuple[list[Outcome], list[Outcome]]:
    """What the chain and the assistant make of the cases."""
    with tempfile.TemporaryDirectory() as folder:
        chain = TutorialChain(parts.corpus, parts.embedder, Path(folder))
        theirs = [chain.outcome(case) for case in cases]
    return theirs, answered(Assistant(parts.index(Index)), cases, "the assistant")


def main() -> None:
    """Asks both and writes the page."""
    cases = english(read_cases())
    RESULT.write_text(page(cases, *compare(open_parts(read_settings({})), cases)), "utf-8")
    print(RESULT.read_text("utf-8"))


if __name__ == "__main__":
    main()
