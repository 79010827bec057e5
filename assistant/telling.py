"""A draft of quotes as the events that tell it, each quote compared with its document first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assistant.answer import Answer, Answered, Draft, Event, Record, Refusal, Wrote
from assistant.citations import cite
from assistant.frame import frame_of
from vectorstore.documents import Document
from vectorstore.multilingual import Language


def told(
    asked: str,
    outcome: Draft | Refusal,
    documents: Mapping[str, Document],
    language: Language,
    record: Record | None = None,
) -> Iterator[Event]:
    """The sentences as they are checked, and the whole answer last.

    `record`: what came of asking a model before.
    """
    if isinstance(outcome, Refusal):
        yield Answered(Answer(asked, refusal=outcome, language=language, record=record))
        return
    sentences, citations = [], []
    for sentence, citation in cite(outcome, documents):
        sentences.append(sentence)
        citations.append(citation)
        yield Wrote(sentence, (citation,))
    if not sentences:
        unquotable = Refusal("fact_missing", frame_of(language).unquotable)
        yield Answered(Answer(asked, refusal=unquotable, language=language, record=record))
        return
    yield Answered(
        Answer(
            asked,
            tuple(sentences),
            tuple(citations),
            outcome.lead,
            outcome.as_list,
            outcome.lacking,
            language=language,
            record=record,
        )
    )
