"""What a text must show to answer a question of its kind."""

import pytest

from assistant.evidence import asked_datum, gives, shows_sign
from assistant.query import QuestionType

GIVEN = [
    (
        "¿Cuánto cuesta el puesto?",
        "La cuota es de $48 a la semana.",
        "La cuota se entrega en la tesorería.",
    ),
    ("¿Qué precio tiene?", "El boleto es gratuito.", "El boleto es verde."),
    ("¿Cuál es el salario de la directora?", "Gana 900 pesos diarios.", "La directora coordina el área."),
    ("¿Cuál es el teléfono?", "Llamar al 55 1234 5678.", "Hay que llamar a la jefatura de mercados."),
    ("¿A qué correo escribo?", "Escribir a mercados@villa.example.", "Escribir a la jefatura de mercados."),
    ("¿En qué año se fundó?", "Se fundó en 1987.", "Se fundó hace tiempo."),
    ("¿Cuándo fue la feria?", "Fue el 3 de mayo.", "Fue un éxito."),
    ("¿Cuántos puestos hay?", "Hay cuarenta y dos puestos.", "Hay puestos de ropa."),
    ("How many stalls are there?", "Hay doscientos.", "Hay puestos de ropa."),
    ("How much does it cost?", "Cuesta 35 pesos.", "Se entrega en la caja."),
]


@pytest.mark.parametrize(("question", "with_it", "without_it"), GIVEN)
def test_a_question_for_a_datum_is_answered_only_by_a_text_that_gives_one(question, with_it, without_it):
    datum = asked_datum(question)
    assert datum is not None
    assert gives(with_it, datum)
    assert not gives(without_it, datum)


@pytest.mark.parametrize("question", ["¿Qué es un dictamen?", "¿Cómo se firma un acuerdo?", "¿Quién firma?", ""])
def test_other_questions_ask_for_no_datum(question):
    assert asked_datum(question) is None


@pytest.mark.parametrize(
    ("kind", "answering", "other"),
    [
        (QuestionType.WHEN, "Se pide dos semanas antes.", "Se pide por escrito."),
        (QuestionType.HOW_MANY, "Son doce.", "Son rojas."),
        (QuestionType.WHO, "Lo emite la Consultoría Jurídica.", "Se emite pronto."),
        (QuestionType.DEFINITION, "El croquis es un dibujo.", "El croquis se entrega."),
        (QuestionType.MAY_I, "No se puede vender ahí.", "Ahí venden fruta."),
    ],
)
def test_the_sign_of_an_answer_sets_its_sentence_apart(kind, answering, other):
    assert shows_sign(answering, kind)
    assert not shows_sign(other, kind)


def test_a_kind_of_question_without_a_sign_sets_nothing_apart():
    assert not shows_sign("1. Se llena la solicitud.", QuestionType.PROCEDURE)
