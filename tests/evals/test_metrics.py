"""The measures of an answer, against values worked out by hand."""

import pytest

from evals.datasets import OfficialSection
from evals.metrics import facts_in, facts_stated, gold_found, invalid_marks, quotes_valid, squeeze, without_marks
from evals.systems.reply import Citation, RankedText

LOAN = "El préstamo dura once días hábiles."


def test_texts_are_compared_on_letters_and_digits_alone():
    assert squeeze("¿Días Hábiles, 2,446 — Ñandú?") == "diashabiles2446nandu"
    assert squeeze("  …  ") == ""


def ranked(*texts: str, path: tuple[str, ...] = ("planos", "Préstamo")) -> list[RankedText]:
    return [RankedText((text,), (path,)) for text in texts]


NOTHING: frozenset[int] = frozenset()


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ((LOAN, "Otra cosa."), [{0}, NOTHING]),
        (("Otra cosa.", "Y otra.", "EL PRESTAMO DURA\nONCE DIAS"), [NOTHING, NOTHING, {0}]),
        (("Dura once meses.", "Los días."), [NOTHING, NOTHING]),
        ((), []),
    ],
)
def test_a_passage_with_the_evidence_holds_gold(make_question, texts, found):
    assert gold_found(ranked(*texts), make_question()) == found


def test_each_evidence_span_is_counted_by_itself(make_question):
    question = make_question(evidence=("no está", "otra cosa", "once días"))
    assert gold_found(ranked(LOAN, "Otra cosa, once días."), question) == [{2}, {1, 2}]


def test_text_that_travels_with_a_passage_counts_with_it(make_question):
    assert gold_found(
        [RankedText(("Lo mismo en llano.", LOAN), (("guia",), ("planos", "Préstamo")))], make_question()
    ) == [{0}]


def test_a_gold_section_is_known_by_its_guide_and_title(make_question):
    question = make_question(evidence=(), sections=("planos › ¿Cuánto dura?", "planos › Préstamo"))
    assert gold_found([*ranked("x"), *ranked("x", path=("otra", "Préstamo"))], question) == [{1}, NOTHING]


def test_an_official_heading_holds_all_that_stands_under_it(make_question):
    question = make_question(official=(OfficialSection("planos", "CAPÍTULO 2."), OfficialSection("otro", "Capítulo 2")))
    places = [
        RankedText((LOAN,), (("planos", "Capítulo 2", "Préstamo"),)),
        RankedText(("En llano.", "Otra cosa."), (("guia", "Plazo"), ("otro", "Capítulo 2"))),
        RankedText(("Capítulo 2",), (("planos", "Capítulo 21"),)),
    ]
    assert gold_found(places, question) == [{0, 1}, {2}, NOTHING]


def test_without_gold_nothing_is_found(make_question):
    assert gold_found(ranked(LOAN), make_question(evidence=())) == [NOTHING]


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


def test_the_facts_in_a_text_are_told_by_their_numbers():
    assert facts_in("Cuesta DOCE pesos.", (("once días", "11 días"), ("12 pesos", "doce pesos"))) == {1}


def test_facts_beyond_the_word_budget_do_not_count():
    text = "uno dos [1] tres cuatro cinco"
    assert facts_stated(text, (("cuatro",),), 3) == 0.0
    assert facts_stated(text, (("cuatro",),), 4) == 1.0


def test_an_answer_of_which_no_fact_is_asked_states_all_of_them():
    assert facts_stated("Lo que sea.", (), 250) == 1.0


def test_citation_marks_are_no_words():
    assert without_marks("Dura once días. [1] Cuesta doce [2]\n[13]") == "Dura once días. Cuesta doce"


def test_quotes_are_valid_when_they_stand_in_their_text():
    (source,) = ranked(LOAN)
    assert quotes_valid([Citation("dura once días", source)])
    assert quotes_valid([])
    assert not quotes_valid([Citation("dura once días", source), Citation("dura doce días", source)])


def test_a_passage_is_named_by_its_document_and_last_heading():
    assert RankedText((LOAN,), (("planos", "Capítulo", "Préstamo"),)).section == "planos › Préstamo"
    assert RankedText((LOAN,), (("planos",),)).section == "planos"


def test_marks_that_point_at_a_citation_are_valid(make_answer):
    answer = make_answer("El préstamo dura once días. [1]", quotes=(("a", "dura once días"),))
    assert invalid_marks(answer) == set()
    assert invalid_marks(make_answer("Eso no está en los documentos.")) == set()


@pytest.mark.parametrize(
    ("text", "quotes", "invalid"),
    [
        ("Dura once días. [2]", (("a", "dura once días"),), {2}),
        ("Dura once días. [1]", (), {1}),
    ],
)
def test_loose_marks_are_not(make_answer, text, quotes, invalid):
    assert invalid_marks(make_answer(text, quotes=quotes)) == invalid
