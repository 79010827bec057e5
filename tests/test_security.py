"""What the threat model says of index files, packages and tests."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from bags import Bags

from vectorstore.building import build_index
from vectorstore.documents import read_corpus
from vectorstore.errors import IndexForeign
from vectorstore.formats.converting import Conversions
from vectorstore.index import open_index

ROOT = Path(__file__).parent.parent
SOURCES = ["assistant", "vectorstore", "onboarding", "ui_parts", "evals"]
UNPICKLE = {"pickle", "_pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}

OPENS_EVERYTHING = """
import pickle, sys

def refuse(*arguments, **named):
    raise AssertionError("something is unpickled")

class Refusing(pickle._Unpickler):
    def __init__(self, *arguments, **named):
        refuse()

pickle.load = pickle.loads = pickle._load = pickle._loads = refuse
pickle.Unpickler = pickle._Unpickler = Refusing
sys.addaudithook(lambda event, arguments: event == "pickle.find_class" and refuse())

import numpy, numpy.lib.format

load, read_array = numpy.load, numpy.lib.format.read_array

def plainly(real):
    def read(*arguments, **named):
        assert not named.get("allow_pickle"), "an array may be a pickle"
        return real(*arguments, **{**named, "allow_pickle": False})
    return read

numpy.load, numpy.lib.format.read_array = plainly(load), plainly(read_array)

from pathlib import Path
from assistant.ask import Assistant
from vectorstore.documents import read_corpus
from vectorstore.embedder import LocalModel
from vectorstore.index import open_index
from vectorstore.multilingual import PackagedE5
from vectorstore.reader import PackagedReader

corpus = read_corpus(Path(sys.argv[1]))
index = open_index(corpus, LocalModel(), Path(sys.argv[2]), PackagedE5(), PackagedReader())
for question in ("Who hosted the forum?", "Quelles sont les priorités ?"):
    print(Assistant(index).ask(question).text)
try:
    pickle.loads(pickle.dumps(1))
except AssertionError:
    print("the guard holds")
"""


def test_nothing_is_unpickled_while_index_and_models_load(multilingual_folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", OPENS_EVERYTHING, ROOT / "corpus", multilingual_folder],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    assert done.stdout.endswith("the guard holds\n")
    assert len(done.stdout.splitlines()) > 2


def unpickling(source: str) -> list[str]:
    """What of a source could run code that a file holds."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [each.name for each in node.names if each.name.split(".")[0] in UNPICKLE]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in UNPICKLE:
            found.append(str(node.module))
        elif isinstance(node, ast.keyword) and node.arg in ("allow_pickle", "trust_remote_code"):
            if not (isinstance(node.value, ast.Constant) and node.value.value is False):
                found.append(f"{node.arg}={ast.unparse(node.value)}")
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "torch.load":
            found.append("torch.load")
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "np.load":
            said = any(each.arg == "allow_pickle" for each in node.keywords)
            found += [] if said else ["np.load without allow_pickle=False"]
    return found


def test_no_source_file_unpickles() -> None:
    paths = [ROOT / "ui.py", *(p for name in SOURCES for p in (ROOT / name).rglob("*.py"))]
    assert {path.name: found for path in paths if (found := unpickling(path.read_text()))} == {}
    assert unpickling("import pickle\nfrom joblib import load\ntorch.load(p)\nnp.load(p)") == [
        "pickle",
        "joblib",
        "torch.load",
        "np.load without allow_pickle=False",
    ]
    assert unpickling("np.load(p, allow_pickle=maybe)") == ["allow_pickle=maybe"]


# ── Another user's files ─────────────────────────────────────────────────────────────────────

STRANGER = 4_242


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "ship.md").write_text("# The Ship\n\nThe rope is long.\n", "utf-8")
    folder = tmp_path / ".index"
    build_index(read_corpus(tmp_path / "corpus"), Bags(), folder)
    return folder


def give_away(path: Path) -> None:
    try:
        os.chown(path, STRANGER, -1, follow_symlinks=False)
    except PermissionError:
        pytest.skip("only root can give a file away")


