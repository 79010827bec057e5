"""Proof that the gate can fail: it is asked about every mutant, `python -m evals mutants`.

What a model computed once is not computed again for the next mutant, so that all of them cost
little more than one run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from assistant.ask import Assistant
from assistant.opening import Say, build, open_corpus, open_multilingual
from assistant.settings import Settings
from evals.broken import Bench
from evals.cases import Case
from evals.gate import Problem, judge
from evals.mutants import CONTROL, MUTANTS, Mutant
from evals.report import put_between
from evals.run import run
from evals.scores import Score, scores_of
from vectorstore.embedder import LocalModel
from vectorstore.index import open_index
from vectorstore.reader import PackagedReader

PAGE = Path(__file__).parent / "README.md"
OPENING, CLOSING = "<!-- mutants: written by python -m evals mutants -->", "<!-- /mutants -->"
_CRASHED = "floor: no error"


@dataclass(frozen=True)
class Proved:
    """What the gate says of a mutant."""

    mutant: Mutant
    problems: list[Problem]

    @property
    def colour(self) -> str:
        return "red" if self.problems else "green"

    @property
    def seen(self) -> list[str]:
        """For each reason that is expected the first that is given; empty where none is."""
        told = list(map(str, self.problems))
        return [
            next((text for text in told if text.startswith(start)), "")
            for start in self.mutant.expected
        ]

    @property
    def is_caught(self) -> bool:
        """True where every expected reason is given; of the control, where there is none at all.

        One that crashes though it was not to has proved nothing.
        """
        expected = self.mutant.expected
        crashed = any(str(problem).startswith(_CRASHED) for problem in self.problems)
        return (
            all(self.seen)
            and bool(self.problems) == bool(expected)
            and crashed == (_CRASHED in expected)
        )

    @property
    def others(self) -> list[str]:
        """Kinds of reasons that are given beside the expected ones."""
        expected = {start.partition(":")[0] for start in self.mutant.expected}
        return list(dict.fromkeys(p.reason for p in self.problems if p.reason not in expected))


def open_bench(settings: Settings, cases: Sequence[Case], say: Say) -> Bench:
    """The assistant as the gate asks it, in parts; its index is built where it is not current."""
    corpus, multilingual = open_corpus(settings, say), open_multilingual()
    embedder, reader = LocalModel(settings.embedding_model), PackagedReader()
    build(settings, corpus, embedder, multilingual)
    index = open_index(corpus, embedder, settings.index, multilingual, reader)
    place = settings.index
    return Bench(Assistant(index), corpus, embedder, multilingual, reader, place, tuple(cases))


def prove(bench: Bench, before: Sequence[Score]) -> Iterator[Proved]:
    """The gate's word on the assistant as it is, and on each mutant."""
    with _remembering(bench):
        for mutant in (CONTROL, *MUTANTS):
            with mutant.broken(bench) as assistant:
                scores = scores_of(run(assistant, bench.cases))
            yield Proved(mutant, judge(scores, before, bench.cases))


def print_proved(proved: Proved) -> None:
    """One mutant: what the gate says, and whether it is what was expected."""
    verdict = "as it has to be" if proved.is_caught else "NOT AS IT HAS TO BE"
    print(f"{proved.mutant.name}: {proved.colour}, {verdict}.")
    for start, told in zip(proved.mutant.expected, proved.seen, strict=True):
        print(f"  {told or f'expected and not given: {start}'}")
    if more := len(proved.problems) - len(list(filter(None, proved.seen))):
        print(f"  and {more} more reasons")


def table(proved: Sequence[Proved]) -> str:
    """The mutants as a Markdown table."""
    lines = [
        "| mutant | what is broken | the gate | because | and says too |",
        "|---|---|---|---|---|",
    ]
    for each in proved:
        because = "; ".join(start.removesuffix(": ") for start in each.mutant.expected)
        cells = (each.mutant.name, each.mutant.what, each.colour, because, ", ".join(each.others))
        lines.append(f"| {' | '.join(cell or '–' for cell in cells)} |")
    return "\n".join(lines)


def write_table(proved: Sequence[Proved], page: Path = PAGE) -> None:
    """Puts the table between its marks in the guide."""
    put_between(page, OPENING, CLOSING, table(proved))


@contextmanager
def _remembering(bench: Bench) -> Iterator[None]:
    """With each thing that the models are asked computed once."""
    asked: list[tuple[object, str]] = [
        *((bench.reader, name) for name in ("read", "bears_out")),
        (bench.embedder, "embed_query"),
        *((bench.multilingual, name) for name in ("embed", "embed_both") if bench.multilingual),
    ]
    with ExitStack() as patched:
        for model, name in asked:
            patched.enter_context(patch.object(model, name, _once(getattr(model, name))))
        yield


def _once(compute: Callable[..., object]) -> Callable[..., object]:
    kept: dict[tuple[object, ...], object] = {}

    def computed(*given: object) -> object:
        key = tuple(tuple(each) if isinstance(each, list) else each for each in given)
        if key not in kept:
            kept[key] = compute(*given)
        return kept[key]

    return computed
