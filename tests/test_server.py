"""Indexes at a Chroma server: the same answers everywhere, and nothing lost when it dies."""

from __future__ import annotations

import base64
import http.server
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import httpx
import killed_at_server
import pytest
from bags import Bags
from chroma_server import ChromaServer
from killed_at_server import MOMENTS
from serving import serving_site

from assistant.ask import Assistant
from assistant.errors import AssistantError
from assistant.settings import read_settings
from vectorstore import server as asking
from vectorstore import server_lock
from vectorstore.building import build_index
from vectorstore.documents import read_corpus
from vectorstore.embedder import Embedded, Embedder
from vectorstore.errors import (
    IndexBusy,
    IndexDamaged,
    IndexMissing,
    IndexNotWritable,
    IndexStale,
    ServerFailed,
    VectorstoreError,
)
from vectorstore.homes import AtServer, Home, shelf_at
from vectorstore.index import Index, Search
from vectorstore.latest import open_latest
from vectorstore.multilingual import Multilingual
from vectorstore.reader import Reader
from vectorstore.server import Server

Command = Callable[..., tuple[int, str, str]]

ROOT = Path(__file__).parent.parent
QUESTION = "How long is the rope of the harbour ship?"
SHIP = (
    "# The Log of the Harbour Ship\n\nThe ship left port.\n\n- **Rope.** The rope is 40 metres.\n"
)
MILL = "# The Mill\n\nThe mill grinds barley. The miller sleeps.\n"
MILLS = "# The Mills\n\n" + "\n\n".join(f"The mill {n} grinds barley." for n in range(320))


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    server = ChromaServer(tmp_path_factory.mktemp("chroma"))
    server.start()
    yield server
    server.kill()


@pytest.fixture
def chroma(running: ChromaServer) -> ChromaServer:
    """A server without any collection, also where the test before has killed it."""
    running.start()
    running.clear()
    return running


@pytest.fixture
def home(chroma: ChromaServer, tmp_path: Path) -> AtServer:
    return chroma.home(tmp_path / "one")


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "ship.md").write_text(SHIP, "utf-8")
    return folder


class Counting(Bags):
    def __init__(self) -> None:
        self.embedded = 0

    def embed_documents(self, texts: Sequence[str]) -> list[Embedded]:
        self.embedded += len(texts)
        return super().embed_documents(texts)


def build(documents: Path, home: Home, embedder: Embedder | None = None) -> str:
    return build_index(read_corpus(documents), embedder or Bags(), home).fingerprint


def latest(home: Home) -> Index:
    return open_latest(Bags(), home)


def found(home: Home, question: str = QUESTION) -> Search:
    return latest(home).search(question)


def ids(home: Home) -> list[str]:
    return [hit.passage.id for hit in found(home, "rope barley").hits]


def test_a_second_machine_needs_only_the_address(
    chroma: ChromaServer,
    documents: Path,
    tmp_path: Path,
    embedder: Embedder,
    multilingual: Multilingual,
    reader: Reader,
) -> None:
    home = chroma.home(tmp_path / "first")
    build_index(read_corpus(documents), embedder, home, multilingual=multilingual)
    here = Assistant(open_latest(embedder, home, multilingual, reader)).ask(QUESTION)
    shutil.rmtree(documents)
    machine = tmp_path / "second"
    machine.mkdir()
    settings = {"CHROMA_URL": chroma.url, "INDEX": str(machine), "CORPUS": str(machine / "none")}
    told = {f"ASSISTANT_{name}": value for name, value in settings.items()}
    command = [sys.executable, "-m", "assistant", "ask", "--json", QUESTION]
    environment = {**os.environ, **told, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, cwd=machine, capture_output=True, check=False)
    assert (done.returncode, done.stderr.decode()) == (0, "")
    answer = json.loads(done.stdout)
    (citation,) = answer["citations"]
    assert citation["quote"] == here.citations[0].quote == "The rope is 40 metres."
    assert citation["passage"] == here.citations[0].passage
    ((start, end),) = citation["spans"]
    assert SHIP[start:end] == citation["quote"]


def test_a_server_and_a_folder_find_the_same(
    home: AtServer, documents: Path, tmp_path: Path
) -> None:
    (documents / "mill.md").write_text(MILLS, "utf-8")
    build(documents, home)
    build(documents, tmp_path / "folder")
    one, other = found(home), found(tmp_path / "folder")
    assert [hit.passage for hit in one.hits] == [hit.passage for hit in other.hits]
    assert one.hits[0].passage.id == "ship/rope"
    for here, there in zip(one.hits, other.hits, strict=True):
        assert here.score == pytest.approx(there.score, abs=1e-5)


