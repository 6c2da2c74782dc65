"""What a text must show to answer a question of its kind."""

import pytest

from assistant.evidence import DATA, asked_datum, asks_for, gives, shows_sign, thing_asked
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


# A kind of datum, a question for it in Spanish and in English, a text that gives one and another that does not.
KINDS = [
    ("money", "¿Cuánto cuesta el puesto?", "What is the price of a stall?", "Cuesta 35 pesos.", "Se pide por escrito."),
    ("money", "¿De cuánto es la multa?", "How much is the fee?", "Es de $48.", "Se entrega en la caja."),
    ("contact", "¿A qué hora abre?", "What are the opening hours?", "Abre a las 9:00.", "Abre los viernes."),
    ("contact", "¿Cuál es el domicilio?", "What is the address?", "Su domicilio es otro.", "Está lejos."),
    ("payer", "¿Quién paga el viaje?", "Who pays for the trip?", "Lo cubre la tesorería.", "El viaje es largo."),
    (
        "payer",
        "¿De dónde sale el dinero de la gira?",
        "Who funded the tour?",
        "Corre a cargo de la ciudad anfitriona.",
        "La gira es en mayo.",
    ),
    (
        "frequency",
        "¿Cada cuándo se reúne el comité?",
        "How often does the committee meet?",
        "Se reúne dos veces al año.",
        "Se reúne en la plaza.",
    ),
    (
        "frequency",
        "¿Con qué frecuencia se informa?",
        "How often is a report due?",
        "El informe es semestral.",
        "El informe es breve.",
    ),
    (
        "validity",
        "¿Hasta cuándo vale el permiso?",
        "Until when is it good?",
        "Vale hasta diciembre.",
        "Vale en la plaza.",
    ),
    ("validity", "¿Qué vigencia tiene?", "Is the permit valid for long?", "Es indefinida.", "Es azul."),
    ("duration", "¿Cuánto tarda el trámite?", "How long does it take?", "Tarda dos semanas.", "Tarda mucho."),
    ("duration", "¿En qué plazo se avisa?", "How many days ahead?", "Con diez días de anticipación.", "Por escrito."),
    ("date", "¿En qué año se fundó?", "What year was it founded?", "Se fundó en 1987.", "Se fundó hace tiempo."),
    ("date", "¿Cuándo fue la feria?", "On what date was the fair?", "Fue el 3 de mayo.", "Fue un éxito."),
    ("count", "¿Cuántos puestos hay?", "How many stalls are there?", "Hay cuarenta y dos.", "Hay de ropa."),
    ("count", "¿Qué porcentaje se aprueba?", "How many were approved?", "El 62%.", "Los mejores."),
]


@pytest.mark.parametrize(("kind", "spanish", "english", "with_it", "without_it"), KINDS)
def test_each_kind_of_datum_is_asked_in_both_languages_and_told_from_what_gives_none(
    kind, spanish, english, with_it, without_it
):
    datum = asked_datum(spanish)
    assert datum is not None
    assert datum.name == kind
    assert asked_datum(english) is datum
    assert gives(with_it, datum)
    assert not gives(without_it, datum)


def test_every_kind_of_datum_has_a_name_of_its_own_and_is_among_those_tried():
    assert {kind for kind, *_ in KINDS} == {datum.name for datum in DATA}
    assert len({datum.name for datum in DATA}) == len(DATA)


def test_a_text_that_says_that_the_documents_lack_a_datum_does_not_give_it():
    datum = asked_datum("¿Cuánto cuesta?")
    assert datum is not None
    assert not gives("El documento no indica cuántos pesos cuesta.", datum)


def test_of_two_data_that_a_question_asks_for_the_first_kind_counts():
    assert asks_for("¿Cuánto cuesta y cuánto tarda?") == "duration"
    assert asks_for("¿Quién paga las multas?") == "payer"
    assert asks_for("¿Cuántos días tarda?") == "duration"


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("¿Hasta cuándo vale?", "validity"),
        ("¿cada cuanto se paga?", "frequency"),
        ("¿Cuándo se avisa?", "when"),
        ("¿Quién firma?", "who"),
        ("¿Cómo se firma?", "procedure"),
        ("Who signs?", "who"),
        ("frutas y verduras", "fact"),
    ],
)
def test_a_question_asks_for_a_kind_of_datum_or_else_for_a_type_of_answer(question, asked):
    assert asks_for(question) == asked


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("¿Qué sanción se aplica?", "sancion"),
        ("que sancion se aplica", "sancion"),
        ("QUÉ SANCIÓN SE APLICA", "sancion"),
        ("¿Con qué fondos se cubre?", "fondos"),
        ("con que fondos se cubre", "fondos"),
        ("Dime con qué fondos se cubre", "fondos"),
        ("¿Cuántos votos hacen falta?", "votos"),
        ("¿Cuántas firmas hacen falta?", "firmas"),
        ("¿Cuál es la cuota?", "cuota"),
        ("¿Cuáles son los otros requisitos?", "requisitos"),
        ("Ya hay acuerdo, ¿y qué formato lleva?", "formato"),
        ("ya hay acuerdo, que formato lleva", "formato"),
    ],
)
def test_a_thing_is_asked_for_by_its_name_right_after_the_interrogative(question, thing):
    assert thing_asked(question) == thing


@pytest.mark.parametrize(
    "question",
    [
        "Dice que multa a quien falta",
        "Un acuerdo con que cuenta la ciudad",
        "¿Quién aplica la sanción?",
        "¿Cómo se cubre?",
        "What fine applies?",
        "frutas y verduras",
        "",
    ],
)
def test_no_thing_is_asked_for_where_no_interrogative_begins_a_clause(question):
    assert thing_asked(question) is None


@pytest.mark.parametrize(
    "question",
    [
        "¿Qué hicieron las dos ciudades?",
        "¿Qué firmaron?",
        "¿Qué dijo la titular?",
        "¿Qué pasaría sin dictamen?",
        "¿Qué reciben los municipios?",
        "¿Qué están haciendo?",
        "¿Qué significa OFAI?",
        "¿Cuánto cuesta el puesto?",
        "¿Cuánto tiempo tarda?",
        "¿Qué es un dictamen?",
        "¿Qué se necesita?",
    ],
)
def test_a_verb_after_the_interrogative_names_no_thing(question):
    assert thing_asked(question) is None


@pytest.mark.parametrize(
    "question", ["¿En qué fecha se firmó?", "¿Qué tipo es?", "¿Cuántas personas van?", "¿De qué países son?"]
)
def test_a_word_so_general_that_a_text_need_not_say_it_is_no_thing(question):
    assert thing_asked(question) is None


def test_a_general_word_gives_way_to_the_thing_asked_after_it():
    assert thing_asked("¿En qué fecha se firmó y qué sanción lleva?") == "sancion"


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
