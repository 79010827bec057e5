"""An assistant that goes on with every new index: for whoever serves for longer than one lasts.

Between two questions it looks at the pointer. Where that has moved, the next question waits until
the new index is open; a question in hand keeps the index that it began with. An index that cannot
be opened is named once, and the last good one goes on.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence

from assistant.answer import Event, Turn
from assistant.ask import Assistant
from vectorstore.errors import VectorstoreError
from vectorstore.homes import Home, shelf_at
from vectorstore.index import Index

_AGAIN = 5.0  # seconds after which an index that could not be opened is tried again

_LOG = logging.getLogger(__name__)


class LivingAssistant(Assistant):
    """Answers each question from the index that is current when it is asked."""

    def __init__(self, first: Assistant, home: Home, again: Callable[[], Assistant]) -> None:
        """`first`: over the index that is open already. `again`: opens the current one."""
        self._held = first
        self._shelf = shelf_at(home)
        self._again = again
        self._refused, self._refused_at = "", 0.0
        self._opening = threading.Lock()

    @property
    def index(self) -> Index:
        """The index that is current now; it is another one after a build."""
        return self.now().index

    @property
    def has_model(self) -> bool:
        """True where a chat model may write."""
        return self._held.has_model

    def stream(self, question: str, turns: Sequence[Turn] = ()) -> Iterator[Event]:
        """The events of an answer, as of every assistant. Raises QuestionError."""
        return self.now().stream(question, turns)

    def now(self) -> Assistant:
        """The assistant over the current index, opened first where it is new."""
        if self._is_new():
            with self._opening:
                if name := self._is_new():
                    self._open(name)
        return self._held

    def _is_new(self) -> str:
        """The name that the pointer has moved to; empty where there is nothing to open."""
        try:
            name = self._shelf.current().name
        except VectorstoreError:  # gone, or damaged: what is open answers all the same
            return ""
        is_refused = name == self._refused and time.monotonic() - self._refused_at < _AGAIN
        return "" if is_refused or name == self._held.index.fingerprint else name

    def _open(self, name: str) -> None:
        try:
            # Whoever still answers from the one before holds it; after that its files are let go.
            self._held = self._again()
        except VectorstoreError as error:
            if name != self._refused:
                _LOG.warning("The new index is not used, the one before goes on: %s", error)
            self._refused, self._refused_at = name, time.monotonic()
