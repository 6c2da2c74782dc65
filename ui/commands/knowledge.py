"""`ventanilla knowledge`: making and checking the question bank."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.spanish import SpanishCommand, spanish_typer
from ui.terminal import say, shortened

if TYPE_CHECKING:
    from ingest.binding import Binding

SHOWN_LENGTH = 90


def register(app: typer.Typer) -> None:
    """Add the group of commands to the application."""
    group = spanish_typer("Las preguntas que se escriben para cada documento.")
    group.command("bank", cls=SpanishCommand)(bank)
    group.command("coverage", cls=SpanishCommand)(coverage)
    app.add_typer(group, name="knowledge")


def bank(
    written: Annotated[Path, typer.Argument(metavar="PREGUNTAS", help="Preguntas escritas sobre el texto (JSONL).")],
    text: Annotated[Path, typer.Option("--text", metavar="ARCHIVO", help="El documento sobre el que se escribieron.")],
    document: Annotated[str, typer.Option("--document", metavar="ID", help="Identificador del documento.")],
) -> None:
    """Convierte preguntas escritas en el banco de un documento, que no guarda nada de su texto."""
    from corpus.question_bank import save_bank
    from ingest.banking import make_bank, read_written
    from ingest.loading import load

    made = make_bank(read_written(written), "\n".join(page.text for page in load(text).pages))
    path = save_bank(document, made.stretches)
    say(f"Banco guardado en {path}: {len(made.stretches)} fragmentos.")
    for entry in made.not_found:
        say(f"No se encontró en el texto: «{shortened(entry.first_words, SHOWN_LENGTH)}»")
    if made.not_found:
        raise typer.Exit(1)


def coverage(
    full: Annotated[bool, typer.Option("--full", help="Muestra cada pasaje sin preguntas.")] = False,
) -> None:
    """Dice qué pasajes de los documentos oficiales no tienen preguntas y qué fragmentos no se encontraron."""
    from corpus.generations import current_generation, generation_folder, read_documents
    from corpus.models import DocumentKind
    from corpus.question_bank import load_bank
    from corpus.settings import CorpusSettings
    from ingest.binding import bind

    home = CorpusSettings().home
    documents = read_documents(generation_folder(home, current_generation(home)))
    official = [entry for entry in documents if entry.document.kind is DocumentKind.OFFICIAL]
    if not official:
        say("No hay documentos oficiales en la biblioteca. Para agregar uno: ventanilla ingest ARCHIVO")
    for entry in official:
        for line in coverage_lines(bind(entry, load_bank(entry.document.id)), full=full):
            say(line)


def coverage_lines(binding: Binding, *, full: bool) -> list[str]:
    """What the bank covers of a document, a line for each thing to say."""
    passages = {passage.id: passage for passage in binding.entry.passages}
    lacking = binding.without_questions
    lines = [f"{binding.entry.document.id}: {len(passages) - len(lacking)} de {len(passages)} pasajes con preguntas"]
    lines += [f"  sin lugar en esta copia: {stretch.section}" for stretch in binding.unbound]
    if full:
        lines += [f"  sin preguntas: {id_} «{shortened(passages[id_].text, SHOWN_LENGTH)}»" for id_ in lacking]
    return lines
