"""The site on loopback, for tests: a real server in a thread, and the rules it is served by."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import uvicorn

import ui
from assistant.ask import Assistant
from assistant.brand import Brand
from ui_parts.door import listen
from ui_parts.reach import Rules

MANY = Rules(rate=60_000)
"""So many questions a minute that no test meets the limit by chance."""

_BUILT_IN = Brand()


@contextmanager
def serving_site(
    assistant: Assistant,
    rules: Rules = MANY,
    brand: Brand = _BUILT_IN,
    kept: Path | None = None,
    port: int = 0,
) -> Iterator[str]:
    """The address of the site, without a slash at its end, while it runs."""
    built: Future[uvicorn.Server] = Future()

    async def serve() -> None:
        # Where no event loop runs, gradio makes several while it builds, and closes none.
        try:
            built.set_result(ui.web_server(assistant, rules, brand, kept))
        except Exception as error:
            built.set_exception(error)
            raise
        await built.result().serve([door])

    with listen("127.0.0.1", port) as door, ThreadPoolExecutor(1) as thread:
        serving = thread.submit(asyncio.run, serve())
        server = built.result()
        try:
            yield f"http://127.0.0.1:{door.getsockname()[1]}"
        finally:
            server.should_exit = True
            serving.result(10)
