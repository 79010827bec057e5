"""The desk: so many questions are answered at a time, a short line waits, the rest come again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from anyio import to_thread

from assistant.errors import DeskFull

PLACES = 4
"""Questions answered at a time: more would only slow each other down on a few cores."""
LINE = 16
"""Questions that wait. One that would wait longer is better asked again."""
RETRY = 5
"""Seconds after which one may ask again."""

Result = TypeVar("Result")


class Desk:
    """Where questions from other programs wait for their turn; one for a whole server."""

    def __init__(self, places: int = PLACES, line: int = LINE) -> None:
        self._places = asyncio.Semaphore(places)
        self._line = line
        self._waiting = 0

    @asynccontextmanager
    async def place(self) -> AsyncGenerator[None]:
        """A place at the desk, after those who came before. Raises DeskFull."""
        if self._places.locked() and self._waiting >= self._line:
            raise DeskFull(f"Too many questions are waiting. Ask again in {RETRY} seconds.")
        self._waiting += 1
        try:
            await self._places.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._places.release()

    async def serve(self, work: Callable[[], Result]) -> Result:
        """What the work gives, done at a place in a thread of its own. Raises DeskFull."""
        async with self.place():
            return await to_thread.run_sync(work)