def test_what_has_not_changed_is_not_embedded_again_and_older_indexes_go(
    home: AtServer, documents: Path, chroma: ChromaServer
) -> None:
    embedder, built = Counting(), []
    for name in ("ship", "well", "oak"):
        (documents / f"{name}.md").write_text(SHIP.replace("rope", name), "utf-8")
        built.append(build(documents, home, embedder))
        built.append(build(documents, home, embedder))
    assert embedder.embedded == 4  # one paragraph, which all share, and three of their own
    assert len(latest(home).documents) == 3
    assert {name[10:26] for name in chroma.names()} == {built[2], built[4], "current"}
    (documents / "oak.md").unlink()
    assert build(documents, home, embedder) == built[2]
    assert len(latest(home).documents) == 2
    assert embedder.embedded == 4
    assert len(list(home.copies.glob("copies/*/manifest.json"))) == 2


def test_an_index_of_another_model_is_not_taken(home: AtServer, documents: Path) -> None:
    class Sacks(Bags):
        fingerprint = "sacks"

    with pytest.raises(IndexMissing, match=r"no index at http://127.*assistant index"):
        latest(home)
    build(documents, home)
    with pytest.raises(IndexStale, match="built with the embedding model bags, not sacks"):
        open_latest(Sacks(), home)


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_build_leaves_the_old_index_answering(
    home: AtServer,
    documents: Path,
    chroma: ChromaServer,
    monkeypatch: pytest.MonkeyPatch,
    moment: str,
) -> None:
    build(documents, home)
    opened = latest(home)
    (documents / "mill.md").write_text(MILL, "utf-8")
    program = [sys.executable, killed_at_server.__file__]
    command = [*program, str(documents), chroma.url, str(home.copies), moment]
    paths = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    died = subprocess.run(command, env={**os.environ, "PYTHONPATH": paths}, check=False)
    assert died.returncode == -signal.SIGKILL
    assert ids(home) == ["ship/rope", "ship/p1"]
    assert opened.search("rope").hits

    monkeypatch.setattr(server_lock, "SILENT", 0.5)  # what it holds is taken over
    build(documents, home)
    assert set(ids(home)) == {"ship/rope", "ship/p1", "mill/p1"}
    assert not [
        name for name in chroma.names() if name.startswith(("assistant-new", "assistant-w"))
    ]


def test_two_cannot_write_at_once(
    home: AtServer, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_lock, "BEAT", 0.2)
    build(documents, home)
    (documents / "mill.md").write_text(MILL, "utf-8")
    other = AtServer(home.address, home.copies.with_name("two"))
    with shelf_at(other).writing():
        with pytest.raises(IndexBusy, match=r"Another process is building .* at http"):
            build(documents, home)
        assert ids(home) == ["ship/rope", "ship/p1"]  # whoever reads need not wait
    build(documents, home)
    assert len(ids(home)) == 3


def test_whoever_writes_twice_is_heard_of_both_times(
    home: AtServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_lock, "BEAT", 0.05)
    shelf, server = shelf_at(home), Server(home.address)
    for _ in range(2):
        with shelf.writing():
            deadline = time.monotonic() + 10
            while (seen := server.noted("assistant-writer")) and seen["beat"] == "0":
                assert time.monotonic() < deadline
                time.sleep(0.02)
            assert seen


