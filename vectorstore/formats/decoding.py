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
# What browsers take an encoding for, by the Encoding standard; both by Python's names.
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    # Whoever can read this declaration byte by byte does not read UTF-16.
    "utf-16": "utf-8",
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
}


def decoded(content: bytes) -> str:
    """The text of an HTML file; what its encoding has no character for is U+FFFD."""
    for mark, encoding in _BYTE_ORDER.items():
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    declared = _declared(content)
    for encoding in (declared, "utf-8"):
        try:
            return content.decode(encoding)
        except ValueError:
            continue
    return content.decode(_likeliest(content, declared), "replace")


def _declared(content: bytes) -> str:
    """The declared encoding; UTF-8 where there is none that is known."""
    if found := _DECLARED.search(content[:4096].lower()):
        try:
            name = codecs.lookup(found[1].decode("ascii").removeprefix("x-")).name
            name = _MEANT.get(name, name)
            b"a".decode(name, "replace")  # not every codec of Python is one of text
            return name
        except (ValueError, LookupError):
            pass
    return "utf-8"


def _likeliest(content: bytes, declared: str) -> str:
    """UTF-8 where most of what is not ASCII is sound in it, else what was declared beside it."""
    beyond = [character for character in content.decode("utf-8", "replace") if character > "\x7f"]
    if beyond.count("\ufffd") * 2 < len(beyond):
        return "utf-8"
    return "cp1252" if declared == "utf-8" else declared
