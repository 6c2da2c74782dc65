"""People judging answers: a blind sheet of a run, and what one or two reviewers wrote in it."""

import hashlib
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from evals.agreement import Kappa, cohen_kappa, wilson_interval
from evals.faults import Fault, FaultKind, in_order
from evals.metrics import squeeze
from evals.results import Result
from evals.tables import Choices, columns_of, read_table, write_table

SEED = 20261121
ITEM, QUESTION, ANSWER, VERDICT, COMMENT = HEADER = ("clave", "pregunta", "respuesta", "veredicto", "comentario")
WIDTHS = (14, 40, 90, 14, 40)


class Verdict(StrEnum):
    """What a reviewer says of an answer, as it stands in the sheet."""

    RIGHT = "correcta"
    PARTLY = "parcial"
    WRONG = "incorrecta"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A reviewer's verdict on one answer."""

    verdict: Verdict
    comment: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that came back: the judgements by item, and what is wrong in it."""

    path: Path
    judgements: Mapping[str, Judgement]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """How many answers got a verdict, with the 95% interval of the share."""

    verdict: Verdict
    count: int
    total: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Disagreement:
    """An answer on which two reviewers gave different verdicts."""

    result: Result
    first: Judgement
    second: Judgement


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two reviewers agree; no kappa when both always gave one and the same verdict."""

    kappa: Kappa | None
    disagreements: tuple[Disagreement, ...]


def items(results: Sequence[Result]) -> dict[str, Result]:
    """The results by opaque names, which tell nothing of system, set or place and fit this very run alone."""
    named = {}
    for place, result in enumerate(results):
        told = "\n".join((str(place), result.id, result.question, result.answer))
        # With a letter first, so that no spreadsheet takes it for a number (12e45678).
        named[f"R{hashlib.blake2b(told.encode(), digest_size=5).hexdigest()}"] = result
    return named


def write_sheet(path: Path, results: Sequence[Result]) -> None:
    """Writes the sheet of a run for a reviewer, CSV or XLSX: conversations and answers alone, in a random order."""
    rows = [(item, _asked(result), result.answer, "", "") for item, result in items(results).items()]
    random.Random(SEED).shuffle(rows)
    values = tuple(Verdict)
    choices = Choices(HEADER.index(VERDICT) + 1, values, f"El veredicto puede ser: {', '.join(values)}.")
    write_table(path, HEADER, rows, widths=WIDTHS, choices=choices)


def read_sheet(path: Path, results: Sequence[Result]) -> Sheet:
    """Reads a sheet of a run. Raises EvaluationFileError when the file is no table."""
    table = read_table(path)
    header = [squeeze(name) for name in table.header]
    lacking = [name for name in (ITEM, VERDICT) if name not in header]
    if lacking:
        return Sheet(path, {}, tuple(Fault(path, 1, FaultKind.COLUMN_MISSING, name) for name in lacking))
    asked = items(results)
    places = {name: header.index(name) for name in (ITEM, VERDICT, COMMENT) if name in header}
    judgements: dict[str, Judgement] = {}
    lines: dict[str, int] = {}
    faults = []
    for line, cells in columns_of(table, places):
        item = cells[ITEM]
        verdict = _verdict(cells[VERDICT])
        if item not in asked:
            faults.append(Fault(path, line, FaultKind.ITEM_UNKNOWN, item))
        elif item in lines:
            faults.append(Fault(path, line, FaultKind.ITEM_REPEATED, item, str(lines[item])))
        elif verdict is None:
            kind = FaultKind.VERDICT_UNKNOWN if cells[VERDICT] else FaultKind.VERDICT_MISSING
            faults.append(Fault(path, line, kind, cells[VERDICT]))
        else:
            judgements[item] = Judgement(verdict, cells.get(COMMENT, ""))
        lines.setdefault(item, line)
    unread = (item for item in asked if item not in lines)
    faults += [Fault(path, None, FaultKind.ITEM_MISSING, item, asked[item].question) for item in unread]
    return Sheet(path, judgements, in_order(faults))


def shares(sheet: Sheet) -> tuple[Share, ...]:
    """The share of each verdict in a sheet, with its Wilson interval."""
    counts = Counter(judgement.verdict for judgement in sheet.judgements.values())
    total = len(sheet.judgements)
    return tuple(Share(each, counts[each], total, *wilson_interval(counts[each], total)) for each in Verdict)


def agreement(first: Sheet, second: Sheet, results: Sequence[Result]) -> Agreement:
    """How far the reviewers of two whole sheets of one run agree; disagreements in the order of the run."""
    named = items(results)
    pairs = [(named[item], first.judgements[item], second.judgements[item]) for item in named]
    kappa = cohen_kappa([a.verdict for _, a, _ in pairs], [b.verdict for _, _, b in pairs])
    return Agreement(kappa, tuple(Disagreement(*pair) for pair in pairs if pair[1].verdict != pair[2].verdict))


def _asked(result: Result) -> str:
    """The question, after those of its conversation."""
    return "\n".join((*(f"(antes: {earlier})" for earlier in result.history), result.question))


def _verdict(cell: str) -> Verdict | None:
    return next((each for each in Verdict if squeeze(cell) == each), None)
