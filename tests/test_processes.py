"""Processes of their own: Ctrl-C at any moment, a reader that leaves, questions one by one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TAKEAWAYS = b'{"id": "a", "question": "What are the takeaways of CAF24?"}\n'
STOPPED = "assistant: stopped.\n"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Working copies go below the test's folder, so that what stays behind is seen."""
    (tmp_path / "tmp").mkdir()
    return {**os.environ, "TMPDIR": str(tmp_path / "tmp")}


@pytest.fixture
def ship(tmp_path: Path) -> Path:
    """A corpus that needs some seconds to embed, in no sources.toml: it is told when read."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    lines = (f"- **Rope {n}.** The rope of ship {n} is {n} metres long." for n in range(1_500))
    (folder / "ship.md").write_text("# The Ships\n\n" + "\n".join(lines), "utf-8")
    return folder


def start(environment: dict[str, str], *arguments: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "assistant", *map(str, arguments)],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def interrupt(process: subprocess.Popen[bytes]) -> str:
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    return err.decode()


def nothing_is_left(tmp_path: Path) -> bool:
    """True where no working copy, no half-built index and no pointer stands about."""
    made = {path.name for path in (tmp_path / ".index").glob("*")}
    return not list((tmp_path / "tmp").glob("assistant-*")) and made <= {"writer.lock"}


def test_ctrl_c_while_the_model_loads(
    environment: dict[str, str], ship: Path, tmp_path: Path
) -> None:
    with start(
        environment, "ask", "--corpus", ship, "--index", tmp_path / ".index", "why rope?"
    ) as process:
        assert process.stderr
        assert b"not in sources.toml" in process.stderr.readline()
        assert interrupt(process) == STOPPED
    assert nothing_is_left(tmp_path)


def test_ctrl_c_while_embedding(environment: dict[str, str], ship: Path, tmp_path: Path) -> None:
    with start(environment, "index", "--corpus", ship, "--index", tmp_path / ".index") as process:
        for _ in wait():
            if (tmp_path / ".index" / "writer.lock").exists():
                break
        time.sleep(0.2)
        assert interrupt(process).endswith(STOPPED)
    assert nothing_is_left(tmp_path)


def wait() -> Iterator[None]:
    for _ in range(1_500):
        time.sleep(0.02)
        yield
    pytest.fail("nothing happened for 30 seconds")


def test_questions_one_by_one_until_the_process_is_ended(
    environment: dict[str, str], multilingual_folder: Path, tmp_path: Path
) -> None:
    """Another program may hold the line open: each answer comes as soon as it is there."""
    with start(environment, "ask", "--batch", "-", "--index", multilingual_folder) as process:
        assert process.stdin
        assert process.stdout
        for question in (TAKEAWAYS, b"\xff\n", TAKEAWAYS):
            process.stdin.write(question)
            process.stdin.flush()
            row = json.loads(process.stdout.readline())
            assert ("error" in row) == (question != TAKEAWAYS)
        process.terminate()
        assert process.communicate(timeout=30) == (b"", b"")
    assert process.returncode == 128 + signal.SIGTERM
    assert nothing_is_left(tmp_path)


def test_a_reader_that_leaves_is_no_fault(
    environment: dict[str, str], multilingual_folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "many.jsonl").write_bytes(TAKEAWAYS * 2_000)
    with start(
        environment, "ask", "--batch", tmp_path / "many.jsonl", "--index", multilingual_folder
    ) as process:
        assert process.stdout
        assert process.stderr
        assert json.loads(process.stdout.readline())["id"] == "a"
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 128 + signal.SIGPIPE
    assert nothing_is_left(tmp_path)
