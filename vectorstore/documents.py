"""The corpus folder: documents byte for byte as they came, and `sources.toml` that names them."""

from __future__ import annotations

import hashlib
import json
import re
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from vectorstore.editions import check_editions
from vectorstore.errors import CorpusError
from vectorstore.files import SUFFIXES, find_files, read_bytes, read_text, shown_name
from vectorstore.formats import Reading, Unreadable
from vectorstore.formats.converting import CONVERTED, Conversions, reader_of
from vectorstore.sources import SOURCES as SOURCES
from vectorstore.sources import read_sources
from vectorstore.titles import label_of, shortened, told_apart


@dataclass(frozen=True)
class Document:
    """One document: its words, and what people call it."""

    id: str
    file: str
    """Path below the corpus folder, with forward slashes."""
    title: str
    label: str
    """The short name that a citation begins with; it says which edition this is."""
    text: str
    """What is quoted: offsets count its characters. Of Markdown and text it is the file decoded as
    UTF-8, nothing changed; of another format what its reader makes of the file."""
    sha256: str
    """Of the file's bytes, in hexadecimal."""
    publisher: str = ""
    date: str = ""
    also_called: str = ""
    """Other names that people use for it, separated by commas."""
    work: str = ""
    """What this is an edition of: documents of one work are its editions. Empty for most."""
    edition: str = ""
    """What an edition is called, such as `2024`; empty where there is only one."""
    reader: str = ""
    """What made the text, with its version; empty where the text is the file's own."""
    pages: tuple[int, ...] = ()
    """Where in the text each page begins; empty for a document without pages."""
    kept_ids: tuple[tuple[str, str], ...] = ()
    """Ids of passages as their places would make them, and those that they have: their words had
    them before the document was edited."""

    def page(self, offset: int) -> int | None:
        """The page that a character stands on, counted from 1; None without pages."""
        return bisect(self.pages, offset) or None

    @property
    def name(self) -> str:
        """The label without the edition."""
        return self.label.removesuffix(f" ({self.edition})")

    @property
    def conversion(self) -> tuple[str, ...]:
        """The reader, and the digest of what it made; empty where the text is the file's own."""
        if not self.reader:
            return ()
        made = json.dumps([self.text, self.pages])
        return self.reader, hashlib.sha256(made.encode()).hexdigest()


@dataclass(frozen=True)
class Corpus:
    """What folders hold: the documents that can be used, and what a person should know."""

    folders: tuple[Path, ...]
    documents: tuple[Document, ...]
    """Sorted by id."""
    notices: tuple[str, ...] = ()
    """Documents that go in under a title of their own, and pages that hold pictures only."""
    left_out: tuple[str, ...] = ()
    """Files that could not be read, each with the reason and the remedy."""
    conversions: Conversions = field(
        default_factory=lambda: Conversions(None), compare=False, repr=False
    )
    """What was read of the files, to be kept when the index is built."""


@dataclass
class _Shelf:
    conversions: Conversions
    documents: dict[str, Document] = field(default_factory=dict)
    places: dict[str, Path] = field(default_factory=dict)
    """Where each file's name was found, of those that are in."""
    notices: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    has_several_folders: bool = False

    def told(self, name: str, path: Path) -> str:
        """A file as a person finds it."""
        return str(path) if self.has_several_folders else name


def read_corpus(folder: Path, kept: Path | None = None) -> Corpus:
    """Reads every document of a folder. `kept`: where to keep what was made of PDF and the like.

    Raises what `read_folders` does.
    """
    return read_folders((folder,), Conversions(kept))


def read_folders(folders: Sequence[Path], conversions: Conversions) -> Corpus:
    """Reads every document of some folders, each with a `sources.toml` of its own.

    A file that cannot be read is left out and named, and so is one whose name or id an earlier
    folder has; a file whose digest is not the one in `sources.toml` stops everything, because
    quotes from it could not be trusted.

    Raises:
        CorpusError: no folder, one inside another, no document, a broken `sources.toml`, or a
            changed document.
    """
    _check_apart(folders)
    shelf = _Shelf(conversions, has_several_folders=len(folders) > 1)
    for folder in folders:
        _read_folder(shelf, folder)
    if not shelf.documents:
        reasons = " ".join(shelf.left_out)
        raise CorpusError(
            f"There is no document to read in {' and '.join(map(str, folders))}: put "
            f"{', '.join(SUFFIXES)} files there. {reasons}".strip()
        )
    documents = told_apart([shelf.documents[key] for key in sorted(shelf.documents)])
    check_editions(documents)
    return Corpus(
        tuple(folders), documents, tuple(shelf.notices), tuple(shelf.left_out), conversions
    )


