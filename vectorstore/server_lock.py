"""The right to write at a server: a collection that exists while somebody builds, and beats.

Names of collections are unique, so creating one is taking the lock. A builder that was killed
leaves it behind; but then it no longer beats, and after a while another takes it over. No two
clocks are compared. Even with two who hold it nothing false can come of it: each index is whole
before it has its name, and the pointer moves last.
"""

from __future__ import annotations

import contextlib
import threading
import time
import uuid
from collections.abc import Iterator

from vectorstore.errors import IndexBusy, ServerFailed
from vectorstore.server import Server

BEAT, SILENT = 2.0, 10.0  # seconds: from one beat to the next, and when there will be no other


class ServerLock:
    """The right to write, while it is held."""

    def __init__(self, server: Server, name: str) -> None:
        self._server = server
        self._name = name
        self._owner = uuid.uuid4().hex

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Takes it, and gives it back. Raises IndexBusy where another process builds."""
        self._take()
        stopped = threading.Event()
        beating = threading.Thread(target=self._beat, args=(stopped,), daemon=True)
        beating.start()
        try:
            yield
        finally:
            stopped.set()
            beating.join()
            with contextlib.suppress(ServerFailed, IndexBusy):
                self.check()
                self._server.remove(self._name)

    def check(self) -> None:
        """Raises IndexBusy where another process has taken it over, for this one was silent."""
        if self._seen().get("owner") != self._owner:
            raise IndexBusy(
                f"Another process builds the index at {self._server.address} by now, for this one "
                "was not heard of. Wait for it to end."
            )

    def _take(self) -> None:
        while not self._server.create(self._name, {"owner": self._owner, "beat": "0"}):
            first, deadline = self._seen(), time.monotonic() + SILENT
            while (now := self._seen()) and now == first and time.monotonic() < deadline:
                time.sleep(BEAT / 4)
            if now and now != first:
                raise IndexBusy(
                    f"Another process is building the index at {self._server.address}. Wait for "
                    "it to end."
                )
            if now:
                self._server.remove(self._name)

    def _beat(self, stopped: threading.Event) -> None:
        beats = 0
        while not stopped.wait(BEAT):
            beats += 1
            # What goes wrong at the server is told by whoever builds.
            with contextlib.suppress(ServerFailed, IndexBusy):
                self.check()
                self._server.note(self._name, {"owner": self._owner, "beat": str(beats)})

    def _seen(self) -> dict[str, str]:
        return self._server.noted(self._name) or {}
