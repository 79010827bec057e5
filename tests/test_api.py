"""The REST interface over a real server: what it answers, and what it says to bad input."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from serving import serving_site

from assistant.answer import Event, Turn, Wrote
from assistant.ask import Assistant
from assistant.batch import answer_record
from assistant.desk import Desk
from assistant.question import LONGEST
from ui_parts import reach
from ui_parts.health import health
from ui_parts.limits import BODY
from vectorstore.errors import IndexDamaged
from vectorstore.index import Search

ROOT = Path(__file__).parent.parent
POLITICAL = "In one sentence: where does the unified pillar put political solutions?"
TWO = "What does takeaway 1.2 say?"
MALI = "How many troops does the UN have in Mali?"


@pytest.fixture(scope="module")
def address(assistant_real: Assistant) -> Iterator[str]:
    with serving_site(assistant_real) as url:
        yield url


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=30) as client:
        yield client


def timeless(record: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in record.items() if key != "seconds"}


def events(lines: Iterator[str]) -> Iterator[tuple[str, dict[str, object]]]:
    name = ""
    for line in lines:
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


@pytest.mark.parametrize("question", [POLITICAL, TWO, MALI])
def test_an_answer_is_the_one_of_a_batch(
    client: httpx.Client, assistant_real: Assistant, question: str
) -> None:
    response = client.post("/api/v1/ask", json={"question": question, "id": "7"})
    assert response.status_code == 200
    expected = json.loads(json.dumps(answer_record(assistant_real, question, (), "7")))
    assert timeless(response.json()) == timeless(expected)
    for citation in response.json()["citations"]:
        text = (ROOT / "corpus" / citation["document"]).read_bytes().decode("utf-8")
        pieces = [text[start:end] for start, end in citation["spans"]]
        assert " ".join(pieces) == citation["quote"]


def test_the_history_is_heeded(client: httpx.Client, assistant_real: Assistant) -> None:
    history = [[POLITICAL, assistant_real.ask(POLITICAL).text]]
    question = "And how is that work supported?"
    given = client.post("/api/v1/ask", json={"question": question, "history": history}).json()
    turns = [Turn(*pair) for pair in history]
    assert given["answer"] == assistant_real.ask(question, turns).text
    assert given["answer"] != assistant_real.ask(question).text


def test_a_stream_is_the_answer_in_parts(client: httpx.Client) -> None:
    with client.stream("POST", "/api/v1/ask/stream", json={"question": POLITICAL}) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        told = list(events(response.iter_lines()))
    assert [name for name, _ in told] == ["searched", "sentence", "answer"]
    whole = client.post("/api/v1/ask", json={"question": POLITICAL}).json()
    assert timeless(told[-1][1]) == timeless(whole)
    assert told[1][1] == whole["sentences"][0]


def test_passages_are_found_listed_and_read(
    client: httpx.Client, assistant_real: Assistant
) -> None:
    found = client.get("/api/v1/search", params={"q": "multi-year funding", "limit": 3}).json()
    assert len(found["passages"]) == 3
    best = found["passages"][0]
    assert best["id"] == "caf24/3.2"
    scores = [passage["score"] for passage in found["passages"]]
    assert scores == sorted(scores, reverse=True)
    text = (ROOT / "corpus" / best["document"]).read_bytes().decode("utf-8")
    for quote in best["quotes"]:
        assert " ".join(text[start:end] for start, end in quote["spans"]) == quote["quote"]
    contents = client.get("/api/v1/passages").json()
    ids = [passage["id"] for passage in contents["passages"]]
    assert ids == list(assistant_real.index.passages)
    for id_ in ids:
        read = client.get(f"/api/v1/passages/{id_}").json()
        assert read["body"]["quote"] == assistant_real.index.passages[id_].body.text
    (first, *_) = contents["documents"]
    own = client.get("/api/v1/passages", params={"document": first["id"]}).json()
    assert 0 < len(own["passages"]) < len(ids)
    assert {passage["document"] for passage in own["passages"]} == {first["file"]}


BAD: list[tuple[bytes, int, str]] = [
    (b'{"question": ', 400, "not JSON"),
    (b"\xff\xfe\xfa", 400, "not JSON"),
    (b"[" * 100_000, 400, "not JSON"),
    (b"", 422, "no body"),
    (b"[1]", 422, "not an object"),
    (b"{}", 422, 'no "question"'),
    (b'{"question": 5}', 422, '"question" is not as it should be'),
    (b'{"question": "Who?", "colour": 1}', 422, 'no field "colour"'),
    (b'{"question": "Who?", "\\ud800": 1}', 422, "Send an object such as"),
    (b'{"question": "Who?", "history": "x"}', 422, '"history"'),
    (b'{"question": "Who?", "history": [["x"]]}', 422, '"history.0.1"'),
    (b'{"question": " ?! "}', 422, "There is no question."),
    (json.dumps({"question": "x" * (LONGEST + 1)}).encode(), 422, "the most is 2,000"),
    (b'{"question": "' + b"x" * BODY + b'"}', 413, "larger than 2,048 kB"),
]


@pytest.mark.parametrize("path", ["/api/v1/ask", "/api/v1/ask/stream"])
@pytest.mark.parametrize(("body", "status", "told"), BAD, ids=range(len(BAD)))
def test_bad_input_is_told_in_a_sentence(
    client: httpx.Client, path: str, body: bytes, status: int, told: str
) -> None:
    response = client.post(path, content=body, headers={"content-type": "application/json"})
    assert (response.status_code, list(response.json())) == (status, ["error"])
    assert told in response.json()["error"]
    assert "Traceback" not in response.text


def test_a_lone_surrogate_is_a_blank(client: httpx.Client) -> None:
    body = b'{"question": "Who \\ud800 hosted the forum?", "history": [["\\udfff", "\\ud801"]]}'
    response = client.post(
        "/api/v1/ask", content=body, headers={"content-type": "application/json"}
    )
    assert response.json()["question"] == "Who hosted the forum?"


@pytest.mark.parametrize(
    ("method", "path", "status", "told"),
    [
        ("GET", "/api/v1/ask", 405, "takes no GET"),
        ("POST", "/api/v1/ask", 415, "Content-Type: application/json"),
        ("GET", "/api/v1/nowhere", 404, "nothing at /api/v1/nowhere"),
        ("GET", "/api/v1/passages/caf24/99", 404, "no passage 'caf24/99'"),
        ("GET", "/api/v1/passages/caf24%0A1", 404, "no address has a line break"),
        ("GET", "/api/v1/passages?document=x", 404, "there are caf24, vision"),
        ("GET", "/api/v1/search", 422, 'no "q"'),
        ("GET", "/api/v1/search?q=a&limit=51", 422, '"limit"'),
        ("GET", "/api/v1/search?q=a&page=2", 422, 'no field "page"'),
        ("GET", "/api/v1/search?q=%3F", 422, "There is no question."),
    ],
)
def test_a_wrong_address_is_told_in_a_sentence(
    client: httpx.Client, method: str, path: str, status: int, told: str
) -> None:
    response = client.request(method, path, content=b"x" if method == "POST" else None)
    assert response.status_code == status
    assert told in response.json()["error"]


class Faulty(Assistant):
    """An assistant that fails at a question in the way that it is told to."""

    fault: Exception | None = None

    def stream(self, question: str, turns: Sequence[Turn] = ()) -> Iterator[Event]:
        for event in super().stream(question, turns):
            yield event
            if self.fault and isinstance(event, Wrote):
                raise self.fault


@pytest.mark.parametrize(
    ("fault", "status", "told"),
    [
        (IndexDamaged("The index is damaged. Build it."), 503, "The index is damaged. Build it."),
        (RuntimeError("secret"), 500, "Something went wrong here."),
    ],
)
def test_a_fault_is_told_without_a_traceback(
    assistant_real: Assistant, fault: Exception, status: int, told: str
) -> None:
    faulty = Faulty(assistant_real.index)
    with serving_site(faulty) as url:
        faulty.fault = fault
        response = httpx.post(f"{url}/api/v1/ask", json={"question": POLITICAL})
        assert response.status_code == status
        assert told in response.json()["error"]
        streamed = httpx.post(f"{url}/api/v1/ask/stream", json={"question": POLITICAL})
        name, data = list(events(iter(streamed.text.splitlines())))[-1]
        assert name == "error"
        assert told in str(data["error"])
        assert "secret" not in response.text + streamed.text


class Waiting(Assistant):
    """An assistant that stops after its first sentence until it may go on, and counts."""

    def __init__(self, assistant: Assistant) -> None:
        super().__init__(assistant.index)
        self.may_go_on = threading.Event()
        self.begun = threading.Semaphore(0)
        self.left = threading.Event()

    def stream(self, question: str, turns: Sequence[Turn] = ()) -> Iterator[Event]:
        try:
            for event in super().stream(question, turns):
                yield event
                if isinstance(event, Wrote) and question == TWO:
                    self.begun.release()
                    self.may_go_on.wait(20)
        finally:
            self.left.set()


def test_a_full_desk_sends_the_next_away_for_some_seconds(
    assistant_real: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "Desk", lambda: Desk(places=1, line=0))
    waiting = Waiting(assistant_real)
    with serving_site(waiting) as url, ThreadPoolExecutor() as pool:
        first = pool.submit(httpx.post, f"{url}/api/v1/ask", json={"question": TWO}, timeout=30)
        assert waiting.begun.acquire(timeout=20)
        second = httpx.post(f"{url}/api/v1/ask", json={"question": POLITICAL})
        waiting.may_go_on.set()
        assert first.result().status_code == 200
        assert second.status_code == 503
        assert second.headers["retry-after"] == "5"
        assert "Ask again in 5 seconds" in second.json()["error"]
        third = httpx.post(f"{url}/api/v1/ask", json={"question": POLITICAL})
        assert third.status_code == 200


def test_who_goes_away_in_the_middle_of_a_stream_leaves_the_place(
    assistant_real: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "Desk", lambda: Desk(places=1, line=0))
    waiting = Waiting(assistant_real)
    with serving_site(waiting) as url:
        with httpx.stream("POST", f"{url}/api/v1/ask/stream", json={"question": TWO}) as stream:
            assert next(events(stream.iter_lines()))[0] == "sentence"
        waiting.may_go_on.set()
        assert waiting.left.wait(20)
        for _ in range(50):
            response = httpx.post(f"{url}/api/v1/ask", json={"question": POLITICAL})
            if response.status_code == 200:
                break
            threading.Event().wait(0.1)
        assert response.status_code == 200


def test_several_clients_at_once_get_each_their_answer(
    client: httpx.Client, assistant_real: Assistant
) -> None:
    questions = [POLITICAL, TWO, MALI] * 5

    def ask(question: str) -> str:
        return str(client.post("/api/v1/ask", json={"question": question}).json()["answer"])

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, questions))
    assert answers == [assistant_real.ask(question).text for question in questions]


def test_the_description_names_every_address_and_the_page_fetches_nothing(
    client: httpx.Client,
) -> None:
    schema = client.get("/api/v1/openapi.json").json()
    assert set(schema["paths"]) == {"/ask", "/ask/stream", "/search", "/passages", "/passages/{id}"}
    assert set(schema["components"]["schemas"]["AnswerRecord"]["required"]) == {
        *answer_record_keys()
    }
    page = client.get("/api/v1/docs")
    assert page.status_code == 200
    for path in schema["paths"]:
        assert f"/api/v1{path}</code>" in page.text
    assert not re.findall(r"""(?:src|href)=["'](?:https?:)?//""", page.text)


