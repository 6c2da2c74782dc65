from pathlib import Path

import pytest

from corpus.errors import KnowledgeError
from corpus.glossary import DEFAULT_WEIGHT, Glossary, GlossaryEntry, GlossaryKind, key, load_glossary

VALID = """
[[entry]]
term = "sobre"
kind = "everyday"
aliases = ["carta", "envelope"]
"""


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return load_glossary()


def terms_in(glossary: Glossary, text: str) -> list[str]:
    return [entry.term for entry in glossary.matches(text)]


def small(*entries: tuple[str, ...]) -> Glossary:
    return Glossary(tuple(GlossaryEntry(term, GlossaryKind.SYNONYM, tuple(names)) for term, *names in entries))


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "glossary.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_glossary_has_at_least_110_entries_of_every_kind(glossary: Glossary) -> None:
    assert len(glossary.entries) >= 110
    assert {entry.kind for entry in glossary.entries} == set(GlossaryKind)


def test_definitions_are_single_short_sentences(glossary: Glossary) -> None:
    definitions = [entry.definition for entry in glossary.entries if entry.definition]
    assert len(definitions) > 40
    assert all(text.endswith(".") and ". " not in text and len(text.split()) <= 30 for text in definitions)


@pytest.mark.parametrize(
    ("asked", "term"),
    [
        ("SRE", "Secretaría de Relaciones Exteriores"),
        ("la cancilleria", "Secretaría de Relaciones Exteriores"),
        ("foreign ministry", "Secretaría de Relaciones Exteriores"),
        ("amexcid", "Agencia Mexicana de Cooperación Internacional para el Desarrollo"),
        ("DGCP", "Dirección General de Coordinación Política"),
        ("las OFAIs", "oficina de asuntos internacionales"),
        ("AHAA", "Acuerdo de Hermanamiento de Amplio Alcance"),
        ("UCLG", "Ciudades y Gobiernos Locales Unidos"),
        ("CGLU", "Ciudades y Gobiernos Locales Unidos"),
        ("C40", "C40"),
        ("al-las", "AL-LAs"),
        ("la cooperación alemana", "GIZ"),
        ("los IMPLANES", "instituto municipal de planeación"),
        ("visto bueno", "dictamen"),
        ("luz verde", "dictamen"),
        ("dictámenes", "dictamen"),
        ("ciudades hermanas", "hermanamiento"),
        ("ermanamiento", "hermanamiento"),
        ("sister cities", "hermanamiento"),
        ("nuestros paisanos", "diáspora"),
        ("presidente municipal", "alcalde"),
        ("our mayor", "alcalde"),
        ("el papeleo", "procedimiento"),
        ("town hall", "gobierno local"),
        ("enbajada", "embajada"),
        ("agreements", "acuerdo interinstitucional"),
        ("SDGs", "Objetivos de Desarrollo Sostenible"),
        ("giz", "GIZ"),
        ("pgddf", "Programa General de Desarrollo del Distrito Federal"),
        ("la inl", "Oficina Internacional de Antinarcóticos y Procuración de Justicia"),
        ("riood", "Red Iberoamericana de Organismos y Organizaciones contra la Discriminación"),
        ("la emisión del dictamen", "dictamen"),
        ("Alas de México", "Alas de México"),
    ],
)
def test_what_people_type_leads_to_the_term(glossary: Glossary, asked: str, term: str) -> None:
    assert terms_in(glossary, asked) == [term]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "¿?",
        "la mayor parte de la gente",
        "who can help us",
        "una cosa común de un día",
        "el papel de ellas",
        "alas",
    ],
)
def test_common_words_are_no_aliases(glossary: Glossary, text: str) -> None:
    assert glossary.matches(text) == []


def test_different_things_are_kept_apart(glossary: Glossary) -> None:
    embassy, consulate = glossary.find("embajada"), glossary.find("consulado")
    assert embassy is not None
    assert consulate is not None
    assert embassy != consulate
    assert glossary.find("tratado") != glossary.find("acuerdo interinstitucional")
    assert glossary.find("Hábitat III") != glossary.find("Nueva Agenda Urbana")
    assert glossary.find("cooperación Sur-Sur") != glossary.find("cooperación horizontal")


