"""`ventanilla serve`."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.spanish import SpanishCommand


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("serve", cls=SpanishCommand)(serve)


def serve(
    host: Annotated[
        str | None, typer.Option("--host", metavar="DIRECCIÓN", help="Dirección en que escucha (127.0.0.1).")
    ] = None,
    port: Annotated[
        int | None, typer.Option("--port", metavar="N", min=0, max=65535, help="Puerto en que escucha (8000).")
    ] = None,
    open_browser: Annotated[bool, typer.Option("--open", help="Abre la página en el navegador.")] = False,
) -> None:
    """Abre la página de conversación y el servicio HTTP."""
    from ui import server

    server.serve(host, port, open_browser=open_browser)
