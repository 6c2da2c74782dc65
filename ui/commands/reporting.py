"""`ventanilla eval compare` and `ventanilla eval report`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from ui.spanish import SpanishCommand
from ui.terminal import complain, say

if TYPE_CHECKING:
    from evals.compare import Comparison
    from evals.stamps import Stamp


def register(group: typer.Typer) -> None:
    """Add the commands to `ventanilla eval`."""
    group.command("compare", cls=SpanishCommand)(compare)
    group.command("report", cls=SpanishCommand)(report)


def compare(
    first: Annotated[Path, typer.Argument(metavar="ANTES", help="Resultados guardados con eval run --out.")],
    second: Annotated[Path, typer.Argument(metavar="DESPUÉS", help="Los resultados con que se comparan.")],
    html: Annotated[
        Path | None, typer.Option("--html", metavar="ARCHIVO", help="Guarda también el informe completo en HTML.")
    ] = None,
    markdown: Annotated[
        Path | None, typer.Option("--markdown", metavar="ARCHIVO", help="Guarda también la tabla en Markdown.")
    ] = None,
) -> None:
    """Compara dos corridas: diferencias con su intervalo y preguntas que cambiaron."""
    from evals.compare import compare_runs
    from evals.report import read_runs, report_html
    from evals.report_tables import comparison_table, markdown_table

    before, after = read_runs((first, second))
    try:
        comparison = compare_runs(before.results, after.results)
    except ValueError:
        _nothing_in_common()
    for line in comparison_lines(comparison):
        say(line)
    if before.stamp and after.stamp and before.stamp.sets != after.stamp.sets:
        complain(_other_sets(before.stamp, after.stamp))
    if html is not None:
        write_file(html, report_html(before, after))
    if markdown is not None:
        write_file(markdown, markdown_table(comparison_table(comparison)))


def report(
    first: Annotated[Path, typer.Argument(metavar="CORRIDA", help="Resultados guardados con eval run --out.")],
    out: Annotated[Path, typer.Option("--out", metavar="ARCHIVO", help="El archivo HTML que se escribe.")],
    second: Annotated[
        Path | None, typer.Argument(metavar="DESPUÉS", help="Otros resultados, para ver qué cambió.")
    ] = None,
) -> None:
    """Hace un informe de una corrida, o de lo que cambió entre dos, en un solo archivo HTML."""
    from evals.report import read_runs, report_html

    try:
        page = report_html(*read_runs((first,) if second is None else (first, second)))
    except ValueError:
        _nothing_in_common()
    write_file(out, page)


def comparison_lines(comparison: Comparison) -> list[str]:
    """A comparison as text: a line for each measure, then the questions that changed."""
    from evals import report_names as names

    lines = [
        f"Preguntas en común: {comparison.questions}",
        f"{'Medida':<31}{'antes':>9}{'después':>9}   {'diferencia (95%)':<26}p",
    ]
    for d in comparison.differences:
        change = f"{d.second - d.first:+.3f} [{d.low:+.3f}, {d.high:+.3f}]"
        means = f"{names.MEASURES[d.measure]:<31}{d.first:>9.3f}{d.second:>9.3f}"
        lines.append(f"{means}   {change:<26}{names.p_value(d.p)}")
    for label, questions in (("Mejoraron", comparison.better), ("Empeoraron", comparison.worse)):
        lines.append(f"{label}: {len(questions)}")
        lines += [f"  {question}" for question in questions]
    return lines


def _other_sets(before: Stamp, after: Stamp) -> str:
    """What to know of two runs that were not asked the same sets."""
    first, second = (", ".join(f"{each.name} ({each.hash})" for each in stamp.sets) for stamp in (before, after))
    return (
        f"Aviso: las corridas no son de los mismos conjuntos de preguntas: {first} antes, {second} después. "
        "Sólo se comparan las preguntas con el mismo identificador."
    )


def _nothing_in_common() -> NoReturn:
    complain("Las dos corridas no tienen preguntas en común. Conviene correr el mismo conjunto con ambas versiones.")
    raise typer.Exit(1) from None


def write_file(path: Path, text: str) -> None:
    """Writes a file and says where, or why not."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        complain(f"No se pudo guardar «{path}»: {error.strerror}. Conviene revisar que la carpeta exista.")
        raise typer.Exit(1) from None
    say(f"Guardado en {path}")
