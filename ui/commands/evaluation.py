"""`ventanilla eval`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.commands.session import open_assistant
from ui.spanish import SpanishCommand, spanish_typer


def register(app: typer.Typer) -> None:
    """Add the group of commands to the application."""
    group = spanish_typer("Mide la calidad de las respuestas con un conjunto de preguntas.")
    group.command("run", cls=SpanishCommand)(run)
    app.add_typer(group, name="eval")


def run(
    sets: Annotated[list[Path], typer.Argument(metavar="CONJUNTO", help="Archivos de preguntas (JSONL o CSV).")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="ARCHIVO", help="Guarda los resultados en este archivo JSON.")
    ] = None,
) -> None:
    """Responde los conjuntos de preguntas y muestra las cifras."""
    from evals.runner import run_sets

    run_sets(sets, open_assistant(), out)
