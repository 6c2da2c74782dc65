"""`ventanilla eval import` and `ventanilla eval validate`: question sets from tables, and what is wrong in them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from ui.spanish import SpanishCommand
from ui.terminal import complain, say


def register(group: typer.Typer) -> None:
    """Add the commands to the group `eval`."""
    group.command("import", cls=SpanishCommand)(import_set)
    group.command("validate", cls=SpanishCommand)(validate)


def import_set(
    table: Annotated[Path, typer.Argument(metavar="TABLA", help="Archivo CSV o XLSX, con encabezados.")],
    out: Annotated[Path, typer.Option("--out", metavar="CONJUNTO", help="Conjunto de preguntas que se escribe.")],
    column: Annotated[
        list[str] | None,
        typer.Option("--column", metavar="CAMPO=COLUMNA", help="La columna de un campo, si se llama de otro modo."),
    ] = None,
) -> None:
    """Convierte una tabla de preguntas en un conjunto; si algo está mal, lo dice todo y no escribe nada."""
    from evals.importing import import_table, save_set
    from ui.commands.faults import fault_lines

    imported = import_table(table, named_columns(column or ()))
    if imported.faults:
        for line in fault_lines(imported.faults, "fila"):
            complain(line)
        complain(f"No se escribió nada: hay {_counted(len(imported.faults), 'falla')}. Después de corregir, se repite.")
        raise typer.Exit(1)
    save_set(out, imported.questions)
    if imported.unused:
        say(f"Columnas que no se usaron: {', '.join(imported.unused)}")
    answerable = sum(bool(question["answerable"]) for question in imported.questions)
    say(f"Conjunto guardado en {out}: {_counted(len(imported.questions), 'pregunta')}, {answerable} con respuesta.")


def named_columns(options: Sequence[str]) -> dict[str, str]:
    """The columns of `campo=columna`, by field; exits with an explanation when one names no field."""
    from evals.importing import COLUMN_NAMES, field_named

    columns = {}
    for option in options:
        name, sign, value = option.partition("=")
        known = field_named(name)
        if known is None or not sign or not value.strip():
            fields = ", ".join(names[0] for names in COLUMN_NAMES.values())
            complain(f"«{option}» debe decir CAMPO=COLUMNA. Los campos son: {fields}.")
            raise typer.Exit(2)
        columns[known] = value.strip()
    return columns


def validate(
    sets: Annotated[list[Path], typer.Argument(metavar="CONJUNTO", help="Archivos de preguntas (JSONL).")],
) -> None:
    """Dice todas las fallas de los conjuntos de preguntas, cada una con su línea; los avisos no impiden usarlos."""
    from corpus.guides import load_guides
    from corpus.settings import CorpusSettings
    from evals.guarding import official_documents
    from evals.validating import document_headings, guide_sections, validate_sets
    from ui.commands.faults import fault_lines

    faults = validate_sets(sets, guide_sections(load_guides()), document_headings(official_documents(CorpusSettings())))
    for line in fault_lines(faults, "línea"):
        say(line)
    warnings = sum(fault.is_warning for fault in faults)
    failures = len(faults) - warnings
    reviewed = f"{_counted(len(sets), 'conjunto')}: {_counted(failures, 'falla')}, {_counted(warnings, 'aviso')}."
    say(f"Se revisaron {reviewed}" if len(sets) > 1 else f"Se revisó {reviewed}")
    if failures:
        raise typer.Exit(1)


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
