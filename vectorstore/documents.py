"""The corpus folder: documents byte for byte as they came, and `sources.toml` that names them."""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from vectorstore.errors import CorpusError
from vectorstore.outline import find_title

SOURCES = "sources.toml"
SUFFIXES = (".md", ".markdown", ".txt")
_LONGEST_LABEL = 40  # characters


@dataclass(frozen=True)
class Document:
    """One document: its words, and what people call it."""

    id: str
    file: str
    """Path below the corpus folder, with forward slashes."""
    title: str
    label: str
    """The short name that a citation begins with."""
    text: str
    """The file decoded as UTF-8, nothing changed: offsets count its characters."""
    sha256: str
    """Of the file's bytes, in hexadecimal."""
    publisher: str = ""
    date: str = ""
    also_called: str = ""
    """Other names that people use for it, separated by commas."""


@dataclass(frozen=True)
class Corpus:
    """What a folder holds: the documents that can be used, and what a person should know."""

    folder: Path
    documents: tuple[Document, ...]
    """Sorted by id."""
    notices: tuple[str, ...] = ()
    """Documents that go in under a title found in their own text."""
    left_out: tuple[str, ...] = ()
    """Files that could not be read, each with the reason and the remedy."""


@dataclass
class _Shelf:
    documents: dict[str, Document] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def read_corpus(folder: Path) -> Corpus:
    """Reads every document of a folder.

    A file that cannot be read is left out and named; a file whose digest is not the one in
    `sources.toml` stops everything, because quotes from it could not be trusted.

    Raises:
        CorpusError: no folder, no document, a broken `sources.toml`, or a changed document.
    """
    if not folder.is_dir():
        raise CorpusError(
            f"There is no corpus folder at {folder}. Name one with --corpus or ASSISTANT_CORPUS."
        )
    named = _read_sources(folder / SOURCES)
    shelf = _Shelf()
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        _read_into(shelf, path, name, named.pop(name, None))
    if named:
        raise CorpusError(
            f"{SOURCES} names {_listed(named)}, but {folder} holds no such file. "
            f"Put the file back, or take its table out of {SOURCES}."
        )
    if not shelf.documents:
        reasons = " ".join(shelf.left_out)
        raise CorpusError(
            f"There is no document to read in {folder}: put {' or '.join(SUFFIXES)} files there. "
            f"{reasons}".strip()
        )
    documents = tuple(shelf.documents[key] for key in sorted(shelf.documents))
    return Corpus(folder, documents, tuple(shelf.notices), tuple(shelf.left_out))


def _files(folder: Path) -> list[Path]:
    try:
        found = [
            path
            for path in folder.rglob("*")
            if path.suffix.lower() in SUFFIXES
            and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        ]
    except OSError as error:
        raise CorpusError(
            f"The corpus folder {folder} cannot be read ({error.strerror}). Check its permissions."
        ) from error
    # A dangling link is named later; folders, pipes and sockets are no documents.
    return sorted(path for path in found if path.is_file() or not path.exists())


def _read_sources(path: Path) -> dict[str, dict[str, str]]:
    """The tables of sources.toml by file name; empty where there is no such file."""
    try:
        tables = tomllib.loads(path.read_text("utf-8")).get("document", [])
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CorpusError(f"{path} cannot be read: {error}. Mend it or take it away.") from error
    named: dict[str, dict[str, str]] = {}
    for table in tables if isinstance(tables, list) else [tables]:
        if not (isinstance(table, dict) and all(isinstance(v, str) for v in table.values())):
            raise CorpusError(f"{path}: every [[document]] is a table of strings. Mend it.")
        if not table.get("file"):
            raise CorpusError(f'{path}: a [[document]] has no `file = "..."`. Add it.')
        if table["file"] in named:
            raise CorpusError(f"{path} names {table['file']} twice. Take one table away.")
        named[table["file"]] = table
    return named


def _read_into(shelf: _Shelf, path: Path, name: str, table: dict[str, str] | None) -> None:
    try:
        content = path.read_bytes()
    except OSError as error:
        shelf.left_out.append(
            f"{name} is left out: it cannot be read ({error.strerror}). Check its permissions."
        )
        return
    digest = hashlib.sha256(content).hexdigest()
    if table and (expected := table.get("sha256", digest)) != digest:
        raise CorpusError(
            f"{name} is not the document that {SOURCES} describes: its SHA-256 is {digest}, not "
            f"{expected}. Put the original back; or, if the change is meant, write the new digest "
            f"into {SOURCES}."
        )
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        shelf.left_out.append(
            f"{name} is left out: byte {error.start} is not UTF-8. Save it as UTF-8."
        )
        return
    if not any(character.isalnum() for character in text):
        shelf.left_out.append(f"{name} is left out: there are no words in it.")
        return
    document = _document(name, text, digest, table or {})
    if document.id in shelf.documents:
        raise CorpusError(
            f"{name} and {shelf.documents[document.id].file} have the same id `{document.id}`. "
            f"Give each an id of its own in {SOURCES}."
        )
    shelf.documents[document.id] = document
    if table is None:
        shelf.notices.append(
            f"{name} is not in {SOURCES}: it goes in as “{document.title}” ({document.id})."
        )


def _document(name: str, text: str, digest: str, table: dict[str, str]) -> Document:
    title = table.get("title") or find_title(text) or Path(name).stem
    return Document(
        id=slug(table.get("id") or name.rsplit(".", 1)[0]),
        file=name,
        title=title,
        label=table.get("label") or _shortened(title),
        text=text,
        sha256=digest,
        publisher=table.get("publisher", ""),
        date=table.get("date", ""),
        also_called=table.get("also_called", ""),
    )


def slug(words: str) -> str:
    """Lower-case words joined by hyphens, in any script: the pieces that ids are made of."""
    return "-".join(re.findall(r"\w+", words.lower().replace("'", "").replace("’", ""))) or "x"


def _shortened(title: str) -> str:
    if len(title) <= _LONGEST_LABEL:
        return title
    return title[:_LONGEST_LABEL].rsplit(" ", 1)[0].rstrip(" ,;:–-") + " …"


def _listed(names: dict[str, dict[str, str]]) -> str:
    return ", ".join(sorted(names))
