"""The folder that indexes stand in: which one is current, what it was built from, who may write.

    .index/
      current.json        the pointer: which index answers, and which one did before
      writer.lock         held while an index is built
      <fingerprint>/      one immutable index: Chroma's files, token vectors, the documents and
                          their passages, manifest.json, which each reader holds a lease on
      .building-…/        what a build is making, or what a killed one left

A build makes its index in a folder of its own, gives it its place when it is whole, and moves the
pointer after that. The manifest holds the digest of every file: what is opened is what was built.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

from filelock import FileLock, Timeout

from vectorstore.embedder import Floats
from vectorstore.errors import IndexBusy, IndexDamaged, IndexMissing, IndexNotWritable, IndexStale
from vectorstore.ingredients import Ingredients as Ingredients
from vectorstore.ingredients import Manifest as Manifest
from vectorstore.ingredients import differences, read_manifest
from vectorstore.leases import Lease, unused, use
from vectorstore.owners import check_owners
from vectorstore.passages import Passage
from vectorstore.vectors import Start, Vectors, write_vectors

_POINTER, _LOCK, MANIFEST = "current.json", "writer.lock", "manifest.json"
_BUILDING = ".building-"
NAME = re.compile(r"[0-9a-f]{16}")
BUILD = "Build it with: assistant index"
UNREADABLE = (OSError, ValueError, KeyError, TypeError, RecursionError)

T = TypeVar("T")


class Shelf:
    """The folder of indexes."""

    copies_vectors = True
    """Whether a new index's vectors may start as a copy of another's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.where = f"in {folder}"
        """As it is told to a person."""

    def place(self, made_from: Ingredients) -> Path:
        """The folder of the index with these ingredients, whether it exists or not."""
        return self.folder / made_from.fingerprint

    def current(self) -> Path:
        """The folder of the index that the pointer names.

        Raises:
            IndexMissing: there is no pointer. IndexDamaged: it is unreadable or points nowhere.
            IndexForeign: another user owns it.
        """
        check_owners(self.folder, self.folder / _POINTER)
        try:
            name = json.loads((self.folder / _POINTER).read_text("utf-8"))["current"]
            place = self.folder / Path(str(name)).name
        except FileNotFoundError as error:
            raise IndexMissing(f"There is no index {self.where}. {BUILD}") from error
        except UNREADABLE as error:
            raise IndexDamaged(f"{self.folder / _POINTER} cannot be read. {BUILD}") from error
        if not (place / MANIFEST).is_file():
            raise IndexDamaged(f"{self.folder} points to an index that is not there. {BUILD}")
        return place

    def manifest(self, place: Path) -> Manifest:
        """What the index at a place was built from. Raises IndexDamaged or IndexForeign."""
        check_owners(place, *place.rglob("*"))
        try:
            return read_manifest((place / MANIFEST).read_text("utf-8"))
        except UNREADABLE as error:
            raise IndexDamaged(f"{place / MANIFEST} cannot be read. {BUILD}") from error

    def check_whole(self, place: Path) -> Manifest:
        """The manifest of an index whose files are just what was built. Raises IndexDamaged."""
        manifest = self.manifest(place)
        try:
            held = _digests(place)
        except OSError as error:
            raise IndexDamaged(f"{place} cannot be read ({error.strerror}). {BUILD}") from error
        wrong = [path for path, digest in manifest.files.items() if held.get(path) != digest]
        if wrong:
            raise IndexDamaged(f"The index in {place} is damaged ({', '.join(wrong)}). {BUILD}")
        return manifest

    def check_made_of(self, place: Path, wanted: Ingredients) -> None:
        """Raises IndexStale where an index was built from something else; it says what differs."""
        built = self.manifest(place).ingredients
        if built != wanted:
            what = "; ".join(differences(built, wanted))
            raise IndexStale(f"The index {self.where} is stale: {what}. {BUILD}")

    @contextlib.contextmanager
    def building(self, made_from: Ingredients, texts: tuple[str, ...]) -> Iterator[Path]:
        """A new folder to build in. It takes its place at the end, or is gone where that fails.

        Each is named anew, because Chroma keeps what failed at a path in memory.
        """
        for left in self.folder.glob(f"{_BUILDING}{'[0-9a-f]' * 32}"):
            shutil.rmtree(left)
        folder, place = self.folder / f"{_BUILDING}{uuid.uuid4().hex}", self.place(made_from)
        try:
            folder.mkdir()
            yield folder
            _write(folder / MANIFEST, asdict(Manifest(made_from, texts, _digests(folder))))
            self._take_away(place)  # not whole, or nothing would be built
            folder.rename(place)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def point_to(self, place: Path) -> bool:
        """Makes an index the current one, and clears away what is no longer needed.

        False where it was the current one already.
        """
        before = None
        with contextlib.suppress(IndexMissing, IndexDamaged):
            before = self.current().name
        if before == place.name:
            return False
        _write(self.folder / _POINTER, {"current": place.name, "previous": before})
        self.clear()
        return True

    def clear(self) -> None:
        """Takes away the indexes that nobody reads but the current one and the one before.

        Only indexes are taken away: the folder may be one that holds other things.
        """
        pointer = json.loads((self.folder / _POINTER).read_text("utf-8"))
        for manifest in self.folder.glob(f"*/{MANIFEST}"):
            name = manifest.parent.name
            if not NAME.fullmatch(name) or name in pointer.values():
                continue
            if lease := unused(manifest):
                self._take_away(manifest.parent)
                lease.release()

    def _take_away(self, place: Path) -> None:
        """In one step, so that nobody meets half of it; killed then, the next build ends it."""
        aside = self.folder / f"{_BUILDING}{uuid.uuid4().hex}"
        with contextlib.suppress(OSError):
            place.rename(aside)
        shutil.rmtree(aside, ignore_errors=True)

    def lease(self, place: Path) -> Lease:
        """Keeps an index from being cleared away. Raises IndexDamaged where it is gone already."""
        try:
            return use(place / MANIFEST)
        except OSError as error:
            raise IndexDamaged(f"{place} cannot be read ({error.strerror}). {BUILD}") from error

    def opened(self, find: Callable[[], Path], open_at: Callable[[Path, Lease], T]) -> T:
        """What is opened at the place that is found, also where builds go on meanwhile.

        Raises what the two raise; where the pointer has moved since, they are tried again.
        """
        while True:
            place = find()
            try:
                return open_at(place, self.lease(place))
            except (IndexDamaged, IndexStale):
                if find() == place:
                    raise

    def open_vectors(self, place: Path, count: int) -> Vectors:
        """The vectors of the index at a place, which has so many passages. Raises IndexDamaged."""
        return Vectors(place, count)

    def write_vectors(
        self,
        folder: Path,
        passages: Sequence[Passage],
        vectors: Sequence[Floats],
        start: Start | None = None,
    ) -> None:
        """Writes the vectors of an index that is built in a folder, with what it starts from."""
        write_vectors(folder, passages, vectors, start)

    @contextlib.contextmanager
    def writing(self, patience: float = 0) -> Iterator[None]:
        """The right to write. `patience`: seconds that it is waited for.

        Raises:
            IndexBusy: another process has it. IndexNotWritable: the disk refuses.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            check_owners(self.folder)
            lock = FileLock(self.folder / _LOCK, timeout=patience)
            with lock:
                yield
        except Timeout as error:
            raise IndexBusy(
                f"Another process is building the index in {self.folder}. Wait for it to end."
            ) from error
        except OSError as error:
            raise IndexNotWritable(
                f"The index in {self.folder} cannot be written ({error.strerror or error}). Make "
                "room there or give write permission, or name another folder with --index."
            ) from error


def _digests(place: Path) -> dict[str, str]:
    """SHA-256 of every file of an index but its manifest: 2 GB take a second."""
    digests = {}
    for path in sorted(place.rglob("*")):
        if path.is_file() and path.name != MANIFEST:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            digests[path.relative_to(place).as_posix()] = digest
    return digests


def _write(path: Path, content: dict[str, object]) -> None:
    """Replaces a file by a new one in one step: a reader sees the old or the new, whole."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(content, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
