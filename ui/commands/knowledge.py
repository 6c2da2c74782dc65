"""`ventanilla knowledge`: making the question bank, and checking what guides and bank say and cover."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from ui.spanish import SpanishCommand, spanish_typer
from ui.terminal import progress, say, shortened

if TYPE_CHECKING:
    from corpus.models import IndexedDocument
    from evals.knowledge.coverage import ChapterCoverage
    from ingest.binding import Binding

SHOWN_LENGTH = 90

SourcesOption = Annotated[
    Path | None,
    typer.Option("--sources", metavar="CARPETA", help="Los documentos oficiales; sin ella, los de la biblioteca."),
]


def register(app: typer.Typer) -> None:
    """Add the group of commands to the application."""
    group = spanish_typer("Las guías y las preguntas que se escriben para cada documento.")
    group.command("bank", cls=SpanishCommand)(bank)
    group.command("check", cls=SpanishCommand)(check)
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


def check(
    guides: Annotated[
        list[Path] | None, typer.Argument(metavar="GUÍA…", help="Archivos de guías; sin ellos, todas.")
    ] = None,
    sources: SourcesOption = None,
    against: Annotated[
        list[Path] | None,
        typer.Option("--against", metavar="PREGUNTAS", help="Otro conjunto de preguntas que el banco no debe repetir."),
    ] = None,
) -> None:
    """Revisa que lo que dicen las guías esté en sus fuentes, con palabras propias y sin preguntas de evaluación."""
    from corpus.guides import load_guides, parse_guide
    from corpus.question_bank import load_banks
    from evals.datasets import SETS_FOLDER, load_set
    from evals.knowledge.checks import check_guides, check_questions
    from evals.knowledge.truth import load_exceptions

    read = [parse_guide(path.read_text(encoding="utf-8"), path.name) for path in guides] if guides else load_guides()
    texts = official_texts(sources)
    sets = [*sorted(SETS_FOLDER.glob("*.jsonl")), *(against or ())]
    asked = [question.question for path in sets for question in load_set(path)]
    findings = [*check_guides(read, texts, load_exceptions()), *check_questions(read, load_banks(), asked)]
    for finding in findings:
        say(f"{finding.place}: {finding.check}: {finding.words}")
    for lacking in sorted({source for guide in read for source in guide.sources} - set(texts)):
        say(f"{lacking}: no está a la mano; lo que se cita de este documento no se revisó.")
    say(f"{len(read)} guías revisadas, {len(findings)} observaciones.")
    if findings:
        raise typer.Exit(1)


def official_texts(sources: Path | None) -> dict[str, str]:
    """The texts of the catalogued documents by id: those of a folder's files, or those of the library.

    Raises FileError, IndexMissing.
    """
    if sources is None:
        return {entry.document.id: entry.document.text for entry in library_documents() if is_official(entry)}
    from corpus.catalog import load_catalog
    from ingest.loading import find_files, load

    texts = ("\n".join(page.text for page in load(path).pages) for path in find_files([sources]))
    catalog = load_catalog()
    return {id_: text for text in texts if (id_ := catalog.recognise(text))}


def coverage(
    full: Annotated[
        bool,
        typer.Option("--full", help="Muestra cada pasaje sin preguntas y cada fragmento hallado en lugares separados."),
    ] = False,
    sources: SourcesOption = None,
) -> None:
    """Dice, por documento y capítulo, qué pasajes tienen preguntas y guías, y qué quedó sin lugar."""
    from corpus.question_bank import load_bank
    from evals.knowledge.coverage import chapter_coverage, linked_passages, sections_without_link
    from ingest.binding import bind

    entries = library_documents(sources)
    official = [entry for entry in entries if is_official(entry)]
    if not official:
        say("No hay documentos oficiales en la biblioteca. Para agregar uno: ventanilla ingest ARCHIVO")
        return
    linked = linked_passages(entries)
    for entry in official:
        binding = bind(entry, load_bank(entry.document.id))
        for line in coverage_lines(binding, chapter_coverage(binding.entry, linked), full=full):
            say(line)
    unlinked = list(sections_without_link(entries))
    say(f"Secciones de guías sin texto oficial enlazado: {len(unlinked)}")
    for guide, section in unlinked:
        say(f"  {guide} › {section}")


def library_documents(sources: Path | None = None) -> Sequence[IndexedDocument]:
    """The documents of the library, guides included; or of a passing one made of the guides and a folder's files.

    Raises IndexMissing, FileError, EmbedderError.
    """
    from corpus.generations import current_generation, generation_folder, read_documents
    from corpus.settings import CorpusSettings

    settings = CorpusSettings()
    if sources is None:
        return read_documents(generation_folder(settings.home, current_generation(settings.home)))
    from ingest import pipeline

    with TemporaryDirectory(prefix="ventanilla-") as folder, progress() as advance:
        passing = settings.model_copy(update={"home": Path(folder)})
        generation = pipeline.ingest([sources], passing, progress=advance).generation
        return read_documents(generation_folder(passing.home, generation))


def is_official(entry: IndexedDocument) -> bool:
    """Whether a document is somebody else's, not a guide."""
    from corpus.models import DocumentKind

    return entry.document.kind is DocumentKind.OFFICIAL


def coverage_lines(binding: Binding, chapters: Sequence[ChapterCoverage], *, full: bool) -> list[str]:
    """What the bank and the guides cover of a document, a line for each thing to say."""
    passages = {passage.id: passage for passage in binding.entry.passages}
    lacking = binding.without_questions
    lines = [
        f"{binding.entry.document.id}: {len(passages) - len(lacking)} de {len(passages)} pasajes con preguntas, "
        f"{sum(chapter.in_guides for chapter in chapters)} enlazados desde las guías"
    ]
    lines += [
        f"  {shortened(chapter.chapter, SHOWN_LENGTH)}: {chapter.with_questions} de {chapter.passages} con preguntas, "
        f"{chapter.in_guides} enlazados"
        for chapter in chapters
    ]
    lines += [f"  sin lugar en esta copia: {stretch.section}" for stretch in binding.unbound]
    if full:
        lines += [f"  en lugares separados: {stretch.section}" for stretch in binding.scattered]
        lines += [f"  sin preguntas: {id_} «{shortened(passages[id_].text, SHOWN_LENGTH)}»" for id_ in lacking]
    return lines
