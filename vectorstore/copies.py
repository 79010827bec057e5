"""Working copies in the folder for temporary files, and what killed processes left of theirs."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from vectorstore.errors import IndexNotWritable
from vectorstore.leases import Lease, unused, use

_PREFIX = "assistant-index-"


@contextlib.contextmanager
def working_copy(folder: Path) -> Iterator[Path]:
    """A copy of a folder, gone at the end. Copies that nobody uses any more go with the first.

    Raises:
        IndexNotWritable: there is no room for it.
    """
    with contextlib.ExitStack() as made:
        try:
            _clear_away_what_was_left()
            copy, lease = _leased_folder()
            made.callback(lease.release)
            made.callback(shutil.rmtree, copy, ignore_errors=True)
            copy_files(folder, copy)
        except OSError as error:
            raise IndexNotWritable(
                f"There is no room for a working copy of {folder} ({error.strerror}). Make room in "
                "the folder for temporary files, or name another one with TMPDIR."
            ) from error
        yield copy


def copy_files(folder: Path, target: Path) -> None:
    """Copies what a folder holds into another one. Raises OSError."""
    for path in sorted(folder.rglob("*")):
        copy = target / path.relative_to(folder)
        if path.is_dir():
            copy.mkdir()
        else:
            shutil.copyfile(path, copy)


def _leased_folder() -> tuple[Path, Lease]:
    while True:
        made = Path(tempfile.mkdtemp(prefix=_PREFIX))
        # Before it is leased, another process may take it for one that was left.
        with contextlib.suppress(FileNotFoundError):
            return made, use(made)


def _clear_away_what_was_left() -> None:
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            is_ours = left.lstat().st_uid == os.getuid() and not left.is_symlink()
            if is_ours and (lease := unused(left)):
                shutil.rmtree(left, ignore_errors=True)
                lease.release()
