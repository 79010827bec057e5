"""A Chroma server, asked within bounded time; whatever goes wrong there is told in a sentence.

`chromadb.HttpClient` waits for ever, in its constructor too. So its inner half, which asks nothing
before it is asked, is given a time limit here.
"""

from __future__ import annotations

import contextlib
import weakref
from collections.abc import Iterator, Mapping, Sequence

import httpx
from chromadb.api.fastapi import FastAPI
from chromadb.api.models.Collection import Collection as Collection
from chromadb.config import Settings, System
from chromadb.errors import ChromaError, NotFoundError

from vectorstore.address import Address
from vectorstore.embedder import Floats
from vectorstore.errors import IndexDamaged, IndexMissing, ServerFailed, StoreError
from vectorstore.passages import Passage
from vectorstore.vectors import HNSW, Vectors, fill

CONNECTING, ANSWERING = 5.0, 20.0  # seconds
_AT_ONCE = 300  # records in one request; the worst of 2,400 passages took half a second
_LISTED = 100  # names in one answer
_LONGEST = 200  # characters of what a server says that are repeated


class _Bounded(FastAPI):
    """Chroma's client with a time limit."""

    def __init__(self, system: System) -> None:
        super().__init__(system)
        self._session.timeout = httpx.Timeout(ANSWERING, connect=CONNECTING)
        weakref.finalize(self, self._session.close)


class Server:
    """The collections of a server; it may be asked from several threads at once."""

    def __init__(self, address: Address) -> None:
        """Nothing is asked yet."""
        self.address = address
        secret = {"Authorization": address.authorization} if address.authorization else {}
        settings = Settings(
            anonymized_telemetry=False,
            chroma_api_impl="chromadb.api.fastapi.FastAPI",
            chroma_server_host=address.url,
            chroma_server_http_port=8000,  # is asked for, and the one in the URL is taken
            chroma_server_headers=secret,
        )
        self._api = System(settings).instance(_Bounded)

    def find(self, name: str) -> Collection | None:
        """The collection of a name; None where there is none. Raises ServerFailed."""
        with self.asking():
            try:
                return Collection(self._api, self._api.get_collection(name), None)
            except NotFoundError:
                return None

    def create(
        self,
        name: str,
        metadata: Mapping[str, str] | None = None,
        hnsw: Mapping[str, object] | None = None,
    ) -> Collection | None:
        """A new collection; None where there is one of that name. Raises ServerFailed."""
        with self.asking():
            try:
                model = self._api.create_collection(
                    name,
                    configuration={"hnsw": hnsw} if hnsw else None,  # type: ignore[arg-type]
                    metadata=dict(metadata) if metadata else None,
                )
            except ChromaError:
                if self.find(name):
                    return None
                raise
            return Collection(self._api, model, None)

    def new(
        self,
        name: str,
        metadata: Mapping[str, str] | None = None,
        hnsw: Mapping[str, object] | None = None,
    ) -> Collection:
        """A new collection. Raises ServerFailed, also where there is one of that name."""
        if made := self.create(name, metadata, hnsw):
            return made
        raise ServerFailed(f"{self.address} holds a collection {name} already. Try again.")

    def rename(self, name: str, to: str) -> None:
        """Gives a collection another name in one step. Raises ServerFailed."""
        with self.asking():
            Collection(self._api, self._api.get_collection(name), None).modify(name=to)

    def noted(self, name: str) -> dict[str, str] | None:
        """The metadata of a collection; None where there is none. Raises ServerFailed."""
        collection = self.find(name)
        return {k: str(v) for k, v in (collection.metadata or {}).items()} if collection else None

    def note(self, name: str, metadata: Mapping[str, str]) -> None:
        """Gives a collection other metadata in one step; makes it where there is none."""
        if collection := self.find(name):
            with self.asking():
                collection.modify(metadata=dict(metadata))
        else:
            self.create(name, metadata)

    def remove(self, name: str) -> None:
        """Takes a collection away, if there is one. Raises ServerFailed."""
        with self.asking(), contextlib.suppress(NotFoundError):
            self._api.delete_collection(name)

    def names(self) -> list[str]:
        """The names of all collections. Raises ServerFailed."""
        found: list[str] = []
        with self.asking():
            while page := self._api.list_collections(_LISTED, len(found)):
                found += [model.name for model in page]
        return found

    @contextlib.contextmanager
    def asking(self) -> Iterator[None]:
        """Where a server is asked. Raises ServerFailed for whatever it makes go wrong."""
        try:
            yield
        except StoreError:
            raise
        except httpx.TransportError as error:
            raise ServerFailed(
                f"The Chroma server at {self.address} does not answer ({_short(error)}). Start it, "
                "or see to the address (--chroma-url); what was indexed is not lost."
            ) from error
        except Exception as error:  # Chroma has no class of its own for much that a server says
            raise ServerFailed(
                f"The Chroma server at {self.address} cannot do what is asked ({_short(error)}). "
                "See to its log, and to the address (--chroma-url)."
            ) from error


class ServerVectors(Vectors):
    """The vectors of passages in a collection of a server."""

    def __init__(self, server: Server, name: str, count: int) -> None:
        """Opens the collection of `count` passages.

        Raises:
            IndexDamaged: it does not hold them. ServerFailed: the server does not say.
        """
        self._server = server
        self._name = name
        with self._reading():
            collection = server.find(name)
            held = collection.count() if collection else 0
            if collection is None or held != count:
                raise IndexDamaged(
                    f"The index at {server.address} is damaged: {count} passages were written, "
                    f"{held} are there. Build it with: assistant index"
                )
            self._collection = collection

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        with self._server.asking():
            try:
                yield
            except NotFoundError as error:
                raise IndexMissing(
                    f"The index that was opened is no longer at {self._server.address}: it was "
                    "built anew more than once. Start again, and the new one is opened."
                ) from error

    def close(self) -> None:
        """Nothing of this machine is held but connections, which end with the server's object."""


def put_vectors(
    server: Server, name: str, passages: Sequence[Passage], vectors: Sequence[Floats]
) -> None:
    """Makes a collection of passages. Raises ServerFailed."""
    collection = server.new(name, hnsw=HNSW)
    with server.asking():
        fill(collection, passages, vectors, _AT_ONCE)


def _short(error: Exception) -> str:
    said = " ".join(str(error).split()) or type(error).__name__
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]} …"
