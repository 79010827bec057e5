"""What people call a document, and where a question does so: “the forum”, “the pillar”."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vectorstore.documents import Document
from vectorstore.editions import edition_called
from vectorstore.words import WORD, stem, terms, words

_JOINING = frozenset({"of", "the", "and"})
_DETERMINERS = frozenset("the this that our a its his her".split())


@dataclass(frozen=True)
class Names:
    """What people call one document."""

    all: frozenset[str]
    """Stems of all the words of its title and its names."""
    own: frozenset[str]
    """The last word of each name, where no other document is called so or holds the word."""

    def places(self, said: Sequence[str]) -> set[int]:
        """Which of the words name the document: runs of its names that hold a word of its own.

        “the Challenges Annual Forum” is such a run for a document called so, and so is “the
        forum”; “annual challenges” is not.
        """
        places: set[int] = set()
        run: list[int] = []
        for place, word in enumerate([*said, ""]):
            if stem(word) in self.all:
                run.append(place)
            elif word not in _JOINING:
                if any(stem(said[at]) in self.own for at in run):
                    places.update(run)
                run = []
        return places


class AllNames:
    """What people call each of many documents, looked up by the words of a question."""

    def __init__(self, names: Mapping[str, Names]) -> None:
        """`names`: by the document's id."""
        self.documents = frozenset(names)
        self._names = names
        self._by_own = defaultdict[str, list[str]](list)
        for id_, called in names.items():
            for stemmed in called.own:
                self._by_own[stemmed].append(id_)

    def places(self, said: Sequence[str]) -> dict[str, set[int]]:
        """Which of the words name a document, by the ids of those that are named."""
        stems = {stem(word) for word in said}
        near = {id_ for stemmed in stems for id_ in self._by_own.get(stemmed, ())}
        found = {id_: self._names[id_].places(said) for id_ in near}
        return {id_: places for id_, places in found.items() if places}


def unnamed(question: str, names: AllNames) -> str:
    """The question with what names a document called a document.

    A passage does not say which document it stands in, so a reader of the passage alone would
    look for the name in vain.
    """
    found = [(match.span(), word) for match in WORD.finditer(question) for word in words(match[0])]
    said = [word for _, word in found]
    places = set[int]().union(*names.places(said).values())
    places |= {
        at for at, word in enumerate(said) if word in _JOINING and {at - 1, at + 1} <= places
    }
    text, end = "", 0
    for place in sorted(places):
        start, stop = found[place][0]
        if place - 1 not in places:
            article = "" if place and said[place - 1] in _DETERMINERS else "the "
            text += f"{question[end:start]}{article}document"
        end = stop
    return text + question[end:]


def names_of(documents: Sequence[Document]) -> AllNames:
    """What people call each document: its label, its publisher, and what else it is called."""
    called = {document.id: _called(document) for document in documents}
    held = {
        document.id: frozenset(terms(document.text)).union(*called[document.id])
        for document in documents
    }
    holding = Counter(stemmed for stems in held.values() for stemmed in stems)
    names = {}
    for document in documents:
        heads = frozenset(name[-1] for name in called[document.id])
        label = frozenset(terms(document.name)[-1:])
        every = frozenset(terms(document.title)).union(*called[document.id])
        edition, enough = (frozenset(terms(text)) for text in edition_called(document))
        only_here = frozenset(head for head in heads if holding[head] == 1)
        names[document.id] = Names(every | edition, only_here | label | enough)
    return AllNames(names)


def _called(document: Document) -> list[list[str]]:
    """The names of a document, each as its stems."""
    names = [document.name, document.publisher, *document.also_called.split(",")]
    return [stems for name in names if (stems := terms(name))]
