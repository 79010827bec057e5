"""The event or edition before or after the one that a document is of: “the next forum”.

A document called “the forum” tells of one forum. Its name behind “next” or “last year's” means
another, of which the document speaks only where it has these words itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.answer import Refusal
from vectorstore.index import Index
from vectorstore.passages import Passage
from vectorstore.words import stem, words

_OTHER = re.compile(
    r"\b(?P<which>next(?: year(?:'|’)s)?|last year(?:'|’)s|previous|preceding|upcoming|"
    r"forthcoming|(?P<vague>future|earlier|past)) (?P<name>\w[\w’' -]*)",
    re.IGNORECASE,
)
_OFFERED = 3  # parts of the document that is there


def other_occasion(question: str, index: Index, is_noun: Callable[[str], bool]) -> Refusal | None:
    """Says which one the documents speak of, where a question names another of its kind.

    `is_noun` tells what parts of documents are called: “the next takeaway” is no such other.
    """
    for match in _OTHER.finditer(question):
        name = _name_in_front(match["name"], index)
        named = index.documents_named(name)
        said = " ".join(words(f"{match['which']} {name}"))
        if not named or is_noun(name.split()[-1]) or index.says(said):
            continue
        if match["vague"] and not name.endswith("s"):
            continue  # “the future vision” may be this one
        held = [index.documents[id_] for id_ in index.documents if id_ in named]
        if any(document.work for document in held):
            return None  # its editions are told apart elsewhere
        labels = " and ".join(document.label for document in held)
        return Refusal(
            "fact_missing",
            f"The documents say nothing about the “{match['which'].lower()} {name}”, "
            f"only about {labels}.",
            tuple(_sections(index, named)[:_OFFERED]),
        )
    return None


def _name_in_front(text: str, index: Index) -> str:
    """The words in front that name a document; none where a longer name goes on after them."""
    naming = index.naming_terms(text)
    said = text.split()
    count = next(
        (at for at, word in enumerate(said) if stem(_plain(word)) not in naming), len(said)
    )
    goes_on = count < len(said) and said[count][0].isupper()
    return (
        ""
        if goes_on
        else " ".join(word.removesuffix("'s").removesuffix("’s") for word in said[:count])
    )


def _plain(word: str) -> str:
    return " ".join(words(word))


def _sections(index: Index, documents: frozenset[str]) -> list[Passage]:
    """The sections of the documents."""
    outlines = (p for p in index.passages.values() if p.kind == "outline" and p.parent)
    return [passage for passage in outlines if passage.document in documents]
