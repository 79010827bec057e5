"""Every passage that has a name: “where is X mentioned?”, “which takeaways name X?”."""

from __future__ import annotations

import re

from assistant import asking
from assistant.answer import Draft, Quote
from assistant.asked import Asked
from assistant.groups import Group, called, kinds
from assistant.structure import Outline
from vectorstore.index import Index
from vectorstore.passages import Passage
from vectorstore.words import stem, terms, words

_ASKS = re.compile(
    r"\b(?:where|which|what|how (?:many times|often)|(?:all|every|each) (?:of )?(?:the )?"
    r"(?:places?|passages?|mentions?|spots?|times?|sentences?)|list|name)\b",
    re.IGNORECASE,
)
_MENTIONED = re.compile(
    r"\bmention\w*|\bnam(?:e|es|ed|ing)\b|\b(?:come|comes|came|crop|crops|turn|turns|show|shows|"
    r"pop|pops) up\b|\b(?:appear|occur|refer|feature)(?:s|red|ed)?\b|\bis (?:there )?talk of\b|"
    r"\breferences?\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<!^)\b[A-Z][\w’'-]*(?: (?:(?:and|for|of|on|the) )?[A-Z][\w’'-]*)*")
_MOST = 8  # passages: a name that more of them have tells nothing
_SAYS_NOTHING = frozenset(
    terms("mention name get got come crop turn show pop appear occur refer reference feature talk")
    + terms("place paragraph passage spot time often sentence all outcome find document")
)


def mentions(question: str, index: Index, outline: Outline) -> Draft | None:
    """The sentence of each passage that has the name; None for any other question.

    Only where the question asks for nothing else, and names nothing else.
    """
    if not (_ASKS.search(question) and _MENTIONED.search(question)):
        return None
    named = index.documents_named(question)
    naming = index.naming_terms(question)
    names = [name for name in _NAME.findall(question) if not set(terms(name)) <= naming]
    if len(names) != 1:
        return None
    (name,) = names
    here = outline.groups_here(question)
    asked = Asked(question)
    groups = called(here, asked.words, Group.called_generally)
    each = kinds(groups)
    nouns = {stem(word) for word in asked.words if any(g.called_generally(word) for g in each)}
    beyond = outline.beyond(asked, groups) - nouns - set(terms(name)) - _SAYS_NOTHING
    if beyond - asking.ASKS_FOR_WORD or any(group.is_sections for group in groups):
        return None
    members = {part.id for group in groups for part in group.members}
    said = f" {' '.join(words(name))} "
    found: list[Quote] = []
    for passage in index.passages.values():
        inside = not members or passage.id in members
        if inside and (not named or passage.document in named) and passage.kind != "outline":
            found += _first(passage, said)
    if not 0 < len(found) <= _MOST:
        return None
    documents = dict.fromkeys(index.documents[q.passage.document].label for q in found)
    several = len(found) > 1
    return Draft(tuple(found), "; ".join(documents) if several else "", as_list=several)


def _first(passage: Passage, said: str) -> list[Quote]:
    """The first sentence of a passage that has the words; its title where only that does."""
    texts = [*passage.sentences, *([passage.title] if passage.title else [])]
    held = (text for text in texts if said in f" {' '.join(words(text.text))} ")
    return [Quote(passage, text) for text in held][:1]
