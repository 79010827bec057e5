"""The index: passages in Chroma, their words and token vectors beside it, and one search.

An index is immutable and named by its ingredients: the embedding model, the splitting rules and
the digest of every document. A changed corpus makes a new one; then one pointer moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from vectorstore.documents import Corpus
from vectorstore.embedder import Embedded, Embedder, Floats
from vectorstore.homes import Home, shelf_at
from vectorstore.ingredients import ingredients
from vectorstore.languages import LanguageVectors, open_languages
from vectorstore.late import Match, TokenVectors
from vectorstore.leases import Lease
from vectorstore.multilingual import Multilingual, fingerprint_of
from vectorstore.names import names_of, unnamed
from vectorstore.passages import SPLITTER, Passage, Split, split
from vectorstore.query import Lexicon
from vectorstore.quoted import Quoted
from vectorstore.ranking import embedded_text, leaning_on, read_question, score, titled
from vectorstore.reader import Reader
from vectorstore.reading import borne_out, read_best
from vectorstore.search import Search as Search
from vectorstore.shelf import Manifest, Shelf
from vectorstore.snapshot import read_documents, read_passages
from vectorstore.vectors import Vectors
from vectorstore.words import WordsIndex, highest, terms_by, words

Models = tuple[Embedder, Multilingual | None, Reader | None]
_CANDIDATES = 50  # passages that meaning and words each bring before the closer look


class Index:
    """An open index; it may be searched from several threads at once."""

    def __init__(
        self,
        corpus: Corpus,
        passages: Sequence[Passage],
        embedder: Embedder,
        vectors: Vectors,
        tokens: TokenVectors,
        languages: LanguageVectors | None = None,
        reader: Reader | None = None,
        fingerprint: str = "",
        lease: Lease | None = None,
        hidden: frozenset[str] = frozenset(),
    ) -> None:
        """`passages`: all of the corpus's, in reading order. `lease`: what keeps the files in their
        place. `hidden`: ids of documents that have vectors and are not in the corpus."""
        self._corpus, self._lease, self._hidden = corpus, lease, hidden
        self.documents = {document.id: document for document in corpus.documents}
        self.passages = {passage.id: passage for passage in passages}
        """Every passage by id in reading order, outlines included."""
        self._content = content_of(passages)
        self._at = {passage.id: position for position, passage in enumerate(self._content)}
        texts = [embedded_text(self.documents[p.document].title, p) for p in self._content]
        self._bounds = [bounds for _, bounds in texts]
        self._terms = terms_by([p.document for p in self._content], [text for text, _ in texts])
        self._words = WordsIndex([text for text, _ in texts])
        self._quoted = Quoted(self.passages, self._content, self._words)
        own = [titled(self.documents[p.document].title, p) for p in self._content]
        self._titles = WordsIndex(own)
        self._lexicon = Lexicon([text for text, _ in texts], embedder.rarity, embedder.embed_query)
        self._names = names_of(corpus.documents)
        self._said = {each.id: f" {' '.join(words(each.text))} " for each in corpus.documents}
        self._embedder = embedder
        self._vectors, self._tokens, self._reader = vectors, tokens, reader
        self.fingerprint = fingerprint
        """The name of its ingredients: what an answer was given from."""
        self.embedder = embedder.fingerprint  # of the model that `embed` asks
        self.languages = languages
        """Search in other languages; None without the extra."""

    def search(self, question: str, limit: int = 20) -> Search:
        """The passages that meet a question, best first: found, and then looked at closer."""
        found = self.look_closer(self.find(question))
        return replace(found, hits=found.hits[:limit])

    def find(self, question: str, before: str = "", told: str = "", within: str = "") -> Search:
        """The passages like a question, the likest first. Any text is accepted.

        `before`: earlier questions that it leans on, and `told`: what was answered to them.
        `within`: the id of the one document that is searched; empty for all.
        Meaning (Chroma) and words (BM25) each bring candidates; late interaction orders them.
        """
        query = self._lexicon.read(question, before)
        embedded = self._embedder.embed_query(query.text)
        rarity, scarcity = self._embedder.rarity, self._words.scarcity
        asked = read_question(query.text, embedded, rarity, scarcity, self._names, query.since)
        asked = leaning_on(asked, question, self._quoted.in_answer(told)) if told else asked
        count = min(_CANDIDATES, len(self._at))
        near = self._vectors.nearest(embedded.vector, count, self._hidden, within)
        by_meaning = {self._at[id_] for id_ in near}
        bm25, titles = (each.shares(list(asked.terms)) for each in (self._words, self._titles))
        inside = [each.document == within for each in self._content] if within else 1
        matches = {
            position: self._tokens.match(embedded, position, self._bounds[position])
            for position in sorted(by_meaning.union(highest(bm25 * inside, _CANDIDATES)))
        }
        hits = [
            score(asked, self._content[at], match, float(bm25[at]), float(titles[at]))
            for at, match in matches.items()
        ]
        hits.sort(key=lambda hit: (-hit.score, hit.passage.id))
        nothing = np.zeros(len(embedded.tokens), dtype=np.float32)
        met = np.max([nothing, *(match.best for match in matches.values())], axis=0)
        here = self.terms_of(within) | self._names.called(within)
        unknown = {
            term: float(met[tokens].mean()) if (tokens := asked.tokens[term]) else 0.0
            for term in asked.terms
            if not (term in here if within else self._words.has(term))
        }
        naming, searched = self.naming_terms(query.text), self.documents.get(within)
        return Search(query, tuple(hits), asked.terms, unknown, asked.documents, naming, searched)

    def look_closer(self, found: Search) -> Search:
        """What was found, in the order that follows when the reader has read the best of it."""
        if self._reader is None:
            return found
        text = self.unnamed(found.query.text)
        return replace(found, hits=tuple(read_best(self._reader, text, found.hits)))

    def documents_named(self, question: str) -> frozenset[str]:
        """Ids of the documents that a question names: “the forum”, “the pillar”, a label."""
        return frozenset(self._names.places(words(question)))

    def naming_terms(self, question: str) -> frozenset[str]:
        """The stems by which a question names documents."""
        return self._names.stems(words(question))

    def unnamed(self, question: str) -> str:
        """The question with what names a document called a document."""
        return unnamed(question, self._names)

    def spelt(self, question: str, also: frozenset[str] = frozenset()) -> str:
        """The question with its slips mended, as the corpus writes the words or as `also` does."""
        return self._lexicon.spelt(question, also)

    def holding(self, phrases: Sequence[str]) -> list[Passage]:
        """The passages with all subject words of any of the phrases, or titled so, in order."""
        return self._quoted.holding(phrases)

    def terms_of(self, document: str) -> frozenset[str]:
        """All stems of a document's passages."""
        return self._terms.get(document, frozenset())

    def meanings(self, passage: Passage) -> tuple[Floats, Floats]:
        """What a passage's sentences mean, one unit vector each, and what its headings mean."""
        at = self._at[passage.id]
        title = len(self.documents[passage.document].title) + 2
        return self._tokens.means(at, self._bounds[at], (title, self._bounds[at][0][0]))

    def says(self, phrase: str, within: str = "") -> bool:
        """True where any document, or the one of that id, holds these words in this order."""
        return any(f" {phrase} " in said for id_, said in self._said.items() if within in ("", id_))

    def embed(self, text: str) -> Embedded:
        """A text as vectors, to be compared with several passages."""
        return self._embedder.embed_query(text)

    def match(self, embedded: Embedded, passage: Passage) -> Match:
        """How well each token of a text is met by a passage that is searched."""
        at = self._at[passage.id]
        return self._tokens.match(embedded, at, self._bounds[at])

    def bears_out(self, said: str, passage: Passage) -> float | None:
        """What the reader's `bears_out` says of a passage; None without a reader."""
        return borne_out(self._reader, self.unnamed(said), passage) if self._reader else None

    def names_of(self, document: str) -> str:
        """What people call a document: its title, its label and its other names."""
        held = self.documents[document]
        return " ".join([held.title, held.label, held.also_called])

    def without(self, documents: frozenset[str]) -> Index:
        """The index as if some documents were not in it; they stay in this one."""
        kept = tuple(each for id_, each in self.documents.items() if id_ not in documents)
        rows = [at for at, each in enumerate(self._content) if each.document not in documents]
        return Index(
            replace(self._corpus, documents=kept),
            [each for each in self.passages.values() if each.document not in documents],
            self._embedder,
            self._vectors,
            self._tokens.only(rows),
            self.languages.only({each.id: each for each in kept}) if self.languages else None,
            self._reader,
            self.fingerprint,
            self._lease,
            self._hidden | documents,
        )

    def close(self) -> None:
        """Lets go of the files."""
        self._vectors.close()
        if self._lease:
            self._lease.release()


