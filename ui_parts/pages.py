"""Pages beside the chat, drawn from templates/; everything that is put into one is escaped."""

from __future__ import annotations

from pathlib import Path

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

HERE = Path(__file__).parent
STATIC = HERE / "static"

TITLE = "Peace Operations Assistant"
PLACES: tuple[tuple[str, str], ...] = (("Chat", "/"), ("Learn", "/learn"))
"""What the heading of every page leads to: a name and an address."""

_TEMPLATES = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(template: str, here: str, heading: str, **values: object) -> HTMLResponse:
    """A page of a template that extends base.html. `here`: its address among the places."""
    drawn = _TEMPLATES.get_template(template)
    return HTMLResponse(
        drawn.render(title=TITLE, places=PLACES, here=here, heading=heading, **values)
    )
