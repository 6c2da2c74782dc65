"""What is set in bold: the whole of the datum asked for, and nothing when it is not plain which one that is."""

import pytest

from assistant.citations import cite
from assistant.coverage import Weighed, weighed
from assistant.emphasis import in_bold, spans_asked
from assistant.query import read_query
from assistant.quoting import Quote
from corpus.analysis import content_words, terms
from corpus.models import Passage, PassageKind, Span

TERM = "¿Cuánto dura el permiso del tianguis de Villa Ficticia?"


def quote(*sentences: str, heading: str = "Tianguis", passage: str = "p") -> Quote:
    """A quote of a whole passage, made of those sentences."""
    text, units = " ".join(sentences), []
    for sentence in sentences:
        start = units[-1].end + 1 if units else 0
        units.append(Span(start, start + len(sentence)))
    made = Passage(passage, "d", (heading,), 0, len(text), text, PassageKind.PROSE, tuple(units), 1)
    return Quote(made, 0, len(units) - 1)


def bold(question: str, *quotes: Quote, things: tuple[str, ...] = ()) -> list[str]:
    """What is set in bold of some quotes, all words of the question being as rare."""
    whole = Weighed(dict.fromkeys(content_words(question), 1.0), {})
    found = spans_asked(things or (question,), whole, quotes)
    return [quote.passage.text[s.start : s.end] for quote in quotes for s in found.get(quote.passage.id, ())]


@pytest.mark.parametrize(
    ("question", "sentence", "datum"),
    [
        ("¿Cuánto cuesta el puesto?", "El puesto cuesta 48 pesos por semana.", "48 pesos"),
        ("¿Cuánto cuesta el puesto?", "El puesto cuesta $1,200.50 MXN por semana.", "$1,200.50 MXN"),
        ("¿Cuánto cuesta el puesto?", "El puesto cuesta $1.5 millones al sexenio.", "$1.5 millones"),
        ("¿Cuánto cuesta el puesto?", "El puesto cuesta 1.5 millones de dólares.", "1.5 millones de dólares"),
        ("¿Cuánto cuesta el puesto?", "El puesto cuesta de 500 a 800 pesos.", "500 a 800 pesos"),
        ("¿Cuánto cuesta el puesto?", "El puesto no cuesta: es gratuito.", "gratuito"),
        ("¿Cuál es el correo del tianguis?", "El correo del tianguis: puestos@villa.gob.mx.", "puestos@villa.gob.mx"),
        ("¿Qué teléfono tiene el tianguis?", "El teléfono del tianguis: +52 (33) 3668 1234.", "+52 (33) 3668 1234"),
        ("¿A qué hora abre el tianguis?", "El tianguis abre a las 7:30.", "7:30"),
        ("¿Cada cuándo se pone el tianguis?", "El tianguis se pone cada dos semanas.", "cada dos semanas"),
        ("¿Cada cuándo se pone el tianguis?", "El tianguis se pone cada domingo.", "cada domingo"),
        ("¿Cada cuándo se pone el tianguis?", "El tianguis se pone cada trienio.", "cada trienio"),
        ("¿Cuántas veces al año abre el tianguis?", "El tianguis abre dos veces al año.", "dos veces al año"),
        ("¿Con qué frecuencia abre el tianguis?", "El tianguis abre una vez por trienio.", "una vez por trienio"),
        ("¿Con qué frecuencia abre el tianguis?", "El tianguis abre de forma bianual.", "bianual"),
        (
            "¿Hasta cuándo vale el permiso?",
            "El permiso vale hasta el 31 de enero de 2027.",
            "hasta el 31 de enero de 2027",
        ),
        ("¿Qué vigencia tiene el permiso?", "La vigencia del permiso es indefinida.", "indefinida"),
        ("¿Cuánto dura el permiso?", "El permiso dura ocho meses y se renueva.", "ocho meses"),
        ("¿Cuántos años dura el permiso?", "El permiso dura treinta y cinco años.", "treinta y cinco años"),
        ("¿Cuánto dura el permiso?", "El permiso dura un año y medio.", "un año y medio"),
        ("¿Cuánto tarda el permiso?", "El permiso tarda de 5 a 10 días hábiles.", "5 a 10 días hábiles"),
        ("¿Cuánto tarda el permiso?", "El permiso tarda entre 5 y 10 días.", "entre 5 y 10 días"),
        ("¿Cuánto tarda el permiso?", "El permiso tarda 5-10 días.", "5-10 días"),
        ("¿Cuántos votos pide el permiso?", "El permiso pide doce o más votos.", "doce o más votos"),
        ("¿Cuántos puntos tiene el foro?", "El foro tiene 21 mil 500 puntos.", "21 mil 500 puntos"),
        ("¿Cuánto cuesta el puesto?", "El puesto cuesta dos mil quinientos pesos.", "dos mil quinientos pesos"),
        ("¿Cuántos países tiene el foro?", "El foro tiene 1,300 países.", "1,300 países"),
        ("¿Cuántas ciudades tiene el foro?", "El foro tiene, desde 2015, 40 ciudades.", "40 ciudades"),
        ("¿Cuántas ciudades tiene el foro?", "1. Diez ciudades tiene el foro.", "Diez ciudades"),
        ("¿Cuántas ciudades tiene el foro?", "El foro tiene un centenar de ciudades.", "un centenar de ciudades"),
        ("¿Qué porcentaje cubre el foro?", "El foro cubre 40.5 % del viaje.", "40.5 %"),
        ("¿Qué porcentaje cubre el foro?", "El foro cubre el diez por ciento.", "diez por ciento"),
        (
            "¿Quién da el permiso?",
            "El permiso lo da la Dirección General de Coordinación Política (DGCP).",
            "Dirección General de Coordinación Política (DGCP)",
        ),
        ("¿Qué oficina da el permiso?", "El permiso lo da la Oficina de Mercados.", "Oficina de Mercados"),
        ("¿Quién da el permiso?", "Según la SRE, el permiso se da.", "SRE"),
        ("¿Quién paga el permiso?", "El permiso lo paga AMEXCID.", "AMEXCID"),
    ],
)
def test_each_kind_of_datum_is_set_in_bold_whole(question, sentence, datum):
    assert bold(question, quote(sentence)) == [datum]


