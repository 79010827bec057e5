"""The shelf of a Chroma server: in collections stands what elsewhere stands in folders.

    assistant-current                 the pointer, in the collection's metadata
    assistant-writer                  is there while an index is built
    assistant-<fingerprint>-vectors   the passages of one immutable index, with their vectors
    assistant-<fingerprint>-files     all else of it, and its manifest: the documents' texts, token
                                      vectors, vectors for other languages
    assistant-new-…                   what a build is making, or what a killed one left

The vectors are asked at the server. The files are copied to this machine once, into a folder that
may be deleted at any time, and compared with the manifest.
"""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from vectorstore.address import Address
from vectorstore.embedder import Floats
from vectorstore.errors import IndexDamaged, IndexMissing
from vectorstore.ingredients import Ingredients, Manifest, read_manifest
from vectorstore.passages import Passage
from vectorstore.server import Collection, Server, ServerVectors, put_vectors
from vectorstore.server_files import is_whole, put_files, read_file
from vectorstore.server_lock import ServerLock
from vectorstore.shelf import BUILD, MANIFEST, NAME, UNREADABLE, Shelf
from vectorstore.vectors import Start, Vectors

_POINTER, _LOCK, _NEW = "assistant-current", "assistant-writer", "new"
_COPYING = 600.0  # seconds that a process waits for another one that copies
_PART = re.compile(rf"assistant-({_NEW}|{NAME.pattern})-(vectors|files)")


class ServerShelf(Shelf):
    """The indexes of a server, with the copies of their files on this machine."""

    copies_vectors = False  # `chroma run` has no way to

    def __init__(self, address: Address, folder: Path) -> None:
        """`folder`: where the copies go. Nothing is asked yet."""
        super().__init__(folder / "copies")
        self._workshop = Shelf(folder / "new")
        self._brought: Path | None = None
        self._server = Server(address)
        self._lock = ServerLock(self._server, _LOCK)
        self.where = f"at {address}"

    def current(self) -> Path:
        """The copy of the index that the server's pointer names, brought up to date.

        Raises:
            IndexMissing: there is no pointer. IndexDamaged: it points to what is not whole.
            ServerFailed: the server does not say.
        """
        name = self._pointer().get("current", "")
        if not name:
            raise IndexMissing(f"There is no index {self.where}. {BUILD}")
        place = self.folder / Path(name).name
        if place != self._brought:  # who serves asks often
            self._bring(place)
            self._brought = place
        return place

    def check_whole(self, place: Path) -> Manifest:
        self._bring(place)
        try:
            return super().check_whole(place)
        except IndexDamaged:  # the copy is; without its manifest it is made again
            (place / MANIFEST).unlink(missing_ok=True)
        self._bring(place)
        return super().check_whole(place)

    @contextlib.contextmanager
    def building(self, made_from: Ingredients, texts: tuple[str, ...]) -> Iterator[Path]:
        """As on a local shelf; collections of their own take their names at the end."""
        for part in ("vectors", "files"):
            self._server.remove(f"assistant-{_NEW}-{part}")
        with self._workshop.building(made_from, texts) as folder:
            yield folder
        built = self._workshop.place(made_from)
        try:
            paths = [*self._workshop.manifest(built).files, MANIFEST]
            put_files(self._server, f"assistant-{_NEW}-files", built, paths)
        finally:
            shutil.rmtree(built, ignore_errors=True)
        self._lock.check()
        for part in ("vectors", "files"):
            self._server.remove(f"assistant-{built.name}-{part}")
        for part in ("vectors", "files"):  # an index is there when its files are
            self._server.rename(f"assistant-{_NEW}-{part}", f"assistant-{built.name}-{part}")

    def point_to(self, place: Path) -> bool:
        before = self._pointer().get("current", "")
        if before == place.name:
            return False
        self._server.note(_POINTER, {"current": place.name, "previous": before})
        self.clear()
        return True

    def clear(self) -> None:
        """Takes away the indexes that the pointer does not name."""
        kept = self._pointer().values()
        for name in self._server.names():
            part = _PART.fullmatch(name)
            if part and part[1] not in kept:
                self._server.remove(name)

    @contextlib.contextmanager
    def writing(self, patience: float = 0) -> Iterator[None]:
        with self._workshop.writing(patience), self._lock.held():
            yield

    def open_vectors(self, place: Path, count: int) -> Vectors:
        return ServerVectors(self._server, f"assistant-{place.name}-vectors", count)

    def write_vectors(
        self,
        folder: Path,
        passages: Sequence[Passage],
        vectors: Sequence[Floats],
        start: Start | None = None,
    ) -> None:
        put_vectors(self._server, f"assistant-{_NEW}-vectors", passages, vectors)

    def _pointer(self) -> dict[str, str]:
        return self._server.noted(_POINTER) or {}

    def _bring(self, place: Path) -> None:
        """Copies the files of an index, unless they were copied before."""
        files = self._server.find(f"assistant-{place.name}-files")
        told = b"".join(read_file(self._server, files, MANIFEST)) if files else b""
        if not files or not told or not is_whole(self._server, files):
            raise IndexDamaged(f"The index {place.name} {self.where} is not whole. {BUILD}")
        if _is_copied(place, told):
            return
        with super().writing(_COPYING):
            if not _is_copied(place, told):  # by another process meanwhile
                self._copy(files, told)
                Shelf(self.folder).point_to(place)  # so that older copies go
        if not _is_copied(place, told):
            raise IndexDamaged(f"The files of the index {self.where} are damaged. {BUILD}")

    def _copy(self, files: Collection, told: bytes) -> None:
        try:
            manifest = read_manifest(told.decode())
        except UNREADABLE as error:
            raise IndexDamaged(f"The manifest {self.where} cannot be read. {BUILD}") from error
        with super().building(manifest.ingredients, manifest.texts) as folder:
            for path in manifest.files:
                if path != Path(path).name:
                    raise IndexDamaged(f"The manifest {self.where} names {path!r}. {BUILD}")
                with (folder / path).open("wb") as copy:
                    copy.writelines(read_file(self._server, files, path))


def _is_copied(place: Path, manifest: bytes) -> bool:
    try:
        return (place / MANIFEST).read_bytes() == manifest
    except OSError:
        return False
