"""Each cleaning rule on lines in the shape of the real documents, and on the documents themselves when at hand."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.cleaning import clean, space_sentences, tidy
from ingest.furniture import (
    drop_captions,
    drop_contents,
    drop_credits,
    drop_running_heads,
    drop_shattered,
    letters,
    settle_bullets,
    take_page_marks,
)
from ingest.hyphenation import join_hyphens, mend, vocabulary
from ingest.lines import Line, normalise, plain, to_lines
from ingest.loaded import Page
from ingest.notes import drop_superscripts, mark_notes

Read = Callable[[str], str]


def lines_of(text: str) -> list[Line]:
    return to_lines([Page(None, text)])


def texts(lines: list[Line] | tuple[Line, ...]) -> list[str]:
    return [line.text for line in lines]


def cleaned(text: str) -> list[str]:
    return texts(clean([Page(None, text)]))


class TestCharacters:
    def test_soft_hyphens_ligatures_and_odd_spaces_become_plain_characters(self) -> None:
        assert normalise("ofi\xadcina de a\ufb01liación\u2009y\xa0apoyo\u200b") == "oficina de afiliación y apoyo"

    def test_accents_written_apart_are_put_on_their_letter(self) -> None:
        assert normalise("accio\u0301n") == "acción"

    def test_marks_left_by_an_export_go_and_their_words_stay(self) -> None:
        assert plain("La **marca** *ciudad* en <https://ejemplo.mx/a>") == "La marca ciudad en https://ejemplo.mx/a"
        assert plain("<ul><li>Foro</li></ul>").split() == ["Foro"]

    def test_a_number_with_a_space_between_its_thousands_stays(self) -> None:
        assert cleaned("Participaron 1 306 municipios en la consulta nacional.") == [
            "Participaron 1 306 municipios en la consulta nacional."
        ]


class TestLines:
    def test_a_leading_space_marks_the_start_of_a_page(self) -> None:
        body = "\n".join(f"renglón número {number} del texto" for number in range(30))
        lines = lines_of(f"{body}\n Otra página comienza aquí\n{body}")
        assert [line.text for line in lines if line.turn] == ["Otra página comienza aquí"]

    def test_an_indented_text_has_no_page_breaks(self) -> None:
        assert not any(line.turn for line in lines_of("  uno\n  dos\n  tres\n  cuatro"))

    def test_a_form_feed_and_a_new_page_are_page_breaks(self) -> None:
        lines = to_lines([Page(1, "uno\n\fdos"), Page(2, "tres")])
        assert [(line.text, line.turn, line.page) for line in lines] == [
            ("uno", False, 1),
            ("dos", True, 1),
            ("tres", True, 2),
        ]


class TestHyphens:
    def test_a_cut_word_is_joined(self) -> None:
        assert cleaned("la acción internacio-\nnal de los municipios") == [
            "la acción internacional",
            "de los municipios",
        ]

    def test_a_hyphen_stays_where_the_document_writes_the_compound_with_it(self) -> None:
        text = "la relación donante-receptor cambió\ny otra vez donante-\nreceptor al final"
        assert cleaned(text)[1] == "y otra vez donante-receptor"

    def test_a_word_known_without_hyphen_is_joined_even_if_both_halves_are_words(self) -> None:
        words = vocabulary(lines_of("la contraparte extranjera\ncontra la parte"))
        assert mend("contra", "parte", words) == "contraparte"

    def test_two_known_words_keep_their_hyphen(self) -> None:
        words = vocabulary(lines_of("una visión económica y cultural"))
        assert mend("socio", "económica", words) == "socio-económica"
        assert mend("económica", "cultural", words) == "económica-cultural"

    def test_years_and_acronyms_keep_their_hyphen(self) -> None:
        words = vocabulary(lines_of("programa de la ONU-HABITAT"))
        assert mend("2019", "2024", words) == "2019-2024"
        assert mend("ONU", "HABITAT", words) == "ONU-HABITAT"
        assert mend("CLI", "MÁTICO", vocabulary(lines_of("cambio climático"))) == "CLIMÁTICO"

    def test_adverbs_in_mente_are_joined(self) -> None:
        assert mend("sola", "mente", vocabulary(lines_of("sola y la mente"))) == "solamente"

    def test_a_word_is_joined_across_a_running_head_and_a_page_mark(self) -> None:
        page = "OFICINAS  DEL SECRETARIO\nDIRECCIÓN  GENERAL\n\nPAG. {}\n\n"
        text = "Para trabajar con todos.\n\nconviene seguir traba-\n\n" + page.format(11) + "jando con el vecino.\n\n"
        text += (
            "Otro párrafo completo aquí.\n\n"
            + page.format(12)
            + "Sigue el texto.\n\n"
            + page.format(13)
            + "Fin del texto."
        )
        joined = cleaned(text.replace("Para trabajar", "Siempre trabajando"))
        assert "conviene seguir trabajando" in joined
        assert "con el vecino." in joined
        assert not any("OFICINAS" in line or "PAG" in line for line in joined)

    @given(st.lists(st.sampled_from(["casa", "perro-", "gato", "Mesa-", "A.", "luz-2", "-"]), min_size=1, max_size=12))
    def test_joining_never_loses_a_letter(self, words: list[str]) -> None:
        before = [Line(word, gap=index % 3 == 0) for index, word in enumerate(words)]
        after = join_hyphens(before)
        assert letters("".join(texts(before))) == letters("".join(texts(after)))


class TestFurniture:
    def test_a_head_shattered_into_letters_goes_with_the_digit_it_left_on_the_page(self) -> None:
        shattered = "IN\nFO\nRM\nE \n\nSE\nM\nAL\n 2\n02\n1-\n\n"
        body = "\n".join(f"renglón {number} de un texto cualquiera" for number in range(40))
        text = f"{shattered}2que continúa\n{body}\n 2Medio ambiente\n{body}\n 2Turismo\n{body}\n 2Cultura\n{body}"
        kept = texts(drop_shattered(lines_of(text)))
        assert {"que continúa", "Medio ambiente", "Turismo", "Cultura"} <= set(kept)
        assert "IN" not in kept

    def test_lines_that_recur_at_page_edges_go_and_recurring_text_stays(self) -> None:
        pages = [
            Page(n, f"Gaceta municipal {n}\nTexto propio {n} aa\nResultados:\nMás texto {n} bb\nÚltimo {n}")
            for n in range(1, 6)
        ]
        kept = texts(drop_running_heads(to_lines(pages)))
        assert "Gaceta municipal 3" not in kept
        assert kept.count("Resultados:") == 5

    def test_page_marks_number_their_own_page_and_go(self) -> None:
        pages = ["Uno\n\nPAG. 7\n\nsigue uno", "Dos\n\nPAG. 8\n\nsigue dos", "Tres\n\nPAG. 9"]
        kept = take_page_marks(lines_of("\n\f".join(pages)))
        assert [(line.text, line.page) for line in kept] == [
            ("Uno", 7),
            ("sigue uno", 7),
            ("Dos", 8),
            ("sigue dos", 8),
            ("Tres", 9),
        ]

    def test_pages_between_marks_are_numbered_only_if_none_is_missing(self) -> None:
        whole = take_page_marks(lines_of("A\n\nPAG. 1\n\fB\n\fC\n\nPAG. 3"))
        torn = take_page_marks(lines_of("A\n\nPAG. 1\n\fB\n\fC\n\nPAG. 9"))
        assert [line.page for line in whole] == [1, 2, 3]
        assert [line.page for line in torn] == [1, None, 9]

    def test_a_number_inside_a_table_is_no_page_mark(self) -> None:
        assert texts(take_page_marks(lines_of("Inicio\n\n24\nde agosto"))) == ["Inicio", "24", "de agosto"]

    def test_a_table_of_contents_goes_with_the_imprint_but_not_its_sentences(self) -> None:
        sentence = "Este folleto se pudo imprimir gracias a los recursos que dieron tres municipios del norte del país."
        filler = "\n\n".join(f"Párrafo número {number} del informe, con su punto final." for number in range(40))
        text = (
            f"Editorial Ejemplo\nCalle 5, C.P. 01234\n\n{sentence}\n\nÍNDICE\n\n1. RESUMEN......4\n2. "
            f"MÉTODO.......7\n\n1. RESUMEN\n\n{filler}"
        )
        kept = texts(drop_contents(lines_of(text)))
        assert kept[:3] == [sentence, "1. RESUMEN", "Párrafo número 0 del informe, con su punto final."]

    def test_credits_at_the_end_go(self) -> None:
        text = (
            "\n\n".join(f"Párrafo {number}." for number in range(20))
            + "\n\nAgradecimientos\n\nLic. Ana Ruiz\nArq. Luis Paz"
        )
        assert texts(drop_credits(lines_of(text)))[-1] == "Párrafo 19."

    def test_captions_and_descriptions_of_pictures_go(self) -> None:
        text = (
            "Texto del informe que sigue.\n\nUna plaza del centro\nFoto: Gobierno Estatal.\n\nFuente: Propia.\n\n"
            "Figura no. 2: Proceso.\n\nA map of the old town is visible in the background of the page.\n\nMás texto."
        )
        assert texts(drop_captions(lines_of(text))) == ["Texto del informe que sigue.", "Más texto."]

    def test_a_bullet_alone_on_its_line_joins_its_item(self) -> None:
        assert texts(settle_bullets(lines_of("Se pide:\n•\nacta de cabildo"))) == ["Se pide:", "• acta de cabildo"]

    def test_bullets_torn_from_their_items_go(self) -> None:
        assert texts(settle_bullets(lines_of("Primero\nSegundo\n\n••\n••\n••\n\nOtro párrafo"))) == [
            "Primero",
            "Segundo",
            "Otro párrafo",
        ]


class TestNotes:
    def test_a_called_footnote_is_marked_and_its_number_taken_from_the_word(self) -> None:
        text = (
            "En urgencias9; y después se verá.\n\n9 Ante la emergencia se revisaron\nlas prácticas de otras "
            "ciudades.\n\nTexto."
        )
        marked = mark_notes(lines_of(text))
        assert marked[0].text == "En urgencias; y después se verá."
        assert [line.note for line in marked] == [False, True, True, False]

    def test_an_uncalled_number_is_no_footnote(self) -> None:
        lines = lines_of("Hubo mucha gente.\n\n12 Actividades complementarias\n\nCO2 y C40 quedan como están.")
        assert not any(line.note for line in mark_notes(lines))
        assert mark_notes(lines)[2].text == "CO2 y C40 quedan como están."

    def test_a_number_after_the_stop_goes_only_before_a_new_sentence(self) -> None:
        assert (
            mark_notes(lines_of("desarrollo sostenible.12 El municipio"))[0].text
            == "desarrollo sostenible. El municipio"
        )
        assert mark_notes(lines_of("la fracción 42.2 del anexo"))[0].text == "la fracción 42.2 del anexo"

    def test_superscripts_go_and_units_keep_theirs(self) -> None:
        assert drop_superscripts("7,866 km² y Nueva York.²") == "7,866 km² y Nueva York."


class TestSentencesAndLabels:
    @pytest.mark.parametrize(
        ("glued", "apart"),
        [
            ("su estudio y aprendizaje.Es posible", "su estudio y aprendizaje. Es posible"),
            ("localmente.o Se sugiere", "localmente. Se sugiere"),
            ("visite www.sre.gob.mx/Sedes.Municipios hoy", "visite www.sre.gob.mx/Sedes.Municipios hoy"),
            ("la Asociación, A.C. y EE.UU.", "la Asociación, A.C. y EE.UU."),
        ],
    )
    def test_glued_sentences_get_their_space(self, glued: str, apart: str) -> None:
        assert space_sentences(glued) == apart

    def test_a_step_label_is_set_apart(self) -> None:
        assert tidy("1.Las partes negocian") == "1. Las partes negocian"
        assert tidy("a.En caso de duda") == "a. En caso de duda"


class TestRealDocuments:
    def test_the_word_cut_by_a_page_is_whole(self, source_text: Read) -> None:
        kept = cleaned(source_text("abc-sre"))
        place = next(index for index, line in enumerate(kept) if "reto es seguir" in line)
        assert kept[place].endswith(" trabajando")
        assert kept[place + 1].startswith("de manera conjunta")

    def test_no_running_head_page_mark_or_torn_bullet_is_left(self, source_text: Read) -> None:
        for document in ("abc-sre", "informe-cdmx-2021-2"):
            kept = cleaned(source_text(document))
            assert not any(
                "PAG." in line or line in {"••", "◆", "IN", "FO"} or "DEL C. SECRETARIO" in line for line in kept
            )

    def test_hardly_a_cut_word_is_left(self, source_text: Read) -> None:
        kept = cleaned(source_text("abc-sre"))
        assert sum(line.endswith("-") for line in kept) <= 3

    def test_the_contents_of_the_report_are_gone(self, source_text: Read) -> None:
        kept = cleaned(source_text("amimp-giz-2021"))
        assert not any("....." in line for line in kept)
        assert kept[1] == "1. RESUMEN EJECUTIVO"

    def test_no_letter_of_the_body_is_lost(self, source_text: Read) -> None:
        for document in ("abc-sre", "informe-cdmx-2021-2", "libro-blanco-imeplan-t3"):
            text = source_text(document)
            assert len(letters("".join(cleaned(text)))) >= 0.98 * len(letters(text))
