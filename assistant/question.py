"""What counts as a question: any short text with a word in it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from assistant.answer import Turn
from assistant.errors import QuestionError

LONGEST = 2_000
"""Characters. A longer text is a document rather than a question to one."""

_LONGEST_ANSWER = 50_000  # characters of an earlier answer that are looked at

_UNSHOWN = ("Cc", "Cs", "Co", "Zl", "Zp")
"""Unicode categories of control characters, lone surrogates, private use, line separators."""


def clean(question: str) -> str:
    """The question on one line, without control characters.

    Raises:
        QuestionError: nothing is left, or it is too long.
    """
    if len(question) > LONGEST:
        raise QuestionError(
            f"The question has {len(question):,} characters; the most is {LONGEST:,}. "
            "Ask one thing at a time."
        )
    text = " ".join(shown(question).split())
    if not any(character.isalnum() for character in text):
        raise QuestionError("There is no question. Write one in a few words.")
    return text


def clean_turns(turns: Iterable[Turn]) -> list[Turn]:
    """The turns whose question is one, cleaned; the others cannot help a follow-up.

    Answers come back from outside, so they are cut to a length that takes no time to read.
    """
    kept = []
    for turn in turns:
        try:
            kept.append(Turn(clean(turn.question), turn.answer[:_LONGEST_ANSWER]))
        except QuestionError:
            continue
    return kept


def shown(text: str) -> str:
    """The text with blanks for what would move the cursor or cannot be encoded."""
    return "".join(
        " " if unicodedata.category(character) in _UNSHOWN else character for character in text
    )
