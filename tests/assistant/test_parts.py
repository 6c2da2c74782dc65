"""Where a question that asks two things, or of two, is taken apart."""

import pytest

from assistant.parts import REST_WEIGHT, Part, parts_of, read_part, sides_of
from corpus.analysis import terms


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        (
            "¿Quién autoriza el puesto y cuánto cuesta la cuota?",
            "¿Quién autoriza el puesto",
            "cuánto cuesta la cuota?",
        ),
        ("que es el tianguis y donde se pone", "que es el tianguis", "donde se pone"),
        (
            "¿Cuál fue el primer tianguis y en qué año abrió?",
            "¿Cuál fue el primer tianguis",
            "en qué año abrió?",
        ),
        ("¿Qué es el permiso? ¿Cuánto dura?", "¿Qué es el permiso", "Cuánto dura?"),
        ("What is the market, and when did it open?", "What is the market", "when did it open?"),
    ],
)
def test_a_second_interrogative_begins_a_second_part(question, first, second):
    assert parts_of(question) == (Part(first, second), Part(second, first))


@pytest.mark.parametrize(
    "question",
    ["¿Qué es un dictamen?", "¿Qué hacen las embajadas y los consulados?", "frutas y verduras", "", "¿Y cuánto tarda?"],
)
def test_a_question_that_asks_one_thing_has_no_parts(question):
    assert parts_of(question) == ()


def test_the_rest_of_the_question_is_searched_with_less_weight_and_is_not_in_the_vector(glossary):
    part = Part("cuánto cuesta", "quién autoriza el puesto")
    query = read_part(part, glossary, frozenset())
    assert query.text == "cuánto cuesta"
    assert {query.terms[term] for term in terms("puesto")} == {REST_WEIGHT}
    assert {query.terms[term] for term in terms("cuesta")} == {1.0}


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("¿En qué se distinguen CGLU y Metropolis?", ("Metropolis", "CGLU")),
        ("¿Cómo coopera Villa Ficticia de Abajo y cómo Puerto Inventado?", ("Puerto", "Villa")),
        ("diferencia entre hermanamiento y red de ciudades", ("red de ciudades", "hermanamiento")),
    ],
)
def test_each_side_of_a_comparison_lacks_the_name_of_the_other(question, sides, glossary):
    first, second = sides_of(question, glossary)
    assert sides[0] not in first.text
    assert sides[1] not in second.text
    assert sides[1] in first.text
    assert sides[0] in second.text
    assert first.alone
    assert second.alone


@pytest.mark.parametrize("question", ["¿Qué es CGLU?", "frutas y verduras", "¿Cómo se firma y se registra un acuerdo?"])
def test_a_question_that_names_one_thing_has_no_sides(question, glossary):
    assert sides_of(question, glossary) == ()
