"""A question goes in; an answer comes out in the corpus's own words, each with its citation."""

from assistant.answer import Answer, Citation, Sentence, Turn
from assistant.ask import Assistant
from assistant.errors import AssistantError, QuestionError

__all__ = ["Answer", "Assistant", "AssistantError", "Citation", "QuestionError", "Sentence", "Turn"]
