"""The index: passages in Chroma, their words and token vectors beside it, and one search.

An index is immutable and named by its ingredients: the embedding model, the splitting rules and
the digest of every document. A changed corpus makes a new index; then one pointer moves. So
nobody reads a half-built index, and what an index was built from can always be compared with
what is there now.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vectorstore.documents import Corpus
from vectorstore.embedder import Embedded, Embedder, Floats
from vectorstore.errors import CorpusError, IndexDamaged, IndexMissing
from vectorstore.late import TokenVectors
from vectorstore.names import names_of
from vectorstore.passages import SPLITTER, Passage, split
from vectorstore.query import Lexicon, Query
from vectorstore.ranking import Hit, embedded_text, read_question, score
from vectorstore.shelf import Manifest, Shelf, ingredients
from vectorstore.vectors import Vectors, write_vectors
from vectorstore.words import WordsIndex, stem, terms, words

_CANDIDATES = 50  # passages that meaning and words each bring before the closer look
_EMBED_AT_ONCE = 64

Progress = Callable[[int, int], None]
"""Called with (done, total) passages while an index is built."""


@dataclass(frozen=True)
class Built:
    """What a build did."""

    fingerprint: str
    passages: int
    embedded: int
    """Passages whose vectors were computed now; the others came from the index before."""
    was_current: bool
    """True where there was nothing to do."""


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


class Index:
    """An open index; it may be searched from several threads at once."""

    def __init__(
        self,
        corpus: Corpus,
        embedder: Embedder,
        vectors: Vectors,
        tokens: TokenVectors,
    ) -> None:
        self.documents = {document.id: document for document in corpus.documents}
        self.passages = {passage.id: passage for passage in _split_all(corpus)}
        """Every passage by id in reading order, outlines included."""
        self._content = _content(tuple(self.passages.values()))
        self._at = {passage.id: position for position, passage in enumerate(self._content)}
        texts = [embedded_text(self.documents[p.document].title, p) for p in self._content]
        self._bounds = [bounds for _, bounds in texts]
        self._terms = [frozenset(terms(text)) for text, _ in texts]
        self._words = WordsIndex([text for text, _ in texts])
        self._lexicon = Lexicon([text for text, _ in texts])
        self._names = names_of(corpus.documents)
        self._embedder = embedder
        self._vectors = vectors
        self._tokens = tokens

    def search(self, question: str, limit: int = 20) -> Search:
        """The passages that meet a question, best first. Any text is accepted.

        Meaning (Chroma) and words (BM25) each bring candidates; late interaction orders them.
        """
        query = self._lexicon.read(question, lambda word: self._embedder.rarity(word) is not None)
        embedded = self._embedder.embed_query(query.text)
        asked = read_question(query.text, embedded, self._embedder.rarity, self._names)
        near = self._vectors.nearest(embedded.vector, min(_CANDIDATES, len(self._content)))
        by_meaning = {self._at[id_] for id_ in near}
        bm25 = self._words.scores(list(asked.terms))
        best = max(float(bm25.max()), 1e-6)
        by_words = {int(at) for at in np.argsort(-bm25, kind="stable")[:_CANDIDATES] if bm25[at]}
        matches = {
            position: self._tokens.match(embedded, position, self._bounds[position])
            for position in sorted(by_meaning | by_words)
        }
        hits = [
            score(asked, self._content[position], match, float(bm25[position]) / best)
            for position, match in matches.items()
        ]
        hits.sort(key=lambda hit: (-hit.score, hit.passage.id))
        met = np.max([match.best for match in matches.values()], axis=0)
        unknown = {
            term: float(met[tokens].mean()) if (tokens := asked.tokens[term]) else 0.0
            for term in asked.terms
            if not self._words.has(term)
        }
        return Search(query, tuple(hits[:limit]), asked.terms, unknown, asked.documents)

    def documents_named(self, question: str) -> frozenset[str]:
        """Ids of the documents that a question names: “the forum”, “the pillar”, a label."""
        said = words(question)
        return frozenset(id_ for id_, names in self._names.items() if names.places(said))

    def naming_terms(self, question: str) -> frozenset[str]:
        """The stems by which a question names documents."""
        said = words(question)
        places = frozenset[int]().union(*(names.places(said) for names in self._names.values()))
        return frozenset(stem(said[place]) for place in places)

    def terms_of(self, document: str) -> frozenset[str]:
        """All stems of a document's passages."""
        rows = zip(self._content, self._terms, strict=True)
        return frozenset[str]().union(*(row for p, row in rows if p.document == document))

    def meanings(self, passage: Passage) -> tuple[Floats, Floats]:
        """What a passage's sentences mean, one unit vector each, and what its headings mean."""
        at = self._at[passage.id]
        title = len(self.documents[passage.document].title) + 2
        return self._tokens.means(at, self._bounds[at], (title, self._bounds[at][0][0]))

    def close(self) -> None:
        """Lets go of the files."""
        self._vectors.close()


