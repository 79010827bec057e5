"""A document that is twice as long takes twice the steps to split, whatever it is long of."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from counts import lines_run

from vectorstore import blocks, labels, outline, parts, passages, slices
from vectorstore.documents import Document
from vectorstore.passages import split

SECTION = "## Section\n\nThe boats lie at the pier.\n\n- **Boats.** They sail at noon.\n\n"
LONG: dict[str, Callable[[int], str]] = {
    "paragraphs that are one, cut in pieces": lambda count: "boats sail. The piers and\n\n" * count,
    "a list": lambda count: "The board has:\n\n" + "- one boat\n" * count,
    "paragraphs before sections": lambda count: "It is so.\n\n" * count + SECTION * count,
}


@pytest.mark.parametrize("long", LONG)
def test_twice_as_long_takes_twice_the_steps(long: str) -> None:
    def steps(count: int) -> int:
        document = Document("d", "d.md", "D", "D", f"# Boats\n\n{LONG[long](count)}", "")
        here = {blocks, labels, outline, parts, passages, slices}
        return lines_run(here, partial(split, document))

    assert steps(200) < 2.1 * steps(100)
