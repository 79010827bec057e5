"""The site: the chat at its root, and the pages and interfaces beside it."""

from __future__ import annotations

from collections.abc import Iterable

import gradio as gr
from fastapi import APIRouter, FastAPI
from starlette.staticfiles import StaticFiles

from ui_parts.pages import HERE, STATIC

_STYLE = HERE / "style.css"
_FONTS = ("-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "sans-serif")
_KEEP_QUERY = """<script>
  // gradio's <base> would make a link to #s1-1 leave a page whose address has a query.
  addEventListener("click", event => {
    const link = event.target.closest?.('a[href^="#"]');
    if (!link || !location.search) return;
    event.preventDefault();
    location.hash = link.getAttribute("href");
  });
</script>"""


def site(chat: gr.Blocks, routers: Iterable[APIRouter] = (), head: str = "") -> FastAPI:
    """The chat with what is beside it; the routers' addresses go before the chat's."""
    app = FastAPI(openapi_url=None)
    app.mount("/static", StaticFiles(directory=STATIC))
    for router in routers:
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
        theme=gr.themes.Base(primary_hue="blue", neutral_hue="slate", font=_FONTS),
        head=f"<style>{_STYLE.read_text('utf-8')}</style>{_KEEP_QUERY}{head}",
    )
    return app