WHOSE: dict[str, Callable[[Path], Path]] = {
    "the folder": lambda folder: folder,
    "the pointer": lambda folder: folder / "current.json",
    "the index": lambda folder: next(folder.glob("*/manifest.json")).parent,
    "the manifest": lambda folder: next(folder.glob("*/manifest.json")),
    "a file of vectors": lambda folder: next(folder.glob("*/tokens.npy")),
    "a file of Chroma's": lambda folder: next(folder.rglob("chroma.sqlite3")),
}


@pytest.mark.parametrize("whose", WHOSE)
def test_an_index_of_another_user_is_refused(shelf: Path, tmp_path: Path, whose: str) -> None:
    corpus = read_corpus(tmp_path / "corpus")
    path = WHOSE[whose](shelf)
    give_away(path)
    for use in (open_index, build_index):
        with pytest.raises(IndexForeign, match=rf"another user \(number {STRANGER}\).*chown"):
            use(corpus, Bags(), shelf)
    os.chown(path, os.geteuid(), -1)
    open_index(corpus, Bags(), shelf).close()


def test_a_link_to_another_users_index_is_refused(shelf: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(shelf)
    give_away(link)
    with pytest.raises(IndexForeign, match="link belongs to another user"):
        open_index(read_corpus(tmp_path / "corpus"), Bags(), link)


def test_an_index_that_root_built_is_read_by_others(
    shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.geteuid():
        pytest.skip("only root builds as root")
    monkeypatch.setattr(os, "geteuid", lambda: STRANGER)
    index = open_index(read_corpus(tmp_path / "corpus"), Bags(), shelf)
    assert index.passages
    index.close()


def test_what_another_user_keeps_of_a_document_is_not_believed(tmp_path: Path) -> None:
    page = b"<h1>The Mill</h1><p>The mill grinds barley.</p>"
    Conversions(tmp_path).read(page, ".html")
    (kept,) = tmp_path.glob("*.json")
    give_away(kept)
    made = kept.stat().st_ino
    assert "barley" in Conversions(tmp_path).read(page, ".html").text
    assert kept.stat().st_ino != made  # read anew, and kept as our own
    assert kept.stat().st_uid == os.geteuid()


def test_the_command_tells_it_in_a_sentence(
    command: Callable[..., tuple[int, str, str]], shelf: Path, tmp_path: Path
) -> None:
    give_away(shelf / "current.json")
    code, out, err = command(
        "ask", "Is the rope long?", "--corpus", tmp_path / "corpus", "--index", shelf
    )
    assert (code, out) == (2, "")
    assert "belongs to another user" in err
    assert "Traceback" not in err


# ── What the pages say ───────────────────────────────────────────────────────────────────────


def defined_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    names = (node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return {name for name in names if name.startswith("test_")}


def test_every_test_that_the_threat_model_names_exists() -> None:
    page = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
    named = re.findall(r"`(test_\w+\.py)::(\w+)`", page)
    missing = [
        f"{file}::{name}"
        for file, name in named
        if not (ROOT / "tests" / file).is_file() or name not in defined_in(ROOT / "tests" / file)
    ]
    assert missing == []
    rows = [line for line in page.splitlines() if line.startswith("|") and "**" not in line][2:]
    assert len(rows) > 20
    assert [row for row in rows if "::" not in row] == []


def test_every_pinned_package_is_audited_and_no_finding_is_passed_over_unsaid() -> None:
    """Against a service that only the public workflow reaches; here, that it is asked in full."""
    make = shutil.which("make")
    assert make
    recipe = subprocess.run(
        [make, "--dry-run", "audit"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    (call,) = [line for line in recipe.splitlines() if "--strict" in line]
    assert {"--strict", "--requirement", "constraints.txt"} <= set(call.split())
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8")
    assert "run: make audit" in workflow
    page = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
    assert [each for each in re.findall(r"--ignore-vuln[ =](\S+)", call) if each not in page] == []
    pins = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    assert [pin for pin in pins if pin and pin[0] != "#" and "==" not in pin] == []
