"""Labels and titles of passages that models copy into their sentences: they say nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.form import is_whole
from assistant.marks import Marked
from assistant.prompting import inert
from vectorstore.documents import Document
from vectorstore.passages import Passage

Documents = Mapping[str, Document]


def without_label(marked: Marked, passages: Sequence[Passage], documents: Documents) -> Marked:
    """The sentence without labels and titles that models copy; a label in brackets is a mark."""
    for number, passage in enumerate(passages, start=1):
        document = _of_document(passage, documents)
        rest = _in_brackets(passage, document).sub("", marked.text)
        if rest != marked.text:
            marked = Marked(rest, (*marked.numbers, number))
        any_place = rf"{re.escape(document)}, [^.:\d]{{1,40}}\d[\d.]*(?=:)"
        for label in (re.escape(inert(passage.label)), any_place):
            rest = re.sub(rf"\A{label}", "", marked.text).lstrip(" :.–-")
            if rest and rest != marked.text:
                return replace(marked, text=rest)
        title = inert(passage.title.text).strip(" .:") if passage.title else ""
        after = re.match(rf"{re.escape(title)}[\s.:–-]+(?=[A-Z“\"])", marked.text)
        if " " in title and after and is_whole(marked.text[after.end() :]):
            return replace(marked, text=marked.text[after.end() :])
    return marked


def is_heading(marked: Marked, passages: Sequence[Passage], documents: Documents) -> bool:
    """True for a passage's label or title and nothing else: it names what it does not say."""
    headings = {inert(each.label) for each in passages}
    headings |= {_place(each, _of_document(each, documents)) for each in passages}
    headings |= {inert(each.title.text).strip(" .:") for each in passages if each.title}
    return marked.text.strip(" .:") in headings


def _of_document(passage: Passage, documents: Documents) -> str:
    return inert(documents[passage.document].label)


def _place(passage: Passage, document: str) -> str:
    """The passage's label up to its title: “CAF24, takeaway 1.2”."""
    inside = inert(passage.label).removeprefix(f"{document}, ")
    return f"{document}, {inside.partition(':')[0]}"


def _in_brackets(passage: Passage, document: str) -> re.Pattern[str]:
    """The passage's label in brackets, with or without the document; “[1.2]” will do."""
    places = [re.escape(_place(passage, document))]
    if passage.number:
        named, noun, number = map(re.escape, (document, passage.noun, passage.number))
        needed = "?" if "." in passage.number else ""  # a mere “3” is a mark
        places.append(rf"(?:{named},?\s*)?(?:{noun}\s*){needed}{number}")
    return re.compile(rf"\s*[\[(⟨](?:{'|'.join(places)})(?::[^\])⟩]*)?[\])⟩]", re.IGNORECASE)
