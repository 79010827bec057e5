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
LINE = 60
"""Questions that wait. Quoting answers so many in a few seconds."""
PATIENCE = 30
"""Seconds that a question waits, where a chat model makes each take long. One that would wait
longer is better asked again."""
RETRY = 5
"""Seconds after which one may ask again."""

Result = TypeVar("Result")


class Desk:
    """Where questions wait for their turn, from wherever they come; one for a whole server."""

    def __init__(self, places: int = PLACES, line: int = LINE, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._places = places
        self._most = places + line
        self._here: list[asyncio.Event] = []
        """Who is here, in the order of coming: the first are at their places, the others wait."""

    @asynccontextmanager
    async def line(self) -> AsyncGenerator[AsyncGenerator[int]]:
        """Joins the line, and tells the number in it, 1 for who is next, whenever it changes.

        After the last number it is one's turn, and the place is held until the block is left.
        Raises DeskFull where the line is full, and from the numbers where patience ends.
        """
        if len(self._here) >= self._most:
            raise _full()
        mine = asyncio.Event()
        self._here.append(mine)
        try:
            yield self._numbers(mine)
        finally:
            at = self._here.index(mine)
            del self._here[at]
            for behind in self._here[at:]:
                behind.set()

    @asynccontextmanager
    async def place(self) -> AsyncGenerator[None]:
        """A place at the desk, after those who came before. Raises DeskFull."""
        async with self.line() as numbers:
            async for _ in numbers:
                pass
            yield

    async def serve(self, work: Callable[[], Result]) -> Result:
        """What the work gives, done at a place in a thread of its own. Raises DeskFull."""
        async with self.place():
            return await to_thread.run_sync(work)

    async def _numbers(self, mine: asyncio.Event) -> AsyncGenerator[int]:
        now = asyncio.get_running_loop().time
        until = now() + self._patience
        while (number := self._here.index(mine) + 1 - self._places) > 0:
            mine.clear()
            yield number
            try:
                await asyncio.wait_for(mine.wait(), until - now())
            except TimeoutError:
                raise _full() from None


def _full() -> DeskFull:
    return DeskFull(f"Too many questions are waiting. Ask again in {RETRY} seconds.")
