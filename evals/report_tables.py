"""The tables of a report: rows of cells that are ready to be shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evals import report_names as names
from evals.agreement import wilson_interval
from evals.compare import COMPARED, RESAMPLES, SEED, Comparison, Difference
from evals.measures import LESS_IS_BETTER, MEASURES, risks
from evals.refusing import risk_coverage_area
from evals.results import Result
from evals.stamps import Stamp

Values = NDArray[np.float64]
Statistic = Callable[[Values], Values]
"""From samples of shape (samples, questions), or (samples, questions, 2) for pairs, to a figure of each."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value with what is told below it, such as its interval; `tone` is better, worse or nothing."""

    value: str
    detail: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table by its label."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first of `head` stands over the labels."""

    head: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """What is told of a run: a statistic of a value of each question that it makes sense for.

    `counted` says that the value is 0 or 1, so that its mean is a share of the questions.
    """

    label: str
    write: Callable[[float], str]
    value: Callable[[Result], float]
    applies: Callable[[Result], bool]
    statistic: Statistic
    counted: bool = False


def _figure(measure: str) -> Figure:
    found = MEASURES[measure]
    counted = measure in names.COUNTED
    return Figure(names.MEASURES[measure], names.format_of(measure), found.value, found.applies, _mean, counted)


def _mean(samples: Values) -> Values:
    return np.asarray(samples.mean(axis=1))


def _median(samples: Values) -> Values:
    return np.asarray(np.median(samples, axis=1))


def _percentile_95(samples: Values) -> Values:
    return np.asarray(np.percentile(samples, 95, axis=1))


def _risk_area(samples: Values) -> Values:
    return np.array([risk_coverage_area(sample[:, 0].tolist(), sample[:, 1].tolist()) for sample in samples])


# The measures that a report tells one by one, in order: those compared, with what the F1 of quotes is made of.
TOLD = tuple(
    name
    for compared in COMPARED
    if compared != "words"
    for name in (("quote_precision", "quote_recall", "quote_f1") if compared == "quote_f1" else (compared,))
)
FIGURES: tuple[Figure, ...] = (
    *(_figure(measure) for measure in (*TOLD, "quotes_valid")),
    Figure("Palabras (mediana)", names.whole, lambda r: float(r.words), lambda r: r.answerable, _median),
    Figure("Milisegundos (mediana)", names.tenths, lambda r: r.milliseconds, lambda _: True, _median),
    Figure("Milisegundos (percentil 95)", names.tenths, lambda r: r.milliseconds, lambda _: True, _percentile_95),
)
NO_DOCUMENT = "(ninguno)"
# The measures of a group of questions: few, so that they fit a telephone.
GROUPED: Mapping[str, str] = {
    "hit_at_5": "Evidencia en 5",
    "facts": "Datos",
    "refusals": "Abst. debidas",
    "false_refusals": "Abst. indebidas",
    "citation_relevance": "Citas al caso",
    "score": "Puntaje",
}


def figures_table(runs: Mapping[str, Sequence[Result]]) -> Table:
    """Every figure of each run, by the run's name, with its 95% interval."""
    rows = [Row("Preguntas", tuple(Cell(names.whole(len(results))) for results in runs.values()))]
    for figure in FIGURES:
        rows.append(Row(figure.label, tuple(_figure_cell(figure, results) for results in runs.values())))
    rows.append(Row(names.MEASURES["risk_area"], tuple(map(_risk_cell, runs.values()))))
    rows.append(
        Row(
            names.MEASURES["invalid_marks"],
            tuple(Cell(names.whole(sum(r.invalid_marks for r in x))) for x in runs.values()),
        )
    )
    return Table(("Medida", *runs), tuple(rows))


def comparison_table(comparison: Comparison) -> Table:
    """A row for each difference: both means, the difference with its interval, and its p-value."""
    return Table(("Medida", "Antes", "Después", "Diferencia", "p"), tuple(map(_difference_row, comparison.differences)))


def document_table(runs: Sequence[Sequence[Result]]) -> Table:
    """The measures by document of the gold; a question over several counts for each."""
    return groups_table("Documento", lambda r: r.documents or (NO_DOCUMENT,), runs)


def kind_table(runs: Sequence[Sequence[Result]]) -> Table:
    """The measures by kind of question."""
    return groups_table("Tipo", lambda r: (names.KINDS.get(r.kind, r.kind),), runs)


def language_table(runs: Sequence[Sequence[Result]]) -> Table:
    """The measures by language."""
    return groups_table("Idioma", lambda r: (names.LANGUAGES.get(r.language, r.language),), runs)


def groups_table(title: str, groups_of: Callable[[Result], Sequence[str]], runs: Sequence[Sequence[Result]]) -> Table:
    """The measures of each group of questions in the last run, and below them those of the run before, if any."""
    groups = dict.fromkeys(group for results in reversed(runs) for result in results for group in groups_of(result))
    rows = []
    for group in sorted(groups, key=lambda name: (name == NO_DOCUMENT, name)):
        parts = [[result for result in results if group in groups_of(result)] for results in runs]
        count = Cell(names.whole(len(parts[-1])))
        rows.append(Row(group, (count, *(_group_cell(measure, parts) for measure in GROUPED))))
    return Table((title, "Preguntas", *GROUPED.values()), tuple(rows))


