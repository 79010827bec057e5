"""The vectors of passages in a Chroma collection, which lies in the index's folder.

Chroma writes to whatever it opens, and some damaged files end the whole process. So it is given
a working copy, made from files that were checked before: the index itself stays as it was built,
can lie on a read-only disk, and can be replaced while somebody reads it.
"""

from __future__ import annotations

import contextlib
import sqlite3
import weakref
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import chromadb
import numpy as np
from chromadb import Collection
from chromadb.api import ClientAPI
from chromadb.config import Settings
from chromadb.errors import ChromaError

from vectorstore.copies import copy_files, working_copy
from vectorstore.embedder import Floats
from vectorstore.errors import IndexDamaged
from vectorstore.passages import Passage

_FOLDER = "chroma"
_COLLECTION = "passages"
HNSW = {"space": "cosine", "ef_construction": 400, "ef_search": 200, "max_neighbors": 32}
_WRITTEN = {"sync_threshold": 100}
"""Records that may lie in Chroma's log: whoever opens the collection puts them into the graph."""
_PUT = "put"
"""In the collection's metadata: how many passages were ever put in."""
_READ_AT_ONCE = 1_000
_PANIC = "PanicException"  # of Chroma's Rust half: no Exception, and nowhere to import it from


class Vectors:
    """An open collection; it may be asked from several threads at once."""

    def __init__(self, place: Path, count: int) -> None:
        """Opens the collection of `count` passages at a place.

        Raises:
            IndexDamaged: it does not hold them. IndexNotWritable: no room for the working copy.
        """
        self._place = place
        with _read_from(place), contextlib.ExitStack() as opened:
            client = _client(opened.enter_context(working_copy(place / _FOLDER)))
            opened.callback(client.close)  # type: ignore[attr-defined]
            self._collection = client.get_collection(_COLLECTION, embedding_function=None)
            held = self._collection.count()
            if held != count:
                raise ValueError(f"{count} passages were written, {held} are there")
            self._close = weakref.finalize(self, opened.pop_all().close)

    def nearest(
        self, vector: Floats, count: int, hidden: frozenset[str] = frozenset(), within: str = ""
    ) -> dict[str, float]:
        """Cosine by passage id of the nearest passages, those of hidden documents left out.

        `within`: the id of the one document that is searched; empty for all. Raises IndexDamaged.
        """
        if within in hidden:
            return {}
        others = {"document": {"$nin": sorted(hidden)}} if hidden else None
        with self._reading():
            found = self._collection.query(
                query_embeddings=np.asarray([vector]),
                n_results=count,
                where={"document": within} if within else others,  # type: ignore[arg-type]
                include=["distances"],
            )
        distances = (found["distances"] or [[]])[0]
        return {
            id_: 1.0 - float(distance)
            for id_, distance in zip(found["ids"][0], distances, strict=True)
        }

    def of(self, ids: Sequence[str]) -> list[Floats]:
        """The vectors of some passages, in their order. Raises IndexDamaged."""
        found: dict[str, Floats] = {}
        with self._reading():
            for start in range(0, len(ids), _READ_AT_ONCE):
                batch = list(ids[start : start + _READ_AT_ONCE])
                rows = self._collection.get(ids=batch, include=["embeddings"])
                vectors = np.asarray(rows["embeddings"], dtype=np.float32)
                found.update(zip(rows["ids"], vectors, strict=True))
            return [found[id_] for id_ in ids]

    @property
    def put(self) -> int:
        """How many passages were ever put in: Chroma's graph goes on through those taken out."""
        return _put(self._collection)

    def _reading(self) -> AbstractContextManager[None]:
        return _read_from(self._place)

    def close(self) -> None:
        """Lets go of the files."""
        self._close()


@dataclass(frozen=True)
class Start:
    """What a new collection begins as: a copy of another index's, with some passages taken out."""

    place: Path
    """Of the other index, whose files were checked."""
    gone: Sequence[str]
    """The ids of those passages: what has changed is taken out too, and put in again. To change a
    vector where it is takes Chroma ten times as long as to put one in."""


def write_vectors(
    place: Path, passages: Sequence[Passage], vectors: Sequence[Floats], start: Start | None = None
) -> None:
    """Makes the collection in a new folder. Raises OSError where the disk refuses."""
    (place / _FOLDER).mkdir()
    if start:
        copy_files(start.place / _FOLDER, place / _FOLDER)
    try:
        client = _client(place / _FOLDER)
        at_once = client.get_max_batch_size()
        with contextlib.closing(client):  # type: ignore[type-var]
            if start is None:
                collection = client.create_collection(
                    _COLLECTION,
                    configuration={"hnsw": HNSW | _WRITTEN},  # type: ignore[arg-type]
                    embedding_function=None,
                    metadata={_PUT: 0},
                )
            else:
                collection = client.get_collection(_COLLECTION, embedding_function=None)
                for at in range(0, len(start.gone), at_once):
                    collection.delete(ids=list(start.gone[at : at + at_once]))
            fill(collection, passages, vectors, at_once)
            collection.modify(metadata={_PUT: _put(collection) + len(passages)})
    except BaseException as error:
        if _is_chromas(error):
            raise OSError(f"Chroma could not write: {error}") from error
        raise


def fill(
    collection: Collection, passages: Sequence[Passage], vectors: Sequence[Floats], at_once: int
) -> None:
    """Puts passages into a collection, so many at once. Raises what Chroma does."""
    for start in range(0, len(passages), at_once):
        batch = passages[start : start + at_once]
        collection.upsert(
            ids=[passage.id for passage in batch],
            embeddings=np.stack(vectors[start : start + at_once]),
            documents=[passage.body.text for passage in batch],
            metadatas=[{"document": passage.document, "label": passage.label} for passage in batch],
        )


def _put(collection: Collection) -> int:
    return int(str((collection.metadata or {}).get(_PUT, 0)))


def _client(place: Path) -> ClientAPI:
    return chromadb.PersistentClient(str(place), Settings(anonymized_telemetry=False))


@contextlib.contextmanager
def _read_from(place: Path) -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        if _is_chromas(error) or isinstance(error, (OSError, ValueError, KeyError)):
            raise IndexDamaged(
                f"The index in {place} is damaged ({error}). Build it again with: assistant index"
            ) from error
        raise


def _is_chromas(error: BaseException) -> bool:
    return isinstance(error, (ChromaError, sqlite3.Error)) or type(error).__name__ == _PANIC
