"""`python -m benchmarks.public` measures on public sets and writes benchmarks/public.md."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.public import chunking, clapnq, feedbackqa, retrieval, scifact, squad, wice
from benchmarks.public.pool import Store
from benchmarks.public.rows import Row, comparison, table
from vectorstore.embedder import LocalModel

ROOT = Path(__file__).resolve().parents[2]
RESULT = ROOT / "benchmarks" / "public.md"
VARIABLE = "ASSISTANT_PUBLIC_SETS"

_OPENING = """\
Made by `python -m benchmarks.public`. “Plain MiniLM” is exact cosine search with the packaged
all-MiniLM-L6-v2; “ours” is what `benchmarks/public/ours.py` names, with every model that is used.
“Published” says whose figure it is.

- SciFact: 5,183 abstracts, title and text, 300 claims. FeedbackQA: 2,364 sections of four agencies
  as one pool, title, headers and content, 1,992 questions.
- Chroma chunking: the passages of all five texts are one pool; recall and precision count the
  characters of the best five, averaged over 472 questions.
- ClapNQ: against the annotator who agrees most with what was chosen. Declining asks 150 answerable
  and 150 unanswerable questions of the pool of all 300 passages.
- SQuAD 2.0: the questions on every fourth article by title, which nothing may be trained on, asked
  of the paragraphs of all articles.
- WiCE: 349 claims of the development set; a claim's score is that of the stretch of its page (as
  long as a passage) that scores highest; ours is what the check of a chat model's sentences covers,
  less 0.3 where one of its rules objects."""

Measured = tuple[list[Row], dict[str, float]]
"""The rows of a set; for a set of retrieval, also the figure of each way of ranking."""

SETS: dict[str, tuple[str, Callable[[Path, Store], Measured]]] = {
    scifact.NAME: (
        "scifact",
        lambda data, store: retrieval.measure(retrieval.SCIFACT, *scifact.read(data), store),
    ),
    feedbackqa.NAME: (
        "feedbackqa",
        lambda data, store: retrieval.measure(retrieval.FEEDBACKQA, *feedbackqa.read(data), store),
    ),
    chunking.NAME: (chunking.FOLDER, lambda data, store: (chunking.measure(data, store), {})),
    clapnq.NAME: ("clapnq", lambda data, store: (clapnq.measure(data, store), {})),
    squad.NAME: ("squad2", lambda data, store: (squad.measure(data, store), {})),
    wice.NAME: ("wice", lambda data, store: (wice.measure(data, store), {})),
}
"""By name: the folder that holds the set, and what measures on it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures on the sets that are there; 1 where none is."""
    asked = _parser().parse_args(arguments)
    store = Store(LocalModel(), asked.cache)
    rows: list[Row] = []
    ways: dict[str, dict[str, float]] = {}
    for name in asked.sets:
        folder, measure = SETS[name]
        if not (asked.data / folder).is_dir():
            print(f"{name} is left out: there is no {asked.data / folder}.", file=sys.stderr)
            continue
        found, compared = measure(asked.data, store)
        rows += found
        ways |= {found[0].set: compared} if compared else {}
        print(table(found), file=sys.stderr)
    if not rows:
        remedy = (
            f"name their folder with --data or {VARIABLE}; benchmarks/README.md says what is in it."
        )
        print(f"No set was measured: {remedy}", file=sys.stderr)
        return 1
    page = _page(rows, ways)
    asked.result.write_text(page, "utf-8")
    print(page)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.public", description=__doc__)
    data = os.environ.get(VARIABLE) or ROOT.parent / "shared" / "bench"
    parser.add_argument("--data", type=Path, default=Path(data), help=f"default: ${VARIABLE}")
    parser.add_argument("--sets", type=_names, default=list(SETS), help=", ".join(SETS))
    parser.add_argument("--cache", type=Path, default=ROOT / ".index-public", help="embeddings")
    parser.add_argument("--result", type=Path, default=RESULT, help="the page that is written")
    return parser


def _names(text: str) -> list[str]:
    names = text.split(",")
    if unknown := [name for name in names if name not in SETS]:
        raise argparse.ArgumentTypeError(f"no set {unknown[0]}; there are {', '.join(SETS)}")
    return names


def _page(rows: Sequence[Row], ways: dict[str, dict[str, float]]) -> str:
    parts = [
        "# On public sets",
        _OPENING,
        table(rows),
    ]
    if ways:
        names = list(next(iter(ways.values())))
        parts += [
            "nDCG@10 of each way of ranking what meaning and words bring (100 entries each):",
            comparison(names, ways),
        ]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    sys.exit(main())
