"""Ids that stay: of a document that was renamed, and of the passages that an edit did not touch.

Ids are made of file names and of places in the document. Where the index before knows the same
file, or the same bytes by another name, their ids go on: a citation that was passed on, or kept in
a conversation, still leads to its words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from vectorstore.documents import Corpus, Document, slug
from vectorstore.passages import Passage, split


def renamed(before: Iterable[Document], now: Sequence[Document]) -> dict[str, Document]:
    """What each file that is new was before, where the same bytes had a name that is gone."""
    files, known = {document.file for document in now}, {document.file for document in before}
    gone = {document.sha256: document for document in before if document.file not in files}
    found = {}
    for document in now:
        if document.file not in known and document.sha256 in gone:
            found[document.file] = gone.pop(document.sha256)
    return found


def keep_ids(corpus: Corpus, before: Sequence[Document]) -> Corpus:
    """The corpus with the ids that the documents before had. An id in `sources.toml` goes first."""
    if not before:
        return corpus
    known = {document.file: document for document in before} | renamed(before, corpus.documents)
    unnamed = [each for each in corpus.documents if each.id == _by_file(each)]
    taken = {each.id for each in corpus.documents if each.id != _by_file(each)}
    ids: dict[str, str] = {}
    for document in unnamed:
        earlier = known.get(document.file)
        if earlier and earlier.id not in taken:
            ids[document.file] = earlier.id
            taken.add(earlier.id)
    for document in unnamed:
        if document.file not in ids:
            ids[document.file] = _free(document.id, taken)
            taken.add(ids[document.file])
    notices = tuple(
        f"{each.file} keeps the id {ids[each.file]}, so that what was cited is still found."
        for each in unnamed
        if ids[each.file] != each.id
    )
    kept = [
        _with_kept_passages(replace(each, id=ids.get(each.file, each.id)), known.get(each.file))
        for each in corpus.documents
    ]
    documents = tuple(sorted(kept, key=lambda document: document.id))
    return replace(corpus, documents=documents, notices=corpus.notices + notices)


def _by_file(document: Document) -> str:
    return slug(document.file.rsplit(".", 1)[0])


def _free(name: str, taken: set[str]) -> str:
    free, count = name, 1
    while free in taken:
        count += 1
        free = f"{name}-{count}"
    return free


def _with_kept_passages(document: Document, earlier: Document | None) -> Document:
    if earlier is None or earlier.id != document.id:
        return document
    if earlier.text == document.text:
        return replace(document, kept_ids=earlier.kept_ids)
    return replace(document, kept_ids=tuple(_kept(split(earlier), split(document))))


def _kept(before: Iterable[Passage], now: Sequence[Passage]) -> Iterator[tuple[str, str]]:
    """The ids that differ from those that the places make: passages of the same words first."""
    same = defaultdict(list)
    for passage in before:
        if passage.kind != "outline":
            same[_words(passage)].append(passage.id)
    outlines = {passage.id for passage in now if passage.kind == "outline"}
    content = [passage for passage in now if passage.kind != "outline"]
    kept: dict[str, str] = {}
    for passage in content:
        had = [id_ for id_ in same[_words(passage)] if id_ not in outlines]
        if had:
            kept[passage.id] = passage.id if passage.id in had else had[0]
            same[_words(passage)].remove(kept[passage.id])
    taken = outlines | set(kept.values())
    for passage in content:
        if passage.id not in kept:
            kept[passage.id] = _free(passage.id, taken)
            taken.add(kept[passage.id])
    yield from ((place, id_) for place, id_ in kept.items() if place != id_)


def _words(passage: Passage) -> tuple[str, str, str]:
    title = passage.title.text if passage.title else ""
    return passage.kind, title, passage.body.text
