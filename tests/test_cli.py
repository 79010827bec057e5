"""The command line as a person meets it: what it prints where, its exit codes, its faults."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from vectorstore.documents import SOURCES
from vectorstore.shelf import Shelf

Command = Callable[..., tuple[int, str, str]]

ROOT = Path(__file__).parent.parent
TAKEAWAYS = "What are the takeaways of CAF24?"
SHIP = "# The Harbour Ship\n\nThe ship left port at dawn. The rope is 40 metres long.\n"


@pytest.fixture
def ship(tmp_path: Path) -> list[object]:
    """Flags for a corpus of one small document that is in no sources.toml."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "ship.md").write_text(SHIP, "utf-8")
    return ["--corpus", tmp_path / "corpus", "--index", tmp_path / ".index"]


def test_help_names_every_command_and_flag(command: Command) -> None:
    code, out, err = command("--help")
    assert (code, err) == (0, "")
    assert all(name in out for name in ("index", "ask", "check", "serve", "cards"))
    for name in ("index", "ask", "check", "serve", "cards"):
        code, out, _ = command(name, "--help")
        assert code == 0
        assert all(flag in out for flag in ("--corpus", "--index", "--embedding-model"))


def test_the_script_is_this_command_line() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["scripts"] == {"assistant": "assistant.__main__:main"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "the following arguments are required: COMMAND"),
        (["sing"], "invalid choice: 'sing'"),
        (["ask"], "Give one question"),
        (["ask", "why?", "--batch", "-"], "Give one question"),
        (["ask", ""], "There is no question"),
        (["ask", " \n\t"], "There is no question"),
        (["ask", "\x1b\x07\x00"], "There is no question"),
        (["ask", "\ud800"], "There is no question"),
        (["ask", "a" * 100_000], "100,000 characters"),
        (["ask", "--batch", "/nowhere.jsonl"], "cannot be read (No such file or directory)"),
        (["ask", "--batch", "/tmp"], "cannot be read (Is a directory)"),
        (["ask", "--corpus", "/nowhere", "why?"], "no corpus folder at /nowhere"),
        (["serve", "--port", "x"], "The port is 'x'"),
        (["serve", "--port", "65536"], "The port is '65536'"),
        (["index", "--embedding-model", "/nowhere"], "no embedding model /nowhere"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_what_cannot_be_done_is_told_on_one_line(
    command: Command, arguments: list[str], said: str
) -> None:
    code, out, err = command(*arguments)
    assert (code, out) == (2, "")
    assert said in err.splitlines()[-1]
    assert "Traceback" not in err


def test_an_answer_for_a_person(command: Command, index_folder: Path) -> None:
    question = "Where does the unified pillar put political solutions?"
    code, out, err = command("ask", "--index", index_folder, question)
    assert (code, err) == (0, "")
    answer, _, citations = out.partition("\n\n")
    assert "heart of its work. [1]" in " ".join(answer.split())
    assert "[1] Vision, A renewed commitment to prevention and sustaining peace" in citations
    assert "un-peace-and-security-pillar-vision.md, characters 3077–3264, 3842–3860" in citations
    assert max(map(len, out.splitlines())) <= 88


def test_a_question_that_is_declined_is_no_failure(command: Command, index_folder: Path) -> None:
    code, out, _ = command("ask", "--index", index_folder, "How do I bake sourdough bread?")
    assert code == 0
    assert out.strip()
    assert "“" not in out.split("You could ask about")[0].replace("“sourdough”", "")


def test_one_object_for_a_program(command: Command, index_folder: Path) -> None:
    code, out, _ = command("ask", "--json", "--index", index_folder, TAKEAWAYS)
    row = json.loads(out)
    assert (code, row["id"], row["question"], row["status"]) == (0, None, TAKEAWAYS, "answered")
    assert len(row["citations"]) == 12
    assert out.count("\n") == 1


def test_index_says_what_it_did(command: Command, ship: list[object], tmp_path: Path) -> None:
    notice = "ship.md is not in sources.toml: it goes in as “The Harbour Ship” (ship).\n"
    folder = tmp_path / ".index"
    code, out, err = command("index", *ship)
    added = "added: ship.md (1 passages embedded, 0 taken over)\n"
    assert (code, out) == (0, f"{added}Indexed 1 passages in {folder}, 1 embedded.\n")
    told = [line for line in err.replace("\r", "\n").splitlines(keepends=True) if line.strip()]
    assert [line for line in told if not line.startswith("Embedding")] == [notice]
    again = command("index", *ship)
    assert again == (0, f"The index is current: 1 passages in {folder}.\n", notice)


def test_a_document_that_nobody_named_answers_all_the_same(
    command: Command, ship: list[object]
) -> None:
    code, out, err = command("ask", *ship, "How long is the rope?")
    assert code == 0
    assert "The rope is 40 metres long. [1]" in out
    assert "[1] The Harbour Ship, " in out
    assert "ship.md is not in sources.toml" in err
    assert "There is no index in" in err
    assert "Building it now." in err


def test_what_is_left_out_is_told_and_the_rest_is_indexed(
    command: Command, ship: list[object], tmp_path: Path
) -> None:
    (tmp_path / "corpus" / "latin.md").write_bytes("Größe".encode("latin-1"))
    code, out, err = command("index", *ship)
    assert code == 1
    assert "Indexed 1 passages" in out
    assert "latin.md is left out: byte 2 is not UTF-8. Save it as UTF-8." in err
    assert command("ask", *ship, "How long is the rope?")[0] == 0


def test_a_stale_or_damaged_index_is_named_and_built_before_the_answer(
    command: Command, ship: list[object], tmp_path: Path
) -> None:
    command("index", *ship)
    document = tmp_path / "corpus" / "ship.md"
    document.write_text(SHIP.replace("40", "90"), "utf-8")
    code, out, err = command("ask", *ship, "How long is the rope?")
    assert (code, "90 metres" in out) == (0, True)
    assert "is stale: ship.md has changed. Building it now." in err
    place = Shelf(tmp_path / ".index").current()
    (place / "tokens.npy").write_bytes(b"garbage")
    code, out, err = command("ask", *ship, "How long is the rope?")
    assert (code, "90 metres" in out) == (0, True)
    assert "is damaged (tokens.npy). Building it now." in err
    assert "Building" not in command("ask", *ship, "How long is the rope?")[2]
    (place / "chroma" / "chroma.sqlite3").unlink()
    assert "Indexed 1 passages" in command("index", *ship)[1]


def test_a_second_build_at_the_same_time_is_told_to_wait(
    command: Command, ship: list[object], tmp_path: Path
) -> None:
    (tmp_path / ".index").mkdir()
    with FileLock(tmp_path / ".index" / "writer.lock"):
        for arguments in (["index"], ["ask", "How long is the rope?"]):
            code, out, err = command(*arguments, *ship)
            assert (code, out) == (2, "")
            assert "Another process is building the index" in err
    assert command("index", *ship)[0] == 0


@pytest.mark.parametrize("place", ["corpus", "corpus/index", "corpus/deep/index", "link/index"])
@pytest.mark.parametrize("arguments", [["index"], ["index", "--watch"], ["ask", "How long?"]])
def test_an_index_among_the_documents_is_refused(
    command: Command, ship: list[object], tmp_path: Path, place: str, arguments: list[str]
) -> None:
    (tmp_path / "link").symlink_to("corpus")
    code, out, err = command(*arguments, *ship, "--index", tmp_path / place)
    assert code == 2
    assert f"The index folder {tmp_path / place} is among the documents" in err
    assert "Indexed" not in out
    assert [path.name for path in (tmp_path / "corpus").iterdir()] == ["ship.md"]


def test_a_hidden_index_may_be_in_the_corpus_folder(
    command: Command, ship: list[object], tmp_path: Path
) -> None:
    for _ in range(2):
        code, out, err = command("index", *ship, "--index", tmp_path / "corpus" / ".index" / "new")
        assert (code, "left out" in err) == (0, False)
    assert out.startswith("The index is current")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "There is no document to read"),
        (b"\xff\xfe", "byte 0 is not UTF-8"),
        (b"# Title\n", "hold headings only"),
    ],
)
def test_a_corpus_without_a_text_is_told(
    command: Command, tmp_path: Path, content: bytes | None, said: str
) -> None:
    if content:
        (tmp_path / "a.md").write_bytes(content)
    code, out, err = command("ask", "--corpus", tmp_path, "--index", tmp_path / ".index", "why?")
    assert (code, out) == (2, "")
    assert said in err


