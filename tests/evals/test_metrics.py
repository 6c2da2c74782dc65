"""The measures of an answer, against values worked out by hand."""

import pytest

from evals.metrics import facts_stated, first_hit, quotes_valid, squeeze, without_marks

LOAN = "El préstamo dura once días hábiles."


def test_texts_are_compared_on_letters_and_digits_alone():
    assert squeeze("¿Días Hábiles, 2,446 — Ñandú?") == "diashabiles2446nandu"
    assert squeeze("  …  ") == ""


@pytest.mark.parametrize(
    ("passages", "rank"),
    [
        ({"a": LOAN, "b": "Otra cosa."}, 1),
        ({"a": "Otra cosa.", "b": "Y otra.", "c": "EL PRESTAMO DURA\nONCE DIAS"}, 3),
        ({"a": "Dura once meses.", "b": "Los días."}, None),
        ({}, None),
    ],
)
def test_the_first_passage_with_the_evidence_counts(make_answer, make_question, passages, rank):
    assert first_hit(make_answer(passages=passages), make_question()) == rank


def test_any_of_the_evidence_spans_will_do(make_answer, make_question):
    question = make_question(evidence=("no está", "otra cosa"))
    assert first_hit(make_answer(passages={"a": LOAN, "b": "Otra cosa."}), question) == 2


def test_official_text_that_travels_with_a_guide_counts_with_it(make_answer, make_question):
    answer = make_answer(passages={"a": "Lo mismo en llano."}, companions={"b": LOAN})
    assert first_hit(answer, make_question()) == 1


def test_without_evidence_there_is_no_hit(make_answer, make_question):
    assert first_hit(make_answer(passages={"a": LOAN}), make_question(evidence=())) is None


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("Dura once días y cuesta doce pesos.", 1.0),
        ("Dura 11 DIAS.", 0.5),
        ("Cuesta doce pesos.", 0.5),
        ("No se sabe.", 0.0),
        ("", 0.0),
    ],
)
def test_the_share_of_facts_stated_takes_any_wording_of_each(text, share):
    assert facts_stated(text, (("once días", "11 días"), ("doce pesos",)), 250) == share


def test_facts_beyond_the_word_budget_do_not_count():
    text = "uno dos [1] tres cuatro cinco"
    assert facts_stated(text, (("cuatro",),), 3) == 0.0
    assert facts_stated(text, (("cuatro",),), 4) == 1.0


def test_an_answer_of_which_no_fact_is_asked_states_all_of_them():
    assert facts_stated("Lo que sea.", (), 250) == 1.0


def test_citation_marks_are_no_words():
    assert without_marks("Dura once días. [1] Cuesta doce [2]\n[13]") == "Dura once días. Cuesta doce"


def test_verbatim_quotes_with_a_mark_each_are_valid(make_answer):
    answer = make_answer("El préstamo dura once días. [1]", quotes=(("a", "dura once días"),))
    assert quotes_valid(answer, {"a": LOAN})


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("Dura doce días. [1]", (("a", "dura doce días"),)),
        ("Dura once días. [1]", (("b", "dura once días"),)),
        ("Dura once días. [2]", (("a", "dura once días"),)),
        ("Dura once días. [1]", ()),
    ],
)
def test_altered_quotes_unknown_passages_and_loose_marks_are_not(make_answer, text, quotes):
    assert not quotes_valid(make_answer(text, quotes=quotes), {"a": LOAN})


def test_an_answer_that_cites_nothing_and_has_no_marks_is_valid(make_answer):
    assert quotes_valid(make_answer("Eso no está en los documentos."), {})
