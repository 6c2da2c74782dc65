"""Reading drafts as models really write them."""

import pytest

from assistant.draft_reading import DraftSentence, read_draft, take_marks

IDS = ("a7f2c1000000", "b3c1d2000000")


def sentences(draft: str) -> tuple[DraftSentence, ...]:
    return read_draft(draft, IDS).sentences


def texts(draft: str) -> list[str]:
    return [sentence.text for sentence in sentences(draft)]


@pytest.mark.parametrize(
    ("written", "text", "marks"),
    [
        ("Se avisa a la SRE [a7f2].", "Se avisa a la SRE.", ("a7f2",)),
        ("Se avisa a la SRE. [a7f2]", "Se avisa a la SRE.", ("a7f2",)),
        ("Se avisa [a7f2, b3c1] y se firma [A7F2].", "Se avisa y se firma.", ("a7f2", "b3c1")),
        ("Se avisa [id: a7f2][pasaje b3c1].", "Se avisa.", ("a7f2", "b3c1")),
        ("Se avisa 【a7f2†L1-L3】.", "Se avisa.", ("a7f2",)),
        ("Se avisa [1].", "Se avisa.", ("1",)),
        ("Lo firma [nombre del cargo] y listo.", "Lo firma [nombre del cargo] y listo.", ()),
    ],
)
def test_marks_are_taken_out_however_they_are_written(written, text, marks):
    assert take_marks(written) == (text, marks)


def test_sentences_keep_their_own_marks_before_or_after_the_full_stop():
    found = sentences("El trámite dura 30 días. [a7f2] La SRE responde [b3c1]. Luego se firma.")
    assert [(s.text, s.marks) for s in found] == [
        ("El trámite dura 30 días.", ("a7f2",)),
        ("La SRE responde.", ("b3c1",)),
        ("Luego se firma.", ()),
    ]


def test_abbreviations_and_decimals_do_not_end_a_sentence():
    assert len(texts("El Lic. Pérez cita el Art. 5 y un 3.5 por ciento [a7f2].")) == 1


def test_lists_keep_their_kind_and_lose_their_labels():
    found = sentences("Los pasos son:\n\n3. Avisar. [a7f2]\n4) Firmar. [a7f2]\n- Archivar. [a7f2]")
    assert [(s.label, s.text) for s in found] == [("1.", "Avisar."), ("1.", "Firmar."), ("-", "Archivar.")]


def test_headings_thoughts_tags_links_and_emphasis_go():
    draft = (
        "<think>No sé. ¿Será?</think># Respuesta\n> **Se** avisa en [la página](http://malo.example/?q=1) "
        '<img src="http://malo.example"> de `la SRE` ![x](http://malo.example) [a7f2].'
    )
    (sentence,) = sentences(draft)
    assert sentence.marks == ("a7f2",)
    assert sentence.text == "Se avisa en la página de la SRE x."


def test_a_sentence_that_is_repeated_counts_once():
    assert texts("Se avisa [a7f2]. Se avisa [a7f2]. Se avisa [a7f2].") == ["Se avisa."]


@pytest.mark.parametrize("draft", ["", " \n\n", "<think>sin fin", "[a7f2]", "---\n\n***"])
def test_a_draft_without_words_has_no_sentences(draft):
    assert sentences(draft) == ()


@pytest.mark.parametrize(
    "written",
    [
        "Se avisa a la SRE (a7f2).",
        "Se avisa a la SRE. (A7F2, b3c1)",
        "Se avisa a la SRE {a7f2}.",
        "Se avisa a la SRE (pasaje a7f2).",
        'Se avisa a la SRE <pasaje id="a7f2">.',
        "Se avisa a la SRE <a7f2>.",
        "Se avisa a la SRE [[a7f2]](#a7f2).",
        "**Se avisa a la SRE** `[^a7f2]`.",
    ],
)
def test_ids_of_given_passages_are_read_in_any_signs(written):
    (sentence,) = sentences(written)
    assert (sentence.text, sentence.marks[0]) == ("Se avisa a la SRE.", "a7f2")


@pytest.mark.parametrize("aside", ["(2019)", "(SRE)", "(beca)", "(c0de, 2019)", "(a)"])
def test_asides_that_are_no_ids_stay(aside):
    assert texts(f"Se avisa {aside} a la SRE [a7f2].") == [f"Se avisa {aside} a la SRE."]


def test_a_paragraph_cited_at_its_end_is_cited_in_each_sentence():
    found = sentences("Se avisa a la SRE. Luego se firma [a7f2]. Se archiva.\n\nSe publica.")
    assert [s.marks for s in found] == [("a7f2",), ("a7f2",), (), ()]


def test_of_a_repeated_sentence_the_one_that_cites_is_kept():
    assert [s.marks for s in sentences("Se avisa.\n\nSe avisa. [a7f2]")] == [("a7f2",)]


def test_questions_state_nothing():
    assert texts("¿Cuánto cuesta el trámite? [a7f2] Cuesta 5 pesos [a7f2]. ¿Algo más?") == ["Cuesta 5 pesos."]


def test_thoughts_that_the_server_forgot_to_open_go():
    assert texts("Veamos: el usuario pregunta. [a7f2]\n</think>\nSe avisa. [a7f2]") == ["Se avisa."]


def test_the_fences_and_rows_of_a_table_leave_their_text():
    draft = "```markdown\n| Giro | Cuota |\n|---|---|\n| Ropa y calzado | 48 pesos [a7f2] |\n```"
    assert texts(draft) == ["Giro Cuota", "Ropa y calzado 48 pesos"]


def test_signs_that_cannot_be_shown_go():
    assert texts("\u202eSe avisa\u202c a la\x00 SRE \ud83d[a7f2].") == ["Se avisa a la SRE."]


@pytest.mark.parametrize(
    "draft", ["SIN_RESPUESTA", "sin respuesta.", "**SIN_RESPUESTA** [a7f2]", "SIN_RESPUESTA. Sí [a7f2]."]
)
def test_a_draft_that_begins_by_giving_up_has_given_up(draft):
    assert read_draft(draft, IDS).gave_up


@pytest.mark.parametrize("draft", ["Sin respuesta de la SRE no se firma [a7f2].", "Se avisa [a7f2]. SIN_RESPUESTA", ""])
def test_any_other_draft_has_not(draft):
    assert not read_draft(draft, IDS).gave_up


def test_what_the_passages_lack_is_read_apart():
    draft = read_draft("Se avisa a la SRE [a7f2].\n**FALTA:** cuánto cuesta.", IDS)
    assert ([s.text for s in draft.sentences], draft.missing) == (["Se avisa a la SRE."], "cuánto cuesta")
    assert read_draft("Hace FALTA: nada [a7f2].", IDS).missing == ""
