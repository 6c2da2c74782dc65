"""The figures of a run as lines of text, as Markdown, and by group of questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evals.measures import Figures
    from evals.report_tables import Table
    from evals.results import Result


class Grouping(StrEnum):
    """By what questions are told apart, as `--by` calls it."""

    DOCUMENT = "document"
    KIND = "kind"
    LANGUAGE = "lang"


def figure_rows(figures: Figures) -> dict[str, str]:
    """The figures of a run as a reader sees them, by their names."""
    return {
        "Preguntas": f"{figures.questions:,}",
        "Evidencia entre los 5 primeros pasajes": f"{figures.hit_at_5:.1%}",
        "Evidencia en el primer pasaje": f"{figures.hit_at_1:.1%}",
        "Rango recíproco medio": f"{figures.mrr:.3f}",
        "Exhaustividad en 5 (recall)": f"{figures.recall:.1%}",
        "nDCG en 5": f"{figures.ndcg:.3f}",
        "Datos esperados que dice la respuesta": f"{figures.facts:.1%}",
        "Respuestas con todos sus datos": f"{figures.fully:.1%}",
        "Abstenciones cuando no hay respuesta": f"{figures.refusals:.1%}",
        "Abstenciones cuando sí la hay": f"{figures.false_refusals:.1%}",
        "Puntaje de -1 a 1 (CRAG)": f"{figures.score:+.3f}",
        "Área de riesgo y cobertura": "–" if figures.risk_area is None else f"{figures.risk_area:.3f}",
        "Respuestas con todas sus citas textuales": f"{figures.quotes_valid:.1%}",
        "Citas que no existen": f"{figures.invalid_marks:,}",
        "Citas que vienen al caso": _share(figures.citation_relevance),
        "Afirmaciones que sus citas sostienen (ALCE)": _share(figures.citation_recall),
        "Citas que sostienen lo que citan (ALCE)": _share(figures.citation_precision),
        "Evidencia que se cita, en caracteres": _share(figures.quote_recall),
        "Citas que son evidencia, en caracteres": _share(figures.quote_precision),
        "F1 de ambas": _share(figures.quote_f1),
        "Palabras por respuesta (mediana)": f"{figures.median_words:,.0f}",
        "Milisegundos por respuesta (mediana)": f"{figures.median_milliseconds:,.1f}",
        "Milisegundos por respuesta (percentil 95)": f"{figures.p95_milliseconds:,.1f}",
    }


def _share(value: float | None) -> str:
    """A share, or a dash where there was nothing to judge."""
    return "–" if value is None else f"{value:.1%}"


def figure_lines(figures: Figures) -> list[str]:
    """The figures of a run, a line for each, aligned."""
    rows = figure_rows(figures)
    width = max(map(len, rows))
    return [f"{label:<{width}}  {value:>8}" for label, value in rows.items()]


def table_lines(figures: Mapping[str, Figures]) -> list[str]:
    """The figures of several systems as a Markdown table, a column for each."""
    columns = [figure_rows(each) for each in figures.values()]
    head = ["| |" + "".join(f" {name} |" for name in figures), "|---" + "|---:" * len(columns) + "|"]
    return head + [f"| {label} |" + "".join(f" {column[label]} |" for column in columns) for label in columns[0]]


def group_lines(results: Sequence[Result], by: Grouping) -> list[str]:
    """The measures of each group of questions as an aligned table."""
    from evals.report_tables import document_table, kind_table, language_table

    tables = {Grouping.DOCUMENT: document_table, Grouping.KIND: kind_table, Grouping.LANGUAGE: language_table}
    return ["", *_aligned(tables[by]([results]))]


def _aligned(table: Table) -> list[str]:
    rows = [table.head, *((row.label, *(cell.value for cell in row.cells)) for row in table.rows)]
    first, *others = (max(map(len, column)) for column in zip(*rows, strict=True))
    return [
        f"{label:<{first}}" + "".join(f"  {cell:>{width}}" for cell, width in zip(cells, others, strict=True))
        for label, *cells in rows
    ]