@pytest.mark.parametrize(
    "date",
    [
        "3 de mayo de 2019",
        "3 de mayo del 2019",
        "3 de mayo",
        "1º de mayo de 2019",
        "1o. de mayo de 2019",
        "primero de mayo de 2019",
        "3 y 4 de mayo de 2019",
        "3, 4 y 5 de mayo de 2019",
        "5 al 7 de mayo de 2019",
        "mayo de 2019",
        "1998",
        "años noventa",
    ],
)
@pytest.mark.parametrize("question", ["¿Cuándo se firmó el convenio?", "¿En qué año se firmó el convenio?"])
def test_a_date_is_set_in_bold_as_it_is_written_in_spanish(question, date):
    assert bold(question, quote(f"El convenio se firmó ({date}) en Villa Ficticia.")) == [date]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("¿Cuándo se firmó el convenio?", "El convenio se firmó en 1998 y otra vez en 2004."),
        ("¿Cuánto dura el permiso?", "El permiso dura ocho meses, y tres semanas su trámite."),
        ("¿Cuánto cuesta el puesto?", "El puesto cuesta 35 pesos, o 48 pesos con ropa."),
        ("¿Quién da el permiso?", "El permiso lo da la SRE, o bien la AMEXCID."),
        ("¿Cuántos votos pide el permiso?", "El permiso pide cinco votos o doce votos."),
    ],
)
def test_of_several_candidates_none_is_set_in_bold(question, sentence):
    assert bold(question, quote(sentence)) == []


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("¿Cuándo abre el tianguis de 2019?", "El tianguis de 2019 abre."),
        ("¿Quién firma con la SRE?", "Se firma con la SRE."),
        ("¿Cuánto tarda el permiso de tres años?", "El permiso de tres años tarda."),
    ],
)
def test_what_the_question_names_is_not_set_in_bold(question, sentence):
    assert bold(question, quote(sentence)) == []


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("¿Cómo se pide el permiso del tianguis?", "El permiso del tianguis se pide en 1998."),
        ("¿Cada cuándo abre el foro?", "El foro lo abre cada ciudad."),
        ("¿Cada cuándo abre el foro?", "El foro lo abre cada convenio."),
        ("¿Cuántos votos pide el foro?", "El foro pide unanimidad de votos."),
        ("¿Cuántos votos pide el foro?", "El foro pide 12 firmas."),
        ("¿Cuántas ciudades tiene el foro?", "Al foro puede entrar una ciudad."),
        ("¿Quién da el permiso?", "El permiso lo da Villa Ficticia."),
        ("¿Quién da el permiso?", "El permiso se da en el siglo XXI."),
        ("¿Qué porcentaje cubre el foro?", "El foro cubre 12 viajes."),
        ("¿Cuánto cuesta el foro?", "El foro cuesta lo que cada ciudad acuerda."),
    ],
)
def test_what_is_no_such_datum_is_not_set_in_bold(question, sentence):
    assert bold(question, quote(sentence)) == []


def test_a_sentence_with_half_of_what_is_asked_gives_nothing_and_one_with_more_does():
    question = "¿Cuándo abre el tianguis nocturno ficticio?"
    assert bold(question, quote("El tianguis abre en 1998.")) == []
    assert bold(question, quote("El tianguis nocturno abre en 1998.")) == ["1998"]
    assert bold(f"{question[:-1]} fijo?", quote("El tianguis nocturno abre en 1998.")) == ["1998"]