def test_who_was_silent_too_long_writes_nothing(
    home: AtServer, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(documents, home)
    (documents / "mill.md").write_text(MILL, "utf-8")

    class Slow(Bags):
        def embed_documents(self, texts: Sequence[str]) -> list[Embedded]:
            server = Server(home.address)
            server.note("assistant-writer", {"owner": "another", "beat": "7"})
            return super().embed_documents(texts)

    with pytest.raises(IndexBusy, match="this one was not heard of"):
        build(documents, home, Slow())
    assert ids(home) == ["ship/rope", "ship/p1"]
    assert Server(home.address).noted("assistant-writer") == {"owner": "another", "beat": "7"}


def test_readers_meet_no_half_index_while_it_is_built_again_and_again(
    home: AtServer, documents: Path
) -> None:
    both = {"ship/rope", "ship/p1", "mill/p1"}
    build(documents, home)
    stop = threading.Event()
    seen: list[frozenset[str]] = []
    faults: list[BaseException] = []

    def read(name: str) -> None:
        machine = AtServer(home.address, home.copies.with_name(name))
        while not stop.is_set():
            try:
                seen.append(frozenset(ids(machine)))
            except VectorstoreError as error:
                faults.append(error)

    readers = [threading.Thread(target=read, args=[name]) for name in ("two", "three")]
    for reader in readers:
        reader.start()
    for _ in range(2):
        (documents / "mill.md").write_text(MILL, "utf-8")
        build(documents, home)
        (documents / "mill.md").unlink()
        build(documents, home)
    stop.set()
    for reader in readers:
        reader.join()
    assert not faults
    assert set(seen) <= {frozenset(both), frozenset(both - {"mill/p1"})}
    assert len(seen) > 2


def test_a_reader_that_outlived_its_index_is_told(home: AtServer, documents: Path) -> None:
    build(documents, home)
    old = latest(home)
    for name in ("well", "oak"):
        (documents / f"{name}.md").write_text(MILL.replace("mill", name), "utf-8")
        build(documents, home)
    with pytest.raises(IndexMissing, match=r"no longer at http.*Start again"):
        old.search("rope")


def test_a_damaged_copy_is_made_again(home: AtServer, documents: Path) -> None:
    build(documents, home)
    before = found(home)
    (copy,) = home.copies.glob("copies/*/tokens.npy")
    copy.write_bytes(b"garbage")
    assert found(home) == before
    (copy.parent / "manifest.json").write_bytes(b"garbage")
    assert found(home) == before
    shutil.rmtree(home.copies)
    assert found(home) == before


@pytest.mark.parametrize("lost", ["vectors", "files", "one piece", "the manifest", "pointer"])
def test_what_is_lost_at_the_server_is_told_and_built_again(
    home: AtServer, documents: Path, lost: str
) -> None:
    name = build(documents, home)
    before = found(home)
    server = Server(home.address)
    pieces = {"one piece": "documents.json/0", "the manifest": "manifest.json/0"}
    if lost == "pointer":
        server.note("assistant-current", {"current": "0123456789abcdef", "previous": ""})
    elif lost in pieces:
        files = server.find(f"assistant-{name}-files")
        assert files
        files.delete(ids=[pieces[lost]])
    else:
        server.remove(f"assistant-{name}-{lost}")
    new = AtServer(home.address, home.copies.with_name("two"))
    with pytest.raises(IndexDamaged, match=r"at http.*assistant index"):
        latest(new)
    build(documents, home)
    assert found(new) == before


def test_a_manifest_that_leads_out_of_the_folder_is_refused(
    home: AtServer, documents: Path, tmp_path: Path
) -> None:
    name = build(documents, home)
    latest(home)
    (manifest,) = home.copies.glob("copies/*/manifest.json")
    told = json.loads(manifest.read_text("utf-8"))
    told["files"]["../../escaped"] = told["files"].pop("documents.json")
    files = Server(home.address).find(f"assistant-{name}-files")
    assert files
    content = base64.b64encode(json.dumps(told).encode()).decode()
    files.update(ids=["manifest.json/0"], metadatas=[{"content": content}])
    with pytest.raises(IndexDamaged, match=r"names '\.\./\.\./escaped'"):
        latest(AtServer(home.address, tmp_path / "a" / "b" / "two"))
    assert not list(tmp_path.rglob("escaped"))


def test_a_folder_that_takes_no_copy_is_told(
    home: AtServer, documents: Path, tmp_path: Path
) -> None:
    build(documents, home)
    (tmp_path / "file").write_text("mine", "utf-8")
    with pytest.raises(IndexNotWritable, match="--index"):
        latest(AtServer(home.address, tmp_path / "file"))


def test_killed_under_load_it_is_told_and_nothing_is_lost(
    chroma: ChromaServer, documents: Path, tmp_path: Path
) -> None:
    home = chroma.home(tmp_path / "one")
    build(documents, home)
    index, new = latest(home), documents / "oak.md"
    before, alone = index.search(QUESTION), chroma.names()
    stop, faults, answers = threading.Event(), list[Exception](), list[Search]()

    def ask() -> None:
        while not stop.is_set():
            try:
                answers.append(index.search(QUESTION))
            except Exception as error:
                faults.append(error)

    def index_another() -> None:
        new.write_text(MILLS, "utf-8")
        try:
            build(documents, home)
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    threads.append(threading.Thread(target=index_another))
    for thread in threads:
        thread.start()
    while not {"assistant-new-vectors"} & chroma.names():
        time.sleep(0.01)
    chroma.kill()
    while len(faults) < 20:
        time.sleep(0.01)
    chroma.start()
    came_back = len(answers)
    while len(answers) < came_back + 20:
        time.sleep(0.01)
    stop.set()
    for thread in threads:
        thread.join()

    assert {type(fault) for fault in faults} == {ServerFailed}
    assert all(f"{chroma.url} does not answer" in str(fault) for fault in faults)
    assert all(answer == before for answer in answers)
    assert alone <= chroma.names()
    assert latest(chroma.home(tmp_path / "two")).search(QUESTION) == before


def test_the_site_says_503_until_the_server_is_back(
    chroma: ChromaServer, documents: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    home = chroma.home(tmp_path / "one")
    build(documents, home)
    question = {"question": QUESTION}
    with (
        serving_site(Assistant(latest(home))) as url,
        httpx.Client(base_url=url, timeout=30) as client,
    ):
        before = client.post("/api/v1/ask", json=question).raise_for_status().json()
        chroma.kill()
        for response in (
            client.post("/api/v1/ask", json=question),
            client.get("/api/v1/search", params={"q": "rope"}),
        ):
            assert response.status_code == 503
            assert f"The Chroma server at {chroma.url} does not answer" in response.json()["error"]
        caplog.clear()
        ready = client.get("/ready")
        assert ready.status_code == 503
        assert chroma.url not in ready.text  # everybody may ask, also a stranger
        assert f"The Chroma server at {chroma.url} does not answer" in caplog.text
        streamed = client.post("/api/v1/ask/stream", json=question).text
        assert "event: error" in streamed
        assert "does not answer" in streamed
        assert client.get("/health").json() == {"up": True}
        chroma.start()
        assert client.get("/ready").status_code == 200
        after = client.post("/api/v1/ask", json=question).raise_for_status().json()
    del before["seconds"], after["seconds"]
    assert after == before


def test_a_server_that_hangs_is_waited_for_a_while(
    chroma: ChromaServer, documents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = chroma.home(tmp_path / "one")
    build(documents, home)
    monkeypatch.setattr(asking, "ANSWERING", 2.0)
    index = latest(home)
    chroma.halt()
    for ask in (lambda: index.search("rope"), lambda: latest(home)):
        begun = time.monotonic()
        with pytest.raises(ServerFailed, match=r"does not answer \(timed out\)"):
            ask()
        assert time.monotonic() - begun < 5
    chroma.kill()


def test_a_server_that_is_not_there_is_told_at_once(
    command: Command, loaded: list[str], tmp_path: Path
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    flags = ["--chroma-url", url, "--index", tmp_path / ".index"]
    commands: dict[str, list[object]] = {"ask": ["Why?"], "index": [], "cards": [tmp_path / "x"]}
    for name, more in commands.items():
        code, out, err = command(name, *flags, *more)
        assert (code, out) == (2, "")
        assert f"The Chroma server at {url} does not answer" in err
        assert "Traceback" not in err
    assert not loaded  # nobody waits for a model to hear it
    code, out, _ = command("check", *flags)
    assert code == 1
    assert f"FAIL  The Chroma server at {url} does not answer" in out


class NoChroma(http.server.BaseHTTPRequestHandler):
    """Something else that answers; it wants to be told a password."""

    asked: list[str | None]

    def do_GET(self) -> None:
        self.asked.append(self.headers["Authorization"])
        self.send_response(401)
        self.end_headers()
        self.wfile.write(b"<html>who are you?</html>")

    def log_message(self, format: str, *arguments: object) -> None:
        """Says nothing."""


def test_a_password_is_sent_and_shown_nowhere(
    command: Command, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    NoChroma.asked = []
    with http.server.HTTPServer(("127.0.0.1", 0), NoChroma) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        at = f"127.0.0.1:{other.server_port}"
        flags = ["--chroma-url", f"http://ada:s3%40ret@{at}", "--index", tmp_path]
        with caplog.at_level("DEBUG"):
            code, out, err = command("ask", *flags, "Who?")
            _, checked, _ = command("check", *flags)
        other.shutdown()
    assert code == 2
    assert f"The Chroma server at http://{at} cannot do what is asked (<html>who are you?" in err
    basic = base64.b64encode(b"ada:s3@ret").decode()
    assert set(NoChroma.asked) == {f"Basic {basic}"}
    settings = read_settings({"chroma_url": f"https://ada:s3%40ret@{at}"}, {})
    shown = [out, err, checked, caplog.text, str(settings), str(settings.chroma_url)]
    for secret in ("s3%40ret", "s3@ret", basic):
        assert not [text for text in shown if secret in text]


NO_ADDRESSES = """
chroma ftp://h file:///etc http:// http://h:99999 http://h:x http://h:0 http://h/p http://h?q
http://h#f http://h%20 http://[::1 //h
""".split()


@pytest.mark.parametrize("url", [*NO_ADDRESSES, "http://a b", "http://h\n.org"])
def test_what_is_no_address_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(AssistantError, match="URL is not one: give http://HOST:PORT") as told:
        read_settings({"chroma_url": url.replace("//", "//ada:s3cret@")}, {})
    assert "s3cret" not in str(told.value)


@pytest.mark.parametrize("url", ["http://h:8000", "https://h", "http://[::1]:8000", "http://h/"])
def test_an_address_is_taken_as_it_is(url: str) -> None:
    assert str(read_settings({"chroma_url": url}, {}).chroma_url) == url.rstrip("/")
