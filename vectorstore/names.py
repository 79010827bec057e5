"""What people call a document, and where a question does so: “the forum”, “the pillar”."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from vectorstore.documents import Document
from vectorstore.editions import edition_called
from vectorstore.words import FUNCTION_WORDS, WORD, stem, terms, words

_CAPITALISED = r"[A-Z][\w’'-]{0,60}"  # bounded: in “A-A-A-…” a name may begin at every letter
NAME = re.compile(rf"\b{_CAPITALISED}(?:,? (?:(?:and|for|of|on|the) ){{0,2}}{_CAPITALISED})+")
"""A name of more than one word."""

_YEAR = re.compile(r"\b\d{4}\b")
_JOINING = frozenset({"of", "the", "and"})
_BEFORE = 2  # words before a name that may describe it
_SHORT = 3  # words of a label that is a name; a longer one is a title, whose last word may be any
DETERMINERS = frozenset("the this that our a an its his her".split())


@dataclass(frozen=True)
class Names:
    """What people call one document."""

    all: frozenset[str]
    """Stems of all the words of its title and its names, and its year."""
    own: frozenset[str]
    """The last word of each name, where no other document is called so or holds the word; that of
    a short label in any case."""
    edition: frozenset[str] = frozenset()
    """The stems that tell this edition of it from others."""

    def places(self, said: Sequence[str], elsewhere: Container[int]) -> set[int]:
        """Which of the words name the document: the first run of its names with one of its own.

        “the Challenges Annual Forum” is such a run for a document called so, and so is “the
        forum”; “annual challenges” is not. What names it again (“was the forum in Berlin?”) is
        asked about, unless it names the edition. `elsewhere`: places of words of another name.
        """
        places: set[int] = set()
        run: list[int] = []
        for place, word in enumerate([*said, ""]):
            if stem(word) in self.all and place not in elsewhere:
                run.append(place)
            elif word not in _JOINING:
                stems = {stem(said[at]) for at in run}
                if stems & self.own and (not places or stems & self.edition):
                    places.update(run)
                run = []
        return places


class AllNames:
    """What people call each of many documents, looked up by the words of a question."""

    def __init__(self, names: Mapping[str, Names], longer: Collection[Sequence[str]] = ()) -> None:
        """`names`: by the document's id. `longer`: names of other things that hold such a name."""
        self.documents = frozenset(names)
        self._names = names
        self._longer = defaultdict[str, list[list[str]]](list)
        for name in longer:
            self._longer[name[0]].append(list(name))
        self._by_own = defaultdict[str, list[str]](list)
        for id_, called in names.items():
            for stemmed in called.own:
                self._by_own[stemmed].append(id_)

    def places(self, said: Sequence[str]) -> dict[str, set[int]]:
        """Which of the words name a document, by the ids of those that are named."""
        stems = {stem(word) for word in said}
        near = {id_ for stemmed in stems for id_ in self._by_own.get(stemmed, ())}
        elsewhere = self._in_longer(said) if near else ()
        found = {id_: self._names[id_].places(said, elsewhere) for id_ in near}
        return {id_: places for id_, places in found.items() if places}

    def called(self, document: str) -> frozenset[str]:
        """The stems of all that a document is called; none of one that is not there."""
        return self._names[document].all if document in self._names else frozenset()

    def stems(self, said: Sequence[str]) -> frozenset[str]:
        """The stems of those of the words that name a document."""
        places = set[int]().union(*self.places(said).values())
        return frozenset(stem(said[place]) for place in places)

    def _in_longer(self, said: Sequence[str]) -> set[int]:
        """Which of the words stand in a longer name: “the Berlin Peacekeeping Ministerial”."""
        return {
            at
            for start, word in enumerate(said)
            for name in self._longer.get(word, ())
            if list(said[start : start + len(name)]) == name
            for at in range(start, start + len(name))
        }


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
            article = "" if DETERMINERS.intersection(said[max(0, place - 2) : place]) else "the "
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
        short = len(words(document.name)) <= _SHORT
        label = frozenset(terms(document.name)[-1:]) if short else frozenset[str]()
        every = frozenset(terms(document.title)).union(*called[document.id])
        edition, enough = (frozenset(terms(text)) for text in edition_called(document))
        only_here = frozenset(head for head in heads if holding[head] == 1)
        year = frozenset(_YEAR.findall(document.date))
        own = only_here | label | enough
        names[document.id] = Names(every | edition | year, own, edition | enough)
    return AllNames(names, [*_longer(documents, names.values()), *_common(documents, names)])


def _longer(documents: Sequence[Document], names: Collection[Names]) -> list[tuple[str, ...]]:
    """Names of other things in the documents that hold a document's own."""
    own = frozenset[str]().union(*(called.own for called in names))
    said = {
        tuple(words(name))
        for document in documents
        for several in NAME.findall(document.text)
        for name in several.split(",")
    }
    stems = {name: frozenset(map(stem, name)) - _JOINING for name in said}
    return sorted(
        name
        for name in said
        if stems[name] & own and not any(stems[name] <= called.all for called in names)
    )


def _common(documents: Sequence[Document], names: Mapping[str, Names]) -> list[tuple[str, str]]:
    """What other documents say of a thing that one is called after: “a common strategic vision”.

    Each word before it with the name, as “strategic vision” and “common vision”.
    """
    called = defaultdict[str, set[str]](set)
    for id_, each in names.items():
        for head in each.own:
            called[head].add(id_)
    found = set[tuple[str, str]]()
    for document in documents:
        said = words(document.text)
        for at, word in enumerate(said):
            if called.get(stem(word), set()) - {document.id}:
                before = list(takewhile(_describes, reversed(said[max(0, at - _BEFORE) : at])))
                found.update((each, word) for each in before)
    every = frozenset[str]().union(*(called.all for called in names.values()))
    return sorted((before, word) for before, word in found if stem(before) not in every)


def _describes(word: str) -> bool:
    return word not in FUNCTION_WORDS and word.isalpha()


def _called(document: Document) -> list[list[str]]:
    """The names of a document, each as its stems."""
    names = [document.name, document.publisher, *document.also_called.split(",")]
    return [stems for name in names if (stems := terms(name))]
