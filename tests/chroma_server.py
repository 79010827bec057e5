"""A real Chroma server on loopback, for tests: it can be killed, stopped, and brought back."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

from vectorstore.address import Address
from vectorstore.homes import AtServer
from vectorstore.server import Server

_RUN = "from chromadb.cli.cli import app; app()"


class ChromaServer:
    """`chroma run` over a folder, at a port that stays the same."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"http://127.0.0.1:{self._port}"
        self.address = Address(self.url)

    def start(self) -> None:
        """Starts it, unless it runs, and waits until it answers."""
        if self._process and self._process.poll() is None:
            return
        where = ["--path", str(self._folder), "--host", "127.0.0.1", "--port", str(self._port)]
        self._process = subprocess.Popen(
            [sys.executable, "-c", _RUN, "run", *where],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                httpx.get(f"{self.url}/api/v2/heartbeat", timeout=5).raise_for_status()
            except httpx.HTTPError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError("the Chroma server did not start")

    def kill(self) -> None:
        """Ends it as a loss of power would."""
        assert self._process
        self._process.kill()
        self._process.wait()

    def halt(self) -> None:
        """Lets it accept connections and answer nothing, until it is killed."""
        assert self._process
        self._process.send_signal(signal.SIGSTOP)

    def names(self) -> set[str]:
        """The names of its collections."""
        return set(Server(self.address).names())

    def clear(self) -> None:
        """Takes all collections away."""
        for name in self.names():
            Server(self.address).remove(name)

    def home(self, copies: Path) -> AtServer:
        """Where its indexes are, for a machine with this folder."""
        return AtServer(self.address, copies)
