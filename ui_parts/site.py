"""The site: the chat at its root, and the pages and interfaces beside it."""

from __future__ import annotations

from collections.abc import Iterable

import gradio as gr
from fastapi import APIRouter, FastAPI
from starlette.staticfiles import StaticFiles

from assistant.brand import Brand
from ui_parts.branding import accent_css, branding, hue
from ui_parts.pages import HERE, STATIC

_STYLES = (HERE / "answers.css", HERE / "style.css")
_FONTS = ("-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "sans-serif")

_SCRIPTS = "".join(
    f'<script src="/static/{name}.js" type="module"></script>' for name in ("ask", "roles")
)
_BUILT_IN = Brand()


def site(
    chat: gr.Blocks,
    routers: Iterable[APIRouter] = (),
    brand: Brand = _BUILT_IN,
    head: str = "",
) -> FastAPI:
    """The chat with what is beside it; the routers' addresses go before the chat's."""
    styles = "".join(sheet.read_text("utf-8") for sheet in _STYLES) + accent_css(brand)
    app = FastAPI(openapi_url=None)
    app.mount("/static", StaticFiles(directory=STATIC))
    for router in (branding(brand), *routers):
        app.include_router(router)
    gr.mount_gradio_app(
        app,
        chat,
        path="/",
        footer_links=[],
        run_history=False,
        allowed_paths=[],
        show_error=False,
        max_file_size="1kb",  # nothing is uploaded
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
        theme=gr.themes.Base(primary_hue=hue(brand), neutral_hue="slate", font=_FONTS),
        head=f"<style>{styles}</style>{_SCRIPTS}{head}",
    )
    return app
