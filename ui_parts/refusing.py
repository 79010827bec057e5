"""What is refused is told in one way: a status and a sentence that says what to do, as JSON."""

from __future__ import annotations

import math

from starlette.responses import JSONResponse

from assistant.question import shown


def refused(status: int, sentence: str, after: float = 0) -> JSONResponse:
    """`{"error": sentence}`. `after`: the seconds after which one may try again."""
    headers = {"retry-after": str(math.ceil(after))} if after else None
    return JSONResponse({"error": shown(sentence)}, status, headers)
