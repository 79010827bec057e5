"""Documents that are no text yet, read as Markdown: one small reader for each format.

A reader takes a file's bytes and gives the text that the document has from then on: it is split,
quoted and counted like that of a Markdown file. The same bytes and the same version of a reader
give the same text. Readers run in a process of their own, because files may be hostile.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reading:
    """What a reader makes of a file."""

    text: str
    """Markdown: one line for each heading, paragraph, item, footnote and row of a table."""
    title: str = ""
    """What the file itself says it is called, or the title that its text has; empty without."""
    pages: tuple[int, ...] = ()
    """Where in the text each page begins; empty for a format without pages."""
    pictures: tuple[int, ...] = ()
    """Numbers of the pages that hold a picture and no words."""


class Unreadable(Exception):
    """A file that cannot be read. The message ends the sentence “NAME is left out: …”."""
