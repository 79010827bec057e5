"""A brand: the name, logo, colours and first questions of the office that serves the assistant.

title = "Harbour Assistant"
logo = "logo.svg"                       # SVG or PNG, beside this file
examples = ["When is the harbour open?"]
contact = "Harbour office, room 12"
[accent]
light = "#0b5d4b"
dark = "#7ed8b9"
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import BrandError, QuestionError
from assistant.question import clean

TITLE = "Peace Operations Assistant"

PAPER = {"light": ("#ffffff", "#f4f6f9"), "dark": ("#10161f", "#1a222e", "#1e293b")}
"""What links stand on: the page, what is raised from it, and the chat where that differs."""

_CONTRAST = 4.5  # WCAG 2.2, 1.4.3, level AA
_LARGEST_LOGO = 500_000  # bytes
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Logo:
    """A picture, as it is served."""

    content: bytes
    type: str
    """Its media type: SVG or PNG."""


@dataclass(frozen=True)
class Brand:
    """What another office changes without touching code."""

    title: str = TITLE
    logo: Logo | None = None
    accent_light: str = ""
    """Of links and marks on light paper, as #rrggbb; empty: the one built in."""
    accent_dark: str = ""
    examples: tuple[str, ...] = ()
    """Questions to begin with; empty: made from the documents."""
    contact: str = ""
    """One line at the foot of every page."""


class _Accent(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    light: str = ""
    dark: str = ""


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    title: str = Field(default=TITLE, min_length=1, max_length=80)
    logo: str = ""
    accent: _Accent = _Accent()
    examples: list[str] = Field(default=[], max_length=8)
    contact: str = Field(default="", max_length=200)


def read_brand(file: Path) -> Brand:
    """The brand that a file describes. Raises BrandError, which names the key."""
    try:
        table = _Table.model_validate(tomllib.loads(file.read_text("utf-8-sig")))
    except OSError as error:
        raise BrandError(f"The brand file {file} cannot be read ({error.strerror}).") from error
    except ValidationError as error:
        raise BrandError(f"{file}: {_what(error)}") from error
    except (ValueError, RecursionError) as error:
        raise BrandError(f"The brand file {file} is not TOML: {error}.") from error
    try:
        return Brand(
            title=_line("title", table.title),
            logo=_logo(file.parent, table.logo) if table.logo else None,
            accent_light=_colour("light", table.accent.light),
            accent_dark=_colour("dark", table.accent.dark),
            examples=tuple(_question(example) for example in table.examples),
            contact=_line("contact", table.contact) if table.contact else "",
        )
    except BrandError as error:
        raise BrandError(f"{file}: {error}") from error


def _what(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    key = ".".join(str(part) for part in first["loc"] if isinstance(part, str))
    if first["type"] == "extra_forbidden":
        known = ", ".join(f"`{name}`" for name in _Table.model_fields)
        return f"there is no key `{key}`. The keys are {known}; `accent` has `light` and `dark`."
    return f"`{key}`: {first['msg'].lower()}."


def _line(key: str, text: str) -> str:
    line = " ".join(text.split())
    if not line.isprintable() or not line:
        raise BrandError(f"`{key}` must be one line of words.")
    return line


def _question(text: str) -> str:
    try:
        return clean(text)
    except QuestionError as error:
        raise BrandError(f"`examples`: {error}") from error


def _logo(folder: Path, name: str) -> Logo:
    if not re.fullmatch(r"[^/\\:\0]+\.(?i:svg|png)", name):
        raise BrandError(f"`logo` is {name!r}: give the name of an SVG or PNG file beside it.")
    try:
        content = (folder / name).read_bytes()
    except OSError as error:
        raise BrandError(f"`logo`: {name} cannot be read ({error.strerror}).") from error
    if len(content) > _LARGEST_LOGO:
        raise BrandError(f"`logo`: {name} has more than {_LARGEST_LOGO:,} bytes. Give a smaller.")
    is_png = name.lower().endswith(".png")
    if not (content.startswith(_PNG) if is_png else _is_svg(content)):
        raise BrandError(f"`logo`: {name} is not what its name says. Give an SVG or PNG picture.")
    return Logo(content, "image/png" if is_png else "image/svg+xml")


def _is_svg(content: bytes) -> bool:
    try:
        return ElementTree.fromstring(content).tag == "{http://www.w3.org/2000/svg}svg"
    except (ElementTree.ParseError, ValueError, LookupError):  # the last two of its encoding
        return False


def _colour(scheme: str, colour: str) -> str:
    if not colour:
        return ""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise BrandError(f"`accent.{scheme}` is {colour!r}: give a colour as #rrggbb.")
    least, paper = min((contrast(colour, paper), paper) for paper in PAPER[scheme])
    if least < _CONTRAST:
        raise BrandError(
            f"`accent.{scheme}` {colour} has a contrast of {least:.1f} to 1 with the page's "
            f"{paper}; {_CONTRAST} is the least that all can read. "
            f"Give a {'darker' if scheme == 'light' else 'lighter'} one."
        )
    return colour.lower()


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21 (WCAG 2.2)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
