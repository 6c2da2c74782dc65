"""`ventanilla eval fit`, `ventanilla eval calibrate` and `ventanilla eval sections`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.reporting import write_file
from ui.commands.session import open_assistant
from ui.spanish import SpanishCommand
from ui.terminal import complain, progress, say

if TYPE_CHECKING:
    from assistant.service import Ventanilla
    from evals.adding import AdditionFit, Picking
    from evals.calibration import Calibration
    from evals.fitting import Fit
    from evals.reliability import Cut

ASKING = "Respondiendo las preguntas"
FITTING = "Ajustando los pesos"
# The thresholds told, and the share of false refusals up to which the best one is sought.
THRESHOLDS = tuple(n / 20 for n in range(2, 19))
FINE_THRESHOLDS = tuple(n / 100 for n in range(1, 100))
MOST_FALSE_REFUSALS = 0.05
# The thresholds told for quoting another section.
ADDING_THRESHOLDS = tuple(n / 20 for n in range(2, 11))

HomeOption = Annotated[
    list[Path] | None,
    typer.Option("--home", metavar="CARPETA", help="Otra biblioteca en que también se pregunta; se puede repetir."),
]


def register(group: typer.Typer) -> None:
    """Add the commands to `ventanilla eval`."""
    group.command("fit", cls=SpanishCommand)(fit)
    group.command("calibrate", cls=SpanishCommand)(calibrate)
    group.command("sections", cls=SpanishCommand)(sections)


def fit(
    sets: Annotated[
        list[Path], typer.Argument(metavar="CONJUNTO", help="Preguntas con evidencia o secciones (JSONL).")
    ],
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
    home: HomeOption = None,
    plot: Annotated[
        Path | None,
        typer.Option("--plot", metavar="ARCHIVO", help="Guarda el diagrama de confiabilidad en este archivo SVG."),
    ] = None,
) -> None:
    """Ajusta cuándo conviene no responder, con validación cruzada, y muestra coeficientes y umbrales."""
    from evals.calibration import calibrate as fit_model

    assistants = open_assistants(home)
    try:
        with progress() as advance:
            found = fit_model(sets, assistants, progress=partial(advance, ASKING))
    except ValueError:
        complain("Hacen falta preguntas con respuesta y sin ella, al menos diez de cada una.")
        raise typer.Exit(1) from None
    for line in calibration_lines(found):
        say(line)
    if plot is not None:
        write_file(plot, diagram(found))


def sections(
    sets: Annotated[list[Path], typer.Argument(metavar="CONJUNTO", help="Preguntas con datos esperados (JSONL).")],
    home: HomeOption = None,
) -> None:
    """Ajusta qué se cita además de la mejor sección, con validación cruzada, y muestra coeficientes y umbrales."""
    from evals.adding import fit_additions

    assistants = open_assistants(home)
    try:
        with progress() as advance:
            found = fit_additions(sets, assistants, progress=partial(advance, ASKING))
    except ValueError:
        complain(
            "Hacen falta al menos diez preguntas que una guía responda, y que en algunas otra sección diga un dato que "
            "la primera no dice."
        )
        raise typer.Exit(1) from None
    for line in addition_lines(found):
        say(line)


def open_assistants(others: Sequence[Path] | None) -> list[Ventanilla]:
    """The assistant over the current index, and over the libraries in other folders."""
    from assistant.factory import build
    from corpus.settings import CorpusSettings

    return [open_assistant(), *(build(CorpusSettings(home=folder)) for folder in others or ())]


def diagram(found: Calibration) -> str:
    """The reliability diagram of a calibration, as an SVG file."""
    from evals.report_plots import reliability_plot, standalone

    plot = reliability_plot(
        found.held_out.bins(),
        found.model.threshold,
        title="Probabilidad que da el modelo y parte que sí tiene respuesta, en validación cruzada",
        across="Probabilidad de que haya respuesta",
        upwards="Preguntas que la tienen",
    )
    return standalone(plot)


def calibration_lines(found: Calibration) -> list[str]:
    """A calibration as text: figures of the model in use and of the fitted one, thresholds, bins, coefficients."""
    in_use, held_out = found.in_use, found.held_out
    return [
        f"Preguntas: {found.questions}, con respuesta {found.answerable}",
        "",
        f"{'':<38}{'en uso':>8}  {'ajustado (validación cruzada)'}",
        f"{'Área bajo la curva':<38}{in_use.auc:>8.3f}  {held_out.auc:.3f}",
        f"{'Puntaje de Brier':<38}{in_use.brier:>8.3f}  {held_out.brier:.3f}",
        f"{'Error de calibración esperado':<38}{in_use.error:>8.3f}  {held_out.error:.3f}",
        *_best_lines(found),
        "",
        "Umbral   en uso: abst. debidas / indebidas   ajustado: debidas / indebidas",
        *(
            f"{threshold:>6.2f}   {_shares(in_use.cut(threshold)):>31}   {_shares(held_out.cut(threshold)):>28}"
            for threshold in sorted({*THRESHOLDS, found.model.threshold})
        ),
        "",
        "Probabilidad  media  con respuesta  preguntas (ajustado)",
        *(
            f"  {each.low:.1f} – {each.low + 0.1:.1f}   {each.mean:.2f}  {each.share:>13.1%}  {each.count:>9,}"
            for each in held_out.bins()
        ),
        "",
        "Coeficientes ajustados con todas las preguntas, y el umbral en uso",
        *(f"  {name} = {value:g}" for name, value in asdict(found.model).items()),
    ]


def _best_lines(found: Calibration) -> Iterator[str]:
    """For each model what it declines at the threshold with as many false refusals as are borne."""
    for name, each in (("en uso", found.in_use), ("ajustado", found.held_out)):
        best = each.best_cut(MOST_FALSE_REFUSALS, FINE_THRESHOLDS)
        yield (
            f"Con {MOST_FALSE_REFUSALS:.0%} de abstenciones indebidas a lo sumo, {name}: umbral {best.threshold:.2f}, "
            f"debidas {best.refusals:.1%}, indebidas {best.false_refusals:.1%}"
        )


def _shares(cut: Cut) -> str:
    return f"{cut.refusals:.1%} / {cut.false_refusals:.1%}"


def addition_lines(found: AdditionFit) -> list[str]:
    """A fit of what is quoted beside the lead as text: figures of both models, thresholds, coefficients."""
    in_use, held_out, used = found.in_use, found.held_out, found.model.threshold
    return [
        f"Pares de la mejor sección y otra: {found.pairs:,}",
        f"En que la otra agrega un dato: {found.adding / found.pairs:.1%}",
        "",
        f"{'':<38}{'en uso':>8}  {'ajustado (validación cruzada)'}",
        f"{'Área bajo la curva':<38}{in_use.auc:>8.3f}  {held_out.auc:.3f}",
        f"{'Precisión media':<38}{in_use.average_precision:>8.3f}  {held_out.average_precision:.3f}",
        "",
        "Umbral   en uso: precisión / exhaustividad   ajustado: precisión / exhaustividad",
        *(
            f"{threshold:>6.2f}   {_picked(in_use, threshold):>33}   {_picked(held_out, threshold):>35}"
            for threshold in sorted({*ADDING_THRESHOLDS, used})
        ),
        "",
        "Coeficientes ajustados con todas las preguntas, y el umbral en uso",
        *(f"  {name} = {value:g}" for name, value in asdict(found.model).items()),
    ]


def _picked(picking: Picking, threshold: float) -> str:
    return f"{picking.precision(threshold):.1%} / {picking.recall(threshold):.1%}"


def fit_lines(found: Fit) -> list[str]:
    """A fit as text: its figures, then each weight."""
    return [
        f"Preguntas: {found.questions}",
        f"Rango recíproco medio con los pesos actuales: {found.before:.3f}",
        f"con los pesos hallados, en las mismas preguntas: {found.fitted:.3f}",
        f"en preguntas que no se usaron para hallarlos: {found.cross_validated:.3f}",
        *(f"  {name} = {weight:g}" for name, weight in asdict(found.weights).items()),
    ]
