import pytest

from corpus.analysis import STOP_WORDS, content_words, fold, light_singular, snowball_stem, terms, words


def test_folding_is_blind_to_case_and_to_every_diacritic() -> None:
    assert fold("ÁÉÍÓÚÜÑ Ç à") == "aeiouun c a"
    assert fold("dicta\u0301menes") == fold("DICTÁMENES") == "dictamenes"


def test_words_are_folded_and_numbers_keep_their_inner_separators() -> None:
    assert words("Art. 42.2, 1,306 pesos; señal C40.") == ["art", "42.2", "1,306", "pesos", "senal", "c40"]
    assert words("¿?¡! 🎉 —") == []


def test_words_of_a_question_that_say_nothing_of_its_matter_are_dropped() -> None:
    assert content_words("¿Qué es la Ley, y cuántos años dura?") == ["ley", "anos", "dura"]
    assert content_words("What is a sister city?") == ["sister", "city"]
    assert content_words("a 5 y e b") == ["5"]


def test_stop_words_are_written_as_they_are_looked_up() -> None:
    assert {fold(word) for word in STOP_WORDS} == STOP_WORDS


@pytest.mark.parametrize(
    ("singular", "plural"),
    [
        ("ciudad", "ciudades"),
        ("dictamen", "dictámenes"),
        ("red", "redes"),
        ("acuerdo", "acuerdos"),
        ("convenio", "convenios"),
        ("vez", "veces"),
        ("país", "países"),
        ("ley", "leyes"),
        ("mes", "meses"),
        ("cooperación", "cooperaciones"),
        ("comisión", "comisiones"),
        ("alcalde", "alcaldes"),
        ("sede", "sedes"),
        ("clase", "clases"),
        ("joven", "jóvenes"),
        ("imagen", "imágenes"),
        ("hotel", "hoteles"),
        ("oficina", "oficinas"),
        ("consulado", "consulados"),
    ],
)
def test_a_singular_and_its_plural_meet_in_at_least_one_term(singular: str, plural: str) -> None:
    assert set(terms(singular)) & set(terms(plural))


@pytest.mark.parametrize(
    ("one", "other"), [("firmar", "firma"), ("cooperar", "cooperación"), ("hermanar", "hermanado")]
)
def test_the_forms_of_a_verb_meet_in_the_stem(one: str, other: str) -> None:
    assert snowball_stem(fold(one)) == snowball_stem(fold(other))


@pytest.mark.parametrize(
    ("one", "other"), [("ciudad", "ciudadano"), ("red", "reducir"), ("acta", "acto"), ("embajada", "consulado")]
)
def test_different_words_share_no_term(one: str, other: str) -> None:
    assert not set(terms(one)) & set(terms(other))


def test_a_question_without_accents_asks_for_the_same_terms() -> None:
    assert terms("COMO SE TRAMITA EL DICTAMEN DE COOPERACION") == terms("¿Cómo se tramita el dictamen de cooperación?")


def test_stems_and_singulars_never_pass_for_each_other() -> None:
    found = terms("firma de acuerdos")
    assert found == ["s:firm", "p:firma", "s:acuerd", "p:acuerdo"]


@pytest.mark.parametrize("word", ["gas", "bus", "2024", "tres", "as", "s", ""])
def test_short_words_and_numbers_are_no_plurals_that_break(word: str) -> None:
    assert light_singular(word) in {word, word[:-1]}


def test_no_words_give_no_terms() -> None:
    assert terms("") == terms("¿y de la?") == []


def test_the_words_with_which_questions_are_put_carry_no_meaning():
    assert content_words("Oigan, quisiera saber qué onda con ICLEI porfa") == ["iclei"]
    assert content_words("necesito digan q ocupo pa pedir el dictamen") == ["pedir", "dictamen"]
