"""`assistant index`: does what the corpus has changed since, and says what it did."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import get_args

from assistant.opening import build, home, look, open_multilingual, read
from assistant.settings import Settings
from vectorstore.building import Built, plan_index
from vectorstore.changes import Change, Kind
from vectorstore.documents import Corpus
from vectorstore.embedder import LocalModel
from vectorstore.homes import shelf_at

_LISTED = 20  # documents of one kind that are named one by one

Say = Callable[[str], None]


def index(settings: Settings, tell: Say, warn: Say) -> int:
    """Builds what is missing or stale. The exit code: 1 where a file was left out."""
    corpus = read(settings)
    _notice(corpus, warn)
    embedder = LocalModel(settings.embedding_model)
    report(build(settings, corpus, embedder, open_multilingual()), settings, tell)
    return left_out(corpus, warn)


def planned(settings: Settings, tell: Say, warn: Say) -> int:
    """Tells what `index` would do; writes nothing."""
    corpus = look(settings)
    _notice(corpus, warn)
    embedder = LocalModel(settings.embedding_model)
    plan = plan_index(corpus, embedder, home(settings), open_multilingual())
    if plan.was_current:
        report(plan, settings, tell)
    else:
        for line in _lines(plan.changes):
            tell(line)
        taken = plan.passages - plan.embedded
        tell(f"Would embed {plan.embedded} passages and take over {taken}. Nothing was written.")
    return left_out(corpus, warn)


def report(built: Built, settings: Settings, tell: Say) -> None:
    """Says what a build did, in a few lines."""
    where = shelf_at(home(settings)).where
    if built.was_current:
        tell(f"The index is current: {built.passages} passages {where}.")
        return
    for line in _lines(built.changes):
        tell(line)
    tell(f"Indexed {built.passages} passages {where}, {built.embedded} embedded.")


def left_out(corpus: Corpus, warn: Say) -> int:
    """Names the files that are not in the index. The exit code that says whether there are any."""
    if not corpus.left_out:
        return 0
    are_in, are_out = len(corpus.documents), len(corpus.left_out)
    warn(f"{are_in} of {are_in + are_out} files are in the index, {are_out} left out:")
    for reason in corpus.left_out:
        warn(f"- {reason}")
    return 1


def _notice(corpus: Corpus, warn: Say) -> None:
    for notice in corpus.notices:
        warn(notice)


def _lines(changes: Sequence[Change]) -> Iterator[str]:
    for kind in get_args(Kind):
        same = [change for change in changes if change.kind == kind]
        listed = [] if kind == "unchanged" else same[:_LISTED]
        for change in listed:
            yield _line(change)
        rest = same[len(listed) :]
        if rest:
            more = "more documents" if listed else "documents" if len(rest) > 1 else "document"
            yield f"{kind}: {len(rest)} {more}{_counted(rest)}"


def _line(change: Change) -> str:
    name = f"{change.before} is now {change.file}" if change.before else change.file
    return f"{change.kind}: {name}{_counted([change])}"


def _counted(changes: Sequence[Change]) -> str:
    """How many passages there are, and where their vectors come from."""
    passages = sum(change.passages for change in changes)
    anew = sum(change.embedded for change in changes)
    if not passages:
        return ""
    return f" ({anew} passages embedded, {passages - anew} taken over)"