def test_a_changed_document_stops_everything(command: Command, tmp_path: Path) -> None:
    corpus = shutil.copytree(ROOT / "corpus", tmp_path / "corpus")
    with (corpus / "un-peace-and-security-pillar-vision.md").open("a") as file:
        file.write("\nThe pillar is closed.\n")
    code, out, err = command("ask", "--corpus", corpus, "--index", tmp_path / ".index", TAKEAWAYS)
    assert (code, out) == (2, "")
    assert "un-peace-and-security-pillar-vision.md is not the document that sources.toml" in err
    assert not (tmp_path / ".index").exists()


ESCAPES = "\x1b]0;owned\x07\x1b[2J\x1b[31m\x9b1m\x08"


def test_no_escape_sequence_reaches_the_terminal(
    command: Command, ship: list[object], tmp_path: Path
) -> None:
    folder = tmp_path / "corpus"
    (folder / "ship.md").write_text(SHIP.replace("long", f"long {ESCAPES}"), "utf-8")
    (folder / "bell\x1b[31m.md").write_text(f"# The Bell {ESCAPES}\n\nIt rings.\n", "utf-8")
    (folder / "latin\x1b[31m.md").write_bytes(b"\xff")
    runs = [
        command("ask", *ship, f"How long {ESCAPES} is the rope?"),
        command("ask", *ship, f"zeppelin{ESCAPES}"),
        command("index", *ship),
        command("check", *ship),
        command("ask", *ship, "--batch", f"/nowhere{ESCAPES}"),
    ]
    (folder / SOURCES).write_text('[[document]]\nfile = "no\\u001b[31m.md"\n', "utf-8")
    runs.append(command("index", *ship))
    said = "".join(out + err for _, out, err in runs)
    assert "40 metres long" in said
    assert [code for code, _, _ in runs] == [0, 0, 1, 1, 2, 2]
    assert not {mark for mark in said if ord(mark) < 32 or 127 <= ord(mark) < 160} - {"\n", "\r"}


def test_an_output_that_takes_nothing_is_no_traceback(multilingual_folder: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "assistant",
        "ask",
        "--index",
        str(multilingual_folder),
        TAKEAWAYS,
    ]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True)
    said = "assistant: reading or writing failed: No space left on device.\n"
    assert (done.returncode, done.stderr) == (2, said)


@pytest.mark.parametrize(
    ("closed", "arguments", "code"),
    [
        (">&-", ["index", "--help"], 0),
        (">&-", ["check", "--corpus", "/nowhere", "--index", "INDEX"], 1),
        ("2>&-", ["ask", ""], 2),
        ("<&- >&- 2>&-", ["ask", ""], 2),
        ("<&-", ["ask", "--batch", "-", "--index", "INDEX"], 0),
        ("<&-", ["user", "ada", "INDEX/users.txt"], 2),
    ],
)
def test_closed_streams_are_no_traceback(
    multilingual_folder: Path, closed: str, arguments: list[str], code: int
) -> None:
    given = [each.replace("INDEX", str(multilingual_folder)) for each in arguments]
    line = f'exec "$0" -m assistant "$@" {closed}'
    done = subprocess.run(
        ["sh", "-c", line, sys.executable, *given], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == code
    assert "Traceback" not in done.stdout + done.stderr
