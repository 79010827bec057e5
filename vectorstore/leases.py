"""Leases: who uses a file or a folder holds a lock on it, at the longest until the process ends.

The kernel keeps the locks (flock), so one that was killed leaves none behind. Where a file system
has no locks, readers read all the same and nothing is ever taken to be unused.
"""

from __future__ import annotations

import errno
import fcntl
import os
import weakref
from pathlib import Path

_NO_LOCKS = (errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS, errno.EBADF)


class Lease:
    """A lock that is held until `release`, or until nobody refers to the lease any more."""

    def __init__(self, descriptor: int) -> None:
        self.release = weakref.finalize(self, os.close, descriptor)


def use(path: Path) -> Lease:
    """A user's lease, beside those of others.

    Raises:
        FileNotFoundError: it is gone, or being taken away. OSError: it cannot be opened.
    """
    lease = _locked(path, fcntl.LOCK_SH)
    if lease is None:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    return lease


def unused(path: Path) -> Lease | None:
    """The only lease, for who wants to take it away; None where anybody may be using it."""
    try:
        return _locked(path, fcntl.LOCK_EX)
    except OSError:
        return None


def alone(folder: Path) -> Lease:
    """The only lease on a folder, as soon as the others have released theirs.

    Where the file system has no locks, it keeps nobody out. Raises OSError.
    """
    lease = Lease(descriptor := os.open(folder, os.O_RDONLY))
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            lease.release()
            raise
    return lease


def _locked(path: Path, how: int) -> Lease | None:
    lease = Lease(descriptor := os.open(path, os.O_RDONLY))
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        lease.release()
        return None
    except OSError as error:
        if how == fcntl.LOCK_SH and error.errno in _NO_LOCKS:
            return lease
        lease.release()
        raise
    try:
        is_there = os.path.samestat(os.fstat(descriptor), path.stat())
    except OSError:
        is_there = False
    if not is_there:  # taken away, or replaced, before it was locked
        lease.release()
        return None
    return lease
