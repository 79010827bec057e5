"""The reader as a network: its first weights, its input, and its export to ONNX."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from transformers import BertConfig, BertModel

_LAYERS = (0, 2, 3, 4, 6, 7, 9, 10)
"""Those of the twelve layers that are kept: without the other four nearly as much is told apart."""

_SHARING = 32  # numbers of a word's embedding that share a scale
_HIGHEST, _NONE = 7, 8  # steps of four bits: the most of them, and what stands for none

_OWN = re.compile(r"(?:network\.)?((?:encoder|token|passage)\..*)")
"""What parts of the network are called in the reader's own file."""


class ReaderNetwork(nn.Module):
    """MiniLM with two heads: one number for each token, one for the passage.

    The number of a sentence is the mean of its tokens', so the graph needs to know of no
    sentences.
    """

    def __init__(self) -> None:
        super().__init__()
        config = BertConfig(
            hidden_size=384,
            num_hidden_layers=len(_LAYERS),
            num_attention_heads=12,
            intermediate_size=1536,
            attn_implementation="eager",
        )
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.encoder.embeddings.word_embeddings = PackedWords(config.vocab_size, config.hidden_size)
        self.token = nn.Linear(384, 1)
        self.passage = nn.Linear(384, 1)

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor) -> tuple[Tensor, Tensor]:
        """Log-odds, shapes (batch, tokens) and (batch,); the inputs are (batch, tokens)."""
        states = self.encoder(
            input_ids=ids, attention_mask=mask, token_type_ids=types
        ).last_hidden_state
        return self.token(states)[..., 0], self.passage(states[:, 0])[..., 0]


class PackedWords(nn.Module):
    """Embeddings of words in four bits, some in a row sharing a scale; they are not trained."""

    pairs: Tensor
    """Two numbers in each: the first is what is over when sixteen of it are the second."""
    scales: Tensor

    def __init__(self, words: int, dimensions: int) -> None:
        super().__init__()
        self.register_buffer("pairs", torch.zeros(words, dimensions // 2, dtype=torch.uint8))
        self.register_buffer("scales", torch.zeros(words, dimensions // _SHARING).half())

    def forward(self, ids: Tensor) -> Tensor:
        """Shape (batch, tokens, dimensions), for ids of shape (batch, tokens)."""
        pairs, scales = self.pairs[ids].float(), self.scales[ids].float()
        second = torch.floor(pairs / 16)
        steps = torch.stack((pairs - 16 * second, second), -1).flatten(-2) - _NONE
        return (steps.unflatten(-1, (-1, _SHARING)) * scales[..., None]).flatten(-2)


def _packed(weight: Tensor) -> tuple[Tensor, Tensor]:
    """Pairs and scales of embeddings of shape (words, dimensions)."""
    groups = weight.reshape(len(weight), -1, _SHARING)
    scales = (groups.abs().amax(-1) / _HIGHEST).half()
    steps = (groups / scales.float().clamp(min=1e-6)[..., None]).round() + _NONE
    first, second = steps.reshape(len(weight), -1, 2).to(torch.uint8).unbind(-1)
    return first + 16 * second, scales


def first_weights(network: ReaderNetwork, path: Path) -> None:
    """Loads the encoder of ms-marco-MiniLM-L-12-v2, or a reader, from its eight-bit ONNX file."""
    weights = _dequantised(path)
    own = {match[1]: held for name, held in weights.items() if (match := _OWN.fullmatch(name))}
    chosen = own or _kept(weights)
    missing, _ = network.load_state_dict(chosen, strict=False)
    if any(name.startswith("encoder.") for name in missing):
        raise SystemExit(f"{path} lacks {', '.join(missing[:3])}. Give the file of that model.")


def _kept(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """The encoder's weights under their names here, without the layers that are left out."""
    chosen = {}
    for name, value in weights.items():
        name = name.replace("bert.", "encoder.", 1)
        layer = re.match(r"(encoder\.encoder\.layer)\.(\d+)\.(.*)", name)
        if layer is None:
            chosen[name] = value
        elif int(layer[2]) in _LAYERS:
            chosen[f"{layer[1]}.{_LAYERS.index(int(layer[2]))}.{layer[3]}"] = value
    words = "encoder.embeddings.word_embeddings"
    chosen[f"{words}.pairs"], chosen[f"{words}.scales"] = _packed(chosen.pop(f"{words}.weight"))
    return chosen


def export(network: ReaderNetwork, path: Path) -> None:
    """Writes the network with weights of eight bits; seven of them used, so no machine clips."""

    class Alone(nn.Module):
        """One passage at a time needs no mask."""

        def __init__(self) -> None:
            super().__init__()
            self.network = network

        def forward(self, ids: Tensor, types: Tensor) -> tuple[Tensor, Tensor]:
            return self.network(ids, torch.ones_like(ids), types)  # type: ignore[no-any-return]

    sample = torch.ones(1, 8, dtype=torch.long)
    written(Alone(), {"ids": sample, "types": torch.zeros_like(sample)}, path)


def written(network: nn.Module, sample: dict[str, Tensor], path: Path) -> None:
    """Writes a network that takes a batch of one; the second dimension is that of its tokens."""
    whole = path.with_suffix(".float.onnx")
    torch.onnx.export(
        network.eval(),
        tuple(sample.values()),
        str(whole),
        input_names=list(sample),
        output_names=["tokens", "passage"],
        dynamic_axes={name: {1: "tokens"} for name in (*sample, "tokens")},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(
        whole,
        path,
        op_types_to_quantize=["MatMul"],
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
    )
    whole.unlink()


def _dequantised(path: Path) -> dict[str, Tensor]:
    """The weights by their names in PyTorch."""
    graph = onnx.load(path).graph
    held = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    weights = {}
    for name, value in held.items():
        base = name.removesuffix("_quantized")
        if base != name:
            zero = held[f"{base}_zero_point"].astype(np.float32)
            value = (value.astype(np.float32) - zero) * held[f"{base}_scale"]
        weights[base] = value
    for node in graph.node:
        if node.op_type == "MatMulInteger":  # named by its place in the model, stored transposed
            place = node.name.strip("/").replace("/", ".").rsplit(".", 1)[0]
            weights[f"{place}.weight"] = weights[node.input[1].removesuffix("_quantized")].T
    return {name: torch.tensor(np.array(held, np.float32)) for name, held in weights.items()}


def padded(rows: Sequence[Sequence[int]], fill: int) -> Tensor:
    """The rows as one tensor, filled up on the right."""
    longest = max(map(len, rows))
    return torch.tensor([[*row, *[fill] * (longest - len(row))] for row in rows])