def open_index(
    corpus: Corpus,
    embedder: Embedder,
    home: Home,
    multilingual: Multilingual | None = None,
    reader: Reader | None = None,
) -> Index:
    """Opens the current index of a corpus; without a reader, similarity alone decides.

    Raises:
        IndexMissing: nothing was built. IndexStale: it was built from something else.
        IndexDamaged: its files are not whole. ServerFailed: the Chroma server does not answer.
    """
    shelf, models = shelf_at(home), (embedder, multilingual, reader)
    return shelf.opened(shelf.current, partial(open_at, shelf, corpus, models))


def open_at(shelf: Shelf, corpus: Corpus, models: Models, place: Path, lease: Lease) -> Index:
    """Opens the index at a place of a shelf. Raises what `open_index` does."""
    embedder, multilingual, reader = models
    wanted = ingredients(corpus, embedder.fingerprint, SPLITTER, fingerprint_of(multilingual))
    shelf.check_made_of(place, wanted)
    manifest = shelf.check_whole(place)
    passages = split_all(corpus, read_passages(place, read_documents(place)))
    languages = open_languages(place, content_of(passages), corpus, multilingual)
    files = open_files(shelf, place, manifest)
    return Index(corpus, passages, embedder, *files, languages, reader, place.name, lease)


def split_all(corpus: Corpus, known: Split | None = None) -> tuple[Passage, ...]:
    """All passages in reading order; only documents whose passages are not known are split."""
    return tuple(p for each in corpus.documents for p in (known or {}).get(each) or split(each))


def content_of(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages that are searched: all but the outlines, which are reached by structure."""
    return tuple(p for p in passages if p.kind != "outline" and p.sentences)


def open_files(shelf: Shelf, place: Path, manifest: Manifest) -> tuple[Vectors, TokenVectors]:
    """The vectors of an index whose files were checked. Raises IndexDamaged."""
    return shelf.open_vectors(place, len(manifest.texts)), TokenVectors.load(place)
