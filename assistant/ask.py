"""The assistant: one generator that turns a question into a cited answer.

The web chat, the command line and the evaluation all drain it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.answer import Answer, Answered, Draft, Event, Refusal, Searched, Turn, Wrote
from assistant.citations import cite
from assistant.decline import why_not
from assistant.followup import points_back, standalone
from assistant.holding import holders, narrowed
from assistant.length import read_length
from assistant.question import clean, clean_turns
from assistant.quoting import quote_answer
from assistant.scope import outside, without_courtesy
from assistant.structure import Outline
from assistant.summary import shortened
from vectorstore.index import Index, Search

_UNQUOTABLE = Refusal("fact_missing", "What was found cannot be shown in a document's exact words.")


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
        said = without_courtesy(asked) or asked
        full = standalone(said, clean_turns(turns))
        outcome = outside(asked, self.index) or self._from_outline(said, full)
        if outcome is None:
            length, text = read_length(full)
            search = narrowed(self._outline, text, self.index.search(text))
            yield Searched(search.hits)
            outcome = why_not(search) or shortened(self._from_search(said, search), length)
        if isinstance(outcome, Refusal):
            yield Answered(Answer(asked, refusal=outcome))
            return
        yield from self._write(asked, outcome)

    def _from_outline(self, asked: str, full: str) -> Draft | Refusal | None:
        """The outline's answer to the question alone, or to it with what it leans on."""
        readings = [full] if points_back(asked) else dict.fromkeys((asked, full))
        for reading in readings:
            if outcome := self._outline.answer(reading):
                return outcome
        return None

    def _from_search(self, question: str, search: Search) -> Draft:
        """The parts that hold what is asked about, if parts are asked for; else quotes."""
        found = holders(self._outline, question, search, self.index)
        return found or quote_answer(search, self.index)

    def _write(self, asked: str, draft: Draft) -> Iterator[Event]:
        sentences, citations = [], []
        for sentence, citation in cite(draft, self.index.documents):
            sentences.append(sentence)
            citations.append(citation)
            yield Wrote(sentence)
        if not sentences:
            yield Answered(Answer(asked, refusal=_UNQUOTABLE))
            return
        yield Answered(Answer(asked, tuple(sentences), tuple(citations), draft.lead, draft.as_list))
