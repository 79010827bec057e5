"""The tools, through the protocol's own client: over HTTP and over standard input and output."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import anyio
import httpx
import pytest
from mcp import Client, StdioServerParameters, stdio_client
from mcp.types import CallToolResult, TextContent
from serving import serving_site

from assistant.ask import Assistant
from assistant.batch import answer_record

ROOT = Path(__file__).parent.parent
WHO = {"name": "test", "version": "1"}
POLITICAL = "In one sentence: where does the unified pillar put political solutions?"


@pytest.fixture(scope="module")
def address(assistant_real: Assistant) -> Iterator[str]:
    with serving_site(assistant_real) as url:
        yield url


def called(address: str, tool: str, mode: str = "auto", **arguments: object) -> CallToolResult:
    async def call() -> CallToolResult:
        async with Client(f"{address}/mcp", mode=mode) as client:
            return await client.call_tool(tool, arguments)

    return anyio.run(call)


def told(result: CallToolResult) -> str:
    assert result.is_error
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_ask_answers_as_a_batch_does(address: str, assistant_real: Assistant, mode: str) -> None:
    result = called(address, "ask", mode, question=POLITICAL)
    assert not result.is_error
    given = dict(result.structured_content or {})
    expected = answer_record(assistant_real, POLITICAL)
    assert given["answer"] == expected["answer"]
    assert given["sentences"] == expected["sentences"]
    assert given["citations"][0]["quote"] == expected["citations"][0]["quote"]


def test_ask_heeds_the_history(address: str, assistant_real: Assistant) -> None:
    history = [[POLITICAL, assistant_real.ask(POLITICAL).text]]
    follow_up = "And how is that work supported?"
    with_it = called(address, "ask", question=follow_up, history=history).structured_content or {}
    without = called(address, "ask", question=follow_up).structured_content or {}
    assert with_it["answer"] != without["answer"]


def test_what_is_found_can_be_read(address: str, assistant_real: Assistant) -> None:
    found = called(address, "search", query="multi-year funding", limit=2).structured_content or {}
    first, second = found["result"]
    assert first["score"] >= second["score"]
    passage = called(address, "read_passage", id=first["id"]).structured_content or {}
    assert passage["body"]["quote"] == assistant_real.index.passages[first["id"]].body.text
    assert first["quotes"][0] in passage["sentences"]


def test_bad_arguments_are_told_in_a_sentence(address: str) -> None:
    assert "There is no question. Write one" in told(called(address, "ask", question=" "))
    assert "the most is 2,000" in told(called(address, "ask", question="x" * 2_001))
    assert "There is no passage 'x'" in told(called(address, "read_passage", id="x"))
    assert "from 1 to 50" in told(called(address, "search", query="x", limit=0))
    assert told(called(address, "ask")) == 'There is no "question".'
    wrong = told(called(address, "search", query=5, limit="many"))
    assert wrong.startswith(
        '"query" is not as it should be: input should be a valid string. "limit"'
    )
    assert "pydantic" not in wrong


def test_the_tools_are_described(address: str) -> None:
    async def tools() -> dict[str, str | None]:
        async with Client(f"{address}/mcp") as client:
            return {each.name: each.description for each in (await client.list_tools()).tools}

    described = anyio.run(tools)
    assert set(described) == {"ask", "search", "read_passage"}
    assert all(described.values())


def test_several_clients_are_answered_at_once(address: str) -> None:
    answers: list[str] = []

    async def ask() -> None:
        async with Client(f"{address}/mcp") as client:
            result = await client.call_tool("ask", {"question": POLITICAL})
            answers.append(str((result.structured_content or {})["status"]))

    async def all_of_them() -> None:
        async with anyio.create_task_group() as group:
            for _ in range(6):
                group.start_soon(ask)

    anyio.run(all_of_them)
    assert answers == ["answered"] * 6


def test_what_is_no_message_is_refused(address: str) -> None:
    assert httpx.get(f"{address}/mcp").status_code == 405
    assert httpx.post(f"{address}/mcp", content=b"x").status_code == 400


def test_the_command_serves_the_tools_on_stdin_and_stdout(index_folder: Path) -> None:
    command = ["-m", "assistant", "mcp", "--index", str(index_folder.parent / "mcp")]
    parameters = StdioServerParameters(command=sys.executable, args=command, cwd=ROOT)

    async def ask() -> CallToolResult:
        async with Client(stdio_client(parameters)) as client:
            return await client.call_tool("ask", {"question": POLITICAL})

    result = anyio.run(ask)
    assert "heart of its work" in (result.structured_content or {})["answer"]


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_while_its_input_stays_open(index_folder: Path, ending: int) -> None:
    greeting = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": WHO}
    call = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": greeting}
    index = str(index_folder.parent / "mcp")
    command = [sys.executable, "-m", "assistant", "mcp", "--index", index]
    piped = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=piped, stdout=piped, text=True) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps(call) + "\n")
        process.stdin.flush()
        assert "serverInfo" in process.stdout.readline()
        process.send_signal(ending)
        try:
            assert process.wait(timeout=30) == 128 + ending
        finally:
            process.kill()
