"""The same as tools of the Model Context Protocol, for assistants that other people run."""

from __future__ import annotations

import os
import signal
from typing import Any

import anyio
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult, InputRequiredResult, ToolAnnotations
from pydantic import ValidationError

from assistant import catalogue
from assistant.answer import Turn
from assistant.ask import Assistant
from assistant.batch import answer_record
from assistant.catalogue import MOST, FoundPassage, PassageRecord
from assistant.desk import Desk
from assistant.errors import AssistantError
from assistant.fields import wrong_field
from assistant.show import AnswerRecord
from vectorstore.errors import VectorstoreError

_INSTRUCTIONS = (
    "Answers questions in the exact words of a corpus of documents, each sentence with its "
    "citation. Quote the sentences as they are, and name the label of each citation. Where the "
    "status is “declined”, the documents do not answer: say so."
)
_READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)


class _Tools(MCPServer[None]):
    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[None, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """The same, but arguments that do not fit are told in sentences."""
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            wrong = error.__cause__
            if not isinstance(wrong, ValidationError):
                raise
            faults = [
                wrong_field(each["type"], each["loc"], each["msg"]) for each in wrong.errors()
            ]
            raise ToolError(" ".join(dict.fromkeys(faults))) from wrong


def tools(assistant: Assistant, desk: Desk) -> MCPServer[None]:
    """A server with the tools `ask`, `search` and `read_passage`, on no transport yet."""
    server = _Tools("peace-operations-assistant", instructions=_INSTRUCTIONS, log_level="WARNING")

    @server.tool(annotations=_READS)
    async def ask(question: str, history: list[tuple[str, str]] | None = None) -> AnswerRecord:
        """Answer a question in the documents' exact words, or say why they do not answer it.

        history: earlier [question, answer] pairs of the conversation, oldest first.
        """
        turns = [Turn(*pair) for pair in history or ()]
        try:
            return await desk.serve(lambda: answer_record(assistant, question, turns))
        except (AssistantError, VectorstoreError) as error:
            raise ToolError(str(error)) from error

    @server.tool(annotations=_READS)
    async def search(query: str, limit: int = 5) -> list[FoundPassage]:
        """Find the passages that meet a query, best first, with their best sentences."""
        if not 1 <= limit <= MOST:
            raise ToolError(f"The limit is {limit}: give a number from 1 to {MOST}.")
        try:
            return await desk.serve(lambda: catalogue.search(assistant.index, query, limit))
        except (AssistantError, VectorstoreError) as error:
            raise ToolError(str(error)) from error

    @server.tool(annotations=_READS)
    async def read_passage(id: str) -> PassageRecord:
        """Read a whole passage by its id, such as one that `ask` or `search` gave."""
        try:
            return catalogue.read(assistant.index, id)
        except KeyError as error:
            raise ToolError(f"There is no passage {id!r}. Take an id from `search`.") from error

    return server


def serve_on_stdio(assistant: Assistant) -> None:
    """Serves the tools on standard input and output until the input ends, or a signal comes."""
    anyio.run(_serve, tools(assistant, Desk()), assistant)


async def _serve(server: MCPServer[None], assistant: Assistant) -> None:
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_leave_at_a_signal, assistant)
        await server.run_stdio_async()
        tasks.cancel_scope.cancel()


async def _leave_at_a_signal(assistant: Assistant) -> None:
    """Ends the process: the thread that waits for input would hold up every other way out."""
    endings = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    heeded = [each for each in endings if signal.getsignal(each) is not signal.SIG_IGN]
    with anyio.open_signal_receiver(*heeded) as signals:
        async for number in signals:
            assistant.index.close()
            os._exit(128 + number)
