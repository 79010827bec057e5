"""A conversation as the browser keeps it, and back. What comes back is checked like any quote."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, get_args

from assistant.answer import (
    Answer,
    Because,
    Citation,
    Quote,
    Reason,
    Record,
    Refusal,
    Sentence,
    Withdrawn,
    Writer,
)
from assistant.checking import Checker
from assistant.citations import is_exact
from ui_parts.messages import WHY
from vectorstore.index import Index
from vectorstore.multilingual import LANGUAGES
from vectorstore.passages import Passage
from vectorstore.slices import Slice

LONGEST = 30
"""Turns that are kept, the latest ones."""

_MOST = 1_000  # sentences of an answer, citations, withdrawn sentences: a list's are the most
_COMPARED, _OF_ONE = 12 * LONGEST, 24
"""Comparisons of a sentence with a passage in one conversation, and for each of its answers; each
may take a tenth of a second. A model's answer has twelve sentences at most, and few of them cite
two passages."""
_LONGEST_SENTENCE = 2_000  # characters of a model's


@dataclass(frozen=True)
class Conversation:
    """What the browser sends of a conversation: its name in there, and its rows, unchecked."""

    id: str
    rows: list[object]

    @classmethod
    def read(cls, kept: object) -> Conversation:
        """The conversation; an empty one for what is none."""
        match kept:
            case {"id": str(id_), "rows": list(rows)}:
                return cls(id_[:_LONGEST_ID], rows[-LONGEST:])
        return cls("", [])

    def holding(self, answers: Sequence[Answer], *, answered: bool = False) -> dict[str, object]:
        """The conversation with these answers. `answered`: the last is new and is to be kept."""
        return {"id": self.id, "rows": remember(answers), "answered": answered}


_LONGEST_ID = 64  # characters


def remember(answers: Sequence[Answer]) -> list[dict[str, object]]:
    """The latest answers as JSON; `recall` reads it."""
    return [
        {
            "question": answer.question,
            "lead": answer.lead,
            "as_list": answer.as_list,
            "language": answer.language,
            "sentences": [[s.text, list(s.citations)] for s in answer.sentences],
            "citations": [
                [c.number, c.passage, c.quote, [list(span) for span in c.spans]]
                for c in answer.citations
            ],
            "refusal": _refused(answer.refusal),
            **_written(answer),
        }
        for answer in answers[-LONGEST:]
    ]


def recall(remembered: object, index: Index) -> tuple[Answer, ...]:
    """The answers that still hold: every sentence cited, every quote in its document.

    An answer from documents that have changed since, or that someone wrote by hand, is left out;
    and the earliest, where there is more to compare than any conversation holds.
    """
    rows = remembered[-LONGEST:] if isinstance(remembered, list) else []
    compared = _Compared(index, min(_COMPARED, _OF_ONE * len(rows)))
    latest_first = [answer for row in rows[::-1] if (answer := _answer(row, index, compared))]
    return tuple(latest_first[::-1])


def _answer(row: object, index: Index, compared: _Compared) -> Answer | None:
    match row:
        case {
            "question": str(question),
            "lead": str(lead),
            "as_list": bool(as_list),
            "language": str(language),
            "sentences": list(sentences),
            "citations": list(citations),
            "refusal": refusal,
            **written,
        }:
            try:
                cited = tuple(_citation(citation, index) for citation in _few(citations))
                quotes = {c.number: " ".join(c.quote.split()) for c in cited}
                supports = _checked(written, cited, compared)
                said = tuple(_sentence(each, quotes, supports) for each in _few(sentences))
                declined = _refusal(refusal, index)
                spoken = LANGUAGES[[*LANGUAGES].index(language)]  # type: ignore[arg-type]
            except (KeyError, TypeError, ValueError):
                return None
            answer = Answer(question, said, cited, lead, as_list, declined, spoken)
            return _by_model(written, answer)
    return None


def _written(answer: Answer) -> dict[str, object]:
    """What is kept of a model's part in an answer; nothing where none was asked."""
    if answer.record is None:
        return {}
    withdrawn = [[gone.text, gone.because] for gone in answer.record.withdrawn]
    return {"writer": answer.writer, "note": answer.note, "withdrawn": withdrawn}


