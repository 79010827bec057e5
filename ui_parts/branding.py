"""What a brand puts on every page: its logo and its accent colour, served from this host."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response
from gradio.themes.utils.colors import Color

from assistant.brand import Brand

ACCENT = "/brand/accent.css"
LOGO = "/brand/logo"

_TINTS = (5, 10, 20, 35, 55, 80)  # parts of the accent in 100, the rest white; then of black
_SHADES = (10, 25, 40, 55, 65)

_STILL = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""Policy of the logo: opened by itself, an SVG shows and does nothing else."""


def branding(brand: Brand) -> APIRouter:
    """The addresses of the logo and the accent; those that the brand lacks do not exist."""
    router = APIRouter(include_in_schema=False)
    if accent := accent_css(brand):

        @router.get(ACCENT)
        def colours() -> Response:
            return Response(accent, media_type="text/css")

    if logo := brand.logo:

        @router.get(LOGO)
        def picture() -> Response:
            policy = {"content-security-policy": _STILL, "x-content-type-options": "nosniff"}
            return Response(logo.content, media_type=logo.type, headers=policy)

    return router


def accent_css(brand: Brand) -> str:
    """The accent as the variables of both stylesheets; empty without one."""
    light, dark = brand.accent_light, brand.accent_dark
    sheet = ""
    if light:
        sheet += f":root, .gradio-container {{ {_both(light)} }}\n"
    if dark:
        sheet += f"@media (prefers-color-scheme: dark) {{ :root {{ {_both(dark)} }} }}\n"
        sheet += f".dark .gradio-container, .gradio-container.dark {{ {_both(dark)} }}\n"
    return sheet


def hue(brand: Brand) -> Color | str:
    """The accent as a gradio hue, from its lightest tint to its darkest shade."""
    if not (accent := brand.accent_light):
        return "blue"
    tints = [f"color-mix(in srgb, {accent} {part}%, white)" for part in _TINTS]
    shades = [f"color-mix(in srgb, {accent} {100 - part}%, black)" for part in _SHADES]
    return Color(*tints, *shades)


def _both(colour: str) -> str:
    return f"--link: {colour}; --focus: {colour};"
