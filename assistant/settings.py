"""Settings, read once at the door: flags, then environment variables, then defaults."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import urlsplit

from assistant.errors import AssistantError
from vectorstore.address import Address, read_address
from vectorstore.embedder import DEFAULT_MODEL

Log = Literal["none", "requests", "questions"]
"""What the request log tells: nothing, requests without what was asked, or that too."""

RATE = 30
"""Questions a minute that one client may ask, where nobody says otherwise."""

_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """Where things are. Each field has a person who changes it."""

    corpus: tuple[Path, ...]
    """Who puts in another office's documents: ASSISTANT_CORPUS, one folder or several."""
    index: Path
    """Who keeps the index on another disk: ASSISTANT_INDEX."""
    embedding_model: str
    """Who compares models: ASSISTANT_EMBEDDING_MODEL, a folder or a name."""
    host: str
    """Who serves a team from one machine: ASSISTANT_HOST."""
    port: int
    """Who has something else on 7860: ASSISTANT_PORT."""
    chroma_url: Address | None = None
    """Who has several machines answer from one index: ASSISTANT_CHROMA_URL, a Chroma server."""
    model: str = ""
    """Who wants answers in a chat model's words: ASSISTANT_MODEL, as PROVIDER:NAME. Empty:
    quotes."""
    model_url: str = ""
    """Who runs an OpenAI-compatible server: ASSISTANT_MODEL_URL."""
    feedback: Path = _ROOT / ".feedback.sqlite"
    """Who keeps what readers say elsewhere: ASSISTANT_FEEDBACK, a file."""
    brand: Path | None = None
    """Who serves another office: ASSISTANT_BRAND, a TOML file. None: the names built in."""
    auth: Path | None = None
    """Who serves a team and wants passwords: ASSISTANT_AUTH, the file of users."""
    rate: int = RATE
    """Who serves many from one address, such as a proxy's: ASSISTANT_RATE, questions a minute."""
    log: Log = "requests"
    """Who looks for a fault, or wants no log: ASSISTANT_LOG."""


def read_settings(
    flags: Mapping[str, str | None],
    environment: Mapping[str, str] = os.environ,
    corpus: Sequence[str] = (),
) -> Settings:
    """The settings in force. Raises AssistantError for a value that cannot be read.

    `corpus`: the folders, where several are named by flags.
    """

    def value(name: str, default: str) -> str:
        flag = flags.get(name)
        _check_given(name, flag)
        return flag or environment.get(f"ASSISTANT_{name.upper()}") or default

    # A folder that a flag names may hold the mark that parts those of the variable.
    for folder in corpus:
        _check_given("corpus", folder)
    folders = [*corpus] or [flags.get("corpus") or ""]
    if not any(folders):
        folders = value("corpus", str(_ROOT / "corpus")).split(os.pathsep)
    if not any(folders):
        raise AssistantError("ASSISTANT_CORPUS names no folder: give one, or leave it out.")

    port = value("port", "7860")
    if not re.fullmatch(r"[0-9]{1,5}", port) or not 0 < int(port) < 65536:
        raise AssistantError(f"The port is {port!r}: give a number from 1 to 65535.")
    rate = value("rate", str(RATE))
    if not re.fullmatch(r"[0-9]{1,5}", rate) or not int(rate):
        raise AssistantError(f"The rate is {rate!r}: give the questions a minute, 1 to 99999.")
    logs: dict[str, Log] = {name: name for name in get_args(Log)}
    log = value("log", "requests")
    if log not in logs:
        raise AssistantError(f"The log is {log!r}: name one of {', '.join(logs)}.")
    auth = value("auth", "")
    return Settings(
        corpus=tuple(Path(folder) for folder in folders if folder),
        index=Path(value("index", str(_ROOT / ".index"))),
        embedding_model=value("embedding_model", DEFAULT_MODEL),
        host=value("host", "127.0.0.1"),
        port=int(port),
        chroma_url=_chroma(value("chroma_url", "")),
        model=value("model", ""),
        model_url=_address(value("model_url", "")),
        feedback=Path(value("feedback", str(_ROOT / ".feedback.sqlite"))),
        brand=Path(brand) if (brand := value("brand", "")) else None,
        auth=Path(auth) if auth else None,
        rate=int(rate),
        log=logs[log],
    )


def _check_given(name: str, flag: str | None) -> None:
    """An empty flag is an unset variable of a script: what it stood for is not to be left out."""
    if flag == "":
        raise AssistantError(
            f"--{name.replace('_', '-')} is empty: give it a value, or leave it out."
        )


def _chroma(url: str) -> Address | None:
    try:
        return read_address(url) if url else None
    except ValueError as error:
        raise AssistantError(
            "The Chroma server's URL is not one: give http://HOST:PORT or the like, and before "
            "HOST, if it asks for them, USER:PASSWORD@"
        ) from error


def _address(url: str) -> str:
    """The address as it is. Raises AssistantError for what is none, or has a secret in it."""
    try:
        parts = urlsplit(url)
        sound = not url or (
            parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        )
    except ValueError:
        sound = False
    if not sound:
        raise AssistantError("The model's URL is not one: give http://HOST:PORT/v1 or the like.")
    if url and (parts.username or parts.password or parts.query or parts.fragment):
        raise AssistantError(
            "The model's URL holds more than an address. Put a key into the provider's own "
            "variable, such as OPENAI_API_KEY."
        )
    return url
