"""The commands and their flags; assistant/settings.py has what the flags mean."""

from __future__ import annotations

import argparse


def parser() -> argparse.ArgumentParser:
    """What may stand behind `assistant`, with what `--help` says of it."""
    parser = argparse.ArgumentParser(
        prog="assistant",
        description="Answers questions in the exact, cited words of a corpus of documents.",
    )
    shared, written = _what_is_asked(), _who_writes()
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    index = commands.add_parser("index", parents=[shared], help="build what is missing or stale")
    how = index.add_mutually_exclusive_group()
    how.add_argument("--dry-run", action="store_true", help="tell what it would do, and do nothing")
    how.add_argument("--watch", action="store_true", help="go on with every change, until Ctrl-C")

    ask = commands.add_parser("ask", parents=[shared, written], help="answer a question, or many")
    ask.add_argument("question", nargs="?", help="the question, in quotation marks")
    ask.add_argument("--json", action="store_true", help="print one JSON object")
    ask.add_argument("--batch", metavar="FILE", help="JSON lines in, JSON lines out; - is stdin")
    ask.add_argument("--explain", action="store_true", help="tell how the answer came about")

    commands.add_parser("check", parents=[shared, written], help="find faults and their remedies")

    serve = commands.add_parser("serve", parents=[shared, written], help="serve the web chat")
    _add_how_it_is_served(serve)

    commands.add_parser("mcp", parents=[shared, written], help="serve tools on stdin, stdout")

    user = commands.add_parser("user", help="add one who may sign in, or change the password")
    user.add_argument("name", metavar="NAME", help="the name to sign in with")
    user.add_argument("file", metavar="FILE", help="the file that serve --auth reads")

    cards = commands.add_parser("cards", parents=[shared], help="write flashcards for Anki")
    cards.add_argument("file", metavar="FILE.apkg", help="the file to write")
    return parser


def _what_is_asked() -> argparse.ArgumentParser:
    """The flags of every command that needs an index."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--corpus",
        metavar="DIR",
        action="append",
        help="the documents; may be given more than once (ASSISTANT_CORPUS)",
    )
    shared.add_argument("--index", metavar="DIR", help="where the index is (ASSISTANT_INDEX)")
    shared.add_argument(
        "--chroma-url", metavar="URL", help="a Chroma server for it (ASSISTANT_CHROMA_URL)"
    )
    shared.add_argument(
        "--embedding-model", metavar="MODEL", help="a folder or name (ASSISTANT_EMBEDDING_MODEL)"
    )
    return shared


def _who_writes() -> argparse.ArgumentParser:
    """The flags of every command that answers."""
    written = argparse.ArgumentParser(add_help=False)
    written.add_argument("--model", help="a chat model, PROVIDER:NAME (ASSISTANT_MODEL)")
    written.add_argument(
        "--model-url", metavar="URL", help="an OpenAI-compatible server (ASSISTANT_MODEL_URL)"
    )
    return written


def _add_how_it_is_served(serve: argparse.ArgumentParser) -> None:
    serve.add_argument("--host", help="address to listen on (ASSISTANT_HOST)")
    serve.add_argument("--port", help="port to listen on (ASSISTANT_PORT)")
    serve.add_argument("--auth", metavar="FILE", help="who may sign in (ASSISTANT_AUTH)")
    serve.add_argument("--rate", help="questions a minute of one client (ASSISTANT_RATE)")
    serve.add_argument("--log", help="none, requests or questions (ASSISTANT_LOG)")
    serve.add_argument(
        "--feedback", metavar="FILE", help="where to keep what readers say (ASSISTANT_FEEDBACK)"
    )
    serve.add_argument(
        "--brand", metavar="FILE", help="title, logo and colours, a TOML file (ASSISTANT_BRAND)"
    )
