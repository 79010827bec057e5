"""The folder that indexes stand in: which one is current, what it was built from, who may write.

    .index/
      current.json        the pointer: which index answers, and which one did before
      writer.lock         held while an index is built
      <fingerprint>/      one immutable index: Chroma's files, token vectors, the documents'
                          texts, manifest.json, which each reader holds a lease on

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
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

from filelock import FileLock, Timeout

from vectorstore.errors import IndexBusy, IndexDamaged, IndexMissing, IndexNotWritable, IndexStale
from vectorstore.ingredients import Ingredients as Ingredients
from vectorstore.ingredients import differences
from vectorstore.leases import Lease, unused, use
from vectorstore.owners import check_owners

_POINTER, _LOCK, _MANIFEST = "current.json", "writer.lock", "manifest.json"
_BUILDING = ".building-"
_NAME = re.compile(r"[0-9a-f]{16}")
_BUILD = "Build it with: assistant index"
_UNREADABLE = (OSError, ValueError, KeyError, TypeError, RecursionError)

T = TypeVar("T")


@dataclass(frozen=True)
class Manifest:
    """What a finished index says of itself."""

    ingredients: Ingredients
    texts: tuple[str, ...]
    """SHA-256 of each embedded text, in the order of the token vectors."""
    files: dict[str, str]
    """SHA-256 of each of the index's files, by path."""


class Shelf:
    """The folder of indexes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

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
            raise IndexMissing(f"There is no index in {self.folder}. {_BUILD}") from error
        except _UNREADABLE as error:
            raise IndexDamaged(f"{self.folder / _POINTER} cannot be read. {_BUILD}") from error
        if not (place / _MANIFEST).is_file():
            raise IndexDamaged(f"{self.folder} points to an index that is not there. {_BUILD}")
        return place

    def manifest(self, place: Path) -> Manifest:
        """What the index at a place was built from. Raises IndexDamaged or IndexForeign."""
        check_owners(place, *place.rglob("*"))
        try:
            content = json.loads((place / _MANIFEST).read_text("utf-8"))
            made_from = content["ingredients"]
            made_from["documents"] = dict(made_from["documents"])
            texts, files = tuple(content["texts"]), dict(content["files"])
            return Manifest(Ingredients(**made_from), texts, files)
        except _UNREADABLE as error:
            raise IndexDamaged(f"{place / _MANIFEST} cannot be read. {_BUILD}") from error

    def check_whole(self, place: Path) -> Manifest:
        """The manifest of an index whose files are just what was built. Raises IndexDamaged."""
        manifest = self.manifest(place)
        try:
            held = _digests(place)
        except OSError as error:
            raise IndexDamaged(f"{place} cannot be read ({error.strerror}). {_BUILD}") from error
        wrong = [path for path, digest in manifest.files.items() if held.get(path) != digest]
        if wrong:
            raise IndexDamaged(f"The index in {place} is damaged ({', '.join(wrong)}). {_BUILD}")
        return manifest

    def check_current(self, wanted: Ingredients) -> Path:
        """The current index's folder, if it was built from just these ingredients.

        Raises:
            IndexStale: it was built from something else; the message says what differs.
        """
        place = self.current()
        built = self.manifest(place).ingredients
        if built != wanted:
            what = "; ".join(differences(built, wanted))
            raise IndexStale(f"The index in {self.folder} is stale: {what}. {_BUILD}")
        return place

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
            _write(folder / _MANIFEST, asdict(Manifest(made_from, texts, _digests(folder))))
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
        for manifest in self.folder.glob(f"*/{_MANIFEST}"):
            name = manifest.parent.name
            if not _NAME.fullmatch(name) or name in pointer.values():
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
            return use(place / _MANIFEST)
        except OSError as error:
            raise IndexDamaged(f"{place} cannot be read ({error.strerror}). {_BUILD}") from error

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

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """The right to write. Raises IndexBusy, or IndexNotWritable for what the disk refuses."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            check_owners(self.folder)
            lock = FileLock(self.folder / _LOCK, timeout=0)
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
        if path.is_file() and path.name != _MANIFEST:
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
