"""Reading a question: tidying, language, kind, slips of the keyboard and the glossary."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.query import QuestionType, language_of, question_type, read_query, repaired, tidy
from corpus.errors import EmptyQuestion, QuestionError, QuestionTooLong, UnreadableQuestion
from corpus.glossary import Glossary

LIMIT = 2000
NO_GLOSSARY = Glossary(())
VOCABULARY = frozenset("hermanamiento dictamen ciudad firmar municipio zapopan cancilleria acuerdo registro".split())


def test_white_space_and_control_characters_are_tidied_away():
    assert tidy("  ¿Qué\tes\n un\u200b dictamen?\x07 ", LIMIT) == "¿Qué es un dictamen?"


def test_an_accent_written_apart_is_joined_to_its_letter():
    assert tidy(unicodedata.normalize("NFD", "¿Qué es esto?"), LIMIT) == "¿Qué es esto?"


@pytest.mark.parametrize("question", ["", "   ", "\n\t \u00a0"])
def test_white_space_alone_is_an_empty_question(question):
    with pytest.raises(EmptyQuestion):
        tidy(question, LIMIT)


@pytest.mark.parametrize(
    "question",
    ["¿?!", "🙂🙃🎉", "1234 5678", "a b c", "\x00\x01\x02PK\x03\x04ab\x05\x06", "\u200b\u200f", "dictamen \ud800"],
)
def test_a_question_without_words_is_unreadable(question):
    with pytest.raises(UnreadableQuestion):
        tidy(question, LIMIT)


def test_a_question_over_the_limit_says_how_long_it_is():
    assert tidy("a" * LIMIT, LIMIT) == "a" * LIMIT
    with pytest.raises(QuestionTooLong) as caught:
        tidy("a" * (LIMIT + 1), LIMIT)
    assert (caught.value.length, caught.value.limit) == (LIMIT + 1, LIMIT)


@given(st.text(max_size=300))
def test_any_text_is_tidied_once_or_refused_for_what_it_is(text):
    try:
        tidied = tidy(text, LIMIT)
    except QuestionError:
        return
    assert tidy(tidied, LIMIT) == tidied


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("¿Cómo firmo un hermanamiento con otra ciudad?", QuestionType.PROCEDURE),
        ("que pasos sigo para pedir el dictamen", QuestionType.PROCEDURE),
        ("How do I join a network of cities?", QuestionType.PROCEDURE),
        ("¿Qué es una OFAI?", QuestionType.DEFINITION),
        ("What is a sister city?", QuestionType.DEFINITION),
        ("¿Quién emite el dictamen?", QuestionType.WHO),
        ("¿A quién se le avisa?", QuestionType.WHO),
        ("¿Cuánto tarda el dictamen?", QuestionType.WHEN),
        ("¿con cuanta anticipacion se avisa?", QuestionType.WHEN),
        ("¿Cuántos hermanamientos hay?", QuestionType.HOW_MANY),
        ("¿Se puede firmar sin dictamen?", QuestionType.MAY_I),
        ("¿Cuáles son los premios para ciudades?", QuestionType.LIST),
        ("¿Qué diferencia hay entre un tratado y un acuerdo?", QuestionType.COMPARISON),
        ("hermanamiento Guadalajara Portland", QuestionType.FACT),
    ],
)
def test_the_wording_tells_what_kind_of_answer_is_wanted(question, kind):
    assert question_type(question) is kind


@pytest.mark.parametrize(
    "question", ["¿CUÁNTO TARDA EL DICTAMEN?", "cuanto tarda el dictamen", "Cuánto tarda el dictamen"]
)
def test_neither_accents_nor_capitals_nor_marks_change_the_kind_of_question(question):
    assert question_type(question) is QuestionType.WHEN


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How do we sign a sister-city agreement?", "en"),
        ("What is an OFAI?", "en"),
        ("¿Cómo se firma un acuerdo?", "es"),
        ("dictamen sre requisitos", "es"),
        ("¿Qué es Sister Cities International?", "es"),
    ],
)
def test_function_words_tell_the_language(text, language):
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("slip", "word"),
    [
        ("hermanamineto", "hermanamiento"),
        ("ditcamen", "dictamen"),
        ("munisipio", "municipio"),
        ("cancileria", "cancilleria"),
    ],
)
def test_a_slip_is_repaired_to_the_word_that_the_corpus_has(slip, word):
    assert repaired(f"¿Cómo va lo del {slip}?", VOCABULARY) == {slip: word}


@pytest.mark.parametrize("slip", ["ermanamiento", "ermanamientos"])
def test_a_silent_h_left_out_is_repaired_too(slip):
    assert repaired(f"el {slip}", VOCABULARY) == {slip: "hermanamiento"}


@pytest.mark.parametrize("slip", ["rejistro", "rregistro"])
def test_letters_that_sound_alike_are_repaired(slip):
    assert repaired(slip, VOCABULARY) == {slip: "registro"}


@pytest.mark.parametrize("name", ["Wakanda", "Zapotlanejo", "Reikiavik", "Teotihuacan", "Hermosillo", "Xochitl"])
def test_a_name_that_the_corpus_does_not_know_is_left_alone(name):
    assert repaired(f"¿Qué hace {name}?", VOCABULARY) == {}


def test_a_name_is_only_taken_for_a_word_that_sounds_the_same():
    assert repaired("¿Qué hace Sapopan? ¿Y Colima?", VOCABULARY | {"clima"}) == {"sapopan": "zapopan"}
    assert repaired("¿Qué pasa con el colima?", VOCABULARY | {"clima"}) == {"colima": "clima"}


def test_a_question_in_capitals_is_repaired_like_any_other():
    assert repaired("HERMANAMINETO CON UN MUNICIPOI", VOCABULARY) == {
        "hermanamineto": "hermanamiento",
        "municipoi": "municipio",
    }


def test_the_plural_of_a_known_word_is_no_slip():
    assert repaired("¿Qué ciudades firmaron acuerdos y dictámenes?", VOCABULARY | {"firmaron"}) == {}


def test_a_repaired_word_weighs_less_than_one_that_was_written():
    query = read_query("¿Quién emite el ditcamen?", NO_GLOSSARY, VOCABULARY)
    assert query.text == "¿Quién emite el ditcamen?"
    assert 0 < query.terms["p:dictamen"] < query.terms["p:ditcamen"] == 1.0


def test_words_of_the_question_weigh_most_and_those_of_the_glossary_less(glossary):
    query = read_query("¿Cómo pido el visto bueno?", glossary, VOCABULARY)
    assert query.terms["p:visto"] == 1.0
    assert 0 < query.terms["p:dictamen"] < 1.0
    assert query.expansions


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("¿Qué hace la cancillería?", "p:sre"),
        ("tramite ante la sre", "p:relacion"),
        ("¿Cómo busco una ciudad hermana?", "p:hermanamiento"),
        ("How do I find a sister city?", "p:hermanamiento"),
    ],
)
def test_the_glossary_adds_the_words_that_the_texts_use(glossary, question, term):
    assert term in read_query(question, glossary, frozenset()).terms


def test_the_earlier_question_weighs_less_than_the_follow_up():
    query = read_query("¿Cuánto tarda?", NO_GLOSSARY, VOCABULARY, context="¿Cómo pido el dictamen?")
    assert 0 < query.terms["p:dictamen"] < query.terms["p:tarda"] == 1.0


def test_a_slip_in_a_name_of_the_glossary_is_mended_before_the_name_is_looked_up(glossary):
    vocabulary = frozenset({"visto", "bueno"})
    assert "dictamen" in read_query("¿quién da el bisto bueno?", glossary, vocabulary).expansions
