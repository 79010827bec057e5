"""Text that others wrote, as HTML that shows its characters and does nothing else."""

from __future__ import annotations

import re

from vectorstore.encodable import encodable

_COULD_MEAN_SOMETHING = re.compile(r"[!-/:-@\[-`{-~\x00-\x1f\x7f]")


def plain(text: str) -> str:
    """HTML that shows just these characters, safe in an element and in a quoted attribute.

    Every ASCII character that is neither a letter, a digit nor a blank becomes a reference. So
    nothing is left for HTML, Markdown, TeX or gradio's own templates to act on: no tag, no
    image, no link, no bare address that a renderer would make one of.
    """
    return _COULD_MEAN_SOMETHING.sub(lambda found: f"&#{ord(found[0])};", encodable(text))
