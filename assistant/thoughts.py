"""Reasoning that a model writes into its reply before the answer. Pure.

<think>…</think>, ◁think▷…◁/think▷, [THINK]…[/THINK], <seed:think>…</seed:think>, and the channels
of harmony: <|channel|>analysis<|message|>…<|channel|>final<|message|>.
"""

from __future__ import annotations

import re

_NAMES = r"(?:seed:)?think|thinking|thought|reasoning"
_BEGINS = rf"(?:[<◁]|\[(?=think\]))(?P<name>{_NAMES})[>▷\]]"
_ENDS = r"[<◁\[]/(?P=name)[>▷\]]"
_CHANNEL = r"(?:<\|start\|>\w+)?<\|channel\|>(?!final)"
_FINAL = r"(?:<\|start\|>\w+)?<\|channel\|>final<\|message\|>"
THOUGHT = re.compile(
    rf"{_BEGINS}.*?(?:{_ENDS}|\Z)|{_CHANNEL}.*?(?:{_FINAL}|\Z)|{_FINAL}",
    re.IGNORECASE | re.DOTALL,
)
"""A thought to its end, or to the end of the text where it has none yet."""
OPEN = re.compile(rf"{_BEGINS}(?!.*{_ENDS})|{_CHANNEL}(?!.*{_FINAL})", re.IGNORECASE | re.DOTALL)
"""The beginning of a thought that has no end yet."""
_LONE_END = re.compile(
    rf"(?P<lone>[<◁]/(?:{_NAMES})[>▷]|\[/think\]|{_FINAL})|{THOUGHT.pattern}",
    re.IGNORECASE | re.DOTALL,
)


def reasoning_before(text: str) -> int:
    """How many characters of it are reasoning that ends with a tag and begins with none; else 0.

    Where the prompt already begins the reasoning, only its end stands in the reply.
    """
    ends = [found.end() for found in _LONE_END.finditer(text) if found["lone"]]
    return max(ends, default=0)