def answer_record_keys() -> list[str]:
    return "id question language answer status reason sentences citations seconds".split()


def test_health_and_readiness(client: httpx.Client) -> None:
    assert client.get("/health").json() == {"up": True}
    ready = client.get("/ready")
    assert ready.status_code == 200
    assert ready.json() == {"ready": True}


def test_readiness_is_searched_for_every_few_seconds(
    assistant_real: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    find, times = assistant_real.index.find, iter((0, 1, 4, 5, 6, 7))
    searched: list[str] = []

    def count(text: str) -> Search:
        searched.append(text)
        return find(text)

    monkeypatch.setattr(assistant_real.index, "find", count)
    app = FastAPI()
    app.include_router(health(assistant_real, lambda: next(times)))
    with TestClient(app) as client:
        for _ in range(5):
            assert client.get("/ready").json()["ready"] is True
        assert len(searched) == 2
        monkeypatch.setattr(assistant_real.index, "fingerprint", "another")
        assert client.get("/ready").json()["ready"] is True
    assert len(searched) == 3


def test_a_server_whose_index_fails_is_up_but_not_ready(
    assistant_real: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object, **named: object) -> None:
        raise RuntimeError("the disk is gone")

    with serving_site(assistant_real) as url:
        monkeypatch.setattr(assistant_real.index, "find", fail)
        assert httpx.get(f"{url}/health").status_code == 200
        response = httpx.get(f"{url}/ready")
    assert response.status_code == 503
    assert "assistant check" in response.json()["error"]


def test_the_client_of_the_readme_runs(
    address: str, capsys: pytest.CaptureFixture[str], assistant_real: Assistant
) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    (example,) = re.findall(r"```python\n(import httpx\n.*?)```", readme, re.DOTALL)
    exec(compile(example.replace("http://127.0.0.1:7860", address), "README.md", "exec"), {})
    out = capsys.readouterr().out
    (question,) = re.findall(r'"question": "(.*?)"', example)
    for citation in assistant_real.ask(question).citations:
        assert citation.label in out
