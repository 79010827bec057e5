"""Signing in: the file of users, sessions, and that next to nothing is seen without one."""

from __future__ import annotations

import io
import os
import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import anyio
import bcrypt
import httpx
import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from playwright.sync_api import Browser, expect
from serving import serving_site
from test_ui import POLITICAL, Chat

from assistant.__main__ import main
from assistant.ask import Assistant
from assistant.errors import UsersUnreadable
from assistant.users import Users, put_user, read_users
from ui_parts.reach import Rules
from ui_parts.sessions import LIFETIME, MOST, Sessions
from ui_parts.signing_in import Doorkeeper, TooManyTries

pytestmark = [
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def users_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("users") / "users.txt"
    put_user("ada", PASSWORD, file)
    return file


@pytest.fixture(scope="module")
def address(assistant_real: Assistant, users_file: Path) -> Iterator[str]:
    with serving_site(assistant_real, Rules(users=Users(users_file), rate=60_000)) as url:
        yield url


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=30) as client:
        yield client


def sign_in(client: httpx.Client, name: str = "ada", password: str = PASSWORD) -> httpx.Response:
    return client.post("/sign-in", data={"name": name, "password": password})


# ── The file of users ────────────────────────────────────────────────────────────────────────


def test_a_user_is_added_and_given_another_password(tmp_path: Path) -> None:
    file = tmp_path / "users.txt"
    assert put_user("ada", PASSWORD, file)
    assert put_user("bob", "another long password", file)
    file.chmod(0o644)
    assert not put_user("ada", "a third long password", file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [file]
    assert PASSWORD not in file.read_text()
    users = Users(file)
    assert not users.knows("ada", PASSWORD)
    assert users.knows("ada", "a third long password")
    assert users.knows("bob", "another long password")
    assert not users.knows("eve", "another long password")


def test_a_bcrypt_hash_is_read(tmp_path: Path) -> None:
    file = tmp_path / "users.txt"
    hash_ = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode().replace("$2b$", "$2y$")
    file.write_text(f"\nada:{hash_}\n")
    file.chmod(0o600)
    assert Users(file).knows("ada", PASSWORD)
    assert not Users(file).knows("ada", PASSWORD + "x")
    assert not Users(file).knows("ada", "\0" + "x" * 100)


HASH = "$argon2id$v=19$m=65536,t=3,p=4$4Ffm04WprbKPgxyCYA9m7g$KAGVpVWYygumb8aRL9R4Zje/rfj3mlwWATeO"


@pytest.mark.parametrize(
    ("text", "mode", "told"),
    [
        ("", 0o600, "Nobody stands in"),
        ("\n\n", 0o600, "Nobody stands in"),
        (f"ada:{HASH}\n", 0o644, "chmod 600"),
        (f"ada:{HASH}\n", 0o640, "chmod 600"),
        ("ada\n", 0o600, "line 1 has no argon2 or bcrypt hash"),
        (f"ada:{HASH}\nbob:secret\n", 0o600, "line 2 has no argon2 or bcrypt hash"),
        (f"ada:{HASH}\nada:{HASH}\n", 0o600, "line 2: ada stands there twice"),
        (f":{HASH}\n", 0o600, "line 1 has no name"),
        ("\udcff", 0o600, "not text in UTF-8"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(
    tmp_path: Path, text: str, mode: int, told: str
) -> None:
    file = tmp_path / "users.txt"
    file.write_text(text, "utf-8", errors="surrogateescape")
    file.chmod(mode)
    with pytest.raises(UsersUnreadable, match=told) as refused:
        read_users(file)
    assert str(file) in str(refused.value)


def test_a_missing_file_is_told_before_anything_is_loaded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", "--auth", str(tmp_path / "none"), "--index", str(tmp_path / "i")]) == 2
    assert "assistant user NAME" in capsys.readouterr().err
    assert not (tmp_path / "i").exists()


@pytest.mark.parametrize(
    ("name", "password", "told"),
    [
        ("a:b", PASSWORD, "The name is"),
        ("", PASSWORD, "The name is"),
        ("ada", "short", "12 to 1,000"),
    ],
)
def test_a_name_or_a_password_that_is_none_is_refused(
    tmp_path: Path, name: str, password: str, told: str
) -> None:
    with pytest.raises(UsersUnreadable, match=told):
        put_user(name, password, tmp_path / "users.txt")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["folder", "pipe", "letter", "latin"])
def test_what_is_no_file_of_users_is_left_as_it_is(
    tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / kind
    if kind == "folder":
        place.mkdir()
        (place / "mine.txt").write_text("Mine", "utf-8")
    elif kind == "pipe":
        os.mkfifo(place)
    else:
        place.write_bytes(b"Dear reader\n" if kind == "letter" else b"ada:\xff\n")
    place.chmod(0o755)
    before = place.stat()
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    assert main(["user", "ada", str(place)]) == 2
    assert str(place) in capsys.readouterr().err
    after = place.stat()
    assert (after.st_ino, after.st_mode, after.st_size) == (
        before.st_ino,
        before.st_mode,
        before.st_size,
    )
    assert list(tmp_path.iterdir()) == [place]


def test_several_are_added_at_once_and_none_is_lost(tmp_path: Path) -> None:
    file = tmp_path / "users.txt"
    names = ["ada", "bob", "cleo", "dan", "eve", "fay"]
    with ThreadPoolExecutor(len(names)) as at_once:
        assert all(at_once.map(lambda name: put_user(name, PASSWORD, file), names))
    assert set(read_users(file)) == {*names}
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_the_file_stays_its_owners(tmp_path: Path) -> None:
    file = tmp_path / "users.txt"
    put_user("ada", PASSWORD, file)
    os.chown(file, 12_345, 23_456)
    put_user("bob", PASSWORD, file)
    found = file.stat()
    assert (found.st_uid, found.st_gid, found.st_mode & 0o777) == (12_345, 23_456, 0o600)


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsersUnreadable, match="No such file or directory"):
        put_user("ada", PASSWORD, tmp_path / "none" / "users.txt")


def test_the_command_asks_twice_and_shows_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = [PASSWORD, PASSWORD, PASSWORD, "something else"]
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("assistant.__main__.getpass", lambda prompt: typed.pop(0))
    file = tmp_path / "users.txt"
    assert main(["user", "ada", str(file)]) == 0
    assert Users(file).knows("ada", PASSWORD)
    assert main(["user", "ada", str(file)]) == 2
    told = capsys.readouterr()
    assert told.out == f"ada is added to {file}.\n"
    assert "not the same" in told.err
    assert PASSWORD not in told.out + told.err


def test_a_password_that_nobody_types_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def leave(prompt: str) -> str:
        raise EOFError  # Ctrl-D

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("assistant.__main__.getpass", leave)
    assert main(["user", "ada", str(tmp_path / "users.txt")]) == 2
    assert "No password was typed" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("errors", ["strict", "surrogateescape"])
def test_a_password_in_another_encoding_is_told(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    errors: str,
) -> None:
    piped = io.BytesIO("Größe und Gewicht\n".encode("latin-1"))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(piped, "utf-8", errors))
    assert main(["user", "ada", str(tmp_path / "users.txt")]) == 2
    assert "not text in UTF-8" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


# ── Sessions ─────────────────────────────────────────────────────────────────────────────────


def test_sessions_run_out_are_few_and_end_with_the_password(tmp_path: Path) -> None:
    file = tmp_path / "users.txt"
    put_user("ada", PASSWORD, file)
    now = 0.0
    sessions = Sessions(Users(file), lambda: now)
    first, *others = [sessions.begin("ada") for _ in range(MOST + 1)]
    assert sessions.name_of(first) is None
    assert [sessions.name_of(token) for token in others] == ["ada"] * MOST
    now = LIFETIME - 1
    assert sessions.name_of(others[0]) == "ada"
    now = LIFETIME
    assert sessions.name_of(others[0]) is None
    token = sessions.begin("ada")
    assert sessions.name_of(token) == "ada"
    sessions.end(token)
    assert sessions.name_of(token) is None
    token = sessions.begin("ada")
    put_user("ada", "another long password", file)
    assert sessions.name_of(token) is None
    assert sessions.name_of("") is None
    put_user("bob", PASSWORD, file)
    token, stays = sessions.begin("ada"), sessions.begin("bob")
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join(line for line in lines if not line.startswith("ada:")))
    assert [sessions.name_of(each) for each in (token, stays)] == [None, "bob"]


def test_somebody_signs_out_while_another_signs_in(users_file: Path) -> None:
    users = Users(users_file)
    sessions = Sessions(users, lambda: 0)
    token, stays = sessions.begin("ada"), sessions.begin("ada")
    leaving = threading.Thread(target=sessions.end, args=(token,))

    def clock() -> float:  # it is read while the sessions are gone through
        if not leaving.ident:
            leaving.start()
            leaving.join(0.1)
        return 0

    vars(sessions)["_clock"] = clock
    begun = sessions.begin("ada")
    leaving.join()
    assert [sessions.name_of(each) for each in (token, stays, begun)] == [None, "ada", "ada"]


# ── The door ─────────────────────────────────────────────────────────────────────────────────

ADDRESSES = (
    "/ /ready/ /config /gradio_api/info /gradio_api/queue/data?session_hash=x /static/other.css "
    "/gradio_api/startup-events /theme.css /assets/index.js /api/v1/search?q=a /api/v1/docs "
    "/api/v1/openapi.json /api/v1/passages /mcp /health/ /sign-in/ //health /nowhere"
).split()


@pytest.mark.parametrize("path", ADDRESSES)
def test_nothing_is_seen_without_a_session(client: httpx.Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 401
    assert "sign in" in response.json()["error"]


@pytest.mark.parametrize(
    "path", ["/api/v1/ask", "/gradio_api/queue/join", "/gradio_api/run/x", "/mcp", "/sign-out"]
)
def test_nothing_is_taken_without_a_session(client: httpx.Client, path: str) -> None:
    assert client.post(path, json={"question": POLITICAL}).status_code == 401


def test_what_everyone_may_see(client: httpx.Client) -> None:
    assert client.get("/health").json() == {"up": True}
    assert client.get("/ready").json() == {"ready": True}
    assert client.get("/sign-in").status_code == 200
    assert client.get("/static/pages.css").status_code == 200


def test_a_page_leads_to_signing_in_and_back(client: httpx.Client) -> None:
    page = client.get("/api/v1/docs?a=1", headers={"accept": "text/html"})
    assert page.status_code == 303
    assert page.headers["location"] == "/sign-in?next=/api/v1/docs%3Fa%3D1"
    done = client.post(page.headers["location"], data={"name": "ada", "password": PASSWORD})
    assert (done.status_code, done.headers["location"]) == (303, "/api/v1/docs?a=1")
    cookie = done.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert client.get("/api/v1/docs").status_code == 200
    client.post("/sign-out")
    assert client.get("/api/v1/docs").status_code == 401


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil.example", "x"])
def test_signing_in_leads_nowhere_else(client: httpx.Client, to: str) -> None:
    form = {"name": "ada", "password": PASSWORD}
    assert client.post("/sign-in", params={"next": to}, data=form).headers["location"] == "/"


def test_a_token_ends_on_the_server_when_signing_out(address: str) -> None:
    with httpx.Client(base_url=address) as client:
        sign_in(client)
        cookies = dict(client.cookies)
        client.post("/sign-out")
    assert httpx.get(f"{address}/config", cookies=cookies).status_code == 401


def test_programs_send_a_name_and_a_password(address: str) -> None:
    asked = {"question": POLITICAL}
    with httpx.Client(base_url=address, auth=("ada", PASSWORD), timeout=30) as client:
        assert client.post("/api/v1/ask", json=asked).json()["status"] == "answered"
        started = time.perf_counter()
        for _ in range(20):
            assert client.get("/api/v1/passages/caf24/1.2").status_code == 200
        assert time.perf_counter() - started < 2  # and not twenty slow comparisons
        assert client.get("/config").status_code == 401
    wrong = httpx.get(f"{address}/api/v1/passages", auth=("ada", "wrong"))
    assert wrong.status_code == 401
    assert wrong.headers["www-authenticate"].startswith("Basic")
    for header in ("Basic", "Basic !!", "Basic YQ==", "Bearer x"):
        given = httpx.get(f"{address}/api/v1/passages", headers={"authorization": header})
        assert given.status_code == 401


def test_the_tools_take_a_name_and_a_password(address: str) -> None:
    async def ask() -> str:
        http = httpx2.AsyncClient(auth=("ada", PASSWORD))
        transport = streamable_http_client(f"{address}/mcp", http_client=http)
        async with http, Client(transport) as client:
            result = await client.call_tool("ask", {"question": POLITICAL})
            return str((result.structured_content or {})["status"])

    assert anyio.run(ask) == "answered"


def test_wrong_passwords_are_slowed_and_right_ones_are_not(
    assistant_real: Assistant, users_file: Path
) -> None:
    with (
        serving_site(assistant_real, Rules(users=Users(users_file))) as url,
        httpx.Client(base_url=url) as client,
    ):
        for _ in range(8):
            assert sign_in(client).status_code == 303
        for name in ("ada", "eve", "ada", "eve", "<b>"):
            response = sign_in(client, name, "a wrong password")
            assert response.status_code == 401
            assert "The name or the password is wrong" in response.text
        assert "<b>" not in response.text
        response = sign_in(client)
        assert response.status_code == 429
        assert "Try again in" in response.text
        basic = httpx.get(f"{url}/api/v1/passages", auth=("ada", PASSWORD))
        assert (basic.status_code, list(basic.json())) == (429, ["error"])
        assert int(basic.headers["retry-after"]) <= 10


def test_no_client_chooses_the_address_that_it_is_counted_for(
    assistant_real: Assistant, users_file: Path
) -> None:
    told = [{"x-forwarded-for": f"203.0.113.{n}"} for n in range(6)]
    rules = Rules(users=Users(users_file))
    with serving_site(assistant_real, rules) as url, httpx.Client(base_url=url) as client:
        wrong = {"name": "ada", "password": "wrong"}
        statuses = [client.post("/sign-in", data=wrong, headers=each).status_code for each in told]
    assert statuses == [401] * 5 + [429]


def test_a_session_begun_through_an_encrypting_proxy_is_sent_through_it_only(address: str) -> None:
    def cookie(**headers: str) -> str:
        given = {"name": "ada", "password": PASSWORD}
        proto = {name.replace("_", "-"): value for name, value in headers.items()}
        return httpx.post(f"{address}/sign-in", data=given, headers=proto).headers["set-cookie"]

    assert "Secure" in cookie(x_forwarded_proto="https")
    assert "Secure" not in cookie()


def test_many_passwords_at_once_are_slowed_only_where_they_are_wrong(users_file: Path) -> None:
    class Counting(Users):
        compared = 0

        def knows(self, name: str, password: str) -> bool:
            self.compared += 1
            return super().knows(name, password)

    async def told(password: str, again: bool) -> list[object]:
        answers: list[object] = []

        async def give() -> None:
            admits = keeper.admits_again if again else keeper.admits
            try:
                answers.append(await admits("ada", password, "10.0.0.1"))
            except TooManyTries:
                answers.append("too many")

        async with anyio.create_task_group() as group:
            for _ in range(8):
                group.start_soon(give)
        return answers

    users = Counting(users_file)
    keeper = Doorkeeper(users)
    assert anyio.run(told, PASSWORD, True) == [True] * 8
    assert users.compared == 1
    assert anyio.run(told, PASSWORD, False) == [True] * 8
    users.compared = 0
    answers = anyio.run(told, "a wrong password", True)
    assert answers[:5] == [False] * 5
    assert set(answers[5:]) <= {False, "too many"}
    assert answers[-1] == "too many"
    assert users.compared == answers.count(False)


def test_an_unknown_name_takes_as_long_as_a_known_one(users_file: Path) -> None:
    users = Users(users_file)

    def seconds(name: str) -> float:
        started = time.perf_counter()
        assert not users.knows(name, "a wrong password")
        return time.perf_counter() - started

    known = min(seconds("ada") for _ in range(5))
    unknown = min(seconds("eve") for _ in range(5))
    assert unknown > known / 2


def test_a_file_that_is_broken_later_keeps_everybody_out(
    assistant_real: Assistant, tmp_path: Path
) -> None:
    file = tmp_path / "users.txt"
    put_user("ada", PASSWORD, file)
    with (
        serving_site(assistant_real, Rules(users=Users(file))) as url,
        httpx.Client(base_url=url) as client,
    ):
        assert sign_in(client).status_code == 303
        file.write_text("")
        for response in (client.get("/api/v1/passages"), sign_in(client)):
            assert response.status_code == 503
            assert str(tmp_path) not in response.text
        assert client.get("/health").status_code == 200


# ── In a browser ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_the_chat_works_behind_the_door(browser: Browser, address: str, width: int) -> None:
    with browser.new_context(viewport={"width": width, "height": 800}) as context:
        page = context.new_page()
        elsewhere: list[str] = []
        page.on(
            "request",
            lambda r: (
                None if r.url.startswith((address, "data:", "blob:")) else elsewhere.append(r.url)
            ),
        )
        page.goto(f"{address}/#a-place")
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        page.keyboard.type("ada")
        page.keyboard.press("Tab")
        page.keyboard.type("a wrong password")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("The name or the password is wrong")
        expect(page.get_by_label("Name")).to_have_value("ada")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        chat = Chat(page)
        expect(chat.box).to_be_visible()
        assert page.url == f"{address}/#a-place"  # a citation's link survives signing in
        expect(page.locator("#reader .gone")).to_be_visible()
        page.keyboard.press("Escape")  # where the page is narrow, what was found lies over the chat
        expect(page.locator("#reader")).to_be_hidden()
        chat.ask(POLITICAL)
        expect(chat.answer).to_contain_text("at the heart of its work")
        assert page.evaluate("document.cookie") == ""  # no script reads the token
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        page.goto(address)
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        assert elsewhere == []


@pytest.mark.browser
def test_an_open_page_is_told_when_its_session_has_ended(browser: Browser, address: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address)
        page.get_by_label("Name").fill("ada")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        chat = Chat(page)
        expect(chat.box).to_be_visible()
        chat.ask(POLITICAL)  # nothing of the page is still on its way
        context.clear_cookies()
        chat.box.fill(POLITICAL)
        chat.box.press("Enter")
        expect(page.get_by_text(re.compile("no longer"))).to_be_visible()
