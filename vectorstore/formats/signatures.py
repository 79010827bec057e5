"""Files that are of another format than their name says, told by how they begin."""

from __future__ import annotations

import re

from vectorstore.formats import Unreadable

_PDF = re.compile(rb"%PDF-\d")
_PACKED = re.compile(rb"PK\x03\x04")
_OLE = re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_RTF = re.compile(rb"\{\\rtf")
_HTML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_OTHERS = {
    ".pdf": (_PACKED, _OLE, _RTF, _HTML),
    ".docx": (_PDF, _RTF, _HTML),  # what the reader says of OLE is more exact
}
_ANY = (_PDF, _PACKED, _OLE, _RTF)
_SAID = {
    _PDF: ("a PDF", "Rename it."),
    _PACKED: ("a DOCX or another packed file", "Rename it, or unpack it."),
    _OLE: ("a file of Word before 2007 or the like", "Save it as DOCX."),
    _RTF: ("RTF", "Save it as DOCX."),
    _HTML: ("HTML", "Rename it."),
}


def check_format(content: bytes, suffix: str) -> None:
    """Raises Unreadable where a file's content is of another format than its ending says."""
    for begins in _OTHERS.get(suffix, _ANY):
        if begins.match(content):
            kind, advice = _SAID[begins]
            raise Unreadable(f"it is {kind}, though its name ends in {suffix}. {advice}")
