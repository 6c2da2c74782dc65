"""What counts as support: sentences against passages written here."""

import re

import pytest

from assistant.support import claim_of, names_in, supporting, tokens
from corpus.glossary import Glossary, GlossaryEntry, GlossaryKind
from corpus.guides import load_guides
from corpus.models import Passage, PassageKind, Span, passage_id

GLOSSARY = Glossary((GlossaryEntry("Oficina de Planos Antiguos", GlossaryKind.ACRONYM, ("OPA",)),))


def passage(*sentences: str, section: str = "Préstamo de planos") -> Passage:
    text = " ".join(sentences)
    starts = [text.index(sentence) for sentence in sentences]
    units = tuple(Span(start, start + len(one)) for start, one in zip(starts, sentences, strict=True))
    path = (section,)
    return Passage(passage_id("d", path, text), "d", path, 0, len(text), text, PassageKind.PROSE, units, 0)


LOAN = passage(
    "El archivo municipal presta los planos por 30 días hábiles, y no cobra el préstamo.",
    "La OPA recibió 4 solicitudes de 10 municipios en 2019.",
    "No se prestan fotografías, aunque sí se prestan mapas de Guadalajara.",
    "Informes en https://archivo.example/planos.",
)
COPIES = passage("Las copias certificadas cuestan doce pesos y se entregan en la ventanilla dos.", section="Copias")


@pytest.mark.parametrize(
    "sentence",
    [
        "El archivo municipal presta los planos por 30 días hábiles.",
        "1. Los planos los presta el archivo durante treinta días.",
        "El archivo no cobra el préstamo de los planos.",
        "La Oficina de Planos Antiguos recibió cuatro solicitudes en 2019.",
        "Se prestan mapas de Guadalajara.",
        "No se prestan fotografías.",
        "Informes del préstamo: https://archivo.example/planos.",
    ],
)
def test_what_a_passage_says_is_supported_by_it(sentence):
    assert [support.passage for support in supporting(sentence, [LOAN], GLOSSARY)] == [LOAN]


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("El archivo municipal presta los planos por 31 días hábiles.", "a number that is nowhere"),
        ("El archivo municipal presta los planos por 10 días hábiles.", "a number that counts something else"),
        ("El archivo municipal presta los planos por diez días hábiles.", "the same in words"),
        ("La OPA recibió 4 solicitudes de 10 municipios en 2018.", "another year"),
        ("El archivo municipal de Zapopan presta los planos por 30 días hábiles.", "a name that is nowhere"),
        ("El archivo municipal y la SEP prestan los planos por 30 días hábiles.", "an acronym that is nowhere"),
        ("El archivo municipal no presta los planos.", "a denial that is nowhere"),
        ("El archivo cobra el préstamo.", "a denial lost"),
        ("Se prestan fotografías.", "a denial lost at the start"),
        ("Informes del préstamo: https://otro.example/planos.", "another address"),
        ("El personal verifica identidad, firma y domicilio antes de prestar planos.", "too few of the words"),
        ("Sí.", "no content"),
        ("", "nothing"),
    ],
)
def test_what_a_passage_does_not_say_is_not_supported(sentence, why):
    assert supporting(sentence, [LOAN], GLOSSARY) == (), why


def test_the_unit_that_says_it_is_the_one_that_is_quoted():
    (support,) = supporting("No se prestan fotografías.", [LOAN], GLOSSARY)
    assert support.passage.sentences()[support.unit].startswith("No se prestan fotografías")


def test_a_cited_passage_that_is_not_needed_is_left_out():
    found = supporting("Las copias certificadas cuestan doce pesos.", [LOAN, COPIES], GLOSSARY)
    assert [support.passage for support in found] == [COPIES]


def test_a_sentence_that_joins_two_passages_rests_on_both():
    sentence = "El archivo presta los planos por 30 días hábiles y las copias certificadas cuestan 12 pesos."
    assert {support.passage for support in supporting(sentence, [LOAN, COPIES], GLOSSARY)} == {LOAN, COPIES}
    assert supporting(sentence, [LOAN], GLOSSARY) == ()


def test_without_a_cited_passage_nothing_is_supported():
    assert supporting("El archivo municipal presta los planos.", [], GLOSSARY) == ()


def test_numbers_are_compared_without_separators_and_in_words():
    assert tokens("1,306 ciudades, veinte redes y 42.5 %") == ["1306", "ciudades", "20", "redes", "42.5"]


def test_names_are_acronyms_and_capitals_within_the_sentence():
    assert names_in("Los municipios avisan a la SRE y a Jalisco") == {"sre", "jalisco"}


@pytest.mark.parametrize(("text", "denies"), [("Sin embargo, se firma.", False), ("No se firma sin aviso.", True)])
def test_a_denial_is_told_from_what_only_looks_like_one(text, denies):
    assert claim_of(text).negated is denies


def guide_sentences() -> list[str]:
    """The sentences of the guides' paragraphs that hold a number."""
    texts = (section.text for guide in load_guides() for section in guide.sections)
    found = (s for text in texts for s in re.findall(r"(?m)^[A-ZÁÉÍÓÚ][^.\n:*]+\d[^.\n:*]+\.$", text))
    return sorted(set(found))


def test_sentences_of_the_guides_support_themselves_and_none_of_their_falsifications():
    sentences = guide_sentences()
    assert len(sentences) > 5
    for sentence in sentences:
        source = [passage(sentence)]
        assert supporting(sentence, source, GLOSSARY), sentence
        raised = re.sub(r"\d+", lambda number: str(int(number[0]) + 1), sentence, count=1)
        assert not supporting(raised, source, GLOSSARY), raised
