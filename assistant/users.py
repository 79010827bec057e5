"""Who may sign in: a file of `name:hash` lines that nobody but its owner can read.

A hash is argon2's, as `assistant user` writes it, or bcrypt's, as `htpasswd -B` does.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path

import argon2
import bcrypt

from assistant.errors import UsersUnreadable
from vectorstore.leases import alone

SHORTEST = 12
"""Characters of a password. Length is what guessing takes."""

_LONGEST = 1_000
_NAME = re.compile(r"[\w.@+-]{1,64}")
_BCRYPT = re.compile(r"\$2[aby]\$(0[4-9]|1\d|2\d|3[01])\$[./A-Za-z0-9]{53}")
_READ_BY_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_STAMP = tuple[int, int, int]


class Users:
    """Those who may sign in. The file is read again when it has changed."""

    def __init__(self, file: Path) -> None:
        """Raises UsersUnreadable."""
        self._file = file
        self._read: tuple[_STAMP, dict[str, str]] | None = None
        self.hash_of("")

    def hash_of(self, name: str) -> str | None:
        """The hash of a user's password; None for an unknown name. Raises UsersUnreadable."""
        return self._hashes().get(name)

    def knows(self, name: str, password: str) -> bool:
        """True where the password is the user's. An unknown name takes as long as a known one.

        Raises:
            UsersUnreadable: the file has been changed to one that cannot be used.
        """
        hashes = self._hashes()
        stranger = secrets.choice(list(hashes.values()))  # never a user's own way in, see below
        matches = _matches(hashes.get(name, stranger), password)
        return matches and name in hashes

    def _hashes(self) -> Mapping[str, str]:
        try:
            now = self._file.stat()
        except OSError as error:
            raise _missing(self._file, error) from error
        stamp = (now.st_mtime_ns, now.st_size, now.st_mode)
        if self._read is None or self._read[0] != stamp:
            self._read = stamp, read_users(self._file)
        return self._read[1]


def read_users(file: Path) -> dict[str, str]:
    """The users of a file and the hashes of their passwords. Raises UsersUnreadable."""
    lines, found = _read(file)
    if found.st_mode & _READ_BY_OTHERS:
        raise UsersUnreadable(f"Others may read {file}. Forbid it: chmod 600 {file}")
    users = _users(file, lines)
    if not users:
        raise UsersUnreadable(f"Nobody stands in {file}. Add a user: {_how(file)}")
    return users


def put_user(name: str, password: str, file: Path) -> bool:
    """Adds a user to a file that only its owner can read, or replaces the password.

    Several may do so at once, and the file stays its owner's. True where the name is new.

    Raises:
        UsersUnreadable: the name or the password is none, or the file cannot be used.
    """
    if not _NAME.fullmatch(name):
        raise UsersUnreadable(
            f"The name is {name!r}: use 1 to 64 letters, digits and any of . _ - @ +"
        )
    if not SHORTEST <= len(password) <= _LONGEST:
        raise UsersUnreadable(
            f"The password has {len(password)} characters: give {SHORTEST} to {_LONGEST:,}."
        )
    file = file.resolve()
    hash_ = argon2.PasswordHasher().hash(password)
    try:
        lease = alone(file.parent)
    except OSError as error:
        raise _missing(file, error) from error
    try:
        users = _users_before(file)
        is_new = name not in users
        _write(file, {**users, name: hash_})
    finally:
        lease.release()
    return is_new


def _users_before(file: Path) -> dict[str, str]:
    """Those who stand in a file already, whoever may read it; nobody where there is none."""
    if not file.exists():
        return {}
    if not file.is_file():
        raise UsersUnreadable(f"{file} is not a file. Name one: {_how('FILE')}")
    lines, _ = _read(file)
    return _users(file, lines)


def _read(file: Path) -> tuple[list[str], os.stat_result]:
    """The lines of a file, and what the system says of it."""
    try:
        with file.open("rb") as opened:
            found = os.fstat(opened.fileno())
            return opened.read().decode("utf-8").splitlines(), found
    except OSError as error:
        raise _missing(file, error) from error
    except UnicodeDecodeError as error:
        raise UsersUnreadable(f"{file} is not text in UTF-8. Make it anew: {_how(file)}") from error


def _users(file: Path, lines: list[str]) -> dict[str, str]:
    users: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        if line.strip():
            name, hash_ = _read_line(line, f"{file}, line {number}")
            if name in users:
                raise UsersUnreadable(f"{file}, line {number}: {name} stands there twice.")
            users[name] = hash_
    return users


def _read_line(line: str, where: str) -> tuple[str, str]:
    name, _, hash_ = line.strip().partition(":")
    if not _NAME.fullmatch(name):
        raise UsersUnreadable(f"{where} has no name before a colon. Write it as name:hash.")
    try:
        if not _BCRYPT.fullmatch(hash_):
            argon2.extract_parameters(hash_)
    except argon2.exceptions.InvalidHashError as error:
        raise UsersUnreadable(
            f"{where} has no argon2 or bcrypt hash after the name. Let the line be written: "
            f"assistant user {name} FILE"
        ) from error
    return name, hash_


def _matches(hash_: str, password: str) -> bool:
    given = password.encode("utf-8", "surrogatepass")
    if _BCRYPT.fullmatch(hash_):
        return b"\0" not in given and bcrypt.checkpw(given[:72], hash_.encode())  # all it takes in
    try:
        return argon2.PasswordHasher().verify(hash_, given)
    except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
        return False


def _write(file: Path, users: Mapping[str, str]) -> None:
    """Puts the users in the file's place at once: nobody reads half of it."""
    draft = None
    try:
        number, draft = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")  # mode 0600
        with open(number, "w", encoding="utf-8") as opened:  # noqa: PTH123  (it is open already)
            if file.exists():
                _own_as(number, file.stat())
            opened.writelines(f"{name}:{hash_}\n" for name, hash_ in users.items())
        Path(draft).replace(file)
    except OSError as error:
        if draft:
            Path(draft).unlink(missing_ok=True)
        raise _missing(file, error) from error


def _own_as(number: int, before: os.stat_result) -> None:
    os.fchown(number, before.st_uid, -1)
    with contextlib.suppress(PermissionError):  # of a group that one is not in
        os.fchown(number, -1, before.st_gid)


def _missing(file: Path, error: OSError) -> UsersUnreadable:
    return UsersUnreadable(f"{file} cannot be used ({error.strerror}). Make one: {_how(file)}")


def _how(file: Path | str) -> str:
    return f"assistant user NAME {file}"
