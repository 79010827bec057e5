"""The same assistant as LangChain parts, to compose, batch and trace.

PassageRetriever(index=index)    a question -> the passages found, best first
AnswerChain(assistant)           a question -> an Answer
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NotRequired, TypedDict

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig
from pydantic import ConfigDict

from assistant.answer import Answer, Answered, Turn, Withdrew, Wrote
from assistant.ask import Assistant
from assistant.errors import QuestionError
from vectorstore.index import Index


class Conversation(TypedDict):
    """A question with what was said before it."""

    question: str
    history: NotRequired[list[tuple[str, str]]]
    """Earlier (question, answer) pairs, oldest first."""


Question = str | Conversation


class PassageRetriever(BaseRetriever):
    """The index's search as a LangChain retriever."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: Index
    limit: int = 5
    """How many passages to give."""

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [
            Document(
                id=hit.passage.id,
                page_content=hit.passage.body.text,
                metadata={
                    "label": hit.passage.label,
                    "document": self.index.documents[hit.passage.document].file,
                    "spans": [list(span) for span in hit.passage.body.spans],
                    "score": hit.score,
                },
            )
            for hit in self.index.search(query, self.limit).hits
        ]


class AnswerChain(Runnable[Question, Answer]):
    """A Runnable from question to Answer, with `invoke`, `batch`, `stream` and their async twins.

    `stream` gives the answer as it grows: one more checked sentence each time, the whole last.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def invoke(
        self, input: Question, config: RunnableConfig | None = None, **kwargs: object
    ) -> Answer:
        """The answer. Raises QuestionError for what is no question."""
        return self._call_with_config(self._answer, input, config, run_type="chain")

    def stream(
        self, input: Question, config: RunnableConfig | None = None, **kwargs: object | None
    ) -> Iterator[Answer]:
        """The answer as it grows. Raises QuestionError for what is no question."""
        return self._transform_stream_with_config(
            iter([input]), self._grow, config, run_type="chain"
        )

    def _answer(self, question: Question) -> Answer:
        return self._assistant.ask(*_read(question))

    def _grow(self, questions: Iterator[Question]) -> Iterator[Answer]:
        for question in questions:
            asked, turns = _read(question)
            shown: list[Wrote] = []
            for event in self._assistant.stream(asked, turns):
                if isinstance(event, Wrote):
                    shown.append(event)
                    yield _so_far(asked, shown)
                elif isinstance(event, Withdrew):
                    gone = event.withdrawn.text
                    shown = [each for each in shown if each.sentence.text != gone]
                elif isinstance(event, Answered):
                    yield event.answer


def _so_far(question: str, shown: Sequence[Wrote]) -> Answer:
    """The sentences that are shown, with what their numbers stand for."""
    cited = {citation.number: citation for each in shown for citation in each.citations}
    citations = tuple(cited[number] for number in sorted(cited))
    return Answer(question, tuple(each.sentence for each in shown), citations)


def _read(question: Question) -> tuple[str, list[Turn]]:
    if isinstance(question, str):
        return question, []
    try:
        turns = [Turn(asked, answered) for asked, answered in question.get("history", [])]
        return question["question"], turns
    except (KeyError, TypeError, ValueError) as error:
        raise QuestionError(
            'Give a question, or {"question": "…", "history": [(question, answer), …]}.'
        ) from error
