"""The commands by which the gold questions grow: passages, feedback, promote, suggest, accept."""

from __future__ import annotations

import argparse
import sys
from itertools import islice
from typing import TYPE_CHECKING

from rich.console import Console

from assistant.feedback import FeedbackStore
from assistant.model import open_model
from assistant.opening import open_corpus
from assistant.settings import read_settings
from evals.cases import GOLD, read_cases
from evals.complaints import print_feedback, promote
from evals.pending import PENDING, accept, add_pending, pending
from evals.suggesting import by_model, by_rule, drafts, sound
from onboarding.material import material_of
from vectorstore.embedder import LocalModel
from vectorstore.index import split_all

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_commands(commands: Commands) -> None:
    """Puts them beside the others."""
    shown = commands.add_parser("passages", help="list passages with their ids")
    shown.add_argument("words", nargs="*", help="only those that hold all of these")
    shown.set_defaults(run=_passages)

    said = commands.add_parser("feedback", help="list what readers said")
    said.add_argument("--bad", action="store_true", help="only of bad answers")
    said.set_defaults(run=_feedback)

    promoted = commands.add_parser("promote", help="make a pending case of what a reader said")
    promoted.add_argument("id", type=int, help="the number of the feedback")
    promoted.set_defaults(run=_promote)
    for command in (said, promoted):
        command.add_argument("--feedback", metavar="FILE", help="its file (ASSISTANT_FEEDBACK)")

    suggested = commands.add_parser(
        "suggest", help="draft pending cases for passages that few cases ask for"
    )
    suggested.add_argument("--count", type=int, default=10, help="so many at most (default: 10)")
    for flag in ("model", "model-url"):
        suggested.add_argument(f"--{flag}", help="who writes them, as of `assistant`; else a rule")
    suggested.set_defaults(run=_suggest)

    accepted = commands.add_parser("accept", help="move a pending case to the gold cases")
    accepted.add_argument("id", help="the pending case, or its number")
    accepted.set_defaults(run=_accept)


def _passages(given: argparse.Namespace) -> int:
    for passage in split_all(open_corpus(read_settings({}), _say)):
        text = " ".join(
            f"{passage.title.text if passage.title else ''} {passage.body.text}".split()
        )
        if all(word.lower() in text.lower() for word in given.words):
            print(f"{passage.id}\n    {text}")
    return 0


def _feedback(given: argparse.Namespace) -> int:
    kept = _store(given).all()
    chosen = [each for each in kept if each.said.verdict == "bad"] if given.bad else kept
    print_feedback(chosen, Console(width=None if sys.stdout.isatty() else 160))
    return 0


def _promote(given: argparse.Namespace) -> int:
    id_ = promote(_store(given).get(given.id), GOLD)
    print(f"{id_} stands in {GOLD / PENDING}. Fill in its category, the passages and the facts,")
    print(f"documents in hand; then: python -m evals accept {id_}")
    return 0


def _suggest(given: argparse.Namespace) -> int:
    settings = read_settings({"model": given.model, "model_url": given.model_url})
    model = open_model(settings)
    material = material_of(open_corpus(settings, _say))
    cases, waiting = read_cases(GOLD), pending(GOLD)
    skip = frozenset(id_ for row in waiting if "suggested" in row for id_ in row["must"])
    draw, by = (by_model(model), model.name) if model else (by_rule, "rule")
    drafted = list(islice(drafts(cases, material, draw, by, skip), 2 * given.count))
    found = sound(drafted, cases, material, LocalModel(settings.embedding_model))[: given.count]
    add_pending([each.row for each in found], GOLD)
    for each in found:
        print(f"{each.row['id']}: {each.question}")
        print(f"  {each.covered} cases ask for {each.passage.id}. The fact: {each.fact}")
    print(
        f"{len(found)} drafts stand in {GOLD / PENDING}. Put each into words of your own, fill in"
    )
    print("its category, and delete what is no good question; then: python -m evals accept ID")
    return 0


def _accept(given: argparse.Namespace) -> int:
    corpus = open_corpus(read_settings({}), _say)
    id_ = accept(given.id, {p.id: p for p in split_all(corpus)}, GOLD)
    print(f"{id_} is a gold case of the development split now. `make evals` counts it.")
    return 0


def _store(given: argparse.Namespace) -> FeedbackStore:
    return FeedbackStore(read_settings({"feedback": given.feedback}).feedback)


def _say(text: str) -> None:
    print(text, file=sys.stderr)
