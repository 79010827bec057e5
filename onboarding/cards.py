"""Flashcards for Anki: each part's words behind its name, each sentence's ending behind its start.

Every card shows an exact quote and where it stands. Its id is made from the place in the corpus,
so a file that is imported again changes the cards that are there instead of doubling them.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path

import genanki

from assistant.answer import Quote
from assistant.citations import is_exact
from onboarding.kinds import wording
from onboarding.material import Material, material_of, on_one_line, title_of
from onboarding.place import counted
from vectorstore.documents import Corpus
from vectorstore.encodable import encodable
from vectorstore.slices import cut

_MODEL = 1_480_215_630  # any number, the same for ever: by it Anki knows the cards' form
DECK = "The documents, in their own words"
"""The deck’s name in Anki."""
_FIELDS = ("Front", "Back", "Source")
_CSS = """
.card { font-family: Georgia, serif; font-size: 20px; line-height: 1.5; text-align: left;
  max-width: 34em; margin: 0 auto; padding: 1em; }
.source { font-family: sans-serif; font-size: 14px; opacity: 0.75; margin-top: 1em; }
"""


@dataclass(frozen=True)
class Card:
    """One flashcard, in plain text."""

    id: str
    front: str
    quotes: tuple[Quote, ...]
    """The exact words behind it, one to a line."""

    @property
    def back(self) -> str:
        return "\n".join(on_one_line(quote.words.text) for quote in self.quotes)

    @property
    def source(self) -> str:
        """Where they stand."""
        return self.quotes[0].passage.label


def cards(material: Material) -> list[Card]:
    """The cards of a corpus: every titled part, every list of parts, every gap and ending.

    A card has no wrong answers, so there are endings on it that the self-test has no match for.
    """
    asked = (*wording.gap(material), *wording.ending(material))
    found = [
        *_of_parts(material),
        *_of_lists(material),
        *(Card(f"{a.kind} {a.id}", f"{a.ask}\n{a.shown}", (a.key,)) for a in asked),
    ]
    documents = material.documents
    return [
        card
        for card in found
        if all(is_exact(quote, documents[quote.passage.document]) for quote in card.quotes)
    ]


def write_cards(corpus: Corpus, file: Path) -> int:
    """Writes the cards of a corpus to a file and gives their number. Raises OSError."""
    material = material_of(corpus)
    made = cards(material)
    file.write_bytes(package(DECK, made))
    return len(made)


def package(title: str, made: Iterable[Card]) -> bytes:
    """The cards as a file that Anki imports."""
    model = genanki.Model(
        _MODEL,
        "Quoted, with its source",
        fields=[{"name": name} for name in _FIELDS],
        templates=[
            {
                "name": "Card 1",
                "qfmt": "{{Front}}",
                "afmt": '{{FrontSide}}<hr id="answer">{{Back}}<div class="source">{{Source}}</div>',
            }
        ],
        css=_CSS,
    )
    deck = genanki.Deck(_number(title), title)
    for card in made:
        fields = [_html(card.front), _html(card.back), _html(card.source)]
        deck.add_note(genanki.Note(model=model, fields=fields, guid=genanki.guid_for(card.id)))
    written = io.BytesIO()
    genanki.Package(deck).write_to_file(written)
    return written.getvalue()


def _of_parts(material: Material) -> Iterable[Card]:
    for passage in material.passages.values():
        if passage.kind == "item" and passage.title:
            numbered = f"{passage.noun} {passage.number}".strip()
            label = material.label(passage.document)
            front = f"{label}, {numbered}: what does it say?\n{title_of(passage)}"
            yield Card(f"part {passage.id}", front, (Quote(passage, passage.body),))


def _of_lists(material: Material) -> Iterable[Card]:
    for heading in material.passages.values():
        entries = [
            p for p in material.below.get(heading.id, ()) if p.title and p.kind != "footnote"
        ]
        nouns = {entry.noun for entry in entries}
        if heading.kind != "outline" or len(entries) < 2 or len(nouns) != 1:
            continue
        name = title_of(heading) if heading.parent else material.documents[heading.document].title
        front = (
            f"{material.label(heading.document)}: name the {counted(len(entries), *nouns)}.\n{name}"
        )
        text = material.documents[heading.document].text
        quotes = (Quote(heading, cut(text, e.title.spans)) for e in entries if e.title)
        yield Card(f"list {heading.id}", front, tuple(quotes))


def _number(text: str) -> int:
    return int(hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:7], 16)


def _html(text: str) -> str:
    """The text as Anki shows it: no tag, sound, field or formula in it does anything."""
    safe = escape(encodable(text))
    for mark in "[]{}\\":
        safe = safe.replace(mark, f"&#{ord(mark)};")
    return safe.replace("\n", "<br>")
