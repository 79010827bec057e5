"""Which passages an answer quotes, found by the texts that hold its words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from vectorstore.passages import Passage
from vectorstore.words import WordsIndex, runs, terms, words


class Quoted:
    """Passages, looked up by their words in order and by their titles."""

    def __init__(
        self, passages: Mapping[str, Passage], content: Sequence[Passage], texts: WordsIndex
    ) -> None:
        """`content`: those of the passages that are searched, in the order of `texts`."""
        self._passages, self._content, self._texts = passages, content, texts
        self._place = {id_: place for place, id_ in enumerate(passages)}
        self._titled = defaultdict[str, list[str]](list)
        for passage in passages.values():
            if passage.title:
                self._titled[" ".join(words(passage.title.text))].append(passage.id)

    def holding(self, phrases: Sequence[str]) -> list[Passage]:
        """The passages with all subject words of any of the phrases, or titled so, in order."""
        held = self._texts.holding_all([terms(phrase) for phrase in phrases])
        found = {self._content[at].id for at in held}
        found.update(id_ for phrase in phrases for id_ in self._titled.get(phrase, ()))
        return [self._passages[id_] for id_ in sorted(found, key=self._place.__getitem__)]

    def in_answer(self, told: str) -> list[Passage]:
        """The passages whose words an answer quotes."""
        said = set(runs(told))
        near = self.holding([" ".join(run) for run in said])
        shared = [len(said.intersection(runs(passage.body.text))) for passage in near]
        rows = zip(near, shared, strict=True)
        return [passage for passage, n in rows if n > 1 and n * 2 > max(shared)]
