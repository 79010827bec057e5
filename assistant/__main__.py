"""The command line: `assistant index`, `ask`, `check`, `serve`, `mcp`, `user` and `cards`.

Exit codes: 0 done; 1 a file was left out, or something does not work; 2 it could not be done, and
the message says what to do; 130 stopped by Ctrl-C, and 128 more than any other signal's number.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.commands import parser
from assistant.errors import AssistantError
from assistant.question import clean, shown
from assistant.settings import Settings, read_settings
from vectorstore.errors import VectorstoreError

if TYPE_CHECKING:
    from vectorstore.ranking import Hit


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit code."""
    _fill_streams()
    given = parser().parse_args(arguments)
    for ending in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(ending) is signal.SIG_DFL:  # and not ignored, as under nohup
            signal.signal(ending, _leave)
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        flags = {key: value for key, value in vars(given).items() if isinstance(value, str)}
        settings = read_settings(flags, corpus=getattr(given, "corpus", None) or ())
        code = _COMMANDS[given.command](given, settings)
        sys.stdout.flush()
        return code
    except (AssistantError, VectorstoreError) as error:
        _say(f"assistant: {error}")
        return 2
    except KeyboardInterrupt:
        _say("assistant: stopped.")
        return 130
    except BrokenPipeError:  # the reader, `head` say, has gone
        _print_no_more()
        return 128 + signal.SIGPIPE
    except OSError as error:
        _say(f"assistant: reading or writing failed: {error.strerror}.")
        _print_no_more()
        return 2


def _index(given: argparse.Namespace, settings: Settings) -> int:
    from assistant.indexing import index, planned
    from assistant.watching import watch

    if given.watch:
        return watch(settings, print, _say)
    return (planned if given.dry_run else index)(settings, print, _say)


def _ask(given: argparse.Namespace, settings: Settings) -> int:
    from assistant.answer import Answered, Searched
    from assistant.explain import explained
    from assistant.opening import open_assistant
    from assistant.show import as_json, as_text

    if (given.question is None) == (given.batch is None):
        raise AssistantError("Give one question in quotation marks, or --batch FILE, not both.")
    if given.explain and (given.json or given.batch is not None):
        raise AssistantError("Give --explain with one question, and without --json.")
    if given.batch is not None:
        return _ask_batch(given.batch, settings)
    clean(given.question)  # told before the model is loaded
    assistant = open_assistant(settings, _say)
    started = time.perf_counter()
    hits: tuple[Hit, ...] = ()
    for event in assistant.stream(given.question):
        if isinstance(event, Searched):
            hits = event.hits
        elif isinstance(event, Answered):
            answer = event.answer
    seconds = time.perf_counter() - started
    if given.json:
        print(json.dumps(as_json(answer, None, seconds), ensure_ascii=False))
    else:
        print(as_text(answer))
    if given.explain:
        print(f"\n{explained(hits, answer)}")
    return 0


def _ask_batch(name: str, settings: Settings) -> int:
    from assistant.batch import answer_lines
    from assistant.opening import open_assistant

    with _opened(name) as lines:
        assistant = open_assistant(settings, _say)
        for row in answer_lines(assistant, lines):
            print(json.dumps(row, ensure_ascii=False), flush=True)
    return 0


def _opened(name: str) -> AbstractContextManager[Iterable[bytes]]:
    if name == "-":
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(name).open("rb")
    except OSError as error:
        raise AssistantError(f"{name} cannot be read ({error.strerror}). Name a file.") from error


def _check(given: argparse.Namespace, settings: Settings) -> int:
    from assistant.doctor import examine

    works = True
    for finding in examine(settings):
        print(f"{'ok  ' if finding.works else 'FAIL'}  {shown(finding.what)}", flush=True)
        works = works and finding.works
    return 0 if works else 1


def _serve(given: argparse.Namespace, settings: Settings) -> int:
    from assistant.opening import open_living
    from ui import serve  # the one arrow that points upward: this is the door

    serve(lambda: open_living(settings, _say), settings)
    return 0


def _cards(given: argparse.Namespace, settings: Settings) -> int:
    from assistant.opening import open_corpus
    from onboarding.cards import write_cards  # upward too, for the same reason

    file = Path(given.file)
    try:
        count = write_cards(open_corpus(settings, _say), file)
    except OSError as error:
        raise AssistantError(
            f"{file} cannot be written ({error.strerror}). Name another file."
        ) from error
    print(f"Wrote {count} flashcards to {file}. Import it into Anki; again after a change.")
    return 0


def _mcp(given: argparse.Namespace, settings: Settings) -> int:
    from assistant.opening import open_living
    from assistant.tools import serve_on_stdio

    serve_on_stdio(open_living(settings, _say))
    return 0


def _user(given: argparse.Namespace, settings: Settings) -> int:
    from assistant.users import put_user

    is_new = put_user(given.name, _password(), Path(given.file))
    print(f"{given.name} is {'added to' if is_new else 'given a new password in'} {given.file}.")
    return 0


def _password() -> str:
    """A password typed twice without being shown, or the first line of what is piped in."""
    try:
        password = _typed() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
        password.encode()  # other bytes may have come through as lone surrogates
    except UnicodeError as error:
        raise AssistantError("The password is not text in UTF-8. Give another.") from error
    except EOFError as error:
        raise AssistantError("No password was typed. Try again.") from error
    return password


def _typed() -> str:
    password = getpass("Password: ")
    if getpass("Again: ") != password:
        raise AssistantError("The two are not the same. Try again.")
    return password


def _fill_streams() -> None:
    """Puts the null device in the place of streams that whoever started this closed (`>&-`)."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            null = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115  (to the end)
            setattr(sys, name, null)


def _say(text: str) -> None:
    print(shown(text), file=sys.stderr, flush=True)


def _leave(number: int, frame: object) -> None:
    """Ends in good order, so that no working copy of the index is left behind."""
    sys.exit(128 + number)


def _print_no_more() -> None:
    """Keeps Python from trying again at its exit to print what could not be printed."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


_COMMANDS: dict[str, Callable[[argparse.Namespace, Settings], int]] = {
    "index": _index,
    "ask": _ask,
    "check": _check,
    "serve": _serve,
    "mcp": _mcp,
    "user": _user,
    "cards": _cards,
}


if __name__ == "__main__":
    sys.exit(main())
