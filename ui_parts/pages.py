"""Pages beside the chat, drawn from templates/; everything that is put into one is escaped."""

from __future__ import annotations

from pathlib import Path

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assistant.brand import Brand
from ui_parts.branding import ACCENT, LOGO, accent_css

HERE = Path(__file__).parent
STATIC = HERE / "static"

PLACES: tuple[tuple[str, str], ...] = (
    ("Chat", "/"),
    ("Documents", "/read"),
    ("Learn", "/learn"),
)
"""What the heading of every page leads to: a name and an address."""

PROGRAMS = ("For other programs", "/api/v1/docs")
"""What the foot of every page leads to."""

_TEMPLATES = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(
    brand: Brand, template: str, here: str, heading: str, status: int = 200, **values: object
) -> HTMLResponse:
    """A page of a template that extends base.html. `here`: its address among the places."""
    drawn = _TEMPLATES.get_template(template).render(
        brand=brand,
        logo=LOGO if brand.logo else "",
        accent=ACCENT if accent_css(brand) else "",
        places=PLACES,
        programs=PROGRAMS,
        here=here,
        heading=heading,
        **values,
    )
    return HTMLResponse(drawn, status)
