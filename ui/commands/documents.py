"""`ventanilla documents`: list, show, remove and fetch."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from assistant.answer import SECTION_SEPARATOR
from corpus.errors import UnknownDocument
from corpus.models import DocumentKind, IndexedDocument
from corpus.settings import CorpusSettings
from ui.commands.library import plural, show_summary
from ui.spanish import SpanishCommand, spanish_typer
from ui.terminal import cleaned, complain, output, progress, say

KINDS = {DocumentKind.GUIDE: "guía", DocumentKind.OFFICIAL: "documento"}
CANNOT_REMOVE_GUIDE = "Es una de las guías incluidas en Ventanilla, que no se eliminan."
CONFIRM_REMOVAL = "¿Eliminar «{title}» de la biblioteca?"
NEEDS_YES = "Para eliminar sin preguntar se agrega --yes."
KEPT_AS_IS = "No se eliminó nada."


def register(app: typer.Typer) -> None:
    """Add the group of commands to the application."""
    from ui.commands.fetching import fetch

    group = spanish_typer("Los documentos en que se buscan las respuestas.")
    group.command("list", cls=SpanishCommand)(list_documents)
    group.command("show", cls=SpanishCommand)(show)
    group.command("remove", cls=SpanishCommand)(remove)
    group.command("fetch", cls=SpanishCommand)(fetch)
    app.add_typer(group, name="documents")


DocumentId = Annotated[str, typer.Argument(metavar="ID", help="Identificador del documento.")]


def list_documents() -> None:
    """Muestra los documentos de la biblioteca."""
    for entry in indexed_documents(CorpusSettings()):
        if sys.stdout.isatty():
            output().print(card_of(entry))
        else:
            say("\t".join(row_of(entry)))


def card_of(entry: IndexedDocument) -> RenderableType:
    """A document on two lines, for a terminal: its id and figures, and its title."""
    document = entry.document
    pages = plural(entry.report.pages, "página", "páginas") if entry.report.pages else ""
    passages = plural(len(entry.passages), "pasaje", "pasajes")
    facts = (KINDS[document.kind], str(document.year or ""), pages, passages)
    head = Text.assemble((document.id, "bold cyan"), f"  {', '.join(fact for fact in facts if fact)}")
    return Group(head, Padding(Text(cleaned(document.title)), (0, 0, 0, 2)))


def row_of(entry: IndexedDocument) -> tuple[str, ...]:
    """A document for another program: id, title, kind, year, pages and passages."""
    document = entry.document
    return (
        document.id,
        document.title,
        KINDS[document.kind],
        str(document.year or "–"),
        str(entry.report.pages or "–"),
        str(len(entry.passages)),
    )


def show(document_id: DocumentId) -> None:
    """Muestra los datos de un documento, sus avisos y sus secciones."""
    entry = find_document(document_id, CorpusSettings())
    for line in description(entry):
        say(line)
    say("\nSecciones")
    for line in section_lines(entry):
        say(line)


def description(entry: IndexedDocument) -> list[str]:
    """What is known of a document, a line for each thing, without those that are not known."""
    document, report = entry.document, entry.report
    facts = (
        ("Título", document.title),
        ("Identificador", document.id),
        ("Tipo", KINDS[document.kind]),
        ("Publica", document.publisher),
        ("Año", document.year),
        ("Dirección", document.url),
        ("Licencia", document.licence),
        ("Páginas", report.pages),
        ("Pasajes", len(entry.passages)),
        ("Texto conservado", f"{report.kept:.0%}"),
    )
    lines = [f"{label}: {value}" for label, value in facts if value]
    return lines + [f"Aviso: {warning}" for warning in report.warnings]


def section_lines(entry: IndexedDocument) -> list[str]:
    """Each section once, in reading order, with its first page and how many passages it holds."""
    pages: dict[tuple[str, ...], int | None] = {}
    counts: dict[tuple[str, ...], int] = {}
    for passage in entry.passages:
        pages.setdefault(passage.section, passage.page)
        counts[passage.section] = counts.get(passage.section, 0) + 1
    lines = []
    for section, page in pages.items():
        where = f"p. {page}, " if page is not None else ""
        lines.append(f"  {SECTION_SEPARATOR.join(section)} ({where}{plural(counts[section], 'pasaje', 'pasajes')})")
    return lines


def remove(
    document_id: DocumentId,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Elimina sin preguntar.")] = False,
) -> None:
    """Elimina un documento de la biblioteca."""
    from ingest import pipeline

    settings = CorpusSettings()
    entry = find_document(document_id, settings)
    if entry.document.kind is DocumentKind.GUIDE:
        complain(CANNOT_REMOVE_GUIDE)
        raise typer.Exit(1)
    if not yes and not confirmed(entry.document.title):
        complain(KEPT_AS_IS)
        raise typer.Exit(1)
    with progress() as advance:
        summary = pipeline.remove(document_id, settings, progress=advance)
    show_summary(summary)


def confirmed(title: str) -> bool:
    """Ask before removing. Raises BadParameter when nobody can answer."""
    if not sys.stdin.isatty():
        raise typer.BadParameter(NEEDS_YES, param_hint="--yes")
    reply = output().input(f"{CONFIRM_REMOVAL.format(title=title)} (s/N) ", markup=False)
    return reply.strip().lower() in ("s", "si", "sí", "y", "yes")


def indexed_documents(settings: CorpusSettings) -> Sequence[IndexedDocument]:
    """The documents of the current generation. Raises IndexMissing, IndexDamaged."""
    from corpus.generations import current_generation, generation_folder, read_documents

    return read_documents(generation_folder(settings.home, current_generation(settings.home)))


def find_document(document_id: str, settings: CorpusSettings) -> IndexedDocument:
    """The document with an id. Raises UnknownDocument with the ids there are, IndexMissing, IndexDamaged."""
    entries = {entry.document.id: entry for entry in indexed_documents(settings)}
    if document_id not in entries:
        raise UnknownDocument(document_id, tuple(entries))
    return entries[document_id]
