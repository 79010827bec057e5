"""The parts that a step leads to, told in their words, by their titles, or by one sentence."""

from __future__ import annotations

from collections.abc import Sequence

from assistant import asking
from assistant.answer import Draft, Quote
from assistant.length import Length
from assistant.listing import opening, spoken, titles
from assistant.pointing import Pointing
from assistant.referring import Told
from assistant.steps import Step
from assistant.summary import asks_for_summary, summed_up
from vectorstore.index import Index
from vectorstore.passages import Passage

_IN_FULL = 3  # parts that are given in their words
_EACH_IN_FULL = 6  # the same where each of them is to be explained
_A_SENTENCE_EACH = Length(sentences=1, each=True)


class Retelling:
    """Tells parts in the way that a question asks for."""

    def __init__(self, index: Index, pointing: Pointing) -> None:
        self._index = index
        self._pointing = pointing

    def of(self, parts: list[Passage], step: Step, question: str, told: Told) -> Draft | None:
        """The parts; `told`: what the last answer gave, in titles or in words."""
        if step.sentence is not None or step.opening:
            return self._sentence(parts, step.sentence)
        if len(parts) == 1 and parts[0].kind == "outline" and asks_for_summary(question):
            return summed_up(self._index, parts, Length())
        if step.every:
            if len(parts) > _EACH_IN_FULL or asks_for_summary(question):
                return summed_up(self._index, parts, _A_SENTENCE_EACH)
            return spoken(parts, self._index.passages)
        bare = asking.TITLE_ONLY.search(question) and not asking.IN_WORDS.search(question)
        in_words = asking.IN_WORDS.search(question) or not told.titled or told.spoken
        if not bare and (len(parts) == 1 or (len(parts) <= _IN_FULL and in_words)):
            return spoken(parts, self._index.passages)
        return titles(parts, self._index.documents)

    def _sentence(self, parts: Sequence[Passage], place: int | None) -> Draft | None:
        """The sentence at that place of each part; all that introduces it where none is given."""
        quotes: list[Quote] = []
        for part in parts:
            says: Passage | None = part
            if part.kind == "outline":
                inside = self._pointing.inside(part, deep=True)
                says = opening(part, self._index.passages) if place != -1 else None
                if place is not None and says is None and inside:
                    says = inside[-1 if place < 0 else 0]
            if says is None:
                continue
            if place is None:
                quotes += [Quote(says, sentence) for sentence in says.sentences]
            elif -len(says.sentences) <= place < len(says.sentences):
                quotes.append(Quote(says, says.sentences[place]))
        return Draft(tuple(quotes)) if quotes else None
