"""`ventanilla eval guard`: no figure below that of the last accepted run."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.settings import CorpusSettings
from ui.terminal import complain, progress, say

if TYPE_CHECKING:
    from evals.floors import Floor, Verdict
    from evals.guarding import Results

UPDATE_COMMAND = "ventanilla eval guard --update"


def guard(
    update: Annotated[bool, typer.Option("--update", help="Registra las cifras de ahora como aceptadas.")] = False,
    fast: Annotated[bool, typer.Option("--fast", help="Sólo un quinto de las preguntas, siempre las mismas.")] = False,
) -> None:
    """Revisa que ninguna cifra sea peor que en la última corrida aceptada."""
    from evals.floors import accept, judge, load_floors, save_floors

    floors = load_floors()
    now = _measured(fast)
    if update:
        save_floors(accept(now, floors))
        say("Las cifras quedaron registradas como aceptadas.")
        return
    verdicts = judge([figure for figure in now if figure.fast == fast], floors)
    for line in verdict_lines(verdicts):
        say(line)
    if all(verdict.floor is None for verdict in verdicts):
        complain(f"No hay cifras aceptadas con las cuales comparar. Para registrar las de ahora: {UPDATE_COMMAND}")
        raise typer.Exit(1)
    fallen = sum(verdict.fell for verdict in verdicts)
    if fallen:
        complain(f"Cifras que empeoraron: {fallen}. Si el cambio es deliberado, se aceptan con: {UPDATE_COMMAND}")
        raise typer.Exit(1)
    say("Ninguna cifra empeoró.")


def _measured(fast: bool) -> list[Floor]:
    """The figures of the guides alone and, where the library has official documents, of all of it.

    A whole run gives those of the fast part too.
    """
    from evals.floors import measure
    from evals.guarding import ask_sets, fast_part, guides_alone, official_documents, sets_for, whole_library

    settings = CorpusSettings()
    official = tuple(entry.document.id for entry in official_documents(settings))
    found: list[Floor] = []
    for documents, opened in (((), guides_alone), (official, whole_library)) if official else (((), guides_alone),):
        with progress() as advance, opened(settings, advance) as system:
            results = ask_sets(sets_for(documents), system, fast=fast, progress=advance)
        say(timing_line(documents, results))
        found += measure(documents, fast_part(results), fast=True)
        if not fast:
            found += measure(documents, results, fast=False)
    return found


def library_name(documents: Sequence[str]) -> str:
    """A library by what it holds."""
    return f"Las guías con {', '.join(documents)}" if documents else "Las guías solas"


def timing_line(documents: Sequence[str], results: Results) -> str:
    """How many questions were asked of a library and how long an answer took, which nobody judges."""
    times = [result.milliseconds for each in results.values() for result in each]
    return f"{library_name(documents)}: {len(times)} preguntas, {median(times):.1f} ms por respuesta (mediana)"


def verdict_lines(verdicts: Sequence[Verdict]) -> list[str]:
    """The verdicts as a table for each library: the figures of all sets together, and those of a set that fell."""
    from evals.floors import TOGETHER

    lines: list[str] = []
    for documents in dict.fromkeys(verdict.now.documents for verdict in verdicts):
        own = [verdict for verdict in verdicts if verdict.now.documents == documents]
        lines += ["", library_name(documents)]
        if all(verdict.floor is None for verdict in own):
            lines.append("Sin cifras aceptadas de esta biblioteca: se muestran y no se juzgan.")
        lines.append(f"{'Conjunto':<15}{'Medida':<32}{'ahora':>8}{'antes':>8}{'intervalo':>11}")
        lines += [_line(verdict) for verdict in own if verdict.now.group == TOGETHER or verdict.fell]
    return [*lines, ""]


def _line(verdict: Verdict) -> str:
    from evals.floors import TOGETHER
    from evals.report_names import MEASURES

    now, floor = verdict.now, verdict.floor
    group = "todos" if now.group == TOGETHER else now.group
    start = f"{group:<15}{MEASURES[now.measure]:<32}{now.figure:>8.3f}"
    accepted = f"{floor.figure:>8.3f}{'± ' + format(floor.margin, '.3f'):>11}" if floor else f"{'–':>8}{'':>11}"
    return f"{start}{accepted}  {'; '.join(_notes(verdict))}".rstrip()


def _notes(verdict: Verdict) -> list[str]:
    from evals.floors import REQUIRED

    now, floor = verdict.now, verdict.floor
    notes = []
    if verdict.fell and now.measure in REQUIRED:
        notes.append(f"debe ser {REQUIRED[now.measure]:g}")
    elif verdict.fell:
        notes.append(f"empeoró {verdict.lost:.3f}")
    if floor and floor.questions != now.questions:
        notes.append(f"antes {floor.questions} preguntas, ahora {now.questions}")
    return notes
