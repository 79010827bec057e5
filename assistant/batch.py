"""Many questions at once: JSON lines in, JSON lines out, in order. A bad line spoils no other."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Sequence

from typing_extensions import TypedDict

from assistant.answer import Turn
from assistant.ask import Assistant
from assistant.errors import AssistantError, QuestionError
from assistant.show import AnswerRecord, as_json
from vectorstore.errors import VectorstoreError


class Unanswered(TypedDict):
    """What stands in the place of an answer to a line that cannot be read."""

    id: str | None
    error: str


def answer_record(
    assistant: Assistant, question: str, turns: Sequence[Turn] = (), id_: str | None = None
) -> AnswerRecord:
    """The answer to one question, with how long it took. Raises QuestionError."""
    started = time.perf_counter()
    answer = assistant.ask(question, turns)
    return as_json(answer, id_, time.perf_counter() - started)


def answer_lines(
    assistant: Assistant, lines: Iterable[bytes]
) -> Iterator[AnswerRecord | Unanswered]:
    """One object for each line that is not blank: the answer, or `{"id", "error"}`."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _answer_line(assistant, line, number)


def _answer_line(assistant: Assistant, line: bytes, number: int) -> AnswerRecord | Unanswered:
    id_: str | None = None
    try:
        row = _read(line, number)
        given = row.get("id")
        if given is not None and not isinstance(given, str):
            raise QuestionError('The "id" is not a string. Put it in quotation marks.')
        id_ = given
        return answer_record(assistant, _question(row), _turns(row.get("history")), id_)
    except (AssistantError, VectorstoreError) as error:
        return {"id": id_, "error": str(error)}


def _read(line: bytes, number: int) -> dict[str, object]:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise QuestionError(f"Line {number} is not JSON in UTF-8: {error}") from error
    if not isinstance(row, dict):
        raise QuestionError(f'Line {number} is not an object such as {{"question": "…"}}.')
    return row


def _question(row: dict[str, object]) -> str:
    question = row.get("question")
    if not isinstance(question, str):
        raise QuestionError('There is no "question", or it is not a string.')
    return question


def _turns(history: object) -> list[Turn]:
    """The history as turns. Raises QuestionError where it is not a list of pairs of strings."""
    wrong = QuestionError('The "history" is not a list of [question, answer] pairs of strings.')
    if history is None:
        return []
    if not isinstance(history, list):
        raise wrong
    turns = []
    for pair in history:
        if not (isinstance(pair, list) and len(pair) == 2):
            raise wrong
        question, answer = pair
        if not (isinstance(question, str) and isinstance(answer, str)):
            raise wrong
        turns.append(Turn(question, answer))
    return turns
