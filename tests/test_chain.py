"""The LangChain parts give what the assistant gives."""

from __future__ import annotations

import asyncio

import pytest
from langchain_core.runnables import RunnableLambda

from assistant.answer import Answer
from assistant.ask import Assistant
from assistant.chain import AnswerChain, PassageRetriever
from assistant.errors import QuestionError

QUESTION = "What should the General Assembly prepare for a blocked Council?"


def test_the_retriever_gives_passages_best_first(assistant_real: Assistant) -> None:
    found = PassageRetriever(index=assistant_real.index, limit=3).invoke(QUESTION)
    assert found[0].id == "caf24/1.2"
    assert len(found) == 3
    text = assistant_real.index.documents["caf24"].text
    pieces = [text[start:end] for start, end in found[0].metadata["spans"]]
    assert found[0].page_content == " ".join(pieces)


def test_the_chain_answers_like_the_assistant(assistant_real: Assistant) -> None:
    chain = AnswerChain(assistant_real)
    answer = assistant_real.ask(QUESTION)
    assert chain.invoke(QUESTION) == answer
    assert chain.batch([QUESTION, QUESTION]) == [answer, answer]
    assert list(chain.stream(QUESTION))[-1] == answer
    assert asyncio.run(chain.ainvoke(QUESTION)) == answer


def test_the_chain_streams_an_answer_that_grows(assistant_real: Assistant) -> None:
    grown = list(AnswerChain(assistant_real).stream("What does takeaway 3.3 say?"))
    assert [len(answer.sentences) for answer in grown] == [1, 2, 3, 3]
    for answer in grown:
        cited = [number for sentence in answer.sentences for number in sentence.citations]
        assert [citation.number for citation in answer.citations] == cited
        assert answer.citations == grown[-1].citations[: len(cited)]


def test_the_chain_takes_a_history(assistant_real: Assistant) -> None:
    answer = AnswerChain(assistant_real).invoke(
        {"question": "and the third?", "history": [("What are the shared priorities?", "…")]}
    )
    assert answer.citations[0].passage == "vision/priorities/impact"


def test_the_chain_composes(assistant_real: Assistant) -> None:
    def status(answer: Answer) -> str:
        return answer.status

    assert (AnswerChain(assistant_real) | RunnableLambda(status)).invoke(QUESTION) == "answered"


@pytest.mark.parametrize("question", ["", {"q": 1}, {"question": "x", "history": [1]}])
def test_what_is_no_question_is_told(assistant_real: Assistant, question: object) -> None:
    with pytest.raises(QuestionError):
        AnswerChain(assistant_real).invoke(question)  # type: ignore[arg-type]
