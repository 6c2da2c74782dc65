"""From files of each kind to pages of text."""

import zipfile
from collections.abc import Callable
from contextlib import closing, suppress
from itertools import product
from pathlib import Path

import docx
import pypdfium2
import pytest
from docx.enum.style import WD_STYLE_TYPE

from corpus.errors import (
    FileCorrupt,
    FileEmpty,
    FileEncrypted,
    FileMissing,
    FileUnsupported,
    NoDocumentsInFolder,
    NoTextLayer,
)
from ingest.loading import SUPPORTED, LoadedFile, find_files, load

DATA = Path(__file__).parents[1] / "data"


def page_texts(name: str) -> list[str]:
    return [page.text for page in load(DATA / name).pages]


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def load_html(folder: Path, body: str) -> LoadedFile:
    return load(write(folder, "p.html", body))


class TestText:
    def test_utf8_with_or_without_a_mark_is_read_the_same(self, tmp_path: Path) -> None:
        plain = load(write(tmp_path, "a.txt", "Sesión de cabildo\r\nAño 2024\r"))
        marked = load(write(tmp_path, "b.txt", "Sesión de cabildo\r\nAño 2024\r".encode("utf-8-sig")))
        assert plain.pages == marked.pages
        assert plain.pages[0].text == "Sesión de cabildo\nAño 2024\n"
        assert (plain.pages[0].number, plain.markup, plain.title, plain.warnings) == (None, False, None, ())

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
    def test_utf16_is_told_by_its_mark(self, tmp_path: Path, encoding: str) -> None:
        mark = "" if encoding == "utf-16" else "\ufeff"
        loaded = load(write(tmp_path, "a.txt", f"{mark}Año de gestión".encode(encoding)))
        assert loaded.pages[0].text == "Año de gestión"

    def test_accents_are_composed(self, tmp_path: Path) -> None:
        assert load(write(tmp_path, "a.txt", "gestio\u0301n")).pages[0].text == "gestión"

    def test_windows_text_keeps_its_accents_and_warns(self) -> None:
        loaded = load(DATA / "windows.txt")
        assert loaded.pages[0].text.startswith("DIRECCIÓN DE VINCULACIÓN\n¿Quién firma? El síndico")
        assert "codificación" in loaded.warnings[0]

    @pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850"])
    @pytest.mark.parametrize(
        "text", ["año", "SESIÓN EXTRAORDINARIA", "El periodo 2019 y la compañía", "¿Quién convoca?"]
    )
    def test_old_encodings_are_told_apart_by_the_signs_of_spanish(
        self, tmp_path: Path, encoding: str, text: str
    ) -> None:
        assert load(write(tmp_path, "a.txt", text.encode(encoding))).pages[0].text == text

    def test_a_dash_between_years_is_not_taken_for_a_letter(self, tmp_path: Path) -> None:
        assert load(write(tmp_path, "a.txt", "Plan 2019–2024".encode("cp1252"))).pages[0].text == "Plan 2019–2024"

    def test_form_feeds_part_numbered_pages(self, tmp_path: Path) -> None:
        pages = load(write(tmp_path, "a.txt", "uno\n\f\fdos\n\ftres\n\f")).pages
        assert [(page.number, page.text) for page in pages] == [(1, "uno\n"), (2, ""), (3, "dos\n"), (4, "tres\n")]

    @pytest.mark.parametrize("name", ["manual.pdf", "oficina.docx"])
    def test_another_kind_of_file_named_txt_is_refused(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(FileCorrupt):
            load(write(tmp_path, "a.txt", (DATA / name).read_bytes()))

    def test_a_real_source_comes_through_whole(self, source_text: Callable[[str], str], tmp_path: Path) -> None:
        text = source_text("abc-sre")
        loaded = load(write(tmp_path, "abc.txt", text))
        assert sum(map(str.isalnum, loaded.pages[0].text)) == sum(map(str.isalnum, text))


class TestMarkdown:
    def test_front_matter_and_comments_go_and_the_title_comes_from_it(self) -> None:
        loaded = load(DATA / "aviso.md")
        assert loaded.title == "Aviso para viajes de trabajo"
        assert loaded.pages[0].text == "# Aviso\n\nLa comitiva entrega su informe a los diez días."
        assert loaded.markup

    def test_without_front_matter_the_first_heading_is_the_title(self, tmp_path: Path) -> None:
        loaded = load(write(tmp_path, "a.md", "Nota.\n\n# Redes de ciudades #\n\n---\n\nTexto.\n"))
        assert loaded.title == "Redes de ciudades"
        assert "---" in loaded.pages[0].text


class TestPdf:
    def test_pages_are_numbered_and_titled(self) -> None:
        loaded = load(DATA / "manual.pdf")
        assert [page.number for page in loaded.pages] == [1, 2, 3]
        assert (loaded.title, loaded.markup, loaded.warnings) == ("Manual de vinculación", False, ())

    def test_words_parted_at_line_ends_keep_their_hyphen_and_line_end(self) -> None:
        first, second, _ = page_texts("manual.pdf")
        assert "el conve-\nnio tenga objeto" in first
        assert "técnico-\nadministrativo" in second
        assert not {"\x02", "\ufffe", "\r"} & set(first + second)

    def test_room_between_paragraphs_becomes_a_blank_line(self) -> None:
        paragraphs = page_texts("manual.pdf")[0].split("\n\n")
        assert [paragraph.split("\n")[0] for paragraph in paragraphs] == [
            "Manual de vinculación de Villa Serena",
            "1. Antes de firmar",
            "Se requiere:",
            "1",
        ]

    def test_columns_are_read_one_after_the_other(self) -> None:
        (text,) = page_texts("columnas.pdf")
        assert text.index("por escrito.") < text.index("Cada prioridad")

    def test_a_page_without_text_is_named_in_a_warning(self) -> None:
        loaded = load(DATA / "mixto.pdf")
        assert [bool(page.text) for page in loaded.pages] == [True, False, True]
        assert loaded.warnings[0].startswith("La página 2 no tiene texto")

    def test_many_pages_without_text_are_named_by_runs(self, tmp_path: Path) -> None:
        with (
            closing(pypdfium2.PdfDocument(DATA / "manual.pdf")) as manual,
            closing(pypdfium2.PdfDocument.new()) as made,
        ):
            for blank in (1, 2):
                made.import_pages(manual)
                for _ in range(blank):
                    made.new_page(600, 800)
            made.save(tmp_path / "a.pdf")
        assert load(tmp_path / "a.pdf").warnings[0].startswith("Las páginas 4 y 8-9 no tienen texto")

    def test_a_scanned_file_is_refused_with_its_pages_even_with_a_stamp(self) -> None:
        with pytest.raises(NoTextLayer) as caught:
            load(DATA / "escaneado.pdf")
        assert (caught.value.pages, caught.value.total) == ((1, 2), 3)

    def test_a_password_is_reported_as_such(self) -> None:
        with pytest.raises(FileEncrypted):
            load(DATA / "cifrado.pdf")

    def test_a_damaged_file_is_refused(self) -> None:
        with pytest.raises(FileCorrupt):
            load(DATA / "truncado.pdf")


class TestDocx:
    def test_title_headings_lists_and_table_keep_their_order(self) -> None:
        loaded = load(DATA / "oficina.docx")
        assert loaded.title == "Guía de la oficina de enlace"
        assert loaded.markup
        assert loaded.pages[0].text.split("\n\n")[2:8] == [
            "# Antes de empezar",
            "Conviene contar con:",
            "- Un espacio de trabajo.\n- Una persona responsable.",
            "## Pasos",
            "1. Redactar el acuerdo de creación.\n2. Presentarlo ante el cabildo.\n3. Publicarlo en la gaceta.",
            "| Documento | Plazo |\n| --- | --- |\n| Acuerdo | 10 días |\n| Registro \\| copia | 5 días |",
        ]

    def test_accepted_insertions_and_content_controls_are_read_but_not_deletions(self) -> None:
        text = page_texts("oficina.docx")[0]
        assert "El enlace informa cada mes al cabildo." in text
        assert "Texto dentro de un control de contenido." in text
        assert "cada semana" not in text

    def test_spanish_style_names_and_styles_based_on_headings_are_headings(self, tmp_path: Path) -> None:
        document = docx.Document()
        document.styles.add_style("Título 2 municipal", WD_STYLE_TYPE.PARAGRAPH)
        own = document.styles.add_style("Apartado", WD_STYLE_TYPE.PARAGRAPH)
        own.base_style = document.styles["Heading 3"]
        document.add_paragraph("Requisitos", style="Título 2 municipal")
        document.add_paragraph("Plazos", style="Apartado")
        document.add_paragraph("• Escrito a mano")
        document.save(str(tmp_path / "a.docx"))
        assert load(tmp_path / "a.docx").pages[0].text == "## Requisitos\n\n### Plazos\n\n- Escrito a mano"

    def test_a_table_of_one_column_is_read_as_the_blocks_in_it(self, tmp_path: Path) -> None:
        document = docx.Document()
        cell = document.add_table(rows=1, cols=1).rows[0].cells[0]
        cell.text = "Recuadro"
        cell.add_paragraph("Un consejo", style="List Bullet")
        document.save(str(tmp_path / "a.docx"))
        assert load(tmp_path / "a.docx").pages[0].text == "Recuadro\n\n- Un consejo"

    def test_merged_cells_are_written_once(self, tmp_path: Path) -> None:
        document = docx.Document()
        table = document.add_table(rows=2, cols=2)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "Plazos"
        table.cell(1, 0).text, table.cell(1, 1).text = "Acuerdo", "10 días"
        document.save(str(tmp_path / "a.docx"))
        assert load(tmp_path / "a.docx").pages[0].text.startswith("| Plazos |  |\n| --- | --- |\n| Acuerdo |")

    def test_an_empty_document_is_empty(self, tmp_path: Path) -> None:
        docx.Document().save(str(tmp_path / "a.docx"))
        with pytest.raises(FileEmpty):
            load(tmp_path / "a.docx")

    def test_a_file_with_a_password_and_an_old_doc_are_told_apart(self, tmp_path: Path) -> None:
        ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 64
        with pytest.raises(FileEncrypted):
            load(write(tmp_path, "a.docx", ole + "EncryptedPackage".encode("utf-16-le")))
        with pytest.raises(FileCorrupt):
            load(write(tmp_path, "b.docx", ole))

    def test_no_damage_to_a_part_escapes_as_an_error_of_the_vendor(self, tmp_path: Path) -> None:
        with zipfile.ZipFile(DATA / "oficina.docx") as source:
            parts = {name: source.read(name) for name in source.namelist()}
        damages = (lambda part: None, lambda part: part[:-20], lambda part: part.replace(b"w:val=", b"w:x="))
        for (name, part), damage in product(parts.items(), damages):
            with zipfile.ZipFile(tmp_path / "a.docx", "w") as target:
                for kept, content in {**parts, name: damage(part)}.items():
                    if content is not None:
                        target.writestr(kept, content)
            with suppress(FileCorrupt, FileEmpty):
                assert load(tmp_path / "a.docx").has_text


class TestHtml:
    def test_a_page_becomes_its_content_without_its_surroundings(self) -> None:
        loaded = load(DATA / "pagina.html")
        assert loaded.title == "Programa de intercambio | Villa Serena"
        assert loaded.warnings == ()
        assert loaded.pages[0].text.split("\n\n") == [
            "# Programa de intercambio",
            "El programa recibe a estudiantes y a funcionarios de ciudades amigas.\nDura tres meses.",
            "## Requisitos",
            "- Carta de la escuela\n- Seguro médico:\n1. Nacional\n2. De viaje",
            "## Pasos",
            "3. Llenar la solicitud.\n4. Entregarla en ventanilla.",
            "Fechas",
            "| Etapa | Mes |\n| --- | --- |\n| Registro | Enero |\n| Registro | Febrero |",
            "- Sede: Casa de la cultura",
        ]

    def test_utf8_that_declares_another_encoding_is_read_as_utf8(self, tmp_path: Path) -> None:
        loaded = load_html(tmp_path, '<meta charset="iso-8859-1"><p>Señal de atención</p>')
        assert loaded.pages[0].text == "Señal de atención"

    def test_without_title_the_first_heading_is_it(self, tmp_path: Path) -> None:
        assert load_html(tmp_path, "<h1>Redes <em>de ciudades</em></h1><p>Texto</p>").title == "Redes de ciudades"

    def test_a_form_around_the_whole_page_is_kept(self, tmp_path: Path) -> None:
        body = "<body><form><p>El trámite es gratuito y se hace en línea.</p></form></body>"
        assert load_html(tmp_path, body).pages[0].text == "El trámite es gratuito y se hace en línea."

    def test_a_table_that_lays_out_the_page_is_read_cell_by_cell(self, tmp_path: Path) -> None:
        body = "<table><tr><td><h2>Sede</h2></td><td><p>Palacio municipal</p></td></tr></table>"
        assert load_html(tmp_path, body).pages[0].text == "## Sede\n\nPalacio municipal"

    def test_a_cell_across_columns_keeps_the_columns_aligned(self, tmp_path: Path) -> None:
        body = "<table><tr><td colspan=2>Plazos</td><td>Sede</td></tr><tr><td>a</td><td>b</td><td>c</td></tr></table>"
        assert load_html(tmp_path, body).pages[0].text.splitlines()[::2] == ["| Plazos |  | Sede |", "| a | b | c |"]

    def test_inline_text_beside_blocks_is_not_lost(self, tmp_path: Path) -> None:
        body = "<div>Antes <span>del acto<p>El cabildo sesiona.</p></span> Después se publica.</div>"
        assert (
            load_html(tmp_path, body).pages[0].text == "Antes\n\ndel acto\n\nEl cabildo sesiona.\n\nDespués se publica."
        )

    @pytest.mark.parametrize("body", ["<![zz hola <p>x", "<div>" * 5000 + "hola"])
    def test_what_the_parser_cannot_take_is_corrupt(self, tmp_path: Path, body: str) -> None:
        with pytest.raises(FileCorrupt):
            load_html(tmp_path, body)


class TestLoad:
    @pytest.mark.parametrize("name", ["binario.txt", "truncado.pdf"])
    def test_what_is_not_what_its_name_says_is_corrupt(self, name: str) -> None:
        with pytest.raises(FileCorrupt):
            load(DATA / name)

    @pytest.mark.parametrize("suffix", sorted(SUPPORTED))
    def test_white_space_alone_is_empty(self, tmp_path: Path, suffix: str) -> None:
        for content in (b"", (DATA / "vacio.txt").read_bytes()):
            with pytest.raises(FileEmpty):
                load(write(tmp_path, f"a{suffix}", content))

    @pytest.mark.parametrize("suffix", [".pdf", ".docx"])
    def test_a_text_under_the_name_of_a_binary_is_corrupt(self, tmp_path: Path, suffix: str) -> None:
        with pytest.raises(FileCorrupt):
            load(write(tmp_path, f"a{suffix}", "Hola, cabildo."))

    def test_suffixes_are_read_in_any_case(self, tmp_path: Path) -> None:
        assert load(write(tmp_path, "ACTA.TXT", "Acta")).has_text

    def test_a_missing_file_and_a_folder_cannot_be_read(self, tmp_path: Path) -> None:
        (tmp_path / "carpeta.txt").mkdir()
        for name in ("nada.txt", "carpeta.txt"):
            with pytest.raises(FileMissing):
                load(tmp_path / name)

    @pytest.mark.parametrize("name", ["acta.doc", "acta"])
    def test_unknown_kinds_are_refused(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(FileUnsupported):
            load(write(tmp_path, name, "Acta"))


class TestFindFiles:
    def test_folders_are_read_through_in_order_without_hidden_or_unknown_files(self, tmp_path: Path) -> None:
        for name in ("b.txt", "a.PDF", "sub/c.md", "sub/.oculto.md", ".git/d.txt", "~$b.docx", "foto.png"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            write(tmp_path, name, "x")
        names = [file.relative_to(tmp_path).as_posix() for file in find_files([tmp_path])]
        assert names == ["a.PDF", "b.txt", "sub/c.md"]

    def test_a_file_named_twice_comes_once_where_it_was_first_named(self, tmp_path: Path) -> None:
        first, second = write(tmp_path, "a.txt", "x"), write(tmp_path, "b.txt", "x")
        assert find_files([second, tmp_path]) == [second, first]

    def test_what_cannot_be_found_or_read_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(FileMissing):
            find_files([tmp_path / "nada"])
        with pytest.raises(NoDocumentsInFolder):
            find_files([tmp_path])
        with pytest.raises(FileUnsupported):
            find_files([write(tmp_path, "foto.png", "x")])
