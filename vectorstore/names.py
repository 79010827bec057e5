"""What people call a document, and where a question does so: “the forum”, “the pillar”."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vectorstore.documents import Document
from vectorstore.words import stem, terms


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
            elif word not in ("of", "the", "and"):
                if any(stem(said[at]) in self.own for at in run):
                    places.update(run)
                run = []
        return places


def names_of(documents: Sequence[Document]) -> dict[str, Names]:
    """What people call each document: its label, its publisher, and what else it is called."""
    said = {document.id: frozenset(terms(document.text)) for document in documents}
    called = {document.id: _called(document) for document in documents}
    names = {}
    for document in documents:
        others = [other.id for other in documents if other is not document]
        words_of_others = [stems for id_ in others for stems in called[id_]]
        elsewhere = frozenset[str]().union(*words_of_others, *(said[id_] for id_ in others))
        heads = frozenset(name[-1] for name in called[document.id])
        label = frozenset(terms(document.label)[-1:])
        every = frozenset(terms(document.title)).union(*called[document.id])
        names[document.id] = Names(every, (heads - elsewhere) | label)
    return names


def _called(document: Document) -> list[list[str]]:
    """The names of a document, each as its stems."""
    names = [document.label, document.publisher, *document.also_called.split(",")]
    return [stems for name in names if (stems := terms(name))]
