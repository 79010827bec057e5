"""The assistant: one generator that turns a question into a cited answer.

The web chat, the command line and the evaluation all drain it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.acronyms import spelt_out_in
from assistant.answer import Answer, Answered, Draft, Event, Refusal, Searched, Turn
from assistant.asked import Asked
from assistant.asking import ASKS_FOR_GIST, SPELT
from assistant.assumed import corrected
from assistant.at_once import AtOnce
from assistant.comparing import side_by_side
from assistant.conjoined import one_of_two, with_the_other
from assistant.decline import strangers, unanswered, unmet
from assistant.followup import FollowUp, follow_up, points_back
from assistant.groups import nouns_of
from assistant.holding import holders, looked_for, narrowed
from assistant.instead import Instead
from assistant.intent import Intents
from assistant.language import language_of
from assistant.length import Length, read_length
from assistant.lettered import Lettered
from assistant.mentions import mentions
from assistant.navigating import Navigator
from assistant.occasions import other_occasion
from assistant.one_document import one_document, only_elsewhere, pointing_on
from assistant.other_languages import OtherLanguages
from assistant.paraphrased import spelt_out, what_is_said
from assistant.plainly import Plainly
from assistant.preamble import bare
from assistant.question import clean, clean_turns
from assistant.quoting import quote_answer, said_in, speaks_of
from assistant.rewriting import alone
from assistant.scope import outside
from assistant.structure import Outline
from assistant.summary import shortened
from assistant.telling import told
from assistant.writing import ModelWriter, ToWrite
from vectorstore.editions import superseded
from vectorstore.index import Index, Search

_Found = tuple[Search, Draft | Refusal | None, Length]
_KEPT = 8  # choices of editions that stay ready


class Assistant:
    """Answers questions from an index. It keeps no state between questions.

    Of several editions of a document it answers from the newest, as if the others were not there,
    unless the question names one.
    """

    def __init__(self, index: Index, writer: ModelWriter | None = None) -> None:
        """With a writer, what search answers is told in a chat model's verified words."""
        self._index = index
        self._editions = [each for each in index.documents.values() if each.work]
        self._narrower: dict[frozenset[str], Assistant] = {}
        self._writer = writer
        self._outline = Outline(index)
        self._nouns = nouns_of(self._outline.kinds) | SPELT
        self._lettered = Lettered(index, self._outline.groups)
        self._navigator = Navigator(index, self._outline)
        self._plainly = Plainly(index, self._outline, Intents())
        self._instead = Instead(index, self._outline.is_noun)
        self._at_once = AtOnce(index, self._outline, self._from_outline, self._found_for)
        self._other_languages = OtherLanguages(index, self._outline)

    @property
    def index(self) -> Index:
        """What is answered from, every edition of every document."""
        return self._index

    def now(self) -> Assistant:
        """The assistant as it stands: whoever deals with one question asks for it once."""
        return self

    @property
    def has_model(self) -> bool:
        """True where a chat model may write."""
        return self._writer is not None

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
        before = [Turn(self._bare(turn.question), turn.answer) for turn in clean_turns(turns)]
        full, earlier = self._instead.in_full(self._bare(asked), before)
        leaning = follow_up(full, earlier)
        if hidden := superseded(self._editions, asked, leaning.before):
            yield from self._without(hidden).stream(question, turns)
            return
        language = language_of(asked)
        if language != "en":
            found = self._other_languages.find(asked, language, earlier)
            if found:
                yield Searched(found.hits)
            other = self._other_languages.answer(asked, language, found)
            yield from told(asked, other, self.index.documents, language)
            return
        outcome = (
            outside(asked, self.index, self._outline, earlier)
            or other_occasion(leaning.question, self.index, self._outline.is_noun)
            or self._known(leaning, earlier)
        )
        if outcome is None:
            leaning = self._rewritten(leaning, earlier)
            search, outcome, length = self._followed(leaning, earlier)
            if isinstance(outcome, Refusal):
                outcome = self._at_once.answer_in_part(leaning) or outcome
            yield Searched(search.hits)
            by_model = outcome is None and self._writer is not None
            outcome = outcome or with_the_other(quote_answer(search), search, self.index)
            if isinstance(outcome, Draft):
                outcome = shortened(outcome, length)
                if by_model and self._writer:
                    whole = ToWrite(asked, leaning.question, tuple(earlier), length)
                    yield from self._writer.write(whole, search.hits, outcome)
                    return
        yield from told(asked, outcome, self.index.documents, language)

    def _bare(self, question: str) -> str:
        """The question without what is said around it, letters that name parts in brackets."""
        return self._lettered.in_brackets(bare(question))

    def _without(self, documents: frozenset[str]) -> Assistant:
        """The assistant as if some documents were not there; the last few of them are kept."""
        if documents not in self._narrower:
            while len(self._narrower) >= _KEPT:
                self._narrower.pop(next(iter(self._narrower)), None)
            self._narrower[documents] = Assistant(self.index.without(documents), self._writer)
        return self._narrower[documents]

    def _rewritten(self, leaning: FollowUp, earlier: Sequence[Turn]) -> FollowUp:
        """A follow-up that the model made to stand alone; as it is where there is no such one."""
        if self._writer is None or not leaning.before:
            return leaning
        question = alone(self._writer.model, leaning.question, earlier, self._writer.patience)
        return FollowUp(question, told=leaning.told) if question else leaning

    def _known(self, asked: FollowUp, turns: Sequence[Turn]) -> Draft | Refusal | None:
        """What the outline answers, of one question or of several in one."""
        return self._at_once.answer(asked, turns) or self._from_outline(asked, turns)

    def _found_for(self, asked: FollowUp) -> Draft | Refusal:
        """What search answers to one of several questions, in quotes."""
        search, outcome, length = self._search(asked, ())
        outcome = outcome or quote_answer(search)
        return shortened(outcome, length) if isinstance(outcome, Draft) else outcome

    def _followed(self, asked: FollowUp, turns: Sequence[Turn]) -> _Found:
        """What is found for a follow-up; alone, where only that speaks of it or nothing does."""
        found = self._search(asked, turns)
        if asked.may_stand_alone and not speaks_of(asked.question, *found[:2]):
            apart = self._search(FollowUp(asked.question), turns)
            lacks = isinstance(apart[1], Refusal) and strangers(apart[0])
            return apart if lacks or speaks_of(asked.question, *apart[:2]) else found
        return found

    def _search(self, asked: FollowUp, turns: Sequence[Turn]) -> _Found:
        """What is found for a question, what comes of it before anything is written, its length."""
        length, text = read_length(asked.question)
        text = spelt_out(self.index.spelt(text, self._nouns), self._outline.groups)
        said = what_is_said(text, self._nouns)
        within = one_document(asked.question, turns, self.index)
        search = self.index.find(said, asked.before, asked.told, within)
        outcome = side_by_side(asked.question, search, self.index)
        if outcome is None:
            search = narrowed(self._outline, text, self.index.look_closer(search))
            outcome = self._from_search(text, search)
        if isinstance(outcome, Refusal) and within:
            outcome = pointing_on(outcome, said, within, self.index)
        return search, outcome, length

    def _from_outline(self, asked: FollowUp, turns: Sequence[Turn]) -> Draft | Refusal | None:
        """The outline's answer to the question alone, or to it with what it leans on."""
        before, alone = (
            self.index.spelt(said, self._nouns) for said in (asked.before, asked.question)
        )
        if outcome := self._navigator.answer(alone, turns):
            return outcome
        readings = [] if points_back(alone) else [alone]
        if self._navigator.asks_for_parts(alone):  # "with whom?" does not, whatever was before
            readings.append(FollowUp(alone, before).full)
        for reading in dict.fromkeys(readings):
            outcome = self._outline.answer(reading)
            if outcome and (reading == alone or not self._is_beyond(alone, outcome)):
                return outcome
        if not asked.before and (outcome := self._outline.overview(alone)):
            return outcome
        return (
            spelt_out_in(alone, self.index)
            or mentions(alone, self.index, self._outline)
            or self._put_plainly(asked, alone)
        )

    def _put_plainly(self, asked: FollowUp, question: str) -> Draft | Refusal | None:
        """The outline's answer to what is left of the question when it is put plainly."""
        plain = "" if asked.before else self._plainly.put(question)
        if isinstance(plain, Refusal) or not plain:
            return plain or None
        return self._navigator.answer(plain) or self._outline.answer(plain)

    def _is_beyond(self, question: str, outcome: Draft | Refusal) -> bool:
        """True where a follow-up has a subject of its own, and the parts do not speak of it."""
        asked = Asked(read_length(question)[1])
        subject = self._outline.beyond(asked, self._outline.groups) - ASKS_FOR_GIST
        said = said_in(outcome) if isinstance(outcome, Draft) else set()
        return bool(subject) and subject.isdisjoint(said)

    def _from_search(self, question: str, search: Search) -> Draft | Refusal | None:
        """The parts that are asked for, or why not; None where a writer is free."""
        within = search.within
        elsewhere = only_elsewhere(question, within.id, self.index) if within else None
        if refusal := elsewhere or unmet(search):
            instead = one_of_two(refusal, search, self.index)
            return instead or looked_for(self._outline, question, self.index) or refusal
        return (
            holders(self._outline, question, search)
            or looked_for(self._outline, question, self.index)
            or unanswered(search)
            or corrected(search, self.index)
        )
