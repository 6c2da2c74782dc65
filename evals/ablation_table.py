"""An ablation as a table in Spanish, and as lines for a terminal."""

from collections.abc import Iterator, Sequence

from evals import report_names as names
from evals.ablation import TOLD, Ablation, Effect
from evals.report_tables import Cell, Row, Table

# Short, so that the table fits a page.
HEADINGS = {
    "hit_at_5": "Ev. en 5",
    "hit_at_1": "Ev. 1.ª",
    "mrr": "RRM",
    "facts": "Datos",
    "refusals": "Abst. deb.",
    "false_refusals": "Abst. ind.",
    "citation_relevance": "Citas",
    "words": "Palabras",
}
CERTAIN = "*"
LEGEND = f"{CERTAIN} El intervalo de 95 % de la diferencia no incluye el cero."


def ablation_table(found: Ablation) -> Table:
    """The figures of the whole, and under them the differences that each part's absence makes, with intervals."""
    head = (f"Sin… ({found.questions} preguntas)", *(HEADINGS[name] for name in TOLD))
    whole = tuple(Cell(_value(name, found.whole[name]) if name in found.whole else names.NONE) for name in TOLD)
    rows = (Row(name, _cells(effects)) for name, effects in found.effects.items())
    return Table(head, (Row("(completo)", whole), *rows))


def ablation_lines(found: Ablation) -> list[str]:
    """The table aligned, a star at what is certain, and the parts that bring nothing."""
    table = ablation_table(found)
    rows = [table.head, *((row.label, *(_starred(cell) for cell in row.cells)) for row in table.rows)]
    first, *others = (max(map(len, column)) for column in zip(*rows, strict=True))
    lines = [
        f"{label:<{first}}" + "".join(f" {cell:>{width}}" for cell, width in zip(cells, others, strict=True))
        for label, *cells in rows
    ]
    return [*lines, LEGEND, *_verdicts(found)]


def _verdicts(found: Ablation) -> Iterator[str]:
    for label, parts in (
        ("Sin éstas ninguna cifra cambia", found.unnoticed),
        ("Sin éstas ninguna cifra empeora con certeza", found.unproven),
        ("De ellas, alguna cifra mejora con certeza sin", found.harmful),
    ):
        yield f"{label}: {'; '.join(parts) or 'ninguna'}."


def _cells(effects: Sequence[Effect]) -> tuple[Cell, ...]:
    told = {effect.measure: effect for effect in effects}
    return tuple(_cell(told[name]) if name in told else Cell(names.NONE) for name in TOLD)


def _cell(effect: Effect) -> Cell:
    if effect.none:
        return Cell("=")
    low, high = (_change(effect.measure, edge) for edge in (effect.low, effect.high))
    return Cell(_change(effect.measure, effect.change), f"[{low}, {high}]", "certain" if effect.certain else "")


def _starred(cell: Cell) -> str:
    return cell.value + (CERTAIN if cell.tone else " ")


def _value(measure: str, value: float) -> str:
    return names.whole(value) if measure == "words" else names.format_of(measure)(value)


def _change(measure: str, value: float) -> str:
    return names.whole(value) if measure == "words" and value == 0 else names.change(measure, value)
