"""When two questions are one."""

import pytest

from evals.knowledge.near_equals import near_equals


@pytest.mark.parametrize(
    ("ours", "of_set"),
    [
        ("¿Cuándo abre la hemeroteca?", "cuando abre la hemeroteca"),
        ("¿En qué horario abre la hemeroteca municipal?", "¿En qué horarios abre hoy la hemeroteca municipal?"),
        ("La hemeroteca, ¿cuándo abre?", "¿Cuándo abre la hemeroteca?"),
        ("¿Qué es la DGXP?", "¿Qué es la DGXP?"),
    ],
)
def test_questions_that_differ_in_form_alone_are_nearly_equal(ours: str, of_set: str) -> None:
    assert [near.question for near in near_equals([ours], [of_set])] == [ours]


@pytest.mark.parametrize(
    ("ours", "of_set"),
    [
        ("¿Qué es la DGXP?", "¿Qué es el IMXE?"),
        ("¿Qué es el préstamo simple?", "¿Qué es el préstamo triple?"),
        ("¿Cuándo abre la hemeroteca?", "¿Quién paga las multas de la hemeroteca?"),
    ],
)
def test_questions_about_other_things_are_not(ours: str, of_set: str) -> None:
    assert list(near_equals([ours], [of_set])) == []


def test_every_pair_is_told_with_its_likeness() -> None:
    found = list(near_equals(["¿Dónde está?", "a que hora abren"], ["A qué hora abren", "¿A qué horas abren?"]))
    assert [near.of_set for near in found] == ["A qué hora abren", "¿A qué horas abren?"]
    assert found[0].likeness == 100.0
    assert 82.0 <= found[1].likeness < 100.0
