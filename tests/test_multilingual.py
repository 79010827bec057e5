"""The model for other languages: its weights, its vectors."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from vectorstore.errors import EmbedderError
from vectorstore.multilingual import LANGUAGES, Multilingual, PackagedE5, fingerprint_of


def test_a_translation_is_nearer_than_another_sentence(multilingual: Multilingual) -> None:
    texts = ["The council decides.", "Der Rat entscheidet.", "Der Apfelkuchen ist fertig."]
    english, german, other = multilingual.embed(texts)
    assert english @ german > english @ other + 0.05


def test_vectors_have_unit_length_and_both_encodings_differ(multilingual: Multilingual) -> None:
    both = multilingual.embed_both(["Wer?", "Какой?"])
    assert both.shape[:2] == (2, 2)
    assert np.allclose(np.linalg.norm(both, axis=-1), 1, atol=1e-3)
    assert not np.allclose(both[0], both[1])


def test_each_language_has_a_mean_of_its_own(multilingual: Multilingual) -> None:
    means = multilingual.means()
    assert means.shape[:2] == (2, len(LANGUAGES))
    assert len(np.unique(means[0].round(4), axis=0)) == len(LANGUAGES)


@pytest.mark.parametrize("text", ["", "\ud800", "a\0b", "🙂" * 700])
def test_any_text_is_embedded(multilingual: Multilingual, text: str) -> None:
    assert np.isfinite(multilingual.embed([text])).all()


def test_loading_leaves_the_environment_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    PackagedE5()
    assert os.environ["OMP_NUM_THREADS"] == "2"


def test_without_the_package_it_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vectorstore.multilingual.package_folder", lambda: None)
    with pytest.raises(EmbedderError, match="multilingual"):
        PackagedE5()


@pytest.mark.parametrize("content", [None, b"not the weights"])
def test_other_weights_are_refused(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if content:
        (tmp_path / "e5-small-q4.bin").write_bytes(content)
    monkeypatch.setattr("vectorstore.multilingual.package_folder", lambda: tmp_path)
    with pytest.raises(EmbedderError, match="Install it again"):
        PackagedE5()


def test_no_model_has_an_empty_name() -> None:
    assert fingerprint_of(None) == ""
