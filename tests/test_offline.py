"""Nothing leaves this machine: the guard works, and the command line needs no network."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import offline
import pytest

ROOT = Path(__file__).parent.parent
GUARD = """
import atexit, pathlib, sys
sys.path.append({tests!r})
import offline
offline.forbid_network()
atexit.register(lambda: pathlib.Path({log!r}).write_text(repr(offline.attempts)))
"""


def connect(address: str) -> None:
    socket.create_connection((address, 9), timeout=0.1)


def connect_ex(address: str) -> None:
    with socket.socket(socket.AF_INET) as each:
        each.connect_ex((address, 9))


def sendto(address: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as each:
        each.sendto(b"x", (address, 9))


def sendto_with_flags(address: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as each:
        each.sendto(b"x", 0, (address, 9))


def connect_v6(address: str) -> None:
    with socket.socket(socket.AF_INET6) as each:
        each.connect((f"::ffff:{address}", 9))


@pytest.mark.parametrize("reach", [connect, connect_ex, sendto, sendto_with_flags, connect_v6])
def test_another_machine_cannot_be_reached(reach: Callable[[str], None]) -> None:
    with pytest.raises(AssertionError, match=r"forbidden: something asked for .*192\.0\.2\.1"):
        reach("192.0.2.1")
    assert offline.attempts.pop().endswith("192.0.2.1")  # else the session would fail at its end


def test_no_name_is_looked_up() -> None:
    with pytest.raises(AssertionError, match=r"huggingface\.co"):
        socket.getaddrinfo("huggingface.co", 443)
    assert offline.attempts.pop() == "huggingface.co"


def test_this_machine_can_be_reached(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
        socket.create_connection(("localhost", server.getsockname()[1])).close()
    with socket.socket(socket.AF_UNIX) as door, socket.socket(socket.AF_UNIX) as caller:
        door.bind(str(tmp_path / "door"))
        door.listen()
        caller.connect(str(tmp_path / "door"))
    assert not offline.attempts


def test_a_question_on_a_bare_machine_needs_no_network(tmp_path: Path) -> None:
    """Everything at once, as a newcomer meets it: no index, no network, one question."""
    log = tmp_path / "attempts"
    guard = GUARD.format(tests=str(ROOT / "tests"), log=str(log))
    (tmp_path / "sitecustomize.py").write_text(guard, "utf-8")
    index = tmp_path / ".index"
    question = "Where does the unified pillar put political solutions?"
    done = subprocess.run(
        [*alone(), sys.executable, "-m", "assistant", "ask", "--json", "--index", index, question],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert log.read_text("utf-8") == "[]"
    assert f"There is no index in {index}. Building it now." in done.stderr
    assert "Traceback" not in done.stderr
    answer = json.loads(done.stdout)
    assert answer["status"] == "answered"
    assert "heart of its work" in answer["sentences"][0]["text"]


def alone() -> list[str]:
    """A prefix that runs a command in a network of its own, where this machine allows that."""
    unshare = [shutil.which("unshare") or "false", "--net"]
    allowed = subprocess.run([*unshare, "true"], capture_output=True, check=False).returncode == 0
    return unshare if allowed else []
