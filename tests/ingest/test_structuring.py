"""Paragraphs, headings, lists and tables found in the printed lines."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.cleaning import clean
from ingest.headings import is_capitals, looks_like_heading, number_of
from ingest.loaded import LoadedFile, Page
from ingest.markdown import read_markdown
from ingest.paragraphs import to_chunks
from ingest.structuring import StructuredText, structure

Read = Callable[[str], str]
SOURCES = ("abc-sre", "amimp-giz-2021", "cdmx-global", "informe-cdmx-2021-2", "libro-blanco-imeplan-t3")
LONG = (
    "El municipio que quiera tener una oficina de asuntos internacionales necesita un acuerdo de su "
    "cabildo y un presupuesto propio."
)


def structured(text: str, *, markup: bool = False, page: int | None = None) -> StructuredText:
    return structure(LoadedFile(Path("texto.txt"), (Page(page, text),), markup=markup))


def blocks_of(text: str, *, markup: bool = False) -> list[tuple[str, str]]:
    result = structured(text, markup=markup)
    return [(block.kind, result.text[block.start : block.end]) for block in result.blocks]


def chunk_texts(text: str) -> list[str]:
    return [chunk.text for chunk in to_chunks(clean([Page(None, text)]))]


def sections(result: StructuredText) -> dict[str, tuple[str, ...]]:
    return {result.text[b.start : b.end]: b.section for b in result.blocks}


class TestParagraphs:
    def test_printed_lines_become_one_paragraph(self) -> None:
        assert chunk_texts("La oficina coordina las\ngiras de la alcaldesa y\nsus encuentros.") == [
            "La oficina coordina las giras de la alcaldesa y sus encuentros."
        ]

    def test_a_sentence_broken_by_a_blank_line_is_whole_again(self) -> None:
        assert chunk_texts("Las giras se preparan con dos meses\n\nde anticipación, según el caso.") == [
            "Las giras se preparan con dos meses de anticipación, según el caso."
        ]

    def test_a_heading_in_the_middle_of_a_sentence_is_set_aside(self) -> None:
        text = (
            "Los consulados de la región apoyan las alianzas gubernamentales\n\nPROMOCIÓN LOCAL\n\ny "
            "empresariales del estado."
        )
        assert chunk_texts(text) == [
            "Los consulados de la región apoyan las alianzas gubernamentales y empresariales del estado.",
            "PROMOCIÓN LOCAL",
        ]

    def test_a_footnote_in_the_middle_of_a_sentence_stands_after_it(self) -> None:
        text = (
            "Según la guía7, los gobiernos pueden firmar\n\n7 La guía se publicó en 2019.\n\nacuerdos con sus "
            "homólogos."
        )
        assert chunk_texts(text) == [
            "Según la guía, los gobiernos pueden firmar acuerdos con sus homólogos.",
            "7 La guía se publicó en 2019.",
        ]

    def test_of_two_second_halves_the_one_whose_words_meet_elsewhere_is_taken(self) -> None:
        text = (
            "Se combate la pobreza rural.\n\nEste programa contribuye cada año a la erradicación de la\n\n"
            "2 Nota. Órgano de la secretaría.\n\nsientan las bases del cambio.\n\npobreza y del desempleo en la región."
        )
        assert (
            "Este programa contribuye cada año a la erradicación de la pobreza y del desempleo en la región."
            in chunk_texts(text)
        )

    def test_a_short_line_ends_its_paragraph_when_the_next_word_would_have_fitted(self) -> None:
        text = (
            "Cinco días de actividades\nTres idiomas de trabajo\nMás de cien ponentes de todos los continentes "
            "del mundo"
        )
        assert chunk_texts(text) == [
            "Cinco días de actividades",
            "Tres idiomas de trabajo",
            "Más de cien ponentes de todos los continentes del mundo",
        ]

    def test_each_figure_of_a_row_of_figures_is_a_line_of_its_own(self) -> None:
        text = (
            "4 diálogos sobre ciudades y territorios incluyentes y\nhospitalarios con todos\n3 idiomas\n12 "
            "foros\n25 ponentes"
        )
        assert chunk_texts(text)[1:] == ["3 idiomas", "12 foros", "25 ponentes"]

    def test_steps_glued_to_their_number_are_steps(self) -> None:
        kinds = blocks_of(
            "El trámite es el siguiente:\n\n1.Las partes negocian;\n\n2.El municipio informa;\n\na.Si hay dudas, para."
        )
        assert [kind for kind, _ in kinds] == ["paragraph", "step", "step", "step"]
        assert kinds[1][1] == "1. Las partes negocian;"

    def test_a_paragraph_between_two_steps_belongs_to_the_list(self) -> None:
        text = (
            "a. Se revisa el texto con la contraparte.\n\nDespués se envía otra vez a la secretaría.\n\nb. Si "
            "procede, se firma."
        )
        assert [kind for kind, _ in blocks_of(text)] == ["step"] * 3

    def test_an_item_that_is_only_its_title_takes_the_paragraph_after_it(self) -> None:
        text = (
            "◆ Dinámico: \n\nComprensión de un ambiente en constante cambio.\n\n◆ Participativo: \n\nEspacio de "
            "negociación."
        )
        assert blocks_of(text) == [
            ("item", "- Dinámico: Comprensión de un ambiente en constante cambio."),
            ("item", "- Participativo: Espacio de negociación."),
        ]

    def test_a_list_that_lost_its_bullets_is_a_list_again(self) -> None:
        text = (
            "Se pide lo siguiente:\n\nNombres y cargos de la delegación.\n\nObjetivos de la visita.\n\nPerfil de "
            "la ciudad.\n\n••\n••"
        )
        assert [kind for kind, _ in blocks_of(text)] == ["paragraph", "item", "item", "item"]

    def test_tab_separated_lines_are_a_table_and_a_tab_after_a_bullet_is_not(self) -> None:
        assert blocks_of("Criterio\tVentaja\n1. Red\tSin cuotas\n\tCon difusión") == [
            ("table", "Criterio | Ventaja\n1. Red | Sin cuotas\nCon difusión")
        ]
        assert blocks_of("•\tPremio nacional.\n•\tAlianza local.")[0] == ("item", "- Premio nacional.")


class TestHeadings:
    @pytest.mark.parametrize(
        "text",
        [
            "Acuerdos de hermanamiento",
            "MARCO NORMATIVO",
            "4.2 Modelo de participación",
            "¿Cómo participar en redes?",
            "Capítulo II",
        ],
    )
    def test_headings_look_like_headings(self, text: str) -> None:
        assert looks_like_heading(text)

    @pytest.mark.parametrize(
        "text",
        [
            "Se firmó el acuerdo.",
            "de la región",
            "Lic. Ana Ruiz Paz",
            "El municipio y la",
            "www.ejemplo.mx",
            "(20 minutos)",
            "ABRIL",
            "2014",
            "Los nombres, cargos y semblanzas;",
            "“una cita sin cerrar",
        ],
    )
    def test_sentences_names_and_scraps_do_not(self, text: str) -> None:
        assert not looks_like_heading(text)

    def test_the_title_of_an_event_ends_with_its_date(self) -> None:
        assert looks_like_heading(
            "Encuentro de oficinas internacionales de las ciudades de la cuenca del Pacífico (3 de mayo)"
        )

    def test_numbers_and_capitals_are_read(self) -> None:
        assert number_of("4.2. Modelo") == (4, 2)
        assert number_of("2030") == ()
        assert is_capitals("PACTO MUNDIAL")
        assert not is_capitals("ONU")

    def test_chapters_numbers_and_plain_headings_nest(self) -> None:
        parts = ["CAPÍTULO I", "La mirada local", "1. La ciudad", LONG]
        parts += [f"1.{n} Apartado {name}\n\n{LONG}" for n, name in enumerate(("uno", "dos", "tres"), start=1)]
        parts += ["Un recuadro", "Texto del recuadro, que es propio y termina con punto final."]
        found = sections(structured("\n\n".join(parts)))
        assert found["Texto del recuadro, que es propio y termina con punto final."] == (
            "CAPÍTULO I. La mirada local",
            "1.3 Apartado tres",
            "Un recuadro",
        )

    def test_a_chapter_title_printed_beside_its_page_opens_the_page(self) -> None:
        filler = "\n".join(f"renglón {number} con su texto." for number in range(30))
        text = (
            f"{filler}\n Los mercados del mundo son muchos, están lejos y crecen\n\nPROMOCIÓN "
            "EXTERIOR\n\nCAPITULO CUATRO\n\ncada año más."
        )
        found = sections(structured(text))
        assert found["Los mercados del mundo son muchos, están lejos y crecen cada año más."] == (
            "CAPITULO CUATRO. PROMOCIÓN EXTERIOR",
        )

    def test_an_author_and_a_post_are_no_headings(self) -> None:
        text = f"Una ciudad abierta\n\nElena Ríos Paz\n\nDirectora de Cultura\n\n{LONG}"
        assert [kind for kind, _ in blocks_of(text)] == ["heading", "paragraph", "paragraph", "paragraph"]

    def test_a_row_of_short_lines_is_a_torn_table(self) -> None:
        text = f"{LONG}\n\nMovilidad\n\nVivienda\n\nCultura\n\nTurismo\n\nSalud pública\n\n{LONG}"
        assert [kind for kind, _ in blocks_of(text)].count("heading") == 1

    def test_headings_printed_after_their_text_title_it_and_open_nothing(self) -> None:
        first, second = LONG.replace("oficina", "delegación"), LONG.replace("oficina", "comisión")
        text = (
            f"{LONG}\n\n\f{first}\n\nReunión con Lima\n\n{second}\n\nVisita a "
            f"Quito\n\n\f{LONG.replace('cabildo', 'congreso')}"
        )
        found = sections(structured(text))
        assert found[first] == ("Reunión con Lima",)
        assert found[second] == ("Visita a Quito",)
        assert found[LONG.replace("cabildo", "congreso")] == ()

    def test_numbered_lines_in_a_row_are_steps_and_numbered_lines_over_text_are_headings(self) -> None:
        assert {kind for kind, _ in blocks_of("1. Prólogo\n\n2. Diagnóstico\n\n3. Propuesta\n\n4. Anexos")} == {"step"}
        assert blocks_of(f"1. El diagnóstico\n\n{LONG}")[0][0] == "heading"

    def test_pages_of_a_file_are_kept(self) -> None:
        result = structure(LoadedFile(Path("a.pdf"), (Page(1, LONG), Page(2, LONG.replace("oficina", "área")))))
        assert [(block.page, block.last_page) for block in result.blocks] == [(1, 1), (2, 2)]
        assert result.pages == 2


class TestMarkdown:
    TEXT = (
        "# Guía\n\nIntro **clara** con [liga](https://a.mx).\n\n## Pasos\n\n1. Uno\n2. Dos\n   - sub\n\n| A "
        "| B |\n|---|---|\n| 1 | 2 |\n"
    )

    def test_markdown_becomes_plain_blocks(self) -> None:
        assert [(part.kind, part.text, part.level) for part in read_markdown(self.TEXT)] == [
            ("heading", "Guía", 1),
            ("paragraph", "Intro clara con liga.", 0),
            ("heading", "Pasos", 2),
            ("step", "1. Uno", 0),
            ("step", "2. Dos", 0),
            ("item", "- sub", 0),
            ("table", "A | B\n1 | 2", 0),
        ]

    def test_a_section_path_is_the_path_of_headings(self) -> None:
        assert sections(structured(self.TEXT, markup=True))["1. Uno"] == ("Guía", "Pasos")


class TestWhole:
    @given(
        st.lists(
            st.sampled_from(
                [LONG, "Un título corto", "◆ un punto", "1. Un paso.", "minúsculas que siguen", "A\tB", "", "3 Nota"]
            ),
            max_size=14,
        ),
        st.booleans(),
    )
    def test_blocks_are_in_order_apart_and_exact(self, parts: list[str], close: bool) -> None:
        result = structured(("\n" if close else "\n\n").join(parts))
        ends = [0, *(block.end for block in result.blocks)]
        assert all(end <= block.start < block.end for end, block in zip(ends, result.blocks, strict=False))
        assert all(not result.text[block.start : block.end].isspace() for block in result.blocks)
        assert all(len(block.section) <= 3 for block in result.blocks)
        assert 0.0 <= result.kept <= 1.0

    def test_little_text_kept_gives_a_warning(self) -> None:
        text = (
            "ÍNDICE\n\n" + "\n".join(f"Apartado {number} de la obra......{number}" for number in range(30)) + "\n\nFin."
        )
        assert "Solo se conservó" in structured(text).warnings[0]

    @pytest.mark.parametrize("document", SOURCES)
    def test_the_real_documents_keep_their_letters(self, document: str, source_text: Read) -> None:
        result = structured(source_text(document))
        assert result.kept >= 0.9
        assert result.warnings == ()

    def test_the_legal_procedure_stands_under_its_heading_in_order(self, source_text: Read) -> None:
        result = structured(source_text("abc-sre"))
        steps = [b for b in result.blocks if b.kind == "step" and b.section[-1] == "Procedimiento legal aplicable"]
        labels = [result.text[block.start : block.start + 2] for block in steps]
        assert labels == ["1.", "2.", "3.", "4.", "a.", "El", "b.", "5.", "6."]
        assert steps[0].section[0].startswith("CAPITULO CINCO")
