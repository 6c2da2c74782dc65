"""Reading drafts as models really write them, and laying out what stands."""

import pytest

from assistant.drafting import read_draft, take_marks


def texts(draft: str) -> list[str]:
    return [sentence.text for sentence in read_draft(draft)]


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
    found = read_draft("El trámite dura 30 días. [a7f2] La SRE responde [b3c1]. Luego se firma.")
    assert [(s.text, s.marks) for s in found] == [
        ("El trámite dura 30 días.", ("a7f2",)),
        ("La SRE responde.", ("b3c1",)),
        ("Luego se firma.", ()),
    ]


def test_abbreviations_and_decimals_do_not_end_a_sentence():
    assert len(texts("El Lic. Pérez cita el Art. 5 y un 3.5 por ciento [a7f2].")) == 1


def test_lists_keep_their_kind_and_lose_their_labels():
    found = read_draft("Los pasos son:\n\n3. Avisar. [a7f2]\n4) Firmar. [a7f2]\n- Archivar. [a7f2]")
    assert [(s.label, s.text) for s in found] == [("1.", "Avisar."), ("1.", "Firmar."), ("-", "Archivar.")]


def test_headings_thoughts_tags_links_and_emphasis_go():
    draft = (
        "<think>No sé. ¿Será?</think># Respuesta\n> **Se** avisa en [la página](http://malo.example/?q=1) "
        '<img src="http://malo.example"> de `la SRE` ![x](http://malo.example) [a7f2].'
    )
    (sentence,) = read_draft(draft)
    assert sentence.marks == ("a7f2",)
    assert sentence.text == "Se avisa en la página de la SRE x."


def test_a_sentence_that_is_repeated_counts_once():
    assert texts("Se avisa [a7f2]. Se avisa [a7f2]. Se avisa [a7f2].") == ["Se avisa."]


@pytest.mark.parametrize("draft", ["", " \n\n", "<think>sin fin", "[a7f2]", "---\n\n***"])
def test_a_draft_without_words_has_no_sentences(draft):
    assert read_draft(draft) == []
