"""A run, or two side by side, as one HTML file that needs nothing else: no script, no font, no request."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import jinja2
from markupsafe import Markup, escape

from corpus.errors import EvaluationFileError
from evals import report_names as names
from evals.compare import Comparison, compare_runs
from evals.measures import risks
from evals.refusing import risk_coverage
from evals.report_plots import Curve, bars_plot, common_bars, curve_plot
from evals.report_tables import (
    comparison_table,
    document_table,
    figures_table,
    kind_table,
    language_table,
    stamps_table,
)
from evals.results import Result
from evals.runs import read_run
from evals.stamps import Stamp

WORST = 15
TEMPLATES = Path(__file__).parent / "templates"
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")


@dataclass(frozen=True, slots=True)
class Run:
    """A saved run by the name that the report calls it."""

    name: str
    results: tuple[Result, ...]
    stamp: Stamp | None = None


@dataclass(frozen=True, slots=True)
class Plot:
    """An SVG with what it tells in words."""

    svg: Markup
    caption: str


@dataclass(frozen=True, slots=True)
class Told:
    """An answer, with what a run did with the question in a line, and the passages that it found: place and text."""

    label: str
    answer: str
    passages: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """A question with those asked before it, what is known of it, and its answers."""

    question: str
    history: tuple[str, ...]
    tags: tuple[str, ...]
    answers: tuple[Told, ...]


def read_runs(paths: Sequence[Path]) -> tuple[Run, ...]:
    """The runs of files by their systems, or by the files' names or paths where those are not known or the same.

    Raises EvaluationFileError for a file that is no run or holds no result.
    """
    saved = [read_run(path) for path in paths]
    for run, path in zip(saved, paths, strict=True):
        if not run.results:
            raise EvaluationFileError(str(path), "holds no result")
    ways = (
        [run.stamp.system if run.stamp else "" for run in saved],
        [path.stem for path in paths],
        [str(path) for path in paths],
    )
    called = next((way for way in ways if all(way) and len(set(way)) == len(way)), ways[-1])
    return tuple(Run(name, run.results, run.stamp) for name, run in zip(called, saved, strict=True))


def report_html(first: Run, second: Run | None = None) -> str:
    """The report of a run, or of what changed from the first to the second.

    Raises ValueError when the two have no question in common.
    """
    runs = [first] if second is None else [first, second]
    last = runs[-1]
    compared = compare_runs(first.results, second.results) if second else None
    results = [run.results for run in runs]
    return _template().render(
        runs=runs,
        figures=figures_table(_by_name(runs)),
        differences=comparison_table(compared) if compared else None,
        common=compared.questions if compared else 0,
        groups=(document_table(results), kind_table(results), language_table(results)),
        stamps=stamps_table([(run.name, run.stamp) for run in runs if run.stamp]),
        risk=risk_plot(runs),
        latency=latency_plots(runs),
        worst=[_card(result, _told(last.name, result, passages=True)) for result in worst(last.results)],
        changes=_changes(compared, runs) if compared else (),
    )


def worst(results: Sequence[Result]) -> list[Result]:
    """The questions answered worst: lowest score first, then fewest facts, then those answered most confidently."""
    imperfect = [result for result in results if result.score < 1.0]
    return sorted(imperfect, key=lambda r: (r.score, r.facts, -(r.confidence or 0.0)))[:WORST]


def risk_plot(runs: Sequence[Run]) -> Plot | None:
    """The risk-coverage curves of the runs with confidences; a dot where each run answers. None without any."""
    known = [(run, pairs) for run in runs if (pairs := risks(run.results)) is not None]
    if not known:
        return None
    curves = [Curve(run.name, risk_coverage(*pairs), _working_point(run.results, pairs[1])) for run, pairs in known]
    title = "Riesgo según la parte de las preguntas que se responde"
    svg = curve_plot(curves, title=title, across="Preguntas que se responden", upwards="Riesgo medio")
    missing = [run.name for run in runs if all(run is not other for other, _ in known)]
    without = f" Sin curva, por no dar su confianza: {', '.join(missing)}." if missing else ""
    lines = " · ".join(
        f"{curve.name}: {line}" for curve, line in zip(curves, ("línea continua", "línea punteada"), strict=False)
    )
    return Plot(Markup(svg), f"{lines}. El punto señala cuánto responde hoy el sistema.{without}")


def latency_plots(runs: Sequence[Run]) -> list[Plot]:
    """A histogram for each run, in the same bins."""
    times = [[result.milliseconds for result in run.results] for run in runs]
    plots = []
    for number, (run, bars) in enumerate(zip(runs, common_bars(times), strict=True)):
        title = f"Tiempo de respuesta: {run.name}"
        svg = bars_plot(bars, title=title, across="Milisegundos", upwards="Preguntas", style=number)
        slowest = max(times[number])
        caption = f"{run.name}. La última barra reúne todo lo que tardó más; lo más lento, {slowest:,.0f} ms."
        plots.append(Plot(Markup(svg), caption))
    return plots


def _working_point(results: Sequence[Result], risk: Sequence[float]) -> tuple[float, float] | None:
    """The share of questions answered and their mean risk; None when all were declined."""
    answered = [each for result, each in zip(results, risk, strict=True) if not result.abstained]
    return (len(answered) / len(results), sum(answered) / len(answered)) if answered else None


def _by_name(runs: Sequence[Run]) -> Mapping[str, Sequence[Result]]:
    return {run.name: run.results for run in runs}


def _changes(compared: Comparison, runs: Sequence[Run]) -> list[tuple[str, list[Card]]]:
    before, after = (run.name for run in runs)
    return [
        (
            label,
            [_card(change.after, _told(before, change.before), _told(after, change.after)) for change in changes],
        )
        for label, changes in (("Mejoraron", compared.wins), ("Empeoraron", compared.losses))
    ]


def _card(result: Result, *answers: Told) -> Card:
    return Card(result.question, result.history, _tags(result), answers)


def _tags(result: Result) -> tuple[str, ...]:
    kind = names.KINDS.get(result.kind, result.kind)
    gold = "tiene respuesta" if result.answerable else "no tiene respuesta"
    return (*dict.fromkeys((kind, names.LANGUAGES.get(result.language, result.language))), gold)


def _told(name: str, result: Result, *, passages: bool = False) -> Told:
    found = tuple(zip(result.places, result.passages, strict=True)) if passages else ()
    return Told(f"{name}: {_outcome(result)}", result.answer, found)


def _outcome(result: Result) -> str:
    """What became of a question, in a line."""
    told = ["se abstuvo" if result.abstained else f"datos {names.share(result.facts)}"]
    if not result.answerable:
        told = ["se abstuvo, como debe" if result.abstained else "respondió sin que haya respuesta"]
    elif result.has_gold:
        told.append(f"evidencia en el lugar {result.rank}" if result.rank else "sin evidencia entre los primeros")
    if result.irrelevant:
        told.append(f"citas ajenas a la pregunta: {len(result.irrelevant)}")
    if result.confidence is not None:
        told.append(f"confianza {result.confidence:.0%}")
    return ", ".join(told)


def _prose(text: str) -> Markup:
    """An answer with its bold type; all else as it is."""
    return Markup(_BOLD.sub(r"<strong>\1</strong>", str(escape(text))))


def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["prose"] = _prose
    return environment.get_template("report.html")
