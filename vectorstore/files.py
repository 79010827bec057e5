"""The files of the corpus folder: which there are, and what each says or why it cannot be read."""

from __future__ import annotations

import os
from pathlib import Path

from vectorstore.errors import CorpusError
from vectorstore.formats import Reading, Unreadable
from vectorstore.formats.converting import CONVERTED, Conversions
from vectorstore.formats.signatures import check_format
from vectorstore.sources import SOURCES

_TEXT = (".md", ".markdown", ".txt")
SUFFIXES = (*_TEXT, *CONVERTED)
_PACKED = (".pdf", ".docx")
_LARGEST, _LARGEST_PACKED = 20_000_000, 100_000_000  # bytes
_TRIES = 3  # at a file that is being written
_JOINERS = str.maketrans("", "", "\u200c\u200d")  # Persian and Hindi are spelt with them


def find_files(folder: Path) -> list[Path]:
    """All files of a folder and those below, sorted; not what is hidden or left by an editor.

    Links to folders are among them, and are not followed. Raises CorpusError.
    """
    found: list[Path] = []
    try:
        for where, folders, files in os.walk(folder, onerror=_raise):
            folders[:] = [name for name in folders if not is_ignored(name)]
            found += [path for name in folders if (path := Path(where, name)).is_symlink()]
            shown = [name for name in files if not is_ignored(name) and not name.endswith("~")]
            # A dangling link is named later; pipes and sockets are no documents.
            found += [
                path for name in shown if (path := Path(where, name)).is_file() or not path.exists()
            ]
    except OSError as error:
        raise CorpusError(
            f"The corpus folder {error.filename or folder} cannot be read ({error.strerror}). "
            "Check its permissions."
        ) from error
    return sorted(path for path in found if path != folder / SOURCES)


def is_ignored(name: str) -> bool:
    """True for what is hidden, for an editor's lock, and for what a file system keeps apart."""
    return name.startswith((".", "~$")) or name == "lost+found"


def _raise(error: OSError) -> None:
    raise error


def read_bytes(path: Path) -> bytes:
    """A file's content, once its name and its size are such as can be read. Raises Unreadable."""
    suffix = path.suffix.lower()
    if path.is_dir():
        raise Unreadable(
            "it is a link to a folder, which is not followed. Put the folder itself there, or "
            "name it with --corpus."
        )
    if not str(path.name).translate(_JOINERS).isprintable():
        raise Unreadable("its name holds characters that cannot be shown. Rename it.")
    if suffix not in SUFFIXES:
        ending = f"files that end in {path.suffix}" if suffix else "files without an ending"
        raise Unreadable(f"{ending} are not read. Save it as {', '.join(SUFFIXES)}.")
    largest = _LARGEST_PACKED if suffix in _PACKED else _LARGEST
    try:
        for _ in range(_TRIES):
            content, is_whole = _read_at_rest(path, largest)
            if is_whole:
                return content
    except OSError as error:
        raise Unreadable(f"it cannot be read ({error.strerror}). Check its permissions.") from error
    raise Unreadable(
        "it changes while it is read. Once whoever writes it has ended, run: assistant index"
    )


def _read_at_rest(path: Path, largest: int) -> tuple[bytes, bool]:
    """A file's content, and whether it was the same file from the first byte to the last."""
    with path.open("rb") as file:
        before = os.fstat(file.fileno())
        if before.st_size > largest:
            megabytes = f"{before.st_size / 1e6:,.0f} MB, more than {largest / 1e6:,.0f}"
            raise Unreadable(f"it has {megabytes}. Save it in parts.")
        content = file.read(largest + 1)
        after = os.fstat(file.fileno())
    same = (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size)
    return content, same and len(content) == after.st_size


def read_text(content: bytes, suffix: str, conversions: Conversions) -> Reading:
    """What a file's content says. Raises Unreadable."""
    if suffix in CONVERTED and not content:
        raise Unreadable("it is empty.")
    check_format(content, suffix)
    return conversions.read(content, suffix)


def shown_name(name: str) -> str:
    """A file's name in characters that can be shown, whatever it is made of."""
    return "".join(
        c if c.translate(_JOINERS).isprintable() else c.encode("unicode_escape").decode("ascii")
        for c in name
    )
