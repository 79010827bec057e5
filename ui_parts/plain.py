"""Text that others wrote, as HTML that shows its characters and does nothing else."""

from __future__ import annotations

import re

_COULD_MEAN_SOMETHING = re.compile(r"[!-/:-@\[-`{-~\x00-\x1f\x7f]")


def plain(text: str) -> str:
    """HTML that shows just these characters, safe in an element and in a quoted attribute.

    Every ASCII character that is neither a letter, a digit nor a blank becomes a reference. So
    nothing is left for HTML, Markdown, TeX or gradio's own templates to act on: no tag, no
    image, no link, no bare address that a renderer would make one of.
    """
    encodable = text.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate is not
    return _COULD_MEAN_SOMETHING.sub(lambda found: f"&#{ord(found[0])};", encodable)
