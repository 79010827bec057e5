"""Where indexes live: in a folder of this machine, or at a Chroma server."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vectorstore.address import Address
from vectorstore.shelf import Shelf


@dataclass(frozen=True)
class AtServer:
    """Indexes at a Chroma server, with copies of their files on this machine."""

    address: Address
    copies: Path
    """A folder that may be deleted at any time."""


Home = Path | AtServer
"""A folder, or a server."""


def shelf_at(home: Home) -> Shelf:
    """The shelf there; a server is not asked yet."""
    if isinstance(home, Path):
        return Shelf(home)
    from vectorstore.server_shelf import ServerShelf  # with Chroma's client, for those who use it

    return ServerShelf(home.address, home.copies)
