"""Limits and the door: how often a client may ask, what is logged, and what no page may do."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect
from serving import serving_site
from test_ui import POLITICAL, opened

from assistant.ask import Assistant
from ui_parts.door import is_loopback
from ui_parts.limits import Buckets, client_of, counted_as, question_in
from ui_parts.reach import Rules

pytestmark = [
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]


@pytest.fixture(scope="module")
def address(assistant_real: Assistant) -> Iterator[str]:
    with serving_site(assistant_real) as url:
        yield url


# ── So many questions a minute ───────────────────────────────────────────────────────────────


def test_a_bucket_is_emptied_refilled_and_never_more_than_full() -> None:
    now = 0.0
    buckets = Buckets(2, per_minute=6, clock=lambda: now)
    assert [buckets.take("a"), buckets.take("a")] == [0, 0]
    assert buckets.take("a") == 10
    assert buckets.take("b") == 0
    now = 4
    assert buckets.take("a") == pytest.approx(6)
    now = 10
    assert [buckets.wait("a"), buckets.wait("a")] == [0, 0]
    assert buckets.take("a") == 0
    assert buckets.wait("a") == 10
    now = 10_000
    assert [buckets.take("a"), buckets.take("a")] == [0, 0]
    assert buckets.take("a") > 0


def test_the_clients_that_are_remembered_are_bounded() -> None:
    buckets = Buckets(1, per_minute=1, clock=lambda: 0)
    for number in range(20_001):
        buckets.take(str(number))
    assert buckets.take("20000") > 0
    assert len(vars(buckets)["_levels"]) <= 10_000


def test_a_client_is_who_is_signed_in_or_a_household() -> None:
    def client(host: str, **state: str) -> str:
        return client_of({"client": (host, 1), "state": state})

    assert client("10.0.0.1") != client("10.0.0.2")
    assert client("2001:db8::1") == client("2001:db8::2") != client("2001:db8:1::1")
    assert client("10.0.0.1", user="ada") == client("10.0.0.2", user="ada") != client("10.0.0.1")


def test_a_question_is_one_wherever_it_comes_in() -> None:
    def question(path: str, row: object = None, query: bytes = b"") -> str | None:
        return question_in({"path": path, "query_string": query}, row)

    assert question("/api/v1/ask", {"question": "Who?"}) == "Who?"
    assert question("/api/v1/search", query=b"limit=3&q=who%20is") == "who is"
    assert question("/read", query=b"q=who%20is") == "who is"
    assert question("/gradio_api/queue/join", {"data": ["Who?", []]}) == "Who?"
    assert question("/gradio_api/queue/join", {"data": [[]]}) is None
    tool = {"method": "tools/call", "params": {"arguments": {"question": "Who?"}}}
    assert question("/mcp", tool) == "Who?"
    search = {"name": "search", "arguments": {"query": "Who?", "question": 0}}
    assert question("/mcp", {"method": "tools/call", "params": search}) == "Who?"
    assert question("/mcp", {"method": "tools/list"}) is None
    rows = [{"question": "What?"}, {"question": "Who?"}]
    assert question("/why", {"rows": rows, "question": 0}) == "Who?"
    assert question("/why", {"rows": []}) is None
    assert question("/sign-in", {"question": "Who?"}) is None


def test_the_address_tells_what_is_counted_whatever_the_words_are() -> None:
    def counted(path: str, row: object = None, method: str = "POST") -> str:
        return counted_as({"path": path, "method": method}, row)

    def call(**params: object) -> dict[str, object]:
        return {"method": "tools/call", "params": params}

    rows: tuple[object, ...] = (None, [], {"question": 0}, {"data": [0], "rows": 0}, call())
    for path in ("/api/v1/ask", "/api/v1/ask/stream", "/gradio_api/queue/join", "/mcp", "/why"):
        for row in rows:
            assert counted(path, row) == "question"
        assert counted(path, method="GET") == ""
    assert counted("/api/v1/search", method="GET") == "question"
    assert counted("/mcp", call(name="search", arguments={"question": 0})) == "question"
    assert counted("/mcp", call(name="read_passage", arguments={"id": "x"})) == ""
    assert counted("/mcp", {"method": "initialize"}) == ""
    assert counted("/gradio_api/queue/join", {"data": [{"id": "x", "rows": []}]}) == "reopened"
    assert counted("/gradio_api/queue/join", {"data": [None, "Who?"]}) == "reopened"
    assert counted("/further", []) == "offered"
    assert counted("/feedback", {"question": POLITICAL}) == "said"
    assert counted("/paper/md", {}) == counted("/paper/docx", []) == "taken"
    assert counted("/sign-in") == ""


@pytest.mark.parametrize("path", ["/api/v1/ask", "/api/v1/ask/stream"])
def test_who_asks_too_much_is_told_when_to_come_again(assistant_real: Assistant, path: str) -> None:
    with serving_site(assistant_real, Rules(rate=4)) as url, httpx.Client(base_url=url) as client:
        statuses = [client.post(path, json={"question": POLITICAL}).status_code for _ in range(3)]
        assert statuses == [200, 200, 429]
        response = client.get("/api/v1/search", params={"q": "funding"})
        assert response.status_code == 429
        assert "You have asked many questions" in response.json()["error"]
        assert 0 < int(response.headers["retry-after"]) <= 15
        assert client.get("/api/v1/passages").status_code == 200


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/mcp", {"name": "search", "arguments": {"query": "funding", "limit": 1, "question": 0}}),
        ("/why", {"rows": [{"question": POLITICAL}], "question": 0}),
        ("/gradio_api/queue/join", {"data": [0, None], "fn_index": 0, "session_hash": "x"}),
        ("/gradio_api/queue/join", {"data": [None], "fn_index": 0, "session_hash": "x"}),
        ("/api/v1/ask", [[]]),
    ],
)
def test_no_body_makes_a_question_uncounted(
    assistant_real: Assistant, path: str, body: dict[str, object]
) -> None:
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": body, "question": 0}
    accept = {"accept": "application/json, text/event-stream"}
    with serving_site(assistant_real, Rules(rate=4)) as url, httpx.Client(base_url=url) as client:
        sent = [
            client.post(path, json=call if path == "/mcp" else body, headers=accept)
            for _ in range(3)
        ]
    assert [response.status_code == 429 for response in sent] == [False, False, True]


def test_what_is_offered_next_is_held_to_as_many_and_takes_no_question(
    assistant_real: Assistant,
) -> None:
    given = {"passages": ["caf24/1.2"], "asked": []}
    with serving_site(assistant_real, Rules(rate=4)) as url, httpx.Client(base_url=url) as client:
        offered = [client.post("/further", json=given) for _ in range(3)]
        assert [response.status_code for response in offered] == [200, 200, 429]
        assert 0 < int(offered[-1].headers["retry-after"]) <= 15
        asked = [client.post("/api/v1/ask", json={"question": POLITICAL}) for _ in range(2)]
        assert [response.status_code for response in asked] == [200, 200]


def test_a_search_on_a_page_is_a_question_and_its_refusal_is_a_page(
    assistant_real: Assistant,
) -> None:
    with serving_site(assistant_real, Rules(rate=4)) as url, httpx.Client(base_url=url) as client:
        found = [client.get(f"/read?{query}") for query in ("q=fund", "q=+&%71=fund", "q=fund&q=")]
        assert [response.status_code for response in found] == [200, 200, 429]
        assert '<p class="told" role="status">You have asked many questions' in found[-1].text
        assert 0 < int(found[-1].headers["retry-after"]) <= 15
        assert client.get("/read?q=&in=vision").status_code == 200


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/paper/md", {"name": "", "address": "", "rows": []}, 200),
        ("/feedback", {"question": POLITICAL, "answer": "", "verdict": "good"}, 201),
    ],
)
def test_what_is_kept_and_taken_along_is_held_to_as_many(
    assistant_real: Assistant, tmp_path: Path, path: str, body: dict[str, object], status: int
) -> None:
    with (
        serving_site(assistant_real, Rules(rate=4), kept=tmp_path / "feedback.sqlite") as url,
        httpx.Client(base_url=url) as client,
    ):
        statuses = [client.post(path, json=body).status_code for _ in range(3)]
    assert statuses == [status, status, 429]


@pytest.mark.browser
def test_the_chat_tells_who_asks_too_much(browser: Browser, assistant_real: Assistant) -> None:
    with serving_site(assistant_real, Rules(rate=2)) as url, opened(browser, url) as chat:
        chat.ask(POLITICAL)
        chat.box.fill(POLITICAL)
        chat.box.press("Enter")
        expect(chat.page.get_by_text("You have asked many questions")).to_be_visible()


# ── The log ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("log", "told"), [("requests", False), ("questions", True)])
def test_the_log_tells_a_questions_length_and_its_words_only_where_it_is_told_to(
    assistant_real: Assistant, log: str, told: bool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    rules = Rules(log="questions" if log == "questions" else "requests")
    with serving_site(assistant_real, rules) as url:
        httpx.post(f"{url}/api/v1/ask", json={"question": POLITICAL + "\nforged line"})
        httpx.get(f"{url}/api/v1/search", params={"q": POLITICAL})
        httpx.get(f"{url}/no%0Awhere")
    lines = [r.getMessage() for r in caplog.records if r.name == "assistant.requests"]
    assert len(lines) == 3
    assert lines[0].startswith("127.0.0.1 POST /api/v1/ask 200 0.")
    assert f"{len(POLITICAL)} characters asked" in lines[1]
    assert ("political" in "".join(lines)) is told
    assert "\n" not in "".join(lines)
    assert lines[2].startswith("127.0.0.1 GET /no where 404")


def test_no_log_is_written_where_none_is_wanted(
    assistant_real: Assistant, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with serving_site(assistant_real, Rules(log="none")) as url:
        httpx.get(f"{url}/health")
    assert not [r for r in caplog.records if r.name == "assistant.requests"]


# ── The door ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ["/", "/health", "/api/v1/ask", "/nowhere", "/mcp", "/config"])
def test_every_response_says_what_pages_may_do(address: str, path: str) -> None:
    headers = httpx.get(f"{address}{path}").headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://["}, 403),
        ({"origin": "OWN"}, 200),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site", "origin": "OWN"}, 403),
        ({"sec-fetch-site": "same-origin"}, 200),
    ],
)
def test_no_other_sites_page_asks(address: str, headers: dict[str, str], status: int) -> None:
    given = {name: value.replace("OWN", address) for name, value in headers.items()}
    response = httpx.post(f"{address}/api/v1/ask", json={"question": POLITICAL}, headers=given)
    assert response.status_code == status
    assert "frame-ancestors" in response.headers["content-security-policy"]


@pytest.mark.parametrize("value", ['"\\ud800"', "NaN", '{"\\ud800": NaN}', "["])
@pytest.mark.parametrize(
    "path",
    "/further /why /paper/md /paper/docx /learn/try /learn/test/sitting /learn/test/answer".split(),
)
def test_a_body_that_fits_nothing_is_told_in_a_sentence(
    address: str, path: str, value: str
) -> None:
    names = "passages asked rows name address step cards round id choice".split()
    body = "{" + ", ".join(f'"{name}": {value}' for name in names) + "}"
    sent = {"content-type": "application/json"}
    for content in (body, value):
        response = httpx.post(f"{address}{path}", content=content, headers=sent)
        assert response.status_code == (400 if value == "[" else 422)
        assert response.json()["error"].endswith(".")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:7860", 200),
        ("localhost", 200),
        ("[::1]:80", 200),
        ("LOCALHOST.:1", 200),
        ("evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("[x", 421),
        ("", 421),
    ],
)
def test_on_loopback_no_other_name_leads_here(address: str, host: str, status: int) -> None:
    assert httpx.get(f"{address}/health", headers={"host": host}).status_code == status


def test_who_serves_others_is_reached_by_any_name(assistant_real: Assistant) -> None:
    with serving_site(assistant_real, Rules(host="0.0.0.0")) as url:
        response = httpx.get(f"{url}/health", headers={"host": "assistant.example"})
    assert response.status_code == 200
    assert not is_loopback("0.0.0.0")
    assert is_loopback("127.9.9.9")


@pytest.mark.parametrize(
    "path",
    "call/reply call/v2/reply call/v2/nothing api/reply run/reply upload component_server info "
    "file=/etc/passwd proxy=http://127.0.0.1/ stream/x vibe-edit/ process_recording".split(),
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_of_the_chats_framework_only_what_its_page_uses_is_open(
    address: str, method: str, path: str
) -> None:
    body = {"question": POLITICAL, "data": [POLITICAL, None]} if method == "POST" else None
    response = httpx.request(method, f"{address}/gradio_api/{path}", json=body)
    assert response.status_code == 404
    assert "/api/v1/docs" in response.json()["error"]
