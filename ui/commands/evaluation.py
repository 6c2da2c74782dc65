"""`ventanilla eval`."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.session import open_assistant
from ui.spanish import SpanishCommand, spanish_typer
from ui.terminal import progress, say

if TYPE_CHECKING:
    from evals.runner import Figures

ASKING = "Respondiendo las preguntas"


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
    from evals.runner import run_sets, save_run, summarise

    with progress() as advance:
        results = run_sets(sets, open_assistant(), progress=partial(advance, ASKING))
    for line in figure_lines(summarise(results)):
        say(line)
    if out is not None:
        save_run(out, results)
        say(f"Resultados guardados en {out}")


def figure_lines(figures: Figures) -> list[str]:
    """The figures of a run, a line for each, aligned."""
    rows = (
        ("Preguntas", f"{figures.questions:,}"),
        ("Evidencia entre los 5 primeros pasajes", f"{figures.hit_at_5:.1%}"),
        ("Evidencia en el primer pasaje", f"{figures.hit_at_1:.1%}"),
        ("Rango recíproco medio", f"{figures.mrr:.3f}"),
        ("Datos esperados que dice la respuesta", f"{figures.facts:.1%}"),
        ("Abstenciones cuando no hay respuesta", f"{figures.refusals:.1%}"),
        ("Abstenciones cuando sí la hay", f"{figures.false_refusals:.1%}"),
        ("Respuestas con todas sus citas textuales", f"{figures.quotes_valid:.1%}"),
        ("Palabras por respuesta (mediana)", f"{figures.median_words:,.0f}"),
        ("Milisegundos por respuesta (mediana)", f"{figures.median_milliseconds:,.1f}"),
    )
    width = max(len(label) for label, _ in rows)
    return [f"{label:<{width}}  {value:>8}" for label, value in rows]
