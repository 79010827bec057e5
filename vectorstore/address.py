"""The address of a Chroma server, and the credentials for it, which are shown nowhere."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

_HOST = re.compile(r"[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]")


@dataclass(frozen=True)
class Address:
    """Where a Chroma server is."""

    url: str
    """`http://HOST:PORT` or `https://HOST:PORT`; the port may be missing."""
    authorization: str = field(default="", repr=False)
    """The HTTP header of that name; empty where the server asks for none."""

    def __str__(self) -> str:
        return self.url


def read_address(text: str) -> Address:
    """The address that a person gave, as `http://HOST:PORT` or `https://USER:PASSWORD@HOST`.

    Raises:
        ValueError: it is none. The message does not repeat it, for it may hold a password.
    """
    if not text.isprintable():  # urlsplit drops line breaks without a word
        raise ValueError("not printable")
    parts = urlsplit(text)
    credentials, _, host = parts.netloc.rpartition("@")
    name = host.removesuffix(f":{parts.port}" if parts.port else "")
    is_one = parts.scheme in ("http", "https") and _HOST.fullmatch(name) and parts.port != 0
    if not is_one or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError("not http://HOST:PORT")
    if not credentials:
        return Address(f"{parts.scheme}://{host}")
    # HTTP Basic (RFC 7617); a password may hold what a URL must escape.
    encoded = base64.b64encode(unquote(credentials).encode()).decode()
    return Address(f"{parts.scheme}://{host}", f"Basic {encoded}")
