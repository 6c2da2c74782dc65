"""`ventanilla eval review`: people judging the answers of a run on a blind sheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.spanish import SpanishCommand, spanish_typer
from ui.terminal import complain, say, shortened

if TYPE_CHECKING:
    from evals.review import Agreement, Disagreement, Judgement, Sheet

REVIEWERS = 2
VERDICT_NAMES = {"correcta": "Correctas", "parcial": "Parciales", "incorrecta": "Incorrectas"}

RunArgument = Annotated[Path, typer.Argument(metavar="CORRIDA", help="Resultados guardados con eval run --out.")]


def register(group: typer.Typer) -> None:
    """Add the commands to the group `eval`."""
    review = spanish_typer("Personas que califican las respuestas de una corrida, sin saber de qué sistema son.")
    review.command("export", cls=SpanishCommand)(export)
    review.command("read", cls=SpanishCommand)(read)
    group.add_typer(review, name="review")


def export(
    run: RunArgument,
    out: Annotated[Path, typer.Option("--out", metavar="HOJA", help="Hoja que se escribe: .xlsx o .csv.")],
) -> None:
    """Escribe la hoja para calificar: preguntas y respuestas en desorden, con veredicto y comentario por llenar."""
    from evals.review import write_sheet
    from evals.runs import load_run
    from evals.tables import WRITABLE

    if out.suffix.lower() not in WRITABLE:
        complain(f"La hoja debe terminar en {' o '.join(WRITABLE)}, no en «{out.suffix}».")
        raise typer.Exit(2)
    results = load_run(run)
    write_sheet(out, results)
    say(f"Hoja guardada en {out}: {len(results):,} respuestas por calificar como correcta, parcial o incorrecta.")


def read(
    sheets: Annotated[list[Path], typer.Argument(metavar="HOJA", help="Una o dos hojas ya calificadas.")],
    run: Annotated[Path, typer.Option("--run", metavar="CORRIDA", help="La corrida de la que se hizo la hoja.")],
) -> None:
    """Da las partes correctas, parciales e incorrectas y, con dos hojas, qué tanto coinciden quienes calificaron."""
    from evals.review import agreement, read_sheet
    from evals.runs import load_run
    from ui.commands.faults import fault_lines

    if len(sheets) > REVIEWERS:
        complain("Se leen una o dos hojas, no más.")
        raise typer.Exit(2)
    results = load_run(run)
    reviews = [read_sheet(path, results) for path in sheets]
    faults = [fault for review in reviews for fault in review.faults]
    for line in fault_lines(faults, "fila"):
        complain(line)
    if faults:
        complain("Después de corregir las hojas, se repite.")
        raise typer.Exit(1)
    for review in reviews:
        for line in share_lines(review):
            say(line)
    if len(reviews) == REVIEWERS:
        for line in agreement_lines(agreement(reviews[0], reviews[1], results)):
            say(line)


def share_lines(sheet: Sheet) -> list[str]:
    """The shares of each verdict in a sheet as text."""
    from evals.review import shares

    lines = [f"{sheet.path}: {len(sheet.judgements):,} respuestas calificadas (intervalos de Wilson, 95%)"]
    return lines + [
        f"  {VERDICT_NAMES[share.verdict]:<12}{share.count:>5,}  {share.count / max(1, share.total):>6.1%}  "
        f"[{share.low:.1%}, {share.high:.1%}]"
        for share in shares(sheet)
    ]


def agreement_lines(found: Agreement) -> list[str]:
    """How far two reviewers agree as text: kappa, then each disagreement."""
    if found.kappa is None:
        lines = ["Ambas hojas dan un solo veredicto y el mismo: kappa no se puede calcular."]
    else:
        kappa = found.kappa
        lines = [
            f"Coinciden en {kappa.agreement:.1%} de las respuestas",
            f"Kappa de Cohen: {kappa.value:.3f} [{kappa.low:.3f}, {kappa.high:.3f}] (95%)",
        ]
    lines.append(f"Respuestas en que no coinciden: {len(found.disagreements)}")
    return lines + [f"  {_told(each)}" for each in found.disagreements]


def _told(each: Disagreement) -> str:
    verdicts = " / ".join(_judged(judgement) for judgement in (each.first, each.second))
    return f"{each.result.id} «{shortened(each.result.question, 90)}»: {verdicts}"


def _judged(judgement: Judgement) -> str:
    return f"{judgement.verdict} ({shortened(judgement.comment, 90)})" if judgement.comment else str(judgement.verdict)
