"""The assistant: one generator that turns a question into a cited answer.

The web chat, the command line and the evaluation all drain it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.answer import Answer, Answered, Draft, Event, Refusal, Searched, Turn, Wrote
from assistant.citations import cite
from assistant.comparing import compared, side_by_side
from assistant.conjoined import one_of_two, with_the_other
from assistant.decline import unanswered, unmet
from assistant.followup import FollowUp, follow_up, points_back
from assistant.frame import frame_of
from assistant.holding import holders, narrowed
from assistant.language import language_of
from assistant.length import read_length
from assistant.mentions import mentions
from assistant.navigating import Navigator
from assistant.other_languages import OtherLanguages
from assistant.question import clean, clean_turns
from assistant.quoting import quote_answer
from assistant.scope import outside, without_courtesy
from assistant.structure import Outline
from assistant.summary import shortened
from vectorstore.index import Index, Search
from vectorstore.multilingual import Language


class Assistant:
    """Answers questions from an index. It keeps no state between questions."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._outline = Outline(index)
        self._navigator = Navigator(index, self._outline)
        self._other_languages = OtherLanguages(index)

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
        earlier = clean_turns(turns)
        language = language_of(asked)
        if language != "en":
            found = self._other_languages.find(asked, language, earlier)
            if found:
                yield Searched(found.hits)
            other = self._other_languages.answer(asked, language, found)
            yield from self._told(asked, other, language)
            return
        leaning = follow_up(without_courtesy(asked) or asked, earlier)
        outcome = outside(asked, self.index) or self._from_outline(leaning, earlier)
        if outcome is None:
            length, text = read_length(leaning.question)
            nearest = self.index.search(text, before=leaning.before, told=leaning.told)
            search = narrowed(self._outline, text, nearest)
            yield Searched(search.hits)
            outcome = self._from_search(text, search)
            if isinstance(outcome, Draft):
                outcome = shortened(outcome, length)
        yield from self._told(asked, outcome, language)

    def _from_outline(self, asked: FollowUp, turns: Sequence[Turn]) -> Draft | Refusal | None:
        """The outline's answer to the question alone, or to it with what it leans on."""
        alone = asked.question
        if outcome := self._navigator.answer(alone, turns):
            return outcome
        readings = [] if points_back(alone) else [alone]
        if self._navigator.asks_for_parts(alone):  # "with whom?" does not, whatever was before
            readings.append(asked.full)
        for reading in dict.fromkeys(readings):
            if outcome := self._outline.answer(reading):
                return outcome
        return mentions(alone, self.index, self._outline)

    def _from_search(self, question: str, search: Search) -> Draft | Refusal:
        """Both documents, the parts that are asked for, or the sentences that answer best."""
        if documents := compared(search, self.index):
            return side_by_side(search, documents, self.index)
        if refusal := unmet(search):
            return one_of_two(refusal, search, self.index) or refusal
        return (
            holders(self._outline, question, search)
            or unanswered(search)
            or with_the_other(quote_answer(search), search, self.index)
        )

    def _told(self, asked: str, outcome: Draft | Refusal, language: Language) -> Iterator[Event]:
        if isinstance(outcome, Refusal):
            yield Answered(Answer(asked, refusal=outcome, language=language))
        else:
            yield from self._write(asked, outcome, language)

    def _write(self, asked: str, draft: Draft, language: Language) -> Iterator[Event]:
        sentences, citations = [], []
        for sentence, citation in cite(draft, self.index.documents):
            sentences.append(sentence)
            citations.append(citation)
            yield Wrote(sentence)
        if not sentences:
            unquotable = Refusal("fact_missing", frame_of(language).unquotable)
            yield Answered(Answer(asked, refusal=unquotable, language=language))
            return
        cited = tuple(sentences), tuple(citations)
        shown = Answer(asked, *cited, draft.lead, draft.as_list, draft.lacking, language=language)
        yield Answered(shown)
