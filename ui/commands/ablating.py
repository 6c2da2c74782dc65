"""`ventanilla eval ablate`."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from ui.commands.reporting import write_file
from ui.commands.session import open_assistant
from ui.spanish import SpanishCommand
from ui.terminal import progress, say

ASKING = "Respondiendo las preguntas, una vez sin cada parte"


def register(group: typer.Typer) -> None:
    """Add the command to `ventanilla eval`."""
    group.command("ablate", cls=SpanishCommand)(ablate)


def ablate(
    sets: Annotated[list[Path], typer.Argument(metavar="CONJUNTO", help="Archivos de preguntas (JSONL).")],
    markdown: Annotated[
        Path | None,
        typer.Option("--markdown", metavar="ARCHIVO", help="Guarda también la tabla en Markdown, con intervalos."),
    ] = None,
) -> None:
    """Mide qué aporta cada parte: cómo cambian las cifras cuando falta."""
    from assistant.settings import AssistantSettings
    from evals.ablation import ablate as leave_out
    from evals.ablation_parts import PARTS
    from evals.ablation_table import ablation_lines, ablation_table
    from evals.report_tables import markdown_table

    library = open_assistant().library
    with progress() as advance:
        found = leave_out(sets, library, AssistantSettings(), parts=PARTS, progress=partial(advance, ASKING))
    for line in ablation_lines(found):
        say(line)
    if markdown is not None:
        write_file(markdown, markdown_table(ablation_table(found)))
