"""Trains the reader: `python -m training.train --first MODEL.onnx --squad dev-half.json`.

What it learns of a question: which passages and sentences answer, each for itself, and that one
which does comes before those that do not. Under `torchrun` the questions are dealt out to the
processes, and all go on from their mean every few steps. Prints what that is worth.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import torch
import torch.distributed as processes
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy
from tqdm import tqdm
from transformers import BertModel

from training.drawing import BATCH, Beside, Drawing, Example
from training.model import ReaderNetwork, export, first_weights, padded
from training.rows import Row, held_back, read_corpus_questions, read_documents, read_squad
from vectorstore.embedder import LocalModel
from vectorstore.reader import WEIGHTS, tokens_of_minilm

_RATE, _HEADS = 8e-5, 4  # the rate of the layers, and how many times that of the heads
_TOGETHER = 40  # steps that a process takes between two means
_LIKE = 4  # passages that are filled up to the same length
_SQUAD_SHARE = 0.15  # of SQuAD's questions in an epoch
_ORDER = 0.3  # weight of the order of a question's passages


def main() -> None:
    """Trains for the time given, writes the weights and prints their digest."""
    arguments = _arguments()
    first = join()
    examples = list(_examples(arguments.squad))
    apart = held_back([e.row for e in examples])
    learnt = [e for e in examples if e.row.group not in apart]
    network = ReaderNetwork()
    first_weights(network, arguments.first)
    heads = [*network.token.parameters(), *network.passage.parameters()]
    share = partial(_share, arguments.newer, arguments.older)
    drawing = Drawing(learnt, share, *process())
    losses = (loss_of(network, batch, drawing) for batch in drawing.batches())
    trained(network.encoder, heads, losses, arguments.minutes * 60)
    if not first:
        return
    for name, kind in (("documents", True), ("SQuAD articles", False)):
        tested = [e for e in examples if e.row.group in apart and e.row.invented is kind]
        print(f"AUROC of answered questions, {name} held back: {auroc(network, tested):.3f}")
    export(network, arguments.out)
    print(hashlib.sha256(arguments.out.read_bytes()).hexdigest(), arguments.out)


def join() -> bool:
    """Meets the other processes; True in the first, and where there is one only."""
    number, _ = process()
    torch.manual_seed(0)
    random.seed(number)
    torch.set_num_threads(1)
    if "RANK" in os.environ:
        processes.init_process_group("gloo")
    return number == 0


def process() -> tuple[int, int]:
    """The number of this process, counted from 0, and how many there are."""
    return int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1"))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    first = "ms-marco-MiniLM-L-12-v2 as ONNX, or a reader to go on from"
    parser.add_argument("--first", type=Path, required=True, help=first)
    parser.add_argument("--squad", type=Path, required=True, help="SQuAD 2.0 as JSON")
    parser.add_argument("--minutes", type=float, default=70)
    newer = "number of the first of the newer documents, counted from 0"
    parser.add_argument("--newer", type=int, default=0, help=newer)
    parser.add_argument("--older", type=float, default=0.3, help="share of questions to the others")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    return parser.parse_args()


def _examples(squad: Path) -> Iterator[Example]:
    tokens = tokens_of_minilm()
    embedder = LocalModel()
    for row in [*read_documents(embedder), *read_corpus_questions(embedder), *read_squad(squad)]:
        yield Example(row, tokens.of(row.question, row.headings, row.sentences))


def trained(
    encoder: BertModel, heads: Sequence[nn.Parameter], losses: Iterator[Tensor], seconds: float
) -> None:
    """Takes a step for each loss until the time is over; the network changes."""
    for weight in encoder.embeddings.parameters():
        weight.requires_grad = False
    body = [weight for weight in encoder.encoder.parameters() if weight.requires_grad]
    rates = (_RATE, _HEADS * _RATE)
    optimiser = torch.optim.AdamW([{"params": body}, {"params": heads}], weight_decay=0.01)
    started, done, step = time.monotonic(), 0.0, 0
    with tqdm(total=round(seconds), unit=" s", desc="Training") as bar:
        while True:
            if step % _TOGETHER == 0:
                done = _met([*body, *heads], (time.monotonic() - started) / seconds)
                bar.update(round(min(done, 1) * seconds) - bar.n)
            if done >= 1:
                return
            slope = max(1e-3, min(1.0, done / 0.05) * (1 - done))  # up, then down to nothing
            for group, highest in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = highest * slope
            loss = next(losses)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_([*body, *heads], 1.0)
            optimiser.step()
            step += 1


def _met(weights: Sequence[Tensor], done: float) -> float:
    """Takes the mean of all processes' weights; gives how far the furthest has come."""
    if not processes.is_initialized():
        return done
    for weight in weights:
        processes.all_reduce(weight.data)
        weight.data /= processes.get_world_size()
    furthest = torch.tensor(done)
    processes.all_reduce(furthest, op=processes.ReduceOp.MAX)
    return float(furthest)


