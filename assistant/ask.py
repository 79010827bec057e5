"""The assistant: one generator that turns a question into a cited answer.

The web chat, the command line and the evaluation all drain it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from assistant.answer import Answer, Answered, Draft, Event, Refusal, Searched, Turn, Wrote
from assistant.citations import cite
from assistant.decline import why_not
from assistant.errors import QuestionError
from assistant.followup import standalone
from assistant.quoting import quote_answer
from assistant.structure import Outline
from vectorstore.index import Index

LONGEST_QUESTION = 2_000
"""Characters. Past it, a text is a document rather than a question to one."""


class Assistant:
    """Answers questions from an index. It keeps no state between questions."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._outline = Outline(index)

    def ask(self, question: str, turns: Sequence[Turn] = ()) -> Answer:
        """The answer. Raises QuestionError for what is no question."""
        *_, last = self.stream(question, turns)
        assert isinstance(last, Answered)  # the stream always ends with it
        return last.answer

    def stream(self, question: str, turns: Sequence[Turn] = ()) -> Iterator[Event]:
        """The events of an answer, the answer itself last.

        Raises:
            QuestionError: an empty or overlong question.
        """
        asked = clean(question)
        full = standalone(asked, turns)
        outcome = self._outline.answer(full)
        if outcome is None:
            search = self.index.search(full)
            yield Searched(search.hits)
            outcome = why_not(search, self.index) or quote_answer(search, self.index)
        if isinstance(outcome, Refusal):
            yield Answered(Answer(asked, refusal=outcome))
            return
        yield from self._write(asked, outcome)

    def _write(self, asked: str, draft: Draft) -> Iterator[Event]:
        sentences, citations = [], []
        for sentence, citation in cite(draft, self.index.documents):
            sentences.append(sentence)
            citations.append(citation)
            yield Wrote(sentence)
        yield Answered(Answer(asked, tuple(sentences), tuple(citations), draft.lead, draft.as_list))


def clean(question: str) -> str:
    """The question without control characters and outer white space. Raises QuestionError."""
    if len(question) > LONGEST_QUESTION:
        raise QuestionError(
            f"The question has {len(question):,} characters; the most is {LONGEST_QUESTION:,}. "
            "Ask for one thing at a time."
        )
    kept = "".join(
        " " if unicodedata.category(character) in ("Cc", "Cs", "Co", "Zl", "Zp") else character
        for character in question
    )
    text = " ".join(kept.split())
    if not any(character.isalnum() for character in text):
        raise QuestionError("There is no question: write it in a few words.")
    return text
