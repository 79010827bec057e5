"""Who is signed in: tokens that the server draws, keeps the digests of, and forgets in time."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from assistant.users import Users

LIFETIME = 12 * 60 * 60
"""Seconds: a working day. Then one signs in again."""

MOST = 5
"""Sessions of one user, one for each browser; a sixth ends the oldest."""


@dataclass(frozen=True)
class _Session:
    name: str
    hash: str
    """The hash of the password at the time: another password ends the session."""
    until: float


class Sessions:
    """The sessions of one server. A restart ends them all."""

    def __init__(self, users: Users, clock: Callable[[], float] = time.monotonic) -> None:
        self._users = users
        self._clock = clock
        self._sessions: dict[bytes, _Session] = {}
        self._changing = threading.Lock()

    def begin(self, name: str) -> str:
        """A new token for a user who has shown the password. Raises UsersUnreadable."""
        token = secrets.token_urlsafe(32)
        with self._changing:
            self._sessions = {key: s for key, s in self._sessions.items() if self._holds(s)}
            own = [key for key, session in self._sessions.items() if session.name == name]
            for key in own[: max(0, len(own) - MOST + 1)]:
                del self._sessions[key]
            hash_ = self._users.hash_of(name) or ""
            self._sessions[_digest(token)] = _Session(name, hash_, self._clock() + LIFETIME)
        return token

    def name_of(self, token: str) -> str | None:
        """Who is signed in with a token; None for one that is unknown or has run out."""
        session = self._sessions.get(_digest(token))
        return session.name if session and self._holds(session) else None

    def end(self, token: str) -> None:
        """Forgets a token."""
        with self._changing:
            self._sessions.pop(_digest(token), None)

    def _holds(self, session: _Session) -> bool:
        known = self._users.hash_of(session.name)
        return known == session.hash and self._clock() < session.until


def _digest(token: str) -> bytes:
    """What a token is looked up by: how long a look-up takes then tells nothing of the token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
