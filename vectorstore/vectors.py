"""The vectors of passages in a Chroma collection. All of Chroma is in this file."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import chromadb
import numpy as np
from chromadb.api import ClientAPI
from chromadb.config import Settings
from chromadb.errors import ChromaError

from vectorstore.embedder import Embedded, Floats
from vectorstore.errors import IndexDamaged
from vectorstore.passages import Passage

_COLLECTION = "passages"
_DATABASE = "chroma.sqlite3"
_HNSW = {"space": "cosine", "ef_construction": 400, "ef_search": 200, "max_neighbors": 32}
_FAULTS = (ChromaError, sqlite3.Error, OSError, ValueError, KeyError)
_REPAIR = "Build it again with: assistant index"


class Vectors:
    """An open collection; it may be asked from several threads at once."""

    def __init__(self, place: Path, count: int) -> None:
        """Opens the collection of `count` passages at a place. Raises IndexDamaged."""
        self._place = place
        try:
            if not (place / _DATABASE).is_file():  # Chroma would make an empty one
                raise ValueError(f"{_DATABASE} is not there")
            self._client = _client(place)
            self._collection = self._client.get_collection(_COLLECTION, embedding_function=None)
            held = self._collection.count()
            if held != count:
                raise ValueError(f"{count} passages were written, {held} are there")
        except _FAULTS as error:
            raise _damaged(place, error) from error

    def nearest(self, vector: Floats, count: int) -> dict[str, float]:
        """Cosine by passage id of the nearest passages. Raises IndexDamaged."""
        try:
            found = self._collection.query(
                query_embeddings=np.asarray([vector]), n_results=count, include=["distances"]
            )
        except _FAULTS as error:
            raise _damaged(self._place, error) from error
        distances = (found["distances"] or [[]])[0]
        return {
            id_: 1.0 - float(distance)
            for id_, distance in zip(found["ids"][0], distances, strict=True)
        }

    def all(self) -> list[Floats]:
        """Every vector, in the order of the passages. Raises IndexDamaged."""
        try:
            rows = self._collection.get(include=["embeddings", "metadatas"])
        except _FAULTS as error:
            raise _damaged(self._place, error) from error
        vectors = np.asarray(rows["embeddings"], dtype=np.float32)
        positions = [int(str(metadata["position"])) for metadata in rows["metadatas"] or []]
        return [vectors[row] for row in np.argsort(positions)]

    def close(self) -> None:
        """Lets go of the files."""
        self._client.close()  # type: ignore[attr-defined]


def write_vectors(place: Path, passages: Sequence[Passage], rows: Sequence[Embedded]) -> None:
    """Makes the collection in a folder that holds none. Raises OSError where the disk refuses."""
    client = _client(place)
    try:
        collection = client.create_collection(
            _COLLECTION,
            configuration={"hnsw": _HNSW},  # type: ignore[arg-type]
            embedding_function=None,
        )
        size = client.get_max_batch_size()
        for start in range(0, len(passages), size):
            batch = passages[start : start + size]
            collection.upsert(
                ids=[passage.id for passage in batch],
                embeddings=np.stack([row.vector for row in rows[start : start + size]]),
                documents=[passage.body.text for passage in batch],
                metadatas=[
                    {"document": passage.document, "label": passage.label, "position": at}
                    for at, passage in enumerate(batch, start)
                ],
            )
    except (ChromaError, sqlite3.Error) as error:
        raise OSError(f"Chroma could not write: {error}") from error
    finally:
        client.close()  # type: ignore[attr-defined]


def _client(place: Path) -> ClientAPI:
    return chromadb.PersistentClient(str(place), Settings(anonymized_telemetry=False))


def _damaged(place: Path, error: Exception) -> IndexDamaged:
    return IndexDamaged(f"The index in {place} is damaged ({error}). {_REPAIR}")
