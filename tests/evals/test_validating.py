"""Every fault of a set with its line, what is only doubtful, and the sets that ship without either."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import EvaluationFileError
from corpus.guides import load_guides
from evals.datasets import SETS_FOLDER
from evals.faults import Fault, FaultKind
from evals.metrics import squeeze
from evals.validating import guide_sections, validate_sets

SECTIONS = {"prestamo › ¿Cuánto dura?": squeeze("¿Cuánto dura? El préstamo dura once días.")}
HEADINGS = {"reglas": ("Reglas", "Préstamo de planos")}
SOUND = {
    "id": "q1",
    "lang": "es",
    "kind": "when",
    "question": "¿Cuánto dura el préstamo?",
    "answerable": True,
    "documents": [],
    "evidence": [],
    "facts": [["once días", "11 días"]],
    "sections": ["prestamo › ¿Cuánto dura?"],
}


@pytest.fixture
def validated(tmp_path: Path) -> Callable[..., tuple[Fault, ...]]:
    """The faults of a set of rows, each a line as it is or the changes of a sound question; None takes a field away."""

    def run(*rows: str | dict[str, Any]) -> tuple[Fault, ...]:
        path = tmp_path / "set.jsonl"
        path.write_text("\n".join(map(line, rows)), encoding="utf-8")
        return validate_sets([path], SECTIONS, HEADINGS)

    def line(row: str | dict[str, Any]) -> str:
        return row if isinstance(row, str) else json.dumps({k: v for k, v in {**SOUND, **row}.items() if v is not None})

    return run


def kinds(faults: tuple[Fault, ...]) -> list[tuple[int | None, FaultKind, str]]:
    return [(fault.line, fault.kind, fault.value) for fault in faults]


def test_a_sound_set_has_no_fault(validated):
    assert validated({}, "", {"id": "q2", "question": "¿Y después?", "history": ["¿Cuánto dura?"]}) == ()


def test_every_fault_is_told_with_its_line(validated):
    faults = validated(
        "{no",
        "[1]",
        {"question": None, "lang": "fr"},
        "",
        {"id": "q3", "question": "¿Tres?", "documents": "planos", "answerable": "sí", "facts": [["日本"], "once", []]},
    )
    assert kinds(faults) == [
        (1, FaultKind.NOT_JSON, "2"),
        (2, FaultKind.NOT_AN_OBJECT, ""),
        (3, FaultKind.FIELD_MISSING, "question"),
        (3, FaultKind.LANGUAGE_UNKNOWN, "fr"),
        (5, FaultKind.NOT_A_BOOLEAN, "answerable"),
        (5, FaultKind.NOTHING_TO_COMPARE, "facts: «日本»"),
        (5, FaultKind.NOT_A_LIST, "facts"),
        (5, FaultKind.NOTHING_TO_COMPARE, "facts: []"),
        (5, FaultKind.NOT_A_LIST, "documents"),
        (5, FaultKind.FACT_NOT_IN_SECTIONS, ""),
    ]


def test_ids_and_questions_that_come_twice_are_told_with_the_first_place(validated, tmp_path):
    faults = validated({}, {"question": "¿CUANTO dura, el prestamo?"})
    first = f"{tmp_path / 'set.jsonl'}:1"
    assert [(fault.line, fault.kind, fault.other) for fault in faults] == [
        (2, FaultKind.ID_REPEATED, first),
        (2, FaultKind.QUESTION_REPEATED, first),
    ]


def test_repetitions_are_also_seen_between_sets(tmp_path):
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_text(json.dumps(SOUND), encoding="utf-8")
    faults = validate_sets([tmp_path / "a.jsonl", tmp_path / "b.jsonl"], SECTIONS)
    assert {(fault.path.name, fault.kind) for fault in faults} == {
        ("b.jsonl", FaultKind.ID_REPEATED),
        ("b.jsonl", FaultKind.QUESTION_REPEATED),
    }


def test_a_section_that_no_guide_has_is_told_with_the_nearest(validated):
    (fault,) = validated({"sections": ["prestamos › ¿Cuánto duran?"]})
    assert (fault.kind, fault.other) == (FaultKind.SECTION_UNKNOWN, "prestamo › ¿Cuánto dura?")


def test_a_fact_that_its_sections_do_not_say_is_a_warning(validated):
    (fault,) = validated({"facts": [["once días"], ["doce", "12"]]})
    assert (fault.kind, fault.value, fault.is_warning) == (FaultKind.FACT_NOT_IN_SECTIONS, "doce / 12", True)


def test_a_field_that_nobody_reads_is_a_warning_with_the_nearest(validated):
    (fault,) = validated({"evidencia": []})
    assert (fault.kind, fault.other, fault.is_warning) == (FaultKind.FIELD_UNKNOWN, "evidence", True)


def test_a_note_for_who_keeps_the_set_is_a_text(validated):
    assert validated({"note": "De dos secciones."}) == ()
    assert kinds(validated({"note": 7})) == [(1, FaultKind.NOT_A_TEXT, "note")]


def test_what_is_answerable_needs_gold_and_what_is_not_has_none(validated):
    faults = validated({"facts": [], "sections": []}, {"id": "q2", "question": "¿Otra?", "answerable": False})
    assert kinds(faults) == [(1, FaultKind.GOLD_MISSING, ""), (2, FaultKind.GOLD_UNEXPECTED, "")]


def test_an_empty_set_is_told(validated):
    assert kinds(validated("", "")) == [(None, FaultKind.NO_ROWS, "")]


def test_a_set_that_cannot_be_read_is_refused(tmp_path):
    with pytest.raises(EvaluationFileError, match="cannot be read"):
        validate_sets([tmp_path / "nada.jsonl"], SECTIONS)


def test_the_sets_that_ship_have_no_fault():
    assert validate_sets(sorted(SETS_FOLDER.glob("*.jsonl")), guide_sections(load_guides())) == ()


@pytest.mark.parametrize(
    "entry",
    ["reglas", {"document": "reglas"}, {"document": "reglas", "section": "…"}, {"document": "x", "section": "Reglas"}],
)
def test_an_official_section_is_a_heading_of_a_document_that_is_named(validated, entry):
    faults = validated({"documents": ["reglas"], "official": [entry]})
    assert kinds(faults) == [(1, FaultKind.OFFICIAL_INCOMPLETE, "")]


def test_a_heading_that_the_document_lacks_is_worth_a_look_where_the_document_is_at_hand(validated):
    official = [{"document": id_, "section": "Préstamo de plano"} for id_ in ("reglas", "ausente")]
    (fault,) = validated({"documents": ["reglas", "ausente"], "official": official})
    assert (fault.kind, fault.other) == (FaultKind.HEADING_UNKNOWN, "Préstamo de planos")
    assert fault.is_warning
    assert validated({"documents": ["reglas"], "official": [{"document": "reglas", "section": "REGLAS"}]}) == ()


def test_an_official_section_is_gold_too(validated):
    row = {
        "facts": [],
        "sections": None,
        "documents": ["reglas"],
        "official": [{"document": "reglas", "section": "Reglas"}],
    }
    assert validated(row) == ()
