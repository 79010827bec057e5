"""Many users at once: `assistant serve` on loopback, beside one user alone.

`python -m benchmarks.load` writes benchmarks/load.md and load.svg; `--seconds 20` tries it out.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import numpy as np

from benchmarks.machine import Run, draw, memory_of
from benchmarks.opened import english
from benchmarks.page import paragraphs, table
from evals.cases import read_cases

RESULT = Path(__file__).with_suffix(".md")
USERS = 32
SECONDS = 300
_BRIEFLY = 20  # seconds that one user, and each number beyond, asks
_MOST = 1024  # users after which nothing more is tried
_START = 120  # seconds that the server may take to be ready
_PATIENCE = 60  # seconds that a user waits for an answer
_ADDRESS = re.compile(r"http://\S+")

_NOTES = """\
Each user asks one question after another, the next when the answer is there, without a pause to
read: the hardest kind. Questions are those of the development split that stand alone. Server and
users share the machine. “Busy” is a 503 with a sentence and `Retry-After`, after which the user
comes again; an error is anything else but an answer. The users double until the server says that
it is busy; after that one user asks alone again."""


@dataclass
class Heard:
    """What users got in one stretch of time."""

    users: int
    seconds: list[float] = field(default_factory=list)
    """Of each answer."""
    busy: Counter[str] = field(default_factory=Counter)
    """How often each sentence that refuses came."""
    errors: Counter[str] = field(default_factory=Counter)

    def p(self, share: int) -> float:
        """Seconds within which so many per cent of the answers came."""
        return float(np.percentile(self.seconds, share)) if self.seconds else float("nan")


def ask_all(url: str, users: int, seconds: float, questions: Sequence[str]) -> Heard:
    """What so many users get who ask for so many seconds."""
    heard = Heard(users)
    end = time.perf_counter() + seconds

    async def user(client: httpx.AsyncClient, own: Iterator[str]) -> None:
        while time.perf_counter() < end:
            started = time.perf_counter()
            try:
                response = await client.post("/api/v1/ask", json={"question": next(own)})
            except httpx.HTTPError as error:
                heard.errors[type(error).__name__] += 1
                continue
            if response.status_code == 200:
                heard.seconds.append(time.perf_counter() - started)
            elif response.status_code == 503 and "retry-after" in response.headers:
                heard.busy[response.json()["error"]] += 1
                await asyncio.sleep(float(response.headers["retry-after"]))
            else:
                heard.errors[f"status {response.status_code}"] += 1

    async def everybody() -> None:
        limits = httpx.Limits(max_connections=users)
        async with httpx.AsyncClient(base_url=url, limits=limits, timeout=_PATIENCE) as client:
            starts = (len(questions) * number // users for number in range(users))
            rows = (itertools.cycle([*questions[at:], *questions[:at]]) for at in starts)
            await asyncio.gather(*(user(client, own) for own in rows))

    asyncio.run(everybody())
    return heard


@contextlib.contextmanager
def served() -> Iterator[tuple[str, int]]:
    """The address and the process of a server that is ready. Raises RuntimeError."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    command = [sys.executable, "-m", "assistant", "serve", "--port", port, "--rate", "99999"]
    with subprocess.Popen([*command, "--log", "none"], stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            match = _ADDRESS.search(server.stdout.readline())
            if match is None:
                raise RuntimeError("The server did not start.")
            for _ in range(_START):
                with contextlib.suppress(httpx.HTTPError):
                    if httpx.get(f"{match[0]}/ready", timeout=_PATIENCE).status_code == 200:
                        break
                time.sleep(1)
            yield match[0], server.pid
        finally:
            server.terminate()


def page(run: Run, stretches: Sequence[Heard], memory: Sequence[float], seconds: float) -> str:
    """The page: a row for each stretch of time."""
    rows = {}
    for heard, held in zip(stretches, memory, strict=True):
        name = f"{heard.users} user{'s' if heard.users > 1 else ''}"
        name += ", afterwards" if name in rows else ""
        rows[name] = [
            f"{len(heard.seconds):,}", *(f"{1000 * heard.p(share):,.0f} ms" for share in (50, 95)),
            f"{heard.busy.total():,}", f"{heard.errors.total():,}", f"{held:,.0f} MB",
        ]  # fmt: skip
    told = [sentence for heard in stretches for sentence in heard.busy]
    head = ["answers", "p50", "p95", "busy", "errors", "server's memory"]
    return paragraphs(
        "# Many users at once",
        f"{run} {USERS} users asked for {seconds:.0f} seconds, others for {_BRIEFLY}.",
        table(head, rows),
        f"![Seconds by the number of users]({RESULT.with_suffix('.svg').name})",
        f"What a busy server said: “{told[0]}”" if told else "The server was never busy.",
        _NOTES,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Lets more and more users ask and writes the page; 1 where an answer failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="that 32 users ask")
    parser.add_argument("--result", type=Path, default=RESULT, help="the page that is written")
    given = parser.parse_args(arguments)
    run = Run("load")
    cases = [case for case in english(read_cases()) if case.split == "dev" and not case.turns]
    questions = [case.question for case in cases]
    stretches: list[Heard] = []
    memory: list[float] = []
    with served() as (url, process):

        def stretch(users: int, seconds: float) -> None:
            stretches.append(ask_all(url, users, seconds, questions))
            memory.append(memory_of(process))

        ask_all(url, 1, _BRIEFLY / 4, questions)  # to warm up
        stretch(1, _BRIEFLY)
        stretch(USERS, given.seconds)
        while not stretches[-1].busy and stretches[-1].users < _MOST:
            stretch(2 * stretches[-1].users, _BRIEFLY)
        stretch(1, _BRIEFLY)
    users = [heard.users for heard in stretches[:-1]]
    lines = {f"p{p}": (users, [heard.p(p) for heard in stretches[:-1]]) for p in (50, 95)}
    draw(lines, ("users", "seconds"), "An answer by the number of users",
         given.result.with_suffix(".svg"))  # fmt: skip
    given.result.write_text(page(run, stretches, memory, given.seconds), "utf-8")
    print(given.result.read_text("utf-8"))
    return 1 if any(heard.errors for heard in stretches) else 0


if __name__ == "__main__":
    sys.exit(main())
