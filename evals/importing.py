"""A question set from a table that somebody wrote in a spreadsheet."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evals.faults import Fault, FaultKind, in_order
from evals.metrics import squeeze
from evals.tables import Table, columns_of, read_table

# Each field of a set with the names that its column may have; capitals, accents and spaces are no difference.
COLUMN_NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "identificador", "clave"),
    "lang": ("idioma", "lang", "language"),
    "kind": ("tipo", "kind"),
    "question": ("pregunta", "question"),
    "answerable": ("respondible", "tiene respuesta", "answerable"),
    "documents": ("documentos", "documento", "documents"),
    "evidence": ("evidencia", "evidence"),
    "facts": ("datos", "datos esperados", "facts"),
    "sections": ("secciones", "sección", "sections"),
    "history": ("preguntas anteriores", "history"),
}
LISTS = ("documents", "evidence", "sections", "history")
# What only some questions have is left out of the rest, as in the sets written by hand.
SELDOM = ("sections", "history")
YES = frozenset({"si", "s", "true", "verdadero", "1", "yes", "y"})
NO = frozenset({"no", "n", "false", "falso", "0"})
LANGUAGES = {"": "es", "es": "es", "espanol": "es", "spanish": "es", "en": "en", "ingles": "en", "english": "en"}


@dataclass(frozen=True, slots=True)
class Imported:
    """The questions of a table as rows of a set; with faults there are none. `unused` are columns without a field."""

    questions: tuple[Mapping[str, Any], ...]
    faults: tuple[Fault, ...]
    unused: tuple[str, ...]


@dataclass(slots=True)
class _Reading:
    """What a table has given so far."""

    path: Path
    faults: list[Fault] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)
    asked: dict[tuple[str, ...], int] = field(default_factory=dict)

    def fault(self, line: int | None, kind: FaultKind, value: str = "", other: str = "") -> None:
        self.faults.append(Fault(self.path, line, kind, value, other))


def import_table(path: Path, columns: Mapping[str, str] | None = None) -> Imported:
    """Reads questions from a table, with `columns` (field to column name) in place of the usual names.

    `|` stands between facts and between the entries of the other lists, ` / ` between the wordings of a fact. Where
    the table does not say whether a question has an answer, it has one if it has facts, evidence or sections. Raises
    EvaluationFileError when the file is no table.
    """
    table = read_table(path)
    reading = _Reading(path)
    places = _places(table, columns or {}, reading)
    questions = [_question(cells, number, reading) for number, cells in columns_of(table, places)]
    if not table.rows:
        reading.fault(None, FaultKind.NO_ROWS)
    _make_ids(questions, squeeze(path.stem) or "pregunta", reading.ids)
    unused = tuple(name for n, name in enumerate(table.header) if name and n not in places.values())
    return Imported(() if reading.faults else tuple(questions), in_order(reading.faults), unused)


def save_set(path: Path, questions: tuple[Mapping[str, Any], ...]) -> None:
    """Writes a set as JSON lines."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in questions), encoding="utf-8")


def field_named(name: str) -> str | None:
    """The field that a name means, in Spanish or English; None for no field."""
    wanted = squeeze(name)
    return next((key for key, names in COLUMN_NAMES.items() if wanted in map(squeeze, (key, *names))), None)


def _places(table: Table, columns: Mapping[str, str], reading: _Reading) -> dict[str, int]:
    """Where the column of each field is."""
    header = [squeeze(name) for name in table.header]
    places = {}
    for name, usual in COLUMN_NAMES.items():
        wanted = (columns[name],) if name in columns else usual
        found = [n for n, cell in enumerate(header) if cell and cell in map(squeeze, wanted)]
        if len(found) > 1:
            reading.fault(1, FaultKind.COLUMN_REPEATED, wanted[0])
        if found:
            places[name] = found[0]
        elif name in columns or name == "question":
            reading.fault(1, FaultKind.COLUMN_MISSING, wanted[0])
    return places


def _question(cells: Mapping[str, str], line: int, reading: _Reading) -> dict[str, Any]:
    lists = {name: _pieces(cells.get(name, ""), r"\|") for name in LISTS}
    facts = [_pieces(fact, r"\s/\s") for fact in _pieces(cells.get("facts", ""), r"\|")]
    gold = bool(facts or lists["evidence"] or lists["sections"])
    answerable = _answerable(cells.get("answerable", ""), gold, line, reading)
    row = {
        "id": cells.get("id", ""),
        "lang": LANGUAGES.get(squeeze(cells.get("lang", "")), ""),
        "kind": cells.get("kind") or ("fact" if answerable else "unanswerable"),
        "question": cells.get("question", ""),
        "answerable": answerable,
        "documents": lists["documents"],
        "evidence": lists["evidence"],
        "facts": facts,
        **{name: lists[name] for name in SELDOM if lists[name]},
    }
    if not row["lang"]:
        reading.fault(line, FaultKind.LANGUAGE_UNKNOWN, cells["lang"])
    _check_texts(row, line, reading)
    _check_repeated(row, line, reading)
    return row


def _pieces(cell: str, separator: str) -> list[str]:
    return [piece.strip() for piece in re.split(separator, cell) if piece.strip()]


def _answerable(cell: str, gold: bool, line: int, reading: _Reading) -> bool:
    said = squeeze(cell)
    if said in YES:
        if not gold:
            reading.fault(line, FaultKind.GOLD_MISSING)
        return True
    if said in NO:
        if gold:
            reading.fault(line, FaultKind.GOLD_UNEXPECTED)
        return False
    if cell:
        reading.fault(line, FaultKind.NEITHER_YES_NOR_NO, cell)
    elif not gold:
        reading.fault(line, FaultKind.ANSWERABILITY_UNKNOWN)
    return gold


def _check_texts(row: Mapping[str, Any], line: int, reading: _Reading) -> None:
    """A text without letters or digits would be found in every answer."""
    for name, text in _texts(row):
        if not squeeze(text):
            missing = name == "question" and not text
            kind = FaultKind.FIELD_MISSING if missing else FaultKind.NOTHING_TO_COMPARE
            reading.fault(line, kind, "pregunta" if missing else text)


def _texts(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "question", row["question"]
    if row["id"]:
        yield "id", row["id"]
    for name in LISTS:
        yield from ((name, text) for text in row.get(name, []))
    yield from (("facts", wording) for fact in row["facts"] for wording in fact)


def _check_repeated(row: Mapping[str, Any], line: int, reading: _Reading) -> None:
    """Two questions are one when they are asked alike after the same others."""
    asked = (squeeze(row["question"]), *map(squeeze, row.get("history", [])))
    if asked[0] and reading.asked.setdefault(asked, line) != line:
        reading.fault(line, FaultKind.QUESTION_REPEATED, row["question"], str(reading.asked[asked]))
    if row["id"] and reading.ids.setdefault(row["id"], line) != line:
        reading.fault(line, FaultKind.ID_REPEATED, row["id"], str(reading.ids[row["id"]]))


def _make_ids(questions: list[dict[str, Any]], stem: str, taken: Mapping[str, int]) -> None:
    """Names the questions that have no id after the file and their place in it, past the names that are taken."""
    number = 0
    for row in questions:
        number += 1
        while not row["id"] and f"{stem}-{number:03d}" in taken:
            number += 1
        row["id"] = row["id"] or f"{stem}-{number:03d}"