def _share(newer: int, older: float, row: Row) -> float:
    """The share of such questions that an epoch has: all to documents from number `newer` on."""
    if not row.invented:
        return _SQUAD_SHARE
    kind, _, number = row.group.partition(" ")
    return older if kind == "document" and int(number) < newer else 1.0


def loss_of(network: nn.Module, batch: Sequence[Beside], drawing: Drawing) -> Tensor:
    """What a batch is read wrongly by; the drawing keeps it for each question."""
    examples = [example for beside in batch for example in beside]
    sentences, passages, standing = _read(network, examples)
    wanted = torch.zeros_like(sentences)
    for at, example in enumerate(examples):
        for sentence in example.row.answers:
            wanted[at, sentence] = 1
    answering = wanted.amax(1)
    each = cross_entropy(sentences, wanted, reduction="none") * standing
    alone = 2 * each.sum() / standing.sum() + cross_entropy(passages, answering)
    odds = (passages + sentences.masked_fill(~standing, -30).amax(1)) / 2
    sizes = [len(beside) for beside in batch]
    losses = torch.split(cross_entropy(odds.detach(), answering, reduction="none"), sizes)
    drawing.note(batch, [float(of_one.max()) for of_one in losses])
    answers = torch.split(answering.bool(), sizes)
    return alone + _ORDER * _disorder(torch.split(odds, sizes), answers)


def _disorder(odds: Sequence[Tensor], answers: Sequence[Tensor]) -> Tensor:
    """How unlikely it is, by the odds, that a passage of a question which answers comes first."""
    mixed = [
        torch.logsumexp(of_one, 0) - torch.logsumexp(of_one[answer], 0)
        for of_one, answer in zip(odds, answers, strict=True)
        if answer.any() and not answer.all()
    ]
    return torch.stack(mixed).mean() if mixed else torch.zeros(())


def _read(network: nn.Module, batch: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor]:
    """Log-odds of sentences and passages, and which sentences there are.

    Passages of like length are read together, so that little is filled up.
    """
    most = max(len(example.row.sentences) for example in batch)
    order = sorted(range(len(batch)), key=lambda at: len(batch[at].read.ids))
    parts = [order[start : start + _LIKE] for start in range(0, len(order), _LIKE)]
    read = [_read_part(network, [batch[at] for at in part], most) for part in parts]
    back = torch.tensor(order).argsort()
    sentences, passages, standing = (torch.cat(column)[back] for column in zip(*read, strict=True))
    return sentences, passages, standing


def _read_part(
    network: nn.Module, batch: Sequence[Example], most: int
) -> tuple[Tensor, Tensor, Tensor]:
    ids = padded([e.read.ids for e in batch], 0)
    standing = padded([[1] * len(e.read.ids) for e in batch], 0)
    types = padded([e.read.types for e in batch], 0)
    sentence_of = padded([e.read.sentence_of for e in batch], -1)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        tokens, passages = network(ids, standing, types)
    inside = (sentence_of[..., None] == torch.arange(most)).float()
    counts = inside.sum(1)
    means = torch.einsum("bts,bt->bs", inside, tokens.float()) / counts.clamp(min=1)
    return means, passages.float(), counts > 0


def auroc(network: nn.Module, examples: Sequence[Example]) -> float:
    """How well the best sentence of any passage tells answered from unanswered questions."""
    best: dict[tuple[str, str], float] = defaultdict(lambda: -np.inf)
    answered: dict[tuple[str, str], bool] = defaultdict(bool)
    network.eval()
    for at in range(0, len(examples), BATCH):
        batch = examples[at : at + BATCH]
        with torch.inference_mode():
            sentences, _, standing = _read(network, batch)
        for example, odds in zip(batch, sentences.masked_fill(~standing, -30), strict=True):
            question = (example.row.group, example.row.question)
            best[question] = max(best[question], float(odds.max()))
            answered[question] |= bool(example.row.answers)
    return float(roc_auc_score([answered[q] for q in best], list(best.values())))


if __name__ == "__main__":
    main()
