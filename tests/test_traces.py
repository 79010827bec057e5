"""Traces: LangSmith and OpenTelemetry are switched on by their own variables, and hold no key."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from model_server import Script, serving
from test_writing import QUESTION, TRUE

pytest.importorskip("langchain_openai")

ROOT = Path(__file__).parent.parent
KEY = "sk-never-in-a-trace"
ASK = """
import sys
from pathlib import Path
from langchain_core.tracers.langchain import wait_for_all_tracers
from assistant.ask import Assistant
from assistant.chain import AnswerChain
from assistant.model import open_model
from assistant.settings import read_settings
from assistant.writing import ModelWriter
from langsmith.run_trees import get_cached_client
from vectorstore.documents import read_corpus
from vectorstore.embedder import LocalModel
from vectorstore.index import open_index

index = open_index(read_corpus(Path("corpus")), LocalModel(), Path(sys.argv[1]))
assistant = Assistant(index, ModelWriter(open_model(read_settings({})), index))
print(AnswerChain(assistant).invoke(sys.argv[2]).writer)
wait_for_all_tracers()
get_cached_client().flush()
"""


PLAIN = {
    "use_multipart_endpoint": False,  # so that what is sent can be read
    "size_limit": 100,
    "size_limit_bytes": 20_000_000,
    "scale_up_nthreads_limit": 1,
    "scale_up_qsize_trigger": 1_000,
}


@dataclass
class Posted:
    """What a server was sent: where, and the head and body of it as bytes."""

    paths: list[str] = field(default_factory=list)
    everything: bytes = b""


@contextmanager
def recording() -> Iterator[tuple[str, Posted]]:
    """The address of a server that keeps what it is sent, and that."""
    posted = Posted()

    class Recorder(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._reply(json.dumps({"batch_ingest_config": PLAIN}).encode())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            posted.paths.append(self.path)
            posted.everything += bytes(self.headers) + body
            self._reply(b"{}")

        def _reply(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", posted
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def asked(index_folder: Path, variables: dict[str, str]) -> str:
    """Asks in a process of its own, which reads its variables when it starts."""
    with serving(Script([TRUE])) as url:
        settings = {"ASSISTANT_MODEL_URL": url, "OPENAI_API_KEY": KEY, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-c", ASK, str(index_folder), QUESTION],
            env={**os.environ, **settings, "LANGSMITH_TRACING": "true", **variables},
            cwd=ROOT, capture_output=True, text=True, timeout=120, check=True,
        )  # fmt: skip
    assert KEY not in done.stdout + done.stderr
    return done.stdout


def test_langsmith_is_sent_the_chain_and_the_model_and_no_key(index_folder: Path) -> None:
    with recording() as (url, posted):
        variables = {"LANGSMITH_ENDPOINT": url, "LANGSMITH_API_KEY": "ls-own-key"}
        assert asked(index_folder, variables) == "model\n"
    assert posted.paths == ["/runs/batch"] * len(posted.paths)
    for held in (b'"AnswerChain"', b'"ChatOpenAI"', QUESTION.encode(), TRUE.strip().encode()):
        assert held in posted.everything
    assert b"ls-own-key" in posted.everything  # its own key is how LangSmith knows who sends
    assert KEY.encode() not in posted.everything


def test_opentelemetry_is_sent_the_chain_and_the_model_and_no_key(index_folder: Path) -> None:
    pytest.importorskip("opentelemetry.exporter.otlp.proto.http.trace_exporter")
    with recording() as (url, posted):
        variables = {"LANGSMITH_TRACING_MODE": "otel", "OTEL_EXPORTER_OTLP_ENDPOINT": url}
        assert asked(index_folder, variables) == "model\n"
    assert set(posted.paths) == {"/v1/traces"}
    for held in (b"AnswerChain", b"ChatOpenAI", QUESTION.encode(), TRUE.strip().encode()):
        assert held in posted.everything
    assert KEY.encode() not in posted.everything
