"""Whose a file is: an index that another user of the machine could have made is not opened.

What an index holds is shown as the documents' words, so whoever may write it decides on answers.
"""

from __future__ import annotations

import os
from pathlib import Path

from vectorstore.errors import IndexForeign

_SYSTEM = 0  # root: it may write everywhere anyway


def check_owners(*paths: Path) -> None:
    """Passes where this user or root owns each path that exists, and what it is a link to.

    Raises:
        IndexForeign: another user does.
    """
    for path in paths:
        if (owner := foreign_owner(path)) is not None:
            raise IndexForeign(
                f"{path} belongs to another user (number {owner}), who could have put false words "
                "there. If you trust it, make it yours with chown; otherwise build one of your "
                "own with: assistant index --index DIR"
            )


def foreign_owner(path: Path) -> int | None:
    """The number of the other user whose a file is; None for our own, root's, and no file."""
    if not hasattr(os, "geteuid"):  # Windows
        return None
    for follow in (False, True):
        try:
            owner = path.stat(follow_symlinks=follow).st_uid
        except OSError:  # told by whoever opens it
            return None
        if owner not in (os.geteuid(), _SYSTEM):
            return owner
    return None
