"""open_model: the only file that names a provider.

A key is read by the provider's own package from the provider's own variable. It is never an
argument here, and no text of a provider's error is passed on: such texts may repeat the key.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from assistant.errors import ModelUnusable
from assistant.settings import Settings
from vectorstore.errors import PIP

if TYPE_CHECKING:
    from collections.abc import Callable

    from langchain_core.language_models import BaseChatModel

SILENCE = 45.0
"""Seconds after which a provider that sends nothing is given up."""
LONGEST_REPLY = 2_000
"""Tokens that a reply may have, hidden reasoning included."""

_WINDOW = 4_096  # tokens; what is taken for granted where nothing is known of a model
_NO_KEY = "none-is-needed"  # a local server asks for none, its client does
_EXTRAS = ("openai", "anthropic", "ollama")
_KEYS = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY"}


@dataclass(frozen=True)
class Model:
    """A chat model that is ready to be asked."""

    chat: BaseChatModel = field(repr=False)
    name: str
    """As the settings name it."""
    window: int
    """The most tokens that a prompt and its reply have together."""


def open_model(settings: Settings) -> Model | None:
    """The model of the settings; None where they name none, and the quoting writer answers.

    Nothing is sent yet.

    Raises:
        ModelUnusable: no such provider, its package is missing, or its key is.
    """
    if not (settings.model or settings.model_url):
        return None
    provider, name = _told_apart(settings)
    arguments = _arguments(provider, settings)
    from langchain.chat_models import init_chat_model

    try:
        chat = cast("Callable[..., BaseChatModel]", init_chat_model)(
            f"{provider}:{name}", **arguments
        )
    except ImportError as error:
        raise ModelUnusable(_to_install(provider, str(error))) from None
    except Exception as error:  # each package raises its own; the text may hold a key
        raise ModelUnusable(_not_opened(provider, name, error)) from None
    window = (getattr(chat, "profile", None) or {}).get("max_input_tokens") or _WINDOW
    return Model(chat, settings.model or f"{provider}:{name}", int(window))


def _told_apart(settings: Settings) -> tuple[str, str]:
    """Provider and name. At a URL any name will do, and the protocol is OpenAI's by default."""
    before, colon, after = settings.model.partition(":")
    if settings.model_url:
        if colon and before in _EXTRAS:
            return before, after or "local"
        return "openai", settings.model or "local"
    if not (colon and before and after):
        raise ModelUnusable(
            f"The model is {settings.model!r}: give PROVIDER:NAME, such as openai:gpt-5-mini, or "
            "the address of a server with --model-url."
        )
    return before, after


def _arguments(provider: str, settings: Settings) -> dict[str, object]:
    """Time-outs, lengths and the address, in the words of each provider's package.

    Retries are none: the caller tries again itself, the same for all, within its own deadline.
    """
    given: dict[str, object] = {}
    variable = _KEYS.get(provider)
    if settings.model_url:
        given |= {"base_url": settings.model_url, "temperature": 0}
        if provider in _KEYS and not os.environ.get(_KEYS[provider]):
            given["api_key"] = _NO_KEY
    elif variable and not os.environ.get(variable):
        raise ModelUnusable(f"There is no key for {provider}. Set {variable}.")
    if provider == "ollama":
        return given | {"client_kwargs": {"timeout": SILENCE}, "num_predict": LONGEST_REPLY}
    return given | {"timeout": SILENCE, "max_retries": 0, "max_tokens": LONGEST_REPLY}


def _not_opened(provider: str, name: str, error: Exception) -> str:
    if type(error) is ValueError:  # pydantic's own, where a variable is missing, is a kind of it
        return (
            f"There is no provider {provider!r}, or it does not know {name!r}. Give "
            "ASSISTANT_MODEL as PROVIDER:NAME, such as openai:gpt-5-mini, anthropic:… or ollama:…"
        )
    return (
        f"The model {provider}:{name} cannot be opened ({type(error).__name__}). Look at the "
        f"variables of {provider}, such as its key."
    )


def _to_install(provider: str, told: str) -> str:
    if provider in _EXTRAS:
        command = f"{PIP} --editable '.[{provider}]'"
    else:
        named = [part for part in told.split("`") if part.startswith("pip install ")]
        package = f"langchain-{provider.replace('_', '-')}"
        command = f"{PIP} {named[0].removeprefix('pip install ') if named else package}"
    return f"The package for {provider} is not installed. Install it with: {command}"
