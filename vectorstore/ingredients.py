"""What an index is made from, and what an index that was built says of itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace

from vectorstore.documents import Corpus, Document


@dataclass(frozen=True)
class Ingredients:
    """Everything that an index is made from. Equal ingredients make equal indexes."""

    embedder: str
    splitter: str
    documents: dict[str, str]
    """Digest of each document's bytes, names and conversion, by file name."""
    multilingual: str = ""
    """The model for questions in other languages; empty where there is none."""

    @property
    def fingerprint(self) -> str:
        """The index's name."""
        content = json.dumps(asdict(self), sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Manifest:
    """What a finished index says of itself."""

    ingredients: Ingredients
    texts: tuple[str, ...]
    """SHA-256 of each embedded text, in the order of the token vectors."""
    files: dict[str, str]
    """SHA-256 of each of the index's files, by path."""


def ingredients(
    corpus: Corpus, embedder: str, splitter: str, multilingual: str = ""
) -> Ingredients:
    """What an index of this corpus is made from."""
    digests = {}
    for document in corpus.documents:
        digests[document.file] = digest_of(document)
    return Ingredients(embedder, splitter, digests, multilingual)


def digest_of(document: Document) -> str:
    """One digest of all that is known of a document: its bytes, names and conversion."""
    known = asdict(replace(document, text="", pages=()))
    named = json.dumps([*sorted(known.items()), *document.conversion])
    return hashlib.sha256(named.encode()).hexdigest()


def differences(built: Ingredients, wanted: Ingredients) -> Iterator[str]:
    """What is not the same in two lists of ingredients, in words."""
    if built.embedder != wanted.embedder:
        yield f"it was built with the embedding model {built.embedder}, not {wanted.embedder}"
    if built.multilingual != wanted.multilingual:
        have, need = (each.multilingual or "none" for each in (built, wanted))
        yield f"its model for other languages is {have}, not {need}"
    if built.splitter != wanted.splitter:
        yield "it was built with other splitting rules"
    for file in sorted(built.documents.keys() | wanted.documents.keys()):
        if file not in wanted.documents:
            yield f"{file} is gone from the corpus"
        elif file not in built.documents:
            yield f"{file} is new in the corpus"
        elif built.documents[file] != wanted.documents[file]:
            yield f"{file} has changed"


def read_manifest(text: str) -> Manifest:
    """What `building` wrote. Raises ValueError, KeyError, TypeError or RecursionError."""
    content = json.loads(text)
    made_from = content["ingredients"]
    made_from["documents"] = dict(made_from["documents"])
    texts, files = tuple(content["texts"]), dict(content["files"])
    return Manifest(Ingredients(**made_from), texts, files)
