"""The rules of the house that can be read off the source."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import assistant
import vectorstore.errors
from vectorstore.errors import VectorstoreError

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ["vectorstore", "assistant", "onboarding", "ui_parts", "ui", "evals", "benchmarks"]
"""Each may use those before it. `evals` and the user interface do not use one another."""

EXCEPTIONS = {("assistant/__main__.py", "ui"), ("assistant/__main__.py", "onboarding")}
"""The door may start the web chat, and write flashcards."""

PEERS = {("evals", "ui"), ("evals", "ui_parts")}


def sources() -> list[Path]:
    return [
        path
        for layer in LAYERS
        for path in [ROOT / f"{layer}.py", *sorted((ROOT / layer).rglob("*.py"))]
        if path.is_file()
    ]


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_downward_only(path: Path) -> None:
    layer = path.relative_to(ROOT).parts[0].removesuffix(".py")
    allowed = {*LAYERS[: LAYERS.index(layer) + 1]}
    upward = {
        name
        for name in imported(path) & set(LAYERS)
        if (name not in allowed or (layer, name) in PEERS)
        and (str(path.relative_to(ROOT)), name) not in EXCEPTIONS
    }
    assert not upward


def test_chroma_is_in_two_files_and_gradio_only_in_the_page() -> None:
    using = {
        library: {str(p.relative_to(ROOT)) for p in sources() if library in imported(p)}
        for library in ("chromadb", "gradio")
    }
    assert using["chromadb"] == {"vectorstore/vectors.py", "vectorstore/server.py"}
    assert all(path.startswith("ui") for path in using["gradio"])


def test_no_source_file_is_long() -> None:
    long = {str(p.relative_to(ROOT)): n for p in sources() if (n := lines(p)) > 250}
    assert not long


def lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def test_no_file_has_a_name_that_says_nothing() -> None:
    empty = {"utils", "util", "helpers", "helper", "common", "base", "misc"}
    assert not [path for path in sources() if path.stem in empty]


def test_the_package_offers_what_it_says() -> None:
    for name in assistant.__all__:
        assert getattr(assistant, name).__name__ == name
    with pytest.raises(AttributeError):
        _ = assistant.Manager


def test_every_error_stands_in_the_drawn_tree() -> None:
    drawn = set(re.findall(r"[A-Z]\w+", vectorstore.errors.__doc__ or ""))
    defined = {
        name
        for name, value in vars(vectorstore.errors).items()
        if isinstance(value, type) and issubclass(value, VectorstoreError)
    }
    assert defined <= drawn
