"""DOCX as Markdown: mammoth makes HTML of it by its styles, and that is read as any HTML.

mammoth keeps headings, lists, tables, footnotes and endnotes, leaves out what was deleted in
tracked changes, and opens nothing but the file itself.
"""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

import mammoth

from vectorstore.formats import Reading, Unreadable
from vectorstore.formats.hypertext import markdown_of
from vectorstore.formats.markdown import tidy
from vectorstore.formats.word_numbers import number_paragraphs, with_numbers
from vectorstore.formats.word_seen import only_what_is_seen
from vectorstore.formats.word_styles import Styles

_LARGEST = 64 * 2**20  # bytes of all XML in the file, unpacked; mammoth needs twenty times that
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DOCUMENT, _CORE = "word/document.xml", "docProps/core.xml"
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_STYLES_PART, _NUMBERING = "word/styles.xml", "word/numbering.xml"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_BROKEN = (
    zipfile.BadZipFile,
    KeyError,
    EOFError,
    NotImplementedError,
    ElementTree.ParseError,
)
# The title stands above the headings, so each of those is one level down.
_STYLES = "\n".join(
    [
        "p[style-name='Title'] => h1:fresh",
        *(f"p[style-name='Heading {n}'] => h{n + 1}:fresh" for n in range(1, 6)),
    ]
)


def read_docx(content: bytes) -> Reading:
    """A Word document. Raises Unreadable."""
    if content.startswith(_OLE):
        raise Unreadable("it is encrypted, or in the form of before 2007. Save it as plain DOCX.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            _check_size(parts)
            title = _title(parts)
            seen = _as_seen(parts)
        made = mammoth.convert_to_html(
            seen,
            style_map=_STYLES,
            convert_image=mammoth.images.img_element(lambda image: {}),
        )
    except _BROKEN as error:
        raise Unreadable("it is broken, or no DOCX. Open it in Word and save it again.") from error
    return Reading(markdown_of(with_numbers(made.value)).text, title)


def _check_size(parts: zipfile.ZipFile) -> None:
    """Refuses what unpacks to more than any document holds; zipfile reads no byte beyond that."""
    size = sum(part.file_size for part in parts.infolist() if not _is_picture(part.filename))
    if size > _LARGEST:
        raise Unreadable(
            f"it unpacks to {size // 2**20} MB of text and mark-up, more than {_LARGEST // 2**20}. "
            "If it is no trap, save it in parts."
        )
    parts.getinfo(_DOCUMENT)


def _as_seen(parts: zipfile.ZipFile) -> io.BytesIO:
    """The file as mammoth is to read it: with printed numbers, without what is hidden."""
    roots = {name: _root(parts, name) for name in (_DOCUMENT, *_NOTES, _NUMBERING)}
    styles = Styles(_root(parts, _STYLES_PART))
    for root in roots.values():
        if root is not None:
            only_what_is_seen(root, styles)
    if (document := roots[_DOCUMENT]) is not None:
        number_paragraphs(document, roots[_NUMBERING], styles)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as seen:
        for part in parts.infolist():
            root = roots.get(part.filename)
            whole = parts.read(part) if root is None else ElementTree.tostring(root)
            seen.writestr(part, whole)
    return file


def _root(parts: zipfile.ZipFile, name: str) -> ElementTree.Element | None:
    return ElementTree.fromstring(parts.read(name)) if name in parts.namelist() else None


def _is_picture(name: str) -> bool:
    return name.startswith(("word/media/", "word/embeddings/", "word/fonts/"))


def _title(parts: zipfile.ZipFile) -> str:
    try:
        return tidy(ElementTree.fromstring(parts.read(_CORE)).findtext(_TITLE) or "")
    except (KeyError, ElementTree.ParseError):
        return ""
