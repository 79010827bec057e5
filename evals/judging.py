"""A chat model as a judge: does an answer mean what the facts of its case say?

Optional, and never part of the gate. The prompt is prose, in judge.md. What is graded was written
by others, maybe to be graded well: it is on one line between tags that it cannot close, and each
line of a grade begins with a code word that it cannot know, so that a judge which repeats the
answer has graded nothing.
"""

from __future__ import annotations

import hashlib
import re
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from assistant.errors import AssistantError, ModelFailed
from assistant.hearing import Patience, hear
from assistant.model import Model
from assistant.page import NOTES
from assistant.prompting import Prompt, inert
from evals.cases import Case
from evals.outcomes import Verdict

Grading = Literal["stated", "partly", "not"]
"""Of a fact: the answer says it in some words, a part of it, or nothing of it."""

PATIENCE = Patience(characters=800)
"""For one grade; a line for each fact is all that is asked for."""
SLOW = replace(PATIENCE, first=600.0, whole=900.0)
"""For a model on this machine: that it is busy must not change a grade."""

_OF_THE_ANSWER = ("late", "broken", "cut", "too_long")
"""What another answer may not meet; after anything else no answer would be graded."""
_ROOM = 0.5  # share of the judge's window that a prompt may take
_CODE = 8  # characters


@dataclass(frozen=True)
class Paper:
    """What is put before a judge."""

    id: str
    case: Case
    answer: str | None
    """What a person would read; None where there was an error instead."""

    @property
    def prompt(self) -> Prompt:
        """The instructions, and the question with its facts and the answer."""
        case = self.case
        lines = [
            line
            for turn in case.turns
            for line in (
                f"Earlier question: {inert(turn.question)}",
                f"Answer: {inert(turn.answer)}",
            )
        ]
        lines += [f"Question: {inert(case.question)}", "", "Facts:"]
        for number, fact in enumerate(case.facts, start=1):
            lines.append(f"{number}. " + "; or: ".join(inert(wording) for wording in fact))
        if not case.facts:
            lines.append("There are none; say only whether the answer declines.")
        lines += ["", f"<answer>{inert(self.answer or '')}</answer>"]
        return Prompt(_instructions(), "\n".join(lines), ())

    @property
    def digest(self) -> str:
        """Of all that the judge is sent: a grade of another digest is of something else."""
        prompt = self.prompt
        return hashlib.sha256(f"{prompt.system}\0{prompt.user}".encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Grade:
    """What a judge said of a paper, once."""

    judge: str
    """The chat model, as the settings name it."""
    paper: str
    """The paper's id."""
    asked: str
    """The paper's digest."""
    attempt: int
    """Counted from 1."""
    declined: bool | None = None
    facts: tuple[Grading, ...] = ()
    unscored: str = ""
    """Why there is no grade; empty where there is one."""

    def verdict(self, case: Case) -> Verdict | None:
        """What follows for the case, in the words of every other verdict; None where unscored."""
        if self.unscored:
            return None
        if self.declined:
            return "wrongly declined" if case.answerable else "rightly declined"
        if not case.answerable:
            return "wrong"
        if set(self.facts) == {"stated"}:
            return "right"
        return "partly" if {"stated", "partly"} & set(self.facts) else "wrong"


class Judge:
    """A chat model that grades papers."""

    def __init__(self, model: Model, patience: Patience = PATIENCE) -> None:
        self.name = model.name
        self._model = model
        self._patience = patience

    def grade(self, paper: Paper, attempt: int) -> Grade:
        """The grade, or why there is none.

        Raises:
            AssistantError: the model cannot be asked at all, now or with this key.
        """
        declined: bool | None = None
        facts: tuple[Grading, ...] = ()
        unscored = _ungradable(paper)
        if not unscored:
            try:
                declined, facts = self._graded(paper, attempt)
            except ModelFailed as failed:
                if failed.trouble not in _OF_THE_ANSWER:
                    told = f"{NOTES[failed.trouble]}. What is graded is kept: judge again later."
                    raise AssistantError(told) from None
                unscored = NOTES[failed.trouble]
            except Unreadable as error:
                unscored = str(error)
        return Grade(self.name, paper.id, paper.digest, attempt, declined, facts, unscored)

    def _graded(self, paper: Paper, attempt: int) -> tuple[bool, tuple[Grading, ...]]:
        code = code_of(paper, attempt)
        asked = paper.prompt
        prompt = Prompt(asked.system, f"{asked.user}\n\nCode word: {code}", ())
        if prompt.tokens > _ROOM * self._model.window:
            raise ModelFailed("too_long")
        with closing(hear(self._model.chat, prompt.messages, self._patience)) as pieces:
            return read_reply("".join(pieces), code, len(paper.case.facts))


class Unreadable(Exception):
    """A reply that is no grade; the message says why."""


def read_reply(reply: str, code: str, facts: int) -> tuple[bool, tuple[Grading, ...]]:
    """Whether the answer declines, and the grading of each fact.

    Lines without the code word say nothing. Raises Unreadable where one is missing or said twice.
    """
    said: dict[str, str] = {}
    gap = r"[^\w\n]"
    pattern = rf"^{gap}*{code}{gap}+(declined|fact{gap}+\d+){gap}+(\w+){gap}*$"
    for match in re.finditer(pattern, reply, re.IGNORECASE | re.MULTILINE):
        what, grading = " ".join(re.findall(r"\w+", match[1].lower())), match[2].lower()
        if said.setdefault(what, grading) != grading:
            raise Unreadable(f"It says {what} twice and not the same.")
    wanted = ["declined", *(f"fact {number}" for number in range(1, facts + 1))]
    if not said:
        raise Unreadable("It wrote no line with the code word.")
    if missing := [what for what in wanted if what not in said]:
        raise Unreadable(f"It does not say {missing[0]}.")
    if other := said.keys() - set(wanted):
        raise Unreadable(f"It says {min(other)}, which was not asked.")
    gradings: dict[str, Grading] = {name: name for name in get_args(Grading)}
    for what in wanted:
        if said[what] not in (("yes", "no") if what == "declined" else gradings):
            raise Unreadable(f"It says {what} {said[what]}, which is no grade.")
    return said["declined"] == "yes", tuple(gradings[said[what]] for what in wanted[1:])


def code_of(paper: Paper, attempt: int) -> str:
    """The code word: no answer can hold it, since it follows from the answer too."""
    return hashlib.sha256(f"{paper.digest} {attempt}".encode()).hexdigest()[:_CODE]


def _ungradable(paper: Paper) -> str:
    if paper.answer is None:
        return "There is an error instead of an answer."
    if paper.case.answerable and not paper.case.facts:
        return "The case has no facts to grade by."
    return ""


@cache
def _instructions() -> str:
    return Path(__file__).with_name("judge.md").read_text("utf-8").strip()
