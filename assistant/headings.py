"""The headings of all sections, looked up by the words of a question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from assistant.groups import Group
from assistant.listing import title_of
from vectorstore.passages import Passage
from vectorstore.slices import Span

_BEGINNING = 3  # letters that a heading of two words has at least


class Headings:
    """Finds the sections whose headings of two words or more stand in a text."""

    def __init__(self, groups: Iterable[Group]) -> None:
        """`groups`: in the order in which their sections are preferred."""
        self._by_beginning = defaultdict[str, list[tuple[int, str, Passage]]](list)
        sections = (part for group in groups if group.is_sections for part in group.members)
        for place, section in enumerate(sections):
            heading = title_of(section).lower()
            if " " in heading:
                self._by_beginning[heading[:_BEGINNING]].append((place, heading, section))

    def first_in(self, text: str, documents: frozenset[str]) -> tuple[Passage, Span] | None:
        """The preferred section whose heading the text gives word for word, and where it does.

        Only sections of the documents, where there are any.
        """
        said = text.lower()
        found = [
            (place, at, heading, section)
            for at in range(len(said))
            for place, heading, section in self._by_beginning.get(said[at : at + _BEGINNING], ())
            if said.startswith(heading, at) and (not documents or section.document in documents)
        ]
        if not found:
            return None
        _, at, heading, section = min(found, key=lambda each: each[:2])
        return section, (at, at + len(heading))
