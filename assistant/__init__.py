"""A question goes in; an answer comes out in the corpus's own words, each with its citation."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.answer import Answer, Citation, Sentence, Turn
    from assistant.ask import Assistant
    from assistant.errors import AssistantError, QuestionError

__all__ = ["Answer", "Assistant", "AssistantError", "Citation", "QuestionError", "Sentence", "Turn"]

_HOME = {"Assistant": "ask", "AssistantError": "errors", "QuestionError": "errors"}


def __getattr__(name: str) -> object:
    """The public names, imported when first used: the command line must not wait for Chroma."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"assistant.{_HOME.get(name, 'answer')}"), name)
