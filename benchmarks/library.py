"""A library of any size to measure growth on: passages of public sets, in Markdown documents.

The sets are those of benchmarks/public. Each section is one of their texts under its title. Where
they end, their sentences go on in other company, so that hardly a passage comes twice. The same
size makes the same files, and a smaller library is the beginning of a larger.
"""

from __future__ import annotations

import itertools
import os
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.public import feedbackqa, scifact, squad
from benchmarks.public.__main__ import ROOT, VARIABLE

DATA = Path(os.environ.get(VARIABLE) or ROOT.parent / "shared" / "bench")
"""Where the sets are."""
NOTHING = (
    f"Nothing was measured: there is no {DATA}. Name the folder of the public sets with "
    f"{VARIABLE}; benchmarks/README.md says what is in it."
)
CACHE = ROOT / ".index-public"
"""Where what was made of them is kept."""

PASSAGES_EACH = 100
"""Passages of a document."""

_PLAIN = re.compile(r"[A-Z][^\n|*_#<>\[\]`\\]{30,250}[.?!]")
_SEED = 7
_LONGEST_TITLE = 40  # characters

Section = tuple[str, list[str]]
"""A title, and the sentences under it."""


def write_library(
    data: Path, folder: Path, passages: int, sentences: int = 2, sections: int = 1000
) -> None:
    """Writes so many passages, in hundreds, of so many sentences each.

    `sections`: how many texts of the sets they are made of. Raises OSError, KeyError where a set
    is not there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    every = _passages(_sections(data)[:sections], sentences)
    for number in range(passages // PASSAGES_EACH):
        lines = [f"# Volume {number + 1}"]
        above = ""
        for title, words in itertools.islice(every, PASSAGES_EACH):
            lines += [f"## {title}"] if title != above else []
            lines += [words]
            above = title
        path = folder / f"volume-{number + 1:04}.md"
        path.write_text("\n\n".join(lines) + "\n", "utf-8")


def questions(data: Path, count: int) -> list[str]:
    """Questions that people asked of some of the texts."""
    _, asked = feedbackqa.read(data)
    return [one.question for one in random.Random(_SEED).sample(asked, count)]


def _sections(data: Path) -> list[Section]:
    entries = [*scifact.read(data)[0], *feedbackqa.read(data)[0], *squad.read(data)[0]]
    sections = []
    for entry in entries:
        cuts = [entry.text[start:end] for start, end in entry.bounds]
        plain = [words for cut in cuts if _PLAIN.fullmatch(words := " ".join(cut.split()))]
        title = " ".join(re.findall(r"[\w’'-]+", entry.title))[:_LONGEST_TITLE]
        if plain:
            sections.append((title or "Further texts", plain))
    random.Random(_SEED).shuffle(sections)
    return sections


def _passages(sections: Sequence[Section], sentences: int) -> Iterator[tuple[str, str]]:
    """Each with its title, without end."""
    for title, said in sections:
        for at in range(0, len(said), sentences):
            yield title, " ".join(said[at : at + sentences])
    order = random.Random(_SEED)
    while True:
        title, said = order.choice(sections)
        more = (order.choice(order.choice(sections)[1]) for _ in range(sentences - 1))
        yield title, " ".join([order.choice(said), *more])