def open_index(corpus: Corpus, embedder: Embedder, folder: Path) -> Index:
    """Opens the current index of a corpus.

    Raises:
        IndexMissing: nothing was built. IndexStale: it was built from something else.
        IndexDamaged: its files are not whole.
    """
    shelf = Shelf(folder)
    place = shelf.check_current(ingredients(corpus, embedder.fingerprint, SPLITTER))
    return Index(corpus, embedder, *_open(place, shelf.check_whole(place)))


def build_index(
    corpus: Corpus,
    embedder: Embedder,
    folder: Path,
    progress: Progress = lambda done, total: None,
) -> Built:
    """Builds the index of a corpus and makes it the current one.

    Does nothing where it is current and whole, and embeds no text that the index before holds.

    Raises:
        IndexBusy: another process is building. IndexNotWritable: the disk refuses.
        CorpusError: there is nothing in it to search.
    """
    shelf = Shelf(folder)
    made_from = ingredients(corpus, embedder.fingerprint, SPLITTER)
    place = shelf.place(made_from)
    passages = _content(_split_all(corpus))
    if not passages:
        raise CorpusError(f"The documents in {corpus.folder} hold headings only. Add others.")
    titles = {document.id: document.title for document in corpus.documents}
    texts = [embedded_text(titles[passage.document], passage)[0] for passage in passages]
    digests = tuple(hashlib.sha256(text.encode()).hexdigest() for text in texts)
    with shelf.writing():
        if _is_whole(shelf, place):
            return Built(made_from.fingerprint, len(passages), 0, not shelf.point_to(place))
        known = _vectors_of_current(shelf, embedder.fingerprint)
        missing = [at for at, digest in enumerate(digests) if digest not in known]
        for start in range(0, len(missing), _EMBED_AT_ONCE):
            progress(start, len(missing))
            batch = missing[start : start + _EMBED_AT_ONCE]
            made = embedder.embed_documents([texts[at] for at in batch])
            known.update(zip((digests[at] for at in batch), made, strict=True))
        progress(len(missing), len(missing))
        rows = [known[digest] for digest in digests]
        with shelf.building(made_from, digests) as folder:
            TokenVectors.of(rows).save(folder)
            write_vectors(folder, passages, rows)
        shelf.point_to(place)
    return Built(made_from.fingerprint, len(passages), len(missing), was_current=False)


def _split_all(corpus: Corpus) -> tuple[Passage, ...]:
    return tuple(passage for document in corpus.documents for passage in split(document))


def _content(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages that are searched: all but the outlines, which are reached by structure."""
    return tuple(p for p in passages if p.kind != "outline" and p.sentences)


def _open(place: Path, manifest: Manifest) -> tuple[Vectors, TokenVectors]:
    """The vectors of an index whose files were checked. Raises IndexDamaged."""
    return Vectors(place, len(manifest.texts)), TokenVectors.load(place)


def _is_whole(shelf: Shelf, place: Path) -> bool:
    try:
        vectors, _ = _open(place, shelf.check_whole(place))
    except IndexDamaged:
        return False
    vectors.close()
    return True


def _vectors_of_current(shelf: Shelf, embedder: str) -> dict[str, Embedded]:
    """What the current index holds, by the digest of the text; empty for another model's."""
    try:
        place = shelf.current()
        manifest = shelf.check_whole(place)
        if manifest.ingredients.embedder != embedder:
            return {}
        vectors, tokens = _open(place, manifest)
        rows = vectors.all()
        vectors.close()
    except (IndexMissing, IndexDamaged):
        return {}
    return {digest: Embedded(rows[at], *tokens.row(at)) for at, digest in enumerate(manifest.texts)}
