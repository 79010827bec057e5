"""Files of an index in a collection of a server: pieces of each, as text in Chroma's metadata.

In metadata, because Chroma makes a full-text index of documents: 12 MB took 27 s there and 119 MB
of disk, and in metadata 0.6 s and 39 MB.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from vectorstore.server import Collection, Server

_COUNT = "pieces"
_PIECE = 65_536  # bytes
_AT_ONCE = 32  # pieces in one request


def put_files(server: Server, name: str, folder: Path, paths: Sequence[str]) -> None:
    """Puts files into a new collection. Raises ServerFailed, and OSError for the files."""
    pieces = sum(-(-(folder / path).stat().st_size // _PIECE) for path in paths)
    collection = server.new(name, {_COUNT: str(pieces)})
    for path in paths:
        with (folder / path).open("rb") as file:
            start = 0
            while read := [piece for _ in range(_AT_ONCE) if (piece := file.read(_PIECE))]:
                ids = [f"{path}/{start + at}" for at in range(len(read))]
                encoded = [base64.b64encode(piece).decode() for piece in read]
                with server.asking():
                    collection.upsert(
                        ids=ids,
                        embeddings=np.ones((len(ids), 1), np.float32),  # which every record has
                        metadatas=[{"content": content} for content in encoded],
                    )
                start += len(read)


def is_whole(server: Server, collection: Collection) -> bool:
    """False where pieces are missing. Raises ServerFailed."""
    with server.asking():
        return str(collection.count()) == (collection.metadata or {}).get(_COUNT)


def read_file(server: Server, collection: Collection, path: str) -> Iterator[bytes]:
    """The content of a file, piece by piece, until one is missing. Raises ServerFailed."""
    start, found = 0, _AT_ONCE
    while found == _AT_ONCE:
        ids = [f"{path}/{start + at}" for at in range(_AT_ONCE)]
        with server.asking():
            rows = collection.get(ids=ids, include=["metadatas"])
            held = dict(zip(rows["ids"], rows["metadatas"] or [], strict=True))
            pieces = [base64.b64decode(str(held[id_]["content"])) for id_ in ids if id_ in held]
        yield from pieces
        start, found = start + _AT_ONCE, len(pieces)
