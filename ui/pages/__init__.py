"""The page at "/". Gradio is imported here and nowhere else, when the page is mounted, since it takes two seconds."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI

    from ui.desk import Desk

# Nothing is uploaded through the page.
_LARGEST_UPLOAD = "1kb"


def mount(app: FastAPI, desk: Desk) -> None:
    """Mount the chat page at "/". Routes declared later would never be reached."""
    # Read by Gradio when it is imported; with any other value it calls its makers.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    import gradio as gr

    from assistant.settings import AssistantSettings
    from ui.pages.chat import ChatPage
    from ui.pages.footer import processing_place
    from ui.pages.layout import TAGLINE, TITLE
    from ui.pages.reception import Reception
    from ui.pages.shell import Shell
    from ui.pages.theme import make_theme

    place = processing_place(AssistantSettings(), on_loopback=desk.settings.on_loopback)
    gr.mount_gradio_app(
        app,
        ChatPage(Reception(desk), place).build(),
        path="/",
        theme=make_theme(),
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        show_error=False,
        mcp_server=False,
        enable_monitoring=False,
        max_file_size=_LARGEST_UPLOAD,
    )
    app.add_middleware(Shell, title=TITLE, description=TAGLINE)
