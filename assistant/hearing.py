"""A chat model's text as it comes, in bounded time, whatever the model or its server does.

A thread listens, so that a server which keeps the line open without a word cannot hold the
answer up: past its time the listener is left behind, and ends its stream at the next piece.
"""

from __future__ import annotations

import contextvars
import re
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import TYPE_CHECKING

from assistant.errors import ModelFailed, Trouble

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk, BaseMessage

_PAUSE = 1.0  # seconds before the one further try
_LONGEST_PAUSE = 5.0  # a server that asks for a longer one is given up
_OVERFLOW = re.compile(
    r"context (?:length|size|window)|(?:prompt|input) is too long|exceeds? the (?:\w+ )?context",
    re.IGNORECASE,
)
"""How servers say that a prompt does not fit; llama.cpp and vLLM have no code for it."""
_WORTH_ANOTHER_TRY = ("unreachable", "busy")
_AT_ITS_END = frozenset(
    "stop end_turn stop_sequence eos eos_token endoftext complete completed finish finished "
    "tool_calls tool_use function_call".split()
)
"""How providers say that a model came to its end; by any other word it was stopped before."""


@dataclass(frozen=True)
class Patience:
    """How long a model is listened to."""

    first: float = 45.0
    """Seconds until its first words."""
    whole: float = 120.0
    """Seconds until its last."""
    characters: int = 12_000
    """The most that is heard of it."""


def hear(
    chat: BaseChatModel, messages: Sequence[BaseMessage], patience: Patience
) -> Generator[str]:
    """The pieces of the reply. Closing this iterator ends the model's stream.

    Raises:
        ModelFailed: it did not answer, or not to the end.
    """
    pieces: SimpleQueue[str | ModelFailed | None] = SimpleQueue()
    stop = Event()
    listener = _Listener(chat, messages, pieces, stop)
    run = contextvars.copy_context().run  # a trace that is being written is heard of
    Thread(target=run, args=(listener.listen,), daemon=True, name="hearing").start()
    started = time.monotonic()
    until = started + min(patience.first, patience.whole)
    length = 0
    try:
        while True:
            try:
                piece = pieces.get(timeout=max(0.0, until - time.monotonic()))
            except Empty:
                raise ModelFailed("late") from None
            if piece is None:
                return
            if isinstance(piece, ModelFailed):
                raise piece
            until = started + patience.whole
            if time.monotonic() > until:
                raise ModelFailed("late")
            length += len(piece)
            yield piece
            if length > patience.characters:
                raise ModelFailed("cut")
    finally:
        stop.set()


class _Listener:
    """The other side of the queue, in its own thread."""

    def __init__(
        self,
        chat: BaseChatModel,
        messages: Sequence[BaseMessage],
        pieces: SimpleQueue[str | ModelFailed | None],
        stop: Event,
    ) -> None:
        self._chat = chat
        self._messages = list(messages)
        self._pieces = pieces
        self._stop = stop
        self._begun = False

    def listen(self) -> None:
        """Puts what comes into the queue, and then None or what went wrong."""
        for further in (True, False):
            try:
                self._stream()
            except ModelFailed as failed:
                self._pieces.put(failed)
            except Exception as error:  # each provider raises its own
                trouble = "broken" if self._begun else _trouble(error)
                pause = _pause(error)
                if further and trouble in _WORTH_ANOTHER_TRY and pause <= _LONGEST_PAUSE:
                    if self._stop.wait(pause):
                        return
                    continue
                self._pieces.put(ModelFailed(trouble))
            else:
                self._pieces.put(None)
            return

    def _stream(self) -> None:
        stream = self._chat.stream(self._messages)
        ending = ""
        told = False
        try:
            for chunk in stream:
                if self._stop.is_set():
                    return
                told = told or bool(chunk.response_metadata)
                ending = _ending(chunk) or ending
                if text := str(chunk.text):
                    self._begun = True
                    self._pieces.put(text)
        finally:
            if close := getattr(stream, "close", None):
                close()
        if told and self._begun and not ending:
            raise ModelFailed("broken")  # the line was closed before the model was done
        if ending and ending.casefold() not in _AT_ITS_END:
            raise ModelFailed("cut")


def _ending(chunk: AIMessageChunk) -> str:
    """Why a model says that it stops (finish_reason, stopReason), or only that it has."""
    said = chunk.response_metadata
    reasons = [str(said[key]) for key in said if key.lower().endswith("reason") and said[key]]
    if said.get("status") in ("completed", "incomplete"):
        reasons.append(str(said["status"]))
    if said.get("done") is True:
        reasons.append("stop")
    return next(iter(reasons), "")


def _trouble(error: Exception) -> Trouble:
    """What went wrong, by LangChain's family of errors or by the status of HTTP."""
    from langchain_core import exceptions as family

    by_kind: tuple[tuple[type[Exception], Trouble], ...] = (
        (family.ContextOverflowError, "too_long"),
        (family.ModelAuthenticationError, "key"),
        (family.ModelPermissionDeniedError, "key"),
        (family.ModelRateLimitError, "busy"),
        (family.ModelTimeoutError, "late"),
        (family.ModelConnectionError, "unreachable"),
        (family.ModelNotFoundError, "refused"),
        (family.ModelInvalidRequestError, "refused"),
        (TimeoutError, "late"),
        (ConnectionError, "unreachable"),
    )
    status = getattr(error, "status_code", None)
    if status in (400, 413, 422, 500) and _OVERFLOW.search(str(error)):
        return "too_long"
    for kind, trouble in by_kind:
        if isinstance(error, kind):
            return trouble
    if status in (401, 403):
        return "key"
    if isinstance(status, int) and (status == 429 or status >= 500 or status < 400):
        return "busy"  # below 400: the server failed while it streamed
    name = type(error).__name__.lower()
    if "timeout" in name:
        return "late"
    if "connect" in name:
        return "unreachable"
    return "refused" if isinstance(status, int) else "broken"


def _pause(error: Exception) -> float:
    """Seconds that a server asks to wait before the next try."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        return max(0.0, float(headers.get("retry-after", _PAUSE)))
    except ValueError:  # a date
        return _LONGEST_PAUSE