def stamps_table(stamps: Sequence[tuple[str, Stamp]]) -> Table | None:
    """What the runs were made with, by their names; None when none is known."""
    if not stamps:
        return None
    told = [_stamp_cells(stamp) for _, stamp in stamps]
    rows = tuple(Row(label, tuple(cells[label] for cells in told)) for label in told[0])
    return Table(("Dato", *(name for name, _ in stamps)), rows)


def _stamp_cells(stamp: Stamp) -> dict[str, Cell]:
    machine = stamp.machine
    return {
        "Fecha": Cell(stamp.date),
        "Sistema": Cell(stamp.system),
        "Conjuntos": Cell(", ".join(f"{each.name} ({each.hash})" for each in stamp.sets)),
        "Documentos además de las guías": Cell(", ".join(stamp.documents) or "ninguno"),
        "Índice": Cell(stamp.generation, f"contenido {stamp.corpus[:16]}"),
        "Versión": Cell(f"{stamp.version} {stamp.commit or ''}".rstrip(), "con cambios" if stamp.changes else ""),
        "Configuración": Cell(stamp.settings),
        "Juicio de las citas": Cell(stamp.entailment),
        "Computadora": Cell(
            f"{machine.processor}, {machine.cores} núcleos", f"{machine.platform}, Python {machine.python}"
        ),
        "Semilla": Cell(str(stamp.seed)),
    }


def markdown_table(table: Table) -> str:
    """The same table in Markdown; details in brackets after their value."""
    lines = [_markdown_line(table.head), "|---" + "|---:" * (len(table.head) - 1) + "|"]
    for row in table.rows:
        cells = (f"{cell.value} {cell.detail}".rstrip() for cell in row.cells)
        lines.append(_markdown_line((row.label, *cells)))
    return "\n".join(lines) + "\n"


def interval(values: Sequence[float] | Values, statistic: Statistic) -> tuple[float, float]:
    """The 95% percentile bootstrap interval of a statistic; `values` has a row for each question, the seed is fixed.

    B. Efron and R. J. Tibshirani (1993), An Introduction to the Bootstrap, chapter 13.
    """
    rows = np.asarray(values, dtype=np.float64)
    drawn = np.random.default_rng(SEED).integers(0, len(rows), size=(RESAMPLES, len(rows)))
    low, high = np.percentile(statistic(rows[drawn]), [2.5, 97.5])
    return float(low), float(high)


def _figure_cell(figure: Figure, results: Sequence[Result]) -> Cell:
    values = np.array([figure.value(result) for result in results if figure.applies(result)])
    if figure.counted and len(values):
        edges = wilson_interval(int(values.sum()), len(values))
        return Cell(figure.write(float(values.mean())), _written(edges, figure.write))
    return _cell(values, figure.statistic, figure.write)


def _risk_cell(results: Sequence[Result]) -> Cell:
    pairs = risks(results)
    values = np.array(list(zip(*pairs, strict=True)) if pairs else [])
    return _cell(values, _risk_area, names.number)


def risk_area_interval(confidences: Sequence[float], risks: Sequence[float]) -> tuple[float, float]:
    """The interval of the area under the risk-coverage curve of these questions."""
    return interval(np.column_stack((confidences, risks)), _risk_area)


def _cell(values: Values, statistic: Statistic, write: Callable[[float], str]) -> Cell:
    if not len(values):
        return Cell(names.NONE)
    low, high = interval(values, statistic)
    # Where all questions are alike, drawing among them tells nothing.
    return Cell(write(float(statistic(values[None])[0])), _written((low, high), write) if low < high else "")


def _written(edges: tuple[float, float], write: Callable[[float], str]) -> str:
    return f"[{write(edges[0])}, {write(edges[1])}]"


def _group_cell(measure: str, parts: Sequence[Sequence[Result]]) -> Cell:
    before, now = _group_mean(measure, parts[0]), _group_mean(measure, parts[-1])
    return Cell(now, f"antes {before}" if len(parts) > 1 and (before, now) != (names.NONE, names.NONE) else "")


def _group_mean(measure: str, results: Sequence[Result]) -> str:
    values = MEASURES[measure].of(results)
    return names.format_of(measure)(float(np.mean(values))) if values else names.NONE


def _difference_row(found: Difference) -> Row:
    write = names.format_of(found.measure)
    low, high = (names.change(found.measure, edge) for edge in (found.low, found.high))
    change = Cell(names.change(found.measure, found.second - found.first), f"[{low}, {high}]", _tone(found))
    cells = (Cell(write(found.first)), Cell(write(found.second)), change, Cell(names.p_value(found.p)))
    return Row(names.MEASURES[found.measure], cells)


def _tone(found: Difference) -> str:
    """Better or worse only where the interval leaves zero out."""
    if found.measure in names.NEITHER_IS_BETTER or found.low <= 0 <= found.high:
        return ""
    return "better" if (found.low > 0) != (found.measure in LESS_IS_BETTER) else "worse"


def _markdown_line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
