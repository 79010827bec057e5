"""Trains what a passage bears out: `python -m training.entailment --first reader.onnx`.

It goes on from the reader's weights, and learns of a sentence whether a passage says it, and of a
question whether the passage bears out what it takes for granted. Under `torchrun` as
`training.train`. Prints what is reached on documents that nothing was learnt from.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

from training.model import ReaderNetwork, export, first_weights, padded
from training.rows import corpus_document, invented_documents, passages_of
from training.train import join, trained
from vectorstore.reader import ENTAILMENT, WEIGHTS, tokens_of_minilm
from vectorstore.reader_input import Input

PAIRS = Path(__file__).with_name("entailment.jsonl")
_BATCH = 16
_ELSEWHERE = 0.15  # of the sentences, those that are shown beside another passage too
_VERBATIM = 0.35  # of the passages, those of which a sentence is shown as it is
_FROM_BESIDE = 0.5  # of these, those that are shown another passage's sentence too


@dataclass(frozen=True)
class Pair:
    """A text beside a passage."""

    document: int | str
    """The number of an invented document, or “corpus”."""
    passage: str
    text: str
    is_question: bool
    borne_out: bool


class Material:
    """The passages, and the pairs that are learnt from or held back."""

    def __init__(self) -> None:
        self._tokens = tokens_of_minilm()
        every: dict[int | str, dict[str, Any]] = dict(enumerate(invented_documents()))
        every["corpus"] = corpus_document()
        self._passages = {
            (number, passage["id"]): (above, passage["sentences"])
            for number, document in every.items()
            for above, passage in passages_of(document)
        }
        self._beside = defaultdict[int | str, list[str]](list)
        for number, id_ in self._passages:
            self._beside[number].append(id_)
        apart = {number for number, document in every.items() if document.get("held_back")}
        pairs = list(_read_pairs())
        self.learnt = [pair for pair in pairs if pair.document not in apart]
        self.held_back = [pair for pair in pairs if pair.document in apart]

    def epoch(self) -> list[list[tuple[Input, bool]]]:
        """All that is learnt from and what is drawn beside it, in batches of like length."""
        drawn = [*self.learnt, *self._verbatim(), *self._elsewhere()]
        random.shuffle(drawn)
        batches = []
        for start in range(0, len(drawn), 20 * _BATCH):
            part = [(self.of(pair), pair.borne_out) for pair in drawn[start : start + 20 * _BATCH]]
            part.sort(key=lambda row: len(row[0].ids))
            batches += [part[at : at + _BATCH] for at in range(0, len(part), _BATCH)]
        random.shuffle(batches)
        return batches

    def of(self, pair: Pair) -> Input:
        """What the network is given."""
        above, sentences = self._passages[pair.document, pair.passage]
        return self._tokens.of(pair.text, above, sentences)

    def _verbatim(self) -> Iterator[Pair]:
        """A sentence of a passage beside it, and one of another passage of the document."""
        for document, passage in dict.fromkeys((p.document, p.passage) for p in self.learnt):
            if random.random() < _VERBATIM:
                _, own = self._passages[document, passage]
                yield Pair(document, passage, random.choice(own), False, True)
                other = random.choice(self._beside[document])
                if other != passage and random.random() < _FROM_BESIDE:
                    _, others = self._passages[document, other]
                    yield Pair(document, passage, random.choice(others), False, False)

    def _elsewhere(self) -> Iterator[Pair]:
        """Sentences beside another passage of the same document."""
        for pair in self.learnt:
            other = random.choice(self._beside[pair.document])
            if not pair.is_question and other != pair.passage and random.random() < _ELSEWHERE:
                yield Pair(pair.document, other, pair.text, False, False)


def main() -> None:
    """Trains for the time given, writes the weights and prints their digest."""
    arguments = _arguments()
    first = join()
    material = Material()
    network = ReaderNetwork()
    first_weights(network, arguments.first)
    if not arguments.go_on:
        nn.init.normal_(network.passage.weight, std=0.02)
        nn.init.zeros_(network.passage.bias)
    heads = list(network.passage.parameters())
    trained(network.encoder, heads, _losses(network, material), arguments.minutes * 60)
    if not first:
        return
    for name, asked in (("sentences", False), ("questions", True)):
        pairs = [pair for pair in material.held_back if pair.is_question is asked]
        print(f"AUROC of {len(pairs)} {name} held back: {_auroc(network, material, pairs):.3f}")
    export(network, arguments.out)
    print(hashlib.sha256(arguments.out.read_bytes()).hexdigest(), arguments.out)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=Path, default=WEIGHTS, help="the reader to go on from")
    go_on = "--first are such weights already: go on from them, head and all"
    parser.add_argument("--go-on", action="store_true", help=go_on)
    parser.add_argument("--minutes", type=float, default=42)
    parser.add_argument("--out", type=Path, default=ENTAILMENT)
    return parser.parse_args()


def _read_pairs() -> Iterator[Pair]:
    for line in PAIRS.read_text("utf-8").splitlines():
        row = json.loads(line)
        place = row["document"], row["passage"]
        yield Pair(*place, row["text"], row["question"], row["borne_out"])


def _losses(network: ReaderNetwork, material: Material) -> Iterator[Tensor]:
    while True:
        for batch in material.epoch():
            wanted = torch.tensor([float(borne_out) for _, borne_out in batch])
            yield cross_entropy(_odds(network, [read for read, _ in batch]), wanted)


def _odds(network: ReaderNetwork, batch: Sequence[Input]) -> Tensor:
    ids, types = padded([e.ids for e in batch], 0), padded([e.types for e in batch], 0)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        _, passages = network(ids, (ids != 0).long(), types)
    return passages.float()  # type: ignore[no-any-return]


def _auroc(network: ReaderNetwork, material: Material, pairs: Sequence[Pair]) -> float:
    network.eval()
    odds: list[float] = []
    for at in range(0, len(pairs), _BATCH):
        with torch.inference_mode():
            batch = [material.of(pair) for pair in pairs[at : at + _BATCH]]
            odds.extend(_odds(network, batch).tolist())
    return float(roc_auc_score([pair.borne_out for pair in pairs], odds))


if __name__ == "__main__":
    main()
