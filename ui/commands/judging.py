"""`ventanilla eval judge`: a language model's opinion of the answers of a run."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.spanish import SpanishCommand
from ui.terminal import complain, progress, say

if TYPE_CHECKING:
    from evals.judging import Judgement

JUDGING = "Calificando las respuestas"
MODEL_MISSING = (
    "Para calificar hace falta un modelo de lenguaje. Por ejemplo, con uno de Ollama: VENTANILLA_LLM=openai:llama3.1 "
    "VENTANILLA_LLM_BASE_URL=http://127.0.0.1:11434/v1 ventanilla eval judge {}"
)


def register(group: typer.Typer) -> None:
    """Add the command to `ventanilla eval`."""
    group.command("judge", cls=SpanishCommand)(judge)


def judge(
    run: Annotated[Path, typer.Argument(metavar="CORRIDA", help="Resultados guardados con eval run --out.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="ARCHIVO", help="Guarda cada calificación en este archivo JSON.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", min=1, help="Califica sólo las primeras N respuestas.")
    ] = None,
) -> None:
    """Califica con el modelo de VENTANILLA_LLM si lo que se respondió está en los pasajes y contesta la pregunta."""
    from assistant.generation import make_drafter
    from assistant.settings import AssistantSettings
    from corpus.embedding import make_embedder
    from corpus.settings import CorpusSettings
    from evals.judging import Judge, judge_run, save_judgements
    from evals.runs import load_run

    results = load_run(run)
    model = make_drafter(AssistantSettings())
    if model is None:
        complain(MODEL_MISSING.format(run))
        raise typer.Exit(1)
    answered = [result for result in results if not result.abstained]
    with progress() as advance:
        asked = Judge(model.complete, make_embedder(CorpusSettings()))
        judgements = judge_run(answered[:limit], asked, progress=partial(advance, JUDGING))
    say(f"Modelo: {model.name}. Abstenciones, que no se califican: {len(results) - len(answered):,}.")
    for line in judgement_lines(judgements):
        say(line)
    if any(None in (each.faithfulness, each.relevance) for each in judgements):
        say("Sin calificar: el modelo no contestó en la forma pedida. No cuentan como cero.")
    if out is not None:
        save_judgements(out, model.name, judgements)
        say(f"Calificaciones guardadas en {out}")


def judgement_lines(judgements: Sequence[Judgement]) -> list[str]:
    """The mean of each measure with its interval and over how many answers, and how many could not be judged."""
    measures = {
        "Fidelidad a los pasajes (faithfulness)": [each.faithfulness for each in judgements],
        "Pertinencia (answer relevancy)": [each.relevance for each in judgements],
    }
    width = max(map(len, measures))
    return [f"{label:<{width}}  {_told(values)}" for label, values in measures.items()]


def _told(values: Sequence[float | None]) -> str:
    from statistics import fmean

    from evals.compare import paired_interval

    judged = [value for value in values if value is not None]
    left = len(values) - len(judged)
    counts = f"{len(judged):,} calificadas, {left:,} sin calificar"
    if not judged:
        return f"–  ({counts})"
    low, high = paired_interval(judged)
    return f"{fmean(judged):.3f} [{low:.3f}, {high:.3f}]  ({counts})"
