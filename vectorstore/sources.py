"""`sources.toml`: the titles, labels and digests that a person gives to documents."""

from __future__ import annotations

import tomllib
from pathlib import Path

from vectorstore.errors import CorpusError

SOURCES = "sources.toml"


def read_sources(path: Path) -> dict[str, dict[str, str]]:
    """The tables of sources.toml by file name; empty where there is no such file."""
    try:
        tables = tomllib.loads(path.read_text("utf-8-sig")).get("document", [])
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
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
