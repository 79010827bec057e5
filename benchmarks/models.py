"""A weak chat model whose sentences are verified, beside the same model in LangChain's chain.

`python -m benchmarks.models` asks SmolLM2 and writes benchmarks/models.md. Each outcome is kept at
once, so that a run that was broken off goes on where it was.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from langchain_openai import ChatOpenAI
from pydantic import SecretStr, TypeAdapter
from tqdm import tqdm

from assistant import local
from assistant.ask import Assistant
from assistant.hearing import Patience
from assistant.model import Model
from assistant.settings import read_settings
from assistant.writing import ModelWriter
from benchmarks.models_page import page
from benchmarks.opened import Parts, english, open_parts
from benchmarks.tutorial import TutorialChain
from benchmarks.tutorial_chat import ChunkChecker, TutorialChat
from evals.cases import SPLITS, Case, read_cases
from evals.outcomes import Outcome
from evals.pairs import let_through, read_shown
from evals.run import run
from vectorstore.index import Index

RESULT = Path(__file__).with_suffix(".md")
KEPT = Path(__file__).parents[1] / "evals" / "runs" / "models"
QUESTIONS = 100  # of a split, drawn at random: on one core they take under half an hour
SEED = 4
PATIENCE = Patience(first=600.0, whole=900.0)  # a busy machine must not change what is written

Ask = Callable[[Case], Outcome]
_OUTCOME = TypeAdapter(Outcome)


def main(arguments: Sequence[str] | None = None) -> None:
    """Asks each question of all three and writes the page."""
    given = _parser().parse_args(arguments)
    cases = drawn(read_cases(), given.split, given.questions)
    parts = open_parts(read_settings({}))
    with local.running() as url, tempfile.TemporaryDirectory() as folder:
        model = smollm2(url)
        chain = TutorialChain(parts.corpus, parts.embedder, Path(folder))
        asked = sides(parts, model, chain)
        outcomes = answered(asked, cases, given.kept / given.split)
        passed = let_through(parts.index(Index), read_shown())
        written = page(cases, outcomes, ChunkChecker(chain, parts.embedder), passed)
    given.result.write_text(written, "utf-8")
    print(written)


def drawn(cases: Sequence[Case], split: str, count: int) -> list[Case]:
    """So many English questions of a split, always the same ones in the same order."""
    own = [case for case in english(cases) if case.split == split]
    random.Random(SEED).shuffle(own)
    return own[:count]


def smollm2(url: str) -> Model:
    """The model at a URL, heard for as long as it takes: what is measured is what it writes."""
    chat = ChatOpenAI(
        model=local.NAME, base_url=url, api_key=SecretStr("none"), temperature=0,
        timeout=PATIENCE.first, max_retries=0, max_completion_tokens=2_000,
    )  # fmt: skip
    return Model(chat, local.NAME, local.CONTEXT)


def sides(parts: Parts, model: Model, chain: TutorialChain) -> dict[str, Ask]:
    """Who is asked, by name."""
    index = parts.index(Index)
    return {
        "quotes": _asking(Assistant(index)),
        "verified": _asking(Assistant(index, ModelWriter(model, index, PATIENCE))),
        "chain": TutorialChat(chain, model.chat).outcome,
    }


def answered(
    asked: dict[str, Ask], cases: Sequence[Case], folder: Path
) -> dict[str, list[Outcome]]:
    """What comes of each case, by name; what is kept in the folder is not asked again.

    Raises RuntimeError where one crashed: no figure would be right.
    """
    folder.mkdir(parents=True, exist_ok=True)
    known = {name: read_kept(folder / f"{name}.jsonl") for name in asked}
    for case in tqdm(cases, desc="Asking", delay=0.5):
        for name, ask in asked.items():
            if case.id not in known[name]:
                outcome = ask(case)
                if outcome.error:
                    raise RuntimeError(f"{name}: {case.id} crashed: {outcome.error}")
                known[name][case.id] = outcome
                with (folder / f"{name}.jsonl").open("ab") as file:
                    file.write(_OUTCOME.dump_json(outcome) + b"\n")
    return {name: [held[case.id] for case in cases] for name, held in known.items()}


def read_kept(path: Path) -> dict[str, Outcome]:
    """The outcomes in a file by the ids of their cases; a last line that was cut off is removed."""
    kept = path.read_bytes() if path.exists() else b""
    whole = kept[: kept.rfind(b"\n") + 1]
    if whole != kept:
        path.write_bytes(whole)
    outcomes = [_OUTCOME.validate_json(line) for line in whole.splitlines()]
    return {outcome.case.id: outcome for outcome in outcomes}


def _asking(assistant: Assistant) -> Ask:
    return lambda case: next(run(assistant, [case], PATIENCE.whole))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.models", description=__doc__)
    parser.add_argument("--split", choices=SPLITS, default="heldout", help="default: heldout")
    parser.add_argument("--questions", type=int, default=QUESTIONS, help=f"default: {QUESTIONS}")
    parser.add_argument("--kept", type=Path, default=KEPT, help="where outcomes are kept")
    parser.add_argument("--result", type=Path, default=RESULT, help="the page that is written")
    return parser


if __name__ == "__main__":
    main()
