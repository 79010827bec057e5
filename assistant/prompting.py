"""The prompt: prose from prompt.md, the passages as [1]..[n], the turns before, the question.

A document is data here. Nothing in it can look like a mark, a tag or a turn of the conversation:
brackets of every kind become others, invisible characters go, and each text stays on one line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answer import Turn
from assistant.errors import ModelFailed
from assistant.marks import NO_POWER
from vectorstore.multilingual import Language
from vectorstore.passages import Passage
from vectorstore.tokens import count_tokens

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

_HERE = Path(__file__).parent
_OTHER_TOKENIZERS = 1.25  # a model's own tokens for one of cl100k, at worst, on English prose
_FOR_REPLY = 0.25  # share of the window that is kept free
MOST_PASSAGES = 8
_FEWEST = 3  # passages that are kept while there are turns to leave out
_TURNS = 6
_ENVELOPE = 12  # tokens that a provider wraps a message in

_REMINDER = "Answer in few sentences, close to the words of the passages, each with its number."
"""Stands last, where weak models still heed it."""
_FOOTNOTE = re.compile(rf"<sup>[^<]{{0,9}}</sup>|{NO_POWER}[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_INERT = str.maketrans("[]【】［］〔〕⟦⟧<>＜＞«»", "⟨⟩⟨⟩⟨⟩⟨⟩⟨⟩‹›‹››‹", "`~")
_ENGLISH_NAMES: dict[Language, str] = {
    "ar": "Arabic",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "ru": "Russian",
    "zh": "Chinese",
}
_INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn")


@dataclass(frozen=True)
class Prompt:
    """What is sent to a model."""

    system: str
    user: str
    passages: tuple[Passage, ...]
    """Those that [1], [2], … stand for, most relevant first."""
    left_out: tuple[str, ...] = ()
    """What did not fit: labels of passages, and questions of turns."""

    @property
    def messages(self) -> list[BaseMessage]:
        """The prompt in LangChain's form."""
        from langchain_core.messages import HumanMessage, SystemMessage

        return [SystemMessage(self.system), HumanMessage(self.user)]

    @property
    def tokens(self) -> int:
        """How many tokens it has, by cl100k."""
        return count_tokens(self.system) + count_tokens(self.user) + 2 * _ENVELOPE


def compose(
    question: str,
    passages: Sequence[Passage],
    turns: Sequence[Turn],
    window: int,
    language: Language = "en",
) -> Prompt:
    """The prompt that fits a window of so many tokens.

    What does not fit goes: the least relevant passages first, then the oldest turns, then further
    passages; the question never. The first passage stays too.

    Raises:
        ModelFailed: the question and one passage are too long for the window.
    """
    room = int(window * (1 - _FOR_REPLY) / _OTHER_TOKENIZERS)
    kept, told = list(passages[:MOST_PASSAGES]), list(turns[-_TURNS:])
    left_out: list[str] = []
    while (prompt := _composed(question, kept, told, left_out, language)).tokens > room:
        if len(kept) > (_FEWEST if told else 1):
            left_out.append(kept.pop().label)
        elif told:
            left_out.append(told.pop(0).question)
        else:
            raise ModelFailed("too_long")
    return prompt


def compose_rewrite(
    question: str, turns: Sequence[Turn], window: int, language: Language
) -> Prompt:
    """The prompt that asks for a follow-up to be written so that it stands alone."""
    system = _prose("standalone.md").replace("{language}", _ENGLISH_NAMES[language])
    told = list(turns[-_TURNS:])
    room = int(window * (1 - _FOR_REPLY) / _OTHER_TOKENIZERS)
    while True:
        user = "\n".join([*_conversation(told), f"Latest question: {inert(question)}"])
        prompt = Prompt(system, user, ())
        if prompt.tokens <= room:
            return prompt
        if not told:
            raise ModelFailed("too_long")
        told.pop(0)


def inert(text: str) -> str:
    """The text on one line, with nothing in it that could be a mark, a tag or an end of text."""
    visible = "".join(
        " " if character.isspace() else character
        for character in text
        if character.isspace() or unicodedata.category(character) not in _INVISIBLE
    )
    return " ".join(_FOOTNOTE.sub("", visible).translate(_INERT).split())


def instructions() -> str:
    """All that a model is told beside documents and questions."""
    return f"{_prose('prompt.md')} {_prose('standalone.md')}"


def _composed(
    question: str,
    passages: Sequence[Passage],
    turns: Sequence[Turn],
    left_out: Iterable[str],
    language: Language,
) -> Prompt:
    system = _prose("prompt.md").replace("{language}", _ENGLISH_NAMES[language])
    lines = ["Passages:", ""]
    for number, passage in enumerate(passages, start=1):
        lines += [
            f"[{number}] {inert(passage.label)}",
            f"<text>{inert(passage.body.text)}</text>",
            "",
        ]
    if turns:
        lines += ["What was said before:", *_conversation(turns), ""]
    lines += [f"Question: {inert(question)}", "", _REMINDER]
    return Prompt(system, "\n".join(lines), tuple(passages), tuple(left_out))


def _conversation(turns: Iterable[Turn]) -> list[str]:
    return [
        line
        for turn in turns
        for line in (f"Question: {inert(turn.question)}", f"Answer: {inert(turn.answer)}")
    ]


@cache
def _prose(name: str) -> str:
    return (_HERE / name).read_text("utf-8").strip()