def test_entries_come_once_in_the_order_of_the_question(glossary: Glossary) -> None:
    question = "¿Con el permiso de la cancillería, o sea la SRE, ya firmar con una ciudad hermana?"
    expected = ["dictamen", "Secretaría de Relaciones Exteriores", "firmar", "hermanamiento"]
    assert terms_in(glossary, question) == expected


def test_whole_words_are_matched_blind_to_accents_case_and_number() -> None:
    glossary = small(("red de ciudades", "club"), ("diáspora", "paisano"))
    assert terms_in(glossary, "¿Qué son las REDES DE CIUDADES?") == ["red de ciudades"]
    assert terms_in(glossary, "PAISÁNOS") == ["diáspora"]
    assert terms_in(glossary, "clubista, reddeciudades") == []


def test_the_longest_name_wins_and_its_words_name_nothing_else() -> None:
    glossary = small(
        ("fondo mundial", "fm"), ("fondo", "dinero"), ("mundial", "torneo"), ("fondo mundial verde", "fmv")
    )
    assert terms_in(glossary, "el fondo mundial verde") == ["fondo mundial verde"]
    assert terms_in(glossary, "el fondo mundial, el fondo y el mundial") == ["fondo mundial", "fondo", "mundial"]


def test_a_name_cut_short_by_the_end_of_the_question_does_not_match() -> None:
    assert terms_in(small(("ciudad hermana", "gemela")), "quiero una ciudad") == []


def test_find_takes_a_term_or_an_alias_and_nothing_longer(glossary: Glossary) -> None:
    entry = glossary.find("Dictámen")
    assert entry is not None
    assert entry is glossary.find("VISTO BUENO")
    assert entry.term == "dictamen"
    assert glossary.find("dictamen de") is None
    assert glossary.find("") is None


def test_names_are_compared_by_their_folded_singular_words() -> None:
    assert key("Dictámenes de la S.R.E.") == ("dictamen", "de", "la", "s", "r", "e")


def test_weight_and_definition_are_optional(tmp_path: Path) -> None:
    (entry,) = load_glossary(written(tmp_path, VALID)).entries
    assert entry == GlossaryEntry("sobre", GlossaryKind.EVERYDAY, ("carta", "envelope"), None, DEFAULT_WEIGHT)
    (entry,) = load_glossary(written(tmp_path, VALID + 'weight = 0.2\ndefinition = "Un pliego."')).entries
    assert (entry.weight, entry.definition) == (0.2, "Un pliego.")


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('term = "sobre"', "", "entry 1 › term"),
        ('term = "sobre"', 'term = ""', "entry 1 › term"),
        ('kind = "everyday"', 'kind = "slang"', "sobre › kind"),
        ('kind = "everyday"', "", "sobre › kind"),
        ('aliases = ["carta", "envelope"]', "", "sobre › aliases"),
        ('aliases = ["carta", "envelope"]', "aliases = []", "sobre › aliases"),
        ('"envelope"', '" "', "sobre › aliases"),
        ('"envelope"', "3", "sobre › aliases"),
        ('"envelope"', '"¿?"', "sobre › aliases"),
        ('"envelope"', '"Cartas"', "sobre › aliases"),
        ('"envelope"', '"SOBRE"', "sobre › aliases"),
        ("aliases", "weight = 0.0\naliases", "sobre › weight"),
        ("aliases", "weight = 1.0\naliases", "sobre › weight"),
        ("aliases", "weight = nan\naliases", "sobre › weight"),
        ("aliases", 'weight = "alto"\naliases', "sobre › weight"),
        ("aliases", 'definition = ""\naliases', "sobre › definition"),
        ("aliases", 'nota = "x"\naliases', "entry 1"),
    ],
)
def test_a_wrong_field_is_named_with_its_entry(tmp_path: Path, old: str, new: str, place: str) -> None:
    with pytest.raises(KnowledgeError) as failure:
        load_glossary(written(tmp_path, VALID.replace(old, new, 1)))
    assert failure.value.place == f"glossary.toml › {place}"


def test_an_alias_of_two_entries_is_refused_with_both(tmp_path: Path) -> None:
    second = VALID.replace('"sobre"', '"misiva"').replace("envelope", "letter")
    with pytest.raises(KnowledgeError, match=r"misiva.*'carta' already stands under 'sobre'"):
        load_glossary(written(tmp_path, VALID + second))
