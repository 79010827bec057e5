"""What stands on the page whatever is asked: the heading, the kept conversations, the documents."""

from __future__ import annotations

from assistant.brand import Brand
from ui_parts.branding import LOGO
from ui_parts.pages import PLACES, PROGRAMS
from ui_parts.plain import plain
from ui_parts.sources import shelf
from vectorstore.index import Index

_NAMED = 4  # documents in the heading
_BESIDE = (
    '<p class="beside"><kbd>↑</kbd> in the empty box: the last question. <kbd>Esc</kbd>: stop.</p>'
    f'<p class="beside"><a href="{PROGRAMS[1]}">{PROGRAMS[0]}</a></p>'
)
NOTE = (
    "<p>Every sentence is an exact quote. The mark behind it opens the document there.</p>"
    f"{_BESIDE}"
)
NOTE_MODEL = (
    "<p>Sentences are quotes, or a chat model’s words that were compared with the documents. The "
    f"mark behind each opens the document at the words that it stands on.</p>{_BESIDE}"
)

KEPT_MENU = """
<details id="kept"><summary>Conversations</summary><div class="menu">
<ul></ul><p class="none">Conversations are kept here, in this browser only.</p>
<p class="take" hidden>Take this one along:
<button type="button" value="md">Markdown</button>
<button type="button" value="docx">Word</button></p>
<p class="told" role="status"></p></div></details>
"""


def reader(index: Index) -> str:
    """The documents, and room for one of them; the script opens it."""
    return (
        f'<div id="shelf">{shelf(index)}</div>'
        '<div id="reader" role="region" aria-label="Document" hidden><div class="tools">'
        '<button type="button" id="close-reader">Close</button>'
        '<button type="button" id="copy-link" aria-live="polite">Copy link</button></div>'
        '<div id="reading"></div></div>'
    )


def heading(index: Index, brand: Brand) -> str:
    """The name of the page, where else to go, and what the answers come from."""
    documents = [f"{each.title} ({each.label})" for each in index.documents.values()]
    more = f"; and {len(documents) - _NAMED} more" if len(documents) > _NAMED else ""
    links = "".join(f'<a href="{at}">{plain(name)}</a>' for name, at in PLACES if at != "/")
    nav = f'<nav aria-label="Pages">{links}</nav>' if links else ""
    told = [f"Answers from {'; '.join(documents[:_NAMED])}{more}", brand.contact]
    logo = f'<img class="logo" src="{LOGO}" alt="">' if brand.logo else ""
    lines = "".join(f"<p>{plain(line)}</p>" for line in filter(None, told))
    return f"<h1>{logo}{plain(brand.title)}</h1>{nav}{lines}"
