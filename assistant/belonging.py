"""Whether parts belong where a question puts them, and the correction where they do not."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from assistant import asking
from assistant.answer import Draft, Refusal
from assistant.asked import Asked
from assistant.groups import Group, called, kinds
from assistant.listing import denied, spoken, title_of
from vectorstore.index import Index
from vectorstore.names import DETERMINERS
from vectorstore.outline import plural
from vectorstore.words import stem, terms, words

_IS_ONE_OF = re.compile(
    r"(?:so,? |and )?(?:is|are|was|were)(?:n(?:'|’)t)? (?P<what>\S.*?) (?:also |really )?"
    r"(?:(?:listed |named |counted )?(?:as |among )?(?:one of|an?)|(?:listed |named )?among|"
    r"part of|on the list of) (?P<parts>\S.*?)\W*$",
    re.IGNORECASE,
)
_OF = frozenset({"from", "in", "of", "under", "within"})
_DO = frozenset({"did", "do", "does", "has", "have"})
_HAVE = re.compile(
    r"\b(?:have|has|got|contain|define|give|identify|include|list|make|name|offer|set)s?\b", re.I
)
_SHOWN = 6  # titles that a correction lists


def belonging(
    asked: Asked, groups: Sequence[Group], index: Index, beyond: Set[str]
) -> Draft | Refusal | None:
    """What is said where it is asked, or taken for granted, that parts belong somewhere.

    `beyond`: the terms of the question that neither name parts nor only ask for them.
    """
    return _one_of(asked.question, groups, index) or (
        None if beyond else _not_in_it(asked, groups, index)
    )


def _not_in_it(asked: Asked, groups: Sequence[Group], index: Index) -> Refusal | None:
    """The correction where a document is said to have parts that only others have.

    A noun names no document here: “the takeaways of the vision” are the vision's, whatever else
    is called the takeaways.
    """
    each = kinds(groups)
    nouns = [word for word in asked.words if any(group.called(word) for group in each)]
    said = [word for word in words(asked.question) if word not in nouns]
    named = index.documents_named(" ".join(said))
    if not nouns or len(named) != 1 or asking.TOGETHER.search(asked.question):
        return None
    here = [group for group in groups if group.heading.document in named]
    if called(here, nouns, Group.called_generally) or not _has(asked.question, said, index):
        return None
    widest = max(called(groups, nouns, Group.called), key=lambda group: len(group.members))
    (document,) = (index.documents[id_] for id_ in named)
    return denied(widest, f"There are no {plural(widest.noun)} in {document.label}.")


def _has(question: str, said: Sequence[str], index: Index) -> bool:
    """True for “of the vision”, “the vision's”, “does the vision have”."""
    naming = index.naming_terms(" ".join(said))
    at = next(place for place, word in enumerate(said) if stem(word) in naming)
    if re.search(rf"\b{re.escape(said[at])}['’]s\b", question, re.IGNORECASE):
        return True
    before = [word for word in said[:at] if word not in DETERMINERS]
    return bool(before) and (
        before[-1] in _OF or (before[-1] in _DO and bool(_HAVE.search(question)))
    )


def _one_of(question: str, groups: Sequence[Group], index: Index) -> Draft | Refusal | None:
    """The part that something is said to be, or the correction: "is climate one of the themes?".

    None where no title holds it, and yet it is spoken of: search knows better what it is.
    """
    match = _IS_ONE_OF.match(question)
    if not match:
        return None
    parts, about = words(match["parts"]), set(terms(match["what"]))
    meant = called(groups, parts, Group.called)
    nouns = {stem(word) for word in parts if any(group.called(word) for group in meant)}
    naming, named = index.naming_terms(question), index.documents_named(match["parts"])
    rest = set(terms(match["parts"])) - nouns - naming
    meant = [
        group
        for group in meant
        if rest <= group.heading_terms and (not named or group.heading.document in named)
    ]
    if not meant or not about or about <= naming or about & nouns:
        return None
    group = max(meant, key=lambda each: len(each.members))
    if held := [part for part in group.members if about <= set(terms(title_of(part)))]:
        return spoken(held, index.passages)
    sections = group.is_sections
    known = index.terms_of(group.heading.document) if sections else group.member_terms
    if about & known or not all(map(title_of, group.members)):
        return None
    said = f"“{match['what']}” is no {group.noun}."
    if len(group.members) > _SHOWN:
        return denied(group, said)
    titles = ", ".join(map(title_of, group.members))
    return Refusal("false_premise", f"{said} {group.counted}: {titles}.", group.members[:3])