def _check_apart(folders: Sequence[Path]) -> None:
    for at, folder in enumerate(folders):
        if not folder.is_dir():
            how = "Name one with --corpus or ASSISTANT_CORPUS."
            raise CorpusError(f"There is no corpus folder at {folder}. {how}")
        for other in folders[:at]:
            inner, outer = sorted((folder, other), key=lambda each: -len(each.resolve().parts))
            if inner.resolve().is_relative_to(outer.resolve()):
                raise CorpusError(
                    f"The corpus folder {inner} lies in {outer}, which is read with all that is "
                    "below it. Name one of the two."
                )


def _read_folder(shelf: _Shelf, folder: Path) -> None:
    named = read_sources(folder / SOURCES)
    for path in find_files(folder):
        name = path.relative_to(folder).as_posix()
        _read_into(shelf, path, name, named.pop(name, None))
    if named:
        raise CorpusError(
            f"{SOURCES} names {_listed(named)}, but {folder} holds no such file. "
            f"Put the file back, or take its table out of {SOURCES}."
        )


def _read_into(shelf: _Shelf, path: Path, name: str, table: dict[str, str] | None) -> None:
    try:
        if other := shelf.places.get(name):
            raise Unreadable(f"{other} has the same name. Rename one of the two.")
        content = read_bytes(path)
        digest = hashlib.sha256(content).hexdigest()
        _check_digest(name, digest, table)
        reading = read_text(content, path.suffix.lower(), shelf.conversions)
        document = _document(name, reading, digest, table or {})
        if same := shelf.documents.get(document.id):
            other_file = shelf.told(same.file, shelf.places[same.file])
            raise Unreadable(
                f"{other_file} has the same id `{document.id}`. Give one of them an id of its own "
                f"in {SOURCES}, or take it away."
            )
    except Unreadable as error:
        shelf.left_out.append(f"{shown_name(shelf.told(name, path))} is left out: {error}")
        return
    shelf.documents[document.id] = document
    shelf.places[name] = path
    if table is None:
        shelf.notices.append(
            f"{name} is not in {SOURCES}: it goes in as “{document.title}” ({document.id})."
        )
    if reading.pictures:
        pages = ", ".join(map(str, reading.pictures))
        shelf.notices.append(
            f"{name}: pictures without words on page {pages}. If there is text in them, run text "
            "recognition (OCR) on the file."
        )


def _check_digest(name: str, digest: str, table: dict[str, str] | None) -> None:
    if table and (expected := table.get("sha256", digest)) != digest:
        raise CorpusError(
            f"{name} is not the document that {SOURCES} describes: its SHA-256 is {digest}, not "
            f"{expected}. Put the original back; or, if the change is meant, write the new digest "
            f"into {SOURCES}."
        )


def _document(name: str, reading: Reading, digest: str, table: dict[str, str]) -> Document:
    title = table.get("title") or reading.title or Path(name).stem
    suffix = Path(name).suffix.lower()
    work, date = table.get("work", ""), table.get("date", "")
    edition = table.get("edition") or (date if work else "")
    called = table.get("label") or shortened(title)
    return Document(
        id=slug(table.get("id") or name.rsplit(".", 1)[0]),
        file=name,
        title=title,
        label=label_of(called, edition),
        text=reading.text,
        sha256=digest,
        publisher=table.get("publisher", ""),
        date=date,
        also_called=table.get("also_called", ""),
        work=work,
        edition=edition,
        reader=reader_of(suffix) if suffix in CONVERTED else "",
        pages=reading.pages,
    )


def slug(words: str) -> str:
    """Lower-case words joined by hyphens, in any script: the pieces that ids are made of."""
    return "-".join(re.findall(r"\w+", words.lower().replace("'", "").replace("’", ""))) or "x"


def _listed(names: dict[str, dict[str, str]]) -> str:
    return ", ".join(sorted(names))