def test_the_heading_above_a_sentence_counts_as_said_in_it():
    question, sentence = "¿Cuándo abre el tianguis nocturno ficticio?", "Abre en 1998."
    assert bold(question, quote(sentence)) == []
    assert bold(question, quote(sentence, heading="Tianguis nocturno ficticio")) == ["1998"]


def test_another_name_of_the_thing_counts_as_the_thing():
    question, said = "¿Cuándo abre la plaza?", quote("El mercado rodante fue en 1998.", heading="Aviso")
    other = {"plaza": (frozenset(terms("mercado rodante")),), "abre": (frozenset(terms("mercado rodante")),)}
    rarity = dict.fromkeys(content_words(question), 1.0)
    assert spans_asked([question], Weighed(rarity, {}), [said]) == {}
    assert spans_asked([question], Weighed(rarity, other), [said]) == {"p": [Span(26, 30)]}


def test_the_sentence_that_holds_most_of_the_question_gives_the_datum():
    less, more = "El tianguis abre en 1998.", "El tianguis nocturno abre en 2004."
    question = "¿Cuándo abre el tianguis nocturno?"
    assert bold(question, quote(less, more)) == ["2004"]
    assert bold(question, quote(less, passage="a"), quote(more, passage="b")) == ["2004"]


def test_only_what_is_quoted_of_a_passage_is_read():
    whole = quote("El tianguis abre en 1998.", "Nada más.")
    assert bold("¿Cuándo abre el tianguis?", Quote(whole.passage, 1, 1)) == []
    whole = quote("Nada más.", "El tianguis abre en 1998.")
    assert bold("¿Cuándo abre el tianguis?", Quote(whole.passage, 0, 0)) == []


def test_a_text_that_already_has_bold_is_left_as_it_is():
    assert bold("¿Cuándo abre el tianguis?", quote("El **tianguis** abre en 1998.")) == []


def test_a_text_whose_letters_fold_to_another_length_is_left_as_it_is():
    assert bold("¿Cuándo abre el tianguis?", quote("El tianguis según la pa\u0301gina abre en 1998.")) == []


def test_of_two_things_asked_each_has_its_datum():
    things = ("¿Quién da el permiso", "cuánto dura?")
    said = quote("El permiso lo da la SRE.", "El permiso que se da dura ocho meses.")
    assert bold(" y ".join(things), said, things=things) == ["SRE", "ocho meses"]


def test_two_things_with_the_same_datum_have_it_once():
    things = ("¿Cuándo abre el tianguis", "en qué año abre el tianguis?")
    assert bold(" y ".join(things), quote("El tianguis abre en 1998."), things=things) == ["1998"]


@pytest.mark.parametrize(
    ("start", "spans", "shown"),
    [
        (0, (), "En mayo o junio."),
        (0, (Span(3, 7),), "En **mayo** o junio."),
        (0, (Span(3, 7), Span(10, 15)), "En **mayo** o **junio**."),
        (0, (Span(10, 15), Span(3, 7)), "En **mayo** o **junio**."),
        (100, (Span(103, 107),), "En **mayo** o junio."),
        (100, (Span(100, 116),), "**En mayo o junio.**"),
        (100, (Span(98, 102), Span(3, 7), Span(110, 117)), "En mayo o junio."),
    ],
)
def test_spans_count_from_the_beginning_of_the_passage_and_those_elsewhere_are_left(start, spans, shown):
    assert in_bold("En mayo o junio.", start, spans) == shown


def test_only_the_markdown_has_asterisks(window, glossary):
    passage = next(p for p in window.library.documents["tianguis"].passages if p.section[-1].startswith("Vigencia"))
    quotes = [Quote(passage, 0, len(passage.units) - 1)]
    query = read_query(TERM, glossary, window.library.vocabulary)
    spans = spans_asked([TERM], weighed(query, window.library), quotes)
    plain, cited = cite(quotes, window.library), cite(quotes, window.library, spans)
    assert cited.markdown == plain.markdown.replace("ocho meses", "**ocho meses**") != plain.markdown
    assert (cited.statements, cited.citations) == (plain.statements, plain.citations)


def test_the_item_that_gives_the_datum_is_the_one_in_bold(window):
    answer = window.ask("¿En cuántos días mide el puesto la inspección del tianguis de Villa Ficticia?")
    assert (
        "2. La inspección visita el lugar y mide el puesto en un plazo de **cuatro días hábiles**. [" in answer.answer
    )
    assert answer.answer.count("**") == 2
    said = [statement.text for statement in answer.statements] + [citation.quote for citation in answer.citations]
    assert not any("**" in text for text in said)
