"""The characters of an HTML file, in the encoding that it declares."""

from __future__ import annotations

import codecs
import re

_DECLARED = re.compile(rb"""<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w:-]+)""")
_BYTE_ORDER = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# What browsers take these names for, by the Encoding standard.
_MEANT = {"iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "gb2312": "gb18030"}


def decoded(content: bytes) -> str:
    """The text of an HTML file."""
    encodings = [name for mark, name in _BYTE_ORDER.items() if content.startswith(mark)]
    if declared := _DECLARED.search(content[:4096].lower()):
        name = declared[1].decode("ascii")
        encodings.append(_MEANT.get(name, name))
    for encoding in [*encodings, "utf-8", "cp1252"]:
        try:
            return content.decode(encoding)
        except (ValueError, LookupError):
            continue
    return content.decode("latin-1")
