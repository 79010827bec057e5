"""The site on loopback, for tests: a real server in a thread, and the rules it is served by."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import ui
from assistant.ask import Assistant
from ui_parts.door import listen
from ui_parts.reach import Rules

MANY = Rules(rate=60_000)
"""So many questions a minute that no test meets the limit by chance."""


@contextmanager
def serving_site(assistant: Assistant, rules: Rules = MANY) -> Iterator[str]:
    """The address of the site, without a slash at its end, while it runs."""
    with listen("127.0.0.1", 0) as door:
        with _event_loop():
            server = ui.web_server(assistant, rules)
        thread = threading.Thread(target=server.run, args=([door],))
        thread.start()
        try:
            yield f"http://127.0.0.1:{door.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)


@contextmanager
def _event_loop() -> Iterator[None]:
    """An event loop for gradio, which else makes some while it builds and closes none of them."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        yield
    finally:
        asyncio.set_event_loop(None)
        loop.close()
