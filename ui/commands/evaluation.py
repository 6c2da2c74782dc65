"""`ventanilla eval`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands import importing, judging, reporting, reviewing
from ui.commands.guarding import guard
from ui.commands.session import open_assistant, prepare_index
from ui.spanish import SpanishCommand, spanish_typer
from ui.terminal import complain, progress, say

if TYPE_CHECKING:
    from evals.calibration import Calibration
    from evals.fitting import Fit
    from evals.measures import Figures
    from evals.systems.reply import System

ASKING = "Respondiendo las preguntas"
FITTING = "Ajustando los pesos"


def register(app: typer.Typer) -> None:
    """Add the group of commands to the application."""
    group = spanish_typer("Mide la calidad de las respuestas con un conjunto de preguntas.")
    group.command("run", cls=SpanishCommand)(run)
    group.command("table", cls=SpanishCommand)(table)
    reporting.register(group)
    group.command("fit", cls=SpanishCommand)(fit)
    group.command("calibrate", cls=SpanishCommand)(calibrate)
    group.command("guard", cls=SpanishCommand)(guard)
    importing.register(group)
    reviewing.register(group)
    judging.register(group)
    app.add_typer(group, name="eval")


def run(
    sets: Annotated[list[Path], typer.Argument(metavar="CONJUNTO", help="Archivos de preguntas (JSONL).")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="ARCHIVO", help="Guarda los resultados en este archivo JSON.")
    ] = None,
    name: Annotated[
        str,
        typer.Option(
            "--system", metavar="SISTEMA", help="ventanilla, ventanilla-llm, langchain-default, bm25 o dense."
        ),
    ] = "ventanilla",
) -> None:
    """Responde los conjuntos de preguntas y muestra las cifras."""
    from evals.measures import summarise
    from evals.runner import run_sets
    from evals.runs import save_run

    system = open_system(name)
    with progress() as advance:
        results = run_sets(sets, system, progress=partial(advance, ASKING))
    for line in figure_lines(summarise(results)):
        say(line)
    if out is not None:
        save_run(out, results)
        say(f"Resultados guardados en {out}")


def table(
    sets: Annotated[list[Path], typer.Argument(metavar="CONJUNTO", help="Archivos de preguntas (JSONL).")],
) -> None:
    """Compara Ventanilla con tres sistemas sencillos sobre los mismos documentos, en una tabla de Markdown."""
    from evals.measures import summarise
    from evals.runner import run_sets
    from evals.systems.named import WITHOUT_A_MODEL

    figures = {}
    for name in WITHOUT_A_MODEL:
        system = open_system(name)
        with progress() as advance:
            figures[name] = summarise(run_sets(sets, system, progress=partial(advance, f"{ASKING}: {name}")))
    for line in table_lines(figures):
        say(line)


def open_system(name: str) -> System:
    """The system of a name over the current index, which is made on first use; exits with an explanation."""
    from assistant.settings import AssistantSettings
    from corpus.errors import IndexMissing
    from corpus.settings import CorpusSettings
    from evals.systems.named import UnknownSystem, make_system

    corpus, assistant = CorpusSettings(), AssistantSettings()
    try:
        try:
            return make_system(name, corpus, assistant)
        except IndexMissing:
            prepare_index(corpus)
            return make_system(name, corpus, assistant)
    except UnknownSystem as error:
        complain(f"No hay un sistema «{name}». Los que hay: {', '.join(error.known)}.")
        raise typer.Exit(2) from None


def fit(
    sets: Annotated[list[Path], typer.Argument(metavar="CONJUNTO", help="Preguntas con evidencia (JSONL).")],
    save: Annotated[bool, typer.Option("--save", help="Guarda los pesos; sin esta opción sólo se muestran.")] = False,
) -> None:
    """Busca los pesos de la búsqueda que mejor ordenan los pasajes, con validación cruzada."""
    from evals.fitting import fit_weights, save_fit

    assistant = open_assistant()
    try:
        with progress() as advance:
            found = fit_weights(sets, assistant, progress=partial(advance, FITTING))
    except ValueError:
        complain(
            "Ninguna pregunta tiene su evidencia en la biblioteca. Conviene agregar antes los documentos que citan."
        )
        raise typer.Exit(1) from None
    for line in fit_lines(found):
        say(line)
    if save:
        save_fit(found)
        say("Pesos guardados.")


def calibrate(
    sets: Annotated[list[Path], typer.Argument(metavar="CONJUNTO", help="Preguntas con y sin respuesta (JSONL).")],
    home: Annotated[
        list[Path] | None,
        typer.Option("--home", metavar="CARPETA", help="Otra biblioteca en que también se pregunta; se puede repetir."),
    ] = None,
) -> None:
    """Ajusta cuándo conviene no responder, con validación cruzada, y muestra los coeficientes."""
    from assistant.factory import build
    from corpus.settings import CorpusSettings
    from evals.calibration import calibrate as fit_model

    assistants = [open_assistant(), *(build(CorpusSettings(home=folder)) for folder in home or ())]
    try:
        with progress() as advance:
            found = fit_model(sets, assistants, progress=partial(advance, ASKING))
    except ValueError:
        complain("Hacen falta preguntas con respuesta y sin ella, al menos diez de cada una.")
        raise typer.Exit(1) from None
    for line in calibration_lines(found):
        say(line)


def calibration_lines(found: Calibration) -> list[str]:
    """A calibration as text: its figures, then each coefficient."""
    return [
        f"Preguntas: {found.questions}, con respuesta {found.answerable}",
        f"Área bajo la curva, en validación cruzada: {found.auc:.3f}",
        f"Con el umbral {found.model.threshold:g}: abstenciones debidas {found.refusals:.1%}, "
        f"indebidas {found.false_refusals:.1%}",
        *(f"  {name} = {value:g}" for name, value in asdict(found.model).items()),
    ]


def fit_lines(found: Fit) -> list[str]:
    """A fit as text: its figures, then each weight."""
    weights = asdict(found.weights)
    return [
        f"Preguntas: {found.questions}",
        f"Rango recíproco medio con los pesos actuales: {found.before:.3f}",
        f"con los pesos hallados, en las mismas preguntas: {found.fitted:.3f}",
        f"en preguntas que no se usaron para hallarlos: {found.cross_validated:.3f}",
        *(f"  {name} = {weight:g}" for name, weight in weights.items()),
    ]


def figure_rows(figures: Figures) -> dict[str, str]:
    """The figures of a run as a reader sees them, by their names."""
    return {
        "Preguntas": f"{figures.questions:,}",
        "Evidencia entre los 5 primeros pasajes": f"{figures.hit_at_5:.1%}",
        "Evidencia en el primer pasaje": f"{figures.hit_at_1:.1%}",
        "Rango recíproco medio": f"{figures.mrr:.3f}",
        "Exhaustividad en 5 (recall)": f"{figures.recall:.1%}",
        "nDCG en 5": f"{figures.ndcg:.3f}",
        "Datos esperados que dice la respuesta": f"{figures.facts:.1%}",
        "Respuestas con todos sus datos": f"{figures.fully:.1%}",
        "Abstenciones cuando no hay respuesta": f"{figures.refusals:.1%}",
        "Abstenciones cuando sí la hay": f"{figures.false_refusals:.1%}",
        "Puntaje de -1 a 1 (CRAG)": f"{figures.score:+.3f}",
        "Área de riesgo y cobertura": "–" if figures.risk_area is None else f"{figures.risk_area:.3f}",
        "Respuestas con todas sus citas textuales": f"{figures.quotes_valid:.1%}",
        "Citas que no existen": f"{figures.invalid_marks:,}",
        "Citas que vienen al caso": _share(figures.citation_relevance),
        "Afirmaciones que sus citas sostienen (ALCE)": _share(figures.citation_recall),
        "Citas que sostienen lo que citan (ALCE)": _share(figures.citation_precision),
        "Evidencia que se cita, en caracteres": _share(figures.quote_recall),
        "Citas que son evidencia, en caracteres": _share(figures.quote_precision),
        "F1 de ambas": _share(figures.quote_f1),
        "Palabras por respuesta (mediana)": f"{figures.median_words:,.0f}",
        "Milisegundos por respuesta (mediana)": f"{figures.median_milliseconds:,.1f}",
        "Milisegundos por respuesta (percentil 95)": f"{figures.p95_milliseconds:,.1f}",
    }


def _share(value: float | None) -> str:
    """A share, or a dash where there was nothing to judge."""
    return "–" if value is None else f"{value:.1%}"


def figure_lines(figures: Figures) -> list[str]:
    """The figures of a run, a line for each, aligned."""
    rows = figure_rows(figures)
    width = max(map(len, rows))
    return [f"{label:<{width}}  {value:>8}" for label, value in rows.items()]


def table_lines(figures: Mapping[str, Figures]) -> list[str]:
    """The figures of several systems as a Markdown table, a column for each."""
    columns = [figure_rows(each) for each in figures.values()]
    head = ["| |" + "".join(f" {name} |" for name in figures), "|---" + "|---:" * len(columns) + "|"]
    return head + [f"| {label} |" + "".join(f" {column[label]} |" for column in columns) for label in columns[0]]
