"""The desk where questions wait: who comes first is first, and knows the number in the line."""

from __future__ import annotations

import asyncio
import contextlib

import anyio
import pytest

from assistant.ask import Assistant
from assistant.desk import Desk
from assistant.errors import DeskFull
from ui_parts.talk import Talk


class Person:
    """Somebody who joins the line, notes each number, and stays at the place until it is left."""

    def __init__(self, desk: Desk) -> None:
        self.numbers: list[int] = []
        self.is_served = False
        self._may_leave = asyncio.Event()
        self._task = asyncio.ensure_future(self._wait(desk))

    async def _wait(self, desk: Desk) -> None:
        async with desk.line() as numbers:
            async for number in numbers:
                self.numbers.append(number)
            self.is_served = True
            await self._may_leave.wait()

    async def leave(self) -> None:
        """Leaves with the answer."""
        self._may_leave.set()
        await self._task
        await anyio.wait_all_tasks_blocked()

    async def give_up(self) -> None:
        """Leaves the line, or the place, at once."""
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        await anyio.wait_all_tasks_blocked()


async def come(desk: Desk) -> Person:
    person = Person(desk)
    await anyio.wait_all_tasks_blocked()
    return person


def test_the_line_moves_up_as_others_leave() -> None:
    async def day() -> None:
        desk = Desk(places=2, line=5)
        people = [await come(desk) for _ in range(5)]
        assert [p.is_served for p in people] == [True, True, False, False, False]
        assert [p.numbers for p in people] == [[], [], [1], [2], [3]]
        await people[1].leave()
        assert [p.numbers for p in people[2:]] == [[1], [2, 1], [3, 2]]
        assert people[2].is_served
        await people[3].give_up()  # the one behind moves up, who is before notices nothing
        assert people[4].numbers == [3, 2, 1]
        assert not people[4].is_served
        await people[0].give_up()
        assert people[4].is_served
        for person in (people[2], people[4]):
            await person.leave()
        assert (await come(desk)).is_served

    asyncio.run(day())


def test_a_full_line_sends_the_next_away_until_somebody_leaves() -> None:
    async def day() -> None:
        desk = Desk(places=1, line=1)
        first, second = await come(desk), await come(desk)
        with pytest.raises(DeskFull, match="Ask again in 5 seconds"):
            await desk.serve(lambda: 7)
        await first.leave()
        third = asyncio.ensure_future(desk.serve(lambda: 7))
        await second.leave()
        assert await third == 7

    asyncio.run(day())


def test_a_fault_that_nobody_foresaw_is_told_in_the_chat(
    assistant_real: Assistant, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*arguments: object) -> None:
        raise RuntimeError("nobody foresaw this")

    async def hear() -> list[object]:
        *_, last = [shown async for shown in Talk(assistant_real, Desk()).reply("Who?", None)]
        return [last[0], last[1]]

    monkeypatch.setattr(Assistant, "stream", fail)
    box, told = map(str, asyncio.run(hear()))
    assert "Something went wrong here" in told
    assert box == "Who?"
    assert "nobody foresaw this" in caplog.text


def test_the_chat_too_gives_up_where_its_turn_does_not_come(assistant_real: Assistant) -> None:
    question = "What is the third priority?"

    async def wait() -> None:
        desk = Desk(places=1, line=1, patience=0.05)
        talk = Talk(assistant_real, desk)
        async with desk.place():
            *_, waiting, (box, told, _) = [shown async for shown in talk.reply(question, None)]
            assert "You are next in the queue" in str(waiting)
            assert "Too many questions are waiting" in str(told)
            assert box == question  # it is given back
        *_, (_, told, _) = [shown async for shown in talk.reply(question, None)]
        assert "Not helpful" in str(told)  # as below every answer

    asyncio.run(asyncio.wait_for(wait(), 20))
