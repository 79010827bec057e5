"""Drafts of questions for the passages that few cases ask for: `python -m evals suggest`.

A draft is made of one sentence that can be read alone: by a rule that turns it into a question, or
by a chat model where there is one. It waits with the other pending cases; what comes out of a rule
has the document's words, and is there to be put into a person's own.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from langchain_core.messages import HumanMessage, SystemMessage

from assistant.errors import ModelFailed
from assistant.hearing import Patience, hear
from assistant.model import Model
from evals.cases import Case, missing_facts, read_case
from evals.checking import alike
from onboarding.material import Material, Said, kin, shared, title_of
from vectorstore.embedder import Embedder
from vectorstore.passages import Passage
from vectorstore.words import FUNCTION_WORDS, runs, words

PROMPT = Path(__file__).with_name("suggesting.md")
UNSEEN = "heldout"
"""The split that is not looked at: what it asks for changes no draft."""

_FEWEST, _MOST = 3, 7  # words of a fact
_LONGEST = 40  # words of a question
_COPIED = 5  # words in a row that a model's question must not share with the passage
_TRIED = 2  # sentences of a passage that a model is asked about
_PATIENCE = Patience(60.0, 120.0, 400)

_BREAK = re.compile(r"[,;:–—()“”\"]| (?:and|or|as well as|by|through|when|if|that|which|who) ")
_LEAD = re.compile(r"\A(?:[^,]{1,60}, )+(?=[a-z]+ )")
_WHO, _FORCE = r"(?P<who>.{2,120}?)", r"(?P<force>should|must|can|could|will|would)"
_DONE = re.compile(rf"{_WHO} {_FORCE} (?:also )?be (?P<done>[a-z]+(?:ed|en))\b(?P<to> to)?")
_DOES = re.compile(rf"{_WHO} {_FORCE} (?:also )?(?!be\b|not\b|take place\b)[a-z]+")
_IS = re.compile(r"(?P<who>[^,;]{2,60}?) (?P<verb>is|are) (?:an? |the |our )")
_POINTS = frozenset("he her his i it its our she their there these they this those we you".split())

Drawn = tuple[str, Said] | None
"""A question, and the sentence that answers it."""

Draw = Callable[[Sequence[Said], Material], Drawn]
"""Draws a question from sentences of one passage."""


@dataclass(frozen=True)
class Draft:
    """A question for a passage."""

    passage: Passage
    question: str
    fact: str
    """Words of the sentence that stand nowhere else."""
    sentence: str
    covered: int
    """Cases that ask for the passage."""
    by: str
    """`rule`, or the name of a model."""

    @property
    def case(self) -> dict[str, Any]:
        """As a gold case, but for its category, which is left to a person."""
        digest = hashlib.sha256(self.question.encode()).hexdigest()[:6]
        return {
            "id": f"suggested-{self.passage.id.replace('/', '.')}-{digest}",
            "category": "draft",
            "question": self.question,
            "history": [],
            "answerable": True,
            "must": [self.passage.id],
            "may": [],
            "facts": [[self.fact]],
            "sentences": [self.sentence],
        }

    @property
    def row(self) -> dict[str, Any]:
        """As it waits."""
        told = {"by": self.by, "covered": self.covered}
        return {**self.case, "category": "", "suggested": told}


def coverage(cases: Iterable[Case], passages: Iterable[str]) -> dict[str, int]:
    """How many cases must cite each passage; the held-out ones are not counted."""
    wanted = Counter(id_ for case in cases if case.split != UNSEEN for id_ in case.must)
    return {id_: wanted[id_] for id_ in passages}


def drafts(
    cases: Sequence[Case], material: Material, draw: Draw, by: str, skip: frozenset[str]
) -> Iterator[Draft]:
    """One draft for each passage that one can be made for, the least covered first."""
    covered = coverage(cases, material.passages)
    said: dict[str, list[Said]] = {}
    for each in material.whole_sentences:
        said.setdefault(each.passage.id, []).append(each)
    for id_ in sorted(said.keys() - skip, key=lambda id_: (covered[id_], list(said).index(id_))):
        if drawn := draw(said[id_], material):
            question, each = drawn
            if fact := fact_of(each, question, material):
                yield Draft(each.passage, question, fact, each.text, covered[id_], by)


def sound(
    drafted: Sequence[Draft], cases: Sequence[Case], material: Material, embedder: Embedder
) -> list[Draft]:
    """Those that ask what no gold case and no draft before asks, and whose fact is in its place."""
    asked = [read_case(each.case, "dev") for each in drafted]
    taken = {case.id for case in cases}
    taken |= {second.id for _, second, _ in alike([*cases, *asked], embedder)}
    return [
        each
        for each, case in zip(drafted, asked, strict=True)
        if case.id not in taken and not any(missing_facts(case, material.passages))
    ]


def fact_of(said: Said, question: str, material: Material) -> str:
    """A short run of the sentence's words that stands only there: the one that shares least with
    the question, and of such the longest; empty where there is none that it does not hold whole."""
    pieces = [piece.strip(" .!?’'").split()[-_MOST:] for piece in _BREAK.split(said.text)]
    found = [
        (shared(piece, question) - len(words(piece)), piece)
        for piece in map(" ".join, pieces)
        if len(words(piece)) >= _FEWEST
        and material.times_said(piece) == 1
        and not kin(piece) <= kin(question)
    ]
    return min(found, default=(0, ""))[1]


def by_rule(sentences: Sequence[Said], material: Material) -> Drawn:
    """“X should be done …” asked for as “How should X be done?”, and its like."""
    for rule in (_how, _what, _titled):
        for said in sentences:
            if question := rule(said, material):
                return question, said
    return None


def _how(said: Said, material: Material) -> str:
    match = _DONE.match(_LEAD.sub("", said.text))
    who = _subject(match["who"], material) if match else ""
    if not (match and who):
        return ""
    if match["to"]:
        return f"What {match['force']} {who} be {match['done']} to do?"
    return f"How {match['force']} {who} be {match['done']}?"


def _what(said: Said, material: Material) -> str:
    text = _LEAD.sub("", said.text)
    if (match := _DOES.match(text)) and (who := _subject(match["who"], material)):
        return f"What {match['force']} {who} do?"
    if (match := _IS.match(text)) and (who := _subject(match["who"], material)):
        return f"What {match['verb']} {who}?"
    return ""


def _titled(said: Said, material: Material) -> str:
    label, title = material.label(said.passage.document), title_of(said.passage)
    return f"What does {label} say about “{title}”?" if title else ""


def by_model(model: Model) -> Draw:
    """With a chat model's questions; where it fails, or copies, another sentence is tried."""
    told = SystemMessage(PROMPT.read_text("utf-8"))

    def draw(sentences: Sequence[Said], material: Material) -> Drawn:
        for said in sentences[:_TRIED]:
            try:
                with closing(hear(model.chat, [told, HumanMessage(said.text)], _PATIENCE)) as heard:
                    question = " ".join("".join(heard).split()).strip('"“”* ')
            except ModelFailed:
                return None
            copies = set(runs(question, _COPIED)) & set(runs(said.passage.body.text, _COPIED))
            one = question.endswith("?") and question.count("?") == 1
            if one and not copies and len(words(question)) <= _LONGEST:
                return question, said
        return None

    return draw


def _subject(who: str, material: Material) -> str:
    """The subject as it stands within a sentence; empty where it points to somebody else."""
    first, _, rest = who.partition(" ")
    plain = first.lower()
    if plain in _POINTS:
        return ""
    bodies = " ".join(passage.body.text for passage in material.passages.values())
    is_name = plain not in FUNCTION_WORDS and (
        first.isupper() or re.search(rf"[a-z,] {re.escape(first)}\b", bodies)
    )
    return f"{first if is_name else plain} {rest}".strip()
