"""`ventanilla eval`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands import ablating, fitting, importing, judging, reporting, reviewing
from ui.commands.figures import Grouping, figure_lines, group_lines, table_lines
from ui.commands.guarding import guard
from ui.commands.session import prepare_index
from ui.spanish import SpanishCommand, spanish_typer
from ui.terminal import complain, progress, say

if TYPE_CHECKING:
    from evals.citing import Entailment
    from evals.journal import Journal
    from evals.systems.reply import System

ASKING = "Respondiendo las preguntas"

SetsArgument = Annotated[list[Path], typer.Argument(metavar="CONJUNTO", help="Archivos de preguntas (JSONL).")]
EntailmentOption = Annotated[
    str | None,
    typer.Option(
        "--entailment",
        metavar="MODELO",
        help="Cross-encoder que juzga si las citas sostienen lo dicho; sin él, palabras.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the group of commands to the application."""
    group = spanish_typer("Mide la calidad de las respuestas con un conjunto de preguntas.")
    group.command("run", cls=SpanishCommand)(run)
    group.command("table", cls=SpanishCommand)(table)
    ablating.register(group)
    reporting.register(group)
    fitting.register(group)
    group.command("guard", cls=SpanishCommand)(guard)
    importing.register(group)
    reviewing.register(group)
    judging.register(group)
    app.add_typer(group, name="eval")


def run(
    sets: SetsArgument,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="ARCHIVO", help="Guarda la corrida en este archivo JSON; si se interrumpe, sigue."
        ),
    ] = None,
    name: Annotated[
        str,
        typer.Option(
            "--system", metavar="SISTEMA", help="ventanilla, ventanilla-llm, langchain-default, bm25 o dense."
        ),
    ] = "ventanilla",
    by: Annotated[
        Grouping | None, typer.Option("--by", help="Muestra también las cifras por documento, tipo o idioma.")
    ] = None,
    entailment: EntailmentOption = None,
) -> None:
    """Responde los conjuntos de preguntas y muestra las cifras."""
    from evals.measures import summarise
    from evals.runner import run_sets
    from evals.runs import save_run

    judge = open_entailment(entailment)
    system = open_system(name)
    journal = open_journal(out, sets, name, judge.name) if out else None
    with progress() as advance:
        results = run_sets(sets, system, entailment=judge, journal=journal, progress=partial(advance, ASKING))
    for line in figure_lines(summarise(results)):
        say(line)
    for line in group_lines(results, by) if by else ():
        say(line)
    if out and journal:
        save_run(out, results, journal.stamp)
        journal.remove()
        say(f"Resultados guardados en {out}")


def table(sets: SetsArgument, entailment: EntailmentOption = None) -> None:
    """Compara Ventanilla con tres sistemas sencillos sobre los mismos documentos, en una tabla de Markdown."""
    from evals.measures import summarise
    from evals.runner import run_sets
    from evals.systems.named import WITHOUT_A_MODEL

    judge = open_entailment(entailment)
    figures = {}
    for name in WITHOUT_A_MODEL:
        system = open_system(name)
        with progress() as advance:
            asking = partial(advance, f"{ASKING}: {name}")
            figures[name] = summarise(run_sets(sets, system, entailment=judge, progress=asking))
    for line in table_lines(figures):
        say(line)


def open_journal(out: Path, sets: Sequence[Path], system: str, entailment: str) -> Journal:
    """What was left of the same run beside its file, if it was interrupted; says so."""
    from assistant.settings import AssistantSettings
    from corpus.settings import CorpusSettings
    from evals.journal import Journal
    from evals.stamps import make_stamp

    stamp = make_stamp(system, sets, entailment, CorpusSettings(), AssistantSettings())
    journal = Journal(out.with_name(f"{out.name}.part"), stamp)
    if journal.done:
        complain(f"Se continúa una corrida interrumpida, que llevaba {len(journal.done):,} preguntas.")
    if journal.discarded:
        complain(f"{journal.path} es de una corrida con otros conjuntos, documentos o versión; se empieza de nuevo.")
    return journal


def open_entailment(model: str | None) -> Entailment:
    """What judges whether citations hold what is said; exits with an explanation when a model cannot."""
    from evals.entailment import UnusableModel, make_entailment

    try:
        return make_entailment(model)
    except UnusableModel:
        complain(
            f"«{model}» no es un modelo de inferencia que esté en esta computadora. Conviene revisar el nombre o la "
            "carpeta, o quitar --entailment: sin él se comparan palabras."
        )
        raise typer.Exit(2) from None


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
