"""`ventanilla ingest` and `ventanilla build`: what goes into the index."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.errors import FileError, IndexProblem
from corpus.models import DOCUMENT_ID
from corpus.settings import CorpusSettings
from ui.messages import message
from ui.spanish import SpanishCommand
from ui.terminal import complain, progress, say

if TYPE_CHECKING:
    from corpus.models import IngestReport
    from ingest.pipeline import Summary
    from ingest.planning import Plan

UP_TO_DATE = "El índice ya está al día."
ID_FORM = "--as lleva minúsculas sin acento, dígitos, puntos y guiones, y empieza con letra o dígito: acta-2024."
ONE_ID_ONE_FILE = "--as da identificador a un solo archivo, y aquí hay {count}."
SHOWN_IDS = 12


def register(app: typer.Typer) -> None:
    """Add both commands to the application; `build` is for scripts and does not show in the help."""
    app.command("ingest", cls=SpanishCommand)(ingest)
    app.command("build", cls=SpanishCommand, hidden=True)(build)


def ingest(
    paths: Annotated[
        list[Path], typer.Argument(metavar="RUTA", help="Archivos o carpetas: PDF, Word, HTML, Markdown o texto.")
    ],
    as_id: Annotated[
        str | None, typer.Option("--as", metavar="ID", help="Identificador del documento, si es un solo archivo.")
    ] = None,
) -> None:
    """Agrega documentos a la biblioteca."""
    add_documents(paths, CorpusSettings(), as_id=as_id)


def add_documents(paths: Sequence[Path], settings: CorpusSettings, *, as_id: str | None = None) -> Summary:
    """Print what will be read, ingest it with a progress bar, and print how it went.

    Exits with 1 when a file of several could not be read. Raises FileError, IndexProblem, EmbedderError.
    """
    from ingest import pipeline
    from ingest.loading import find_files

    if as_id and not re.fullmatch(DOCUMENT_ID, as_id):
        raise typer.BadParameter(ID_FORM, param_hint="--as")
    files = find_files(paths)
    if as_id and len(files) > 1:
        raise typer.BadParameter(ONE_ID_ONE_FILE.format(count=len(files)), param_hint="--as")
    show_reading_plan(files, known_fingerprints(settings), as_id)
    with progress() as advance:
        summary = pipeline.ingest(paths, settings, as_id=as_id, progress=advance)
    show_summary(summary)
    for failure in summary.failures:
        complain(message(failure))
    if summary.failures:
        raise typer.Exit(1)
    return summary


def build(
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Rehace el índice entero, también lo que no cambió.")
    ] = False,
) -> None:
    """Prepara o actualiza el índice de las guías y de los documentos agregados."""
    from ingest import pipeline

    settings = CorpusSettings()
    with progress() as advance:
        summary = (pipeline.rebuild if rebuild else pipeline.build)(settings, progress=advance)
    show_summary(summary)


def known_fingerprints(settings: CorpusSettings) -> Mapping[str, str]:
    """Fingerprints by id of the documents indexed now; none when there is no index that can be read."""
    from corpus.generations import current_generation, read_manifest

    try:
        return read_manifest(settings.home, current_generation(settings.home)).documents
    except IndexProblem:
        return {}


def show_reading_plan(files: Sequence[Path], known: Mapping[str, str], as_id: str | None) -> None:
    """Print, before anything is read, which files are new or changed and which stay as they are."""
    from ingest.planning import fingerprint, read_bytes

    say(f"Plan: {plural(len(files), 'archivo', 'archivos')}")
    for path in files:
        try:
            mark = fingerprint(read_bytes(path))
        except FileError:
            say(f"  ! {path} (no se puede abrir)")
            continue
        same = known.get(as_id) == mark if as_id else mark in known.values()
        say(f"  {'=' if same else '+'} {path}{' (sin cambios)' if same else ''}")


def show_summary(summary: Summary) -> None:
    """Print what changed and a report for each document that was read."""
    if not summary.changed:
        say(UP_TO_DATE)
        return
    for line in plan_lines(summary.plan):
        say(line)
    for report in summary.reports:
        show_report(report)
    say(f"Listo. Índice: {summary.generation}")


def plan_lines(plan: Plan) -> list[str]:
    """The plan in words, a line for each kind of change that there is."""
    named = (("Agregados", plan.added), ("Actualizados", plan.updated), ("Eliminados", plan.removed))
    lines = [f"{label}: {listed(ids)}" for label, ids in named if ids]
    if plan.kept:
        lines.append(f"Sin cambios: {len(plan.kept)}")
    return lines


def show_report(report: IngestReport) -> None:
    """Print how the ingestion of a document went; its warnings go to standard error."""
    pages = f"{plural(report.pages, 'página', 'páginas')}, " if report.pages else ""
    passages = plural(report.passages, "pasaje", "pasajes")
    say(f"{report.document_id}: {pages}{passages}, se conservó {report.kept:.0%} del texto")
    for warning in report.warnings:
        complain(f"  Aviso: {warning}")


def listed(ids: Sequence[str]) -> str:
    """The ids separated by commas; the rest is counted when there are too many to read."""
    shown = ", ".join(ids[:SHOWN_IDS])
    return shown if len(ids) <= SHOWN_IDS else f"{shown} y {len(ids) - SHOWN_IDS} más"


def plural(count: int, one: str, many: str) -> str:
    """A count with its noun."""
    return f"{count:,} {one if count == 1 else many}"