def _by_model(written: dict[object, object], answer: Answer) -> Answer | None:
    """The answer with what a model had to do with it; None where that cannot be read."""
    match written:
        case {"writer": "model" | "quotes" as writer, "note": str(note), "withdrawn": list(rows)}:
            known: dict[str, Because] = {name: name for name in WHY}
            try:
                gone = tuple(Withdrawn(str(text), known[because]) for text, because in _few(rows))
            except (KeyError, TypeError, ValueError):
                return None
            by: Writer = "model" if writer == "model" else "quotes"
            return replace(answer, writer=by, record=Record("", withdrawn=gone, note=note))
    return answer


_Supports = Callable[[str, list[int]], bool]


class _Compared:
    """A model's sentences beside passages: each is compared once, and no more than so many."""

    def __init__(self, index: Index, most: int) -> None:
        self.index = index
        self._left = most
        self._known: dict[tuple[str, tuple[str, ...]], bool] = {}

    @cached_property
    def _checker(self) -> Checker:
        return Checker(self.index)

    def holds(self, text: str, passages: Sequence[Passage]) -> bool:
        """True where one of the passages supports the sentence; False where there is no more time.

        A sentence that no model writes, being so long, is not looked at.
        """
        key = text, tuple(passage.id for passage in passages)
        if key not in self._known:
            if len(passages) > self._left or len(text) > _LONGEST_SENTENCE:
                return False
            self._left -= len(passages)
            self._known[key] = bool(self._checker.check(text, passages).found)
        return self._known[key]


def _checked(
    written: dict[object, object], cited: Sequence[Citation], compared: _Compared
) -> _Supports:
    """Tells whether a model's sentence is supported by the passages that it cites."""
    passages = {citation.number: compared.index.passages[citation.passage] for citation in cited}
    by_model = written.get("writer") == "model"

    def holds(text: str, marks: list[int]) -> bool:
        return by_model and compared.holds(text, [passages[mark] for mark in dict.fromkeys(marks)])

    return holds


def _few(rows: list[Any]) -> list[Any]:
    if len(rows) > _MOST:
        raise ValueError("more than any answer has")
    return rows


def _citation(row: object, index: Index) -> Citation:
    match row:
        case [int(number), str(id_), str(quote), list(pairs)]:
            passage = index.passages[id_]
            document = index.documents[passage.document]
            words = Slice(quote, tuple(_span(pair) for pair in pairs))
            if sum(end - start for start, end in words.spans) > len(quote):
                raise ValueError("not the words at these places")  # nor are they put together
            if is_exact(Quote(passage, words), document):
                return Citation(number, id_, passage.label, document.file, quote, words.spans)
    raise ValueError("not a citation of these documents")


def _span(pair: object) -> tuple[int, int]:
    match pair:
        case [int(start), int(end)]:
            return start, end
    raise ValueError("not a span")


def _sentence(row: object, quotes: dict[int, str], supported: _Supports) -> Sentence:
    match row:
        case [str(text), list(marks)]:
            if text in [quotes[mark] for mark in marks] or supported(text, marks):
                return Sentence(text, tuple(marks))
    raise ValueError("not a cited sentence")


def _refused(refusal: Refusal | None) -> list[object] | None:
    if refusal is None:
        return None
    nearest = [passage.id for passage in refusal.nearest]
    return [refusal.reason, refusal.text, nearest, refusal.corrects]


def _refusal(row: object, index: Index) -> Refusal | None:
    match row:
        case None:
            return None
        case [str(reason), str(text), list(nearest), *corrects]:  # kept rows may be older
            known: dict[str, Reason] = {name: name for name in get_args(Reason)}
            passages = tuple(index.passages[id_] for id_ in nearest)
            return Refusal(known[reason], text, passages, corrects == [True])
    raise ValueError("not a refusal")
