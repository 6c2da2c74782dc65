from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from corpus.catalog import load_catalog
from corpus.errors import FileMissing
from corpus.guides import load_guides, parse_guide
from corpus.models import DocumentKind, IndexedDocument, SourceReference
from ingest.documents import file_document, guide_document, numbered, slug

GUIDE = """---
id: copias
title: "Copias certificadas"
kind: procedimiento
topics: [trámites]
sources: [reglamento]
---

De qué trata la guía.

## ¿Cómo se piden?
<!--
sources: [{document: reglamento, section: Costos}]
questions: ["¿Cómo se piden?", "¿Qué se lleva?"]
-->
Las copias se piden así:

1. Se llena la solicitud.
2. Se paga en la caja.

## ¿Cuánto cuestan?
<!--
sources: [{document: reglamento, section: Costos}]
questions: ["¿Cuánto cuestan?"]
-->
Doce pesos por hoja.
"""


def read(path: Path, as_id: str | None = None, taken: tuple[str, ...] = ()) -> IndexedDocument:
    return file_document(path, "f1", load_catalog(), as_id=as_id, taken=taken)


def as_word(text: str, path: Path) -> None:
    document = docx.Document()
    for block in text.split("\n\n"):
        document.add_paragraph(" ".join("".join(c for c in block if c.isprintable() or c == "\n").split()))
    document.save(str(path))


def as_page(text: str, path: Path) -> None:
    body = "".join(f"<p>{block}</p>\n" for block in text.replace("<", "&lt;").split("\n\n"))
    path.write_text(f"<html><title>Descarga</title><body>{body}</body></html>", encoding="utf-8")


def as_long_lines(text: str, path: Path) -> None:
    path.write_text("\n\n".join(" ".join(block.split()) for block in text.split("\n\n")), encoding="utf-8")


class TestGuides:
    @pytest.fixture
    def entry(self) -> IndexedDocument:
        return guide_document(parse_guide(GUIDE, "copias.md"))

    def test_each_section_is_one_passage_with_its_questions_and_sources(self, entry: IndexedDocument) -> None:
        first, second = entry.passages
        assert (first.section, second.section) == (("¿Cómo se piden?",), ("¿Cuánto cuestan?",))
        assert first.questions == ("¿Cómo se piden?", "¿Qué se lleva?")
        assert second.sources == (SourceReference("reglamento", "Costos"),)

    def test_passages_stand_in_the_text_where_they_say(self, entry: IndexedDocument) -> None:
        text = entry.document.text
        assert text.startswith("De qué trata la guía.\n\n¿Cómo se piden?\n\n")
        assert all(text[passage.start : passage.end] == passage.text for passage in entry.passages)

    def test_steps_are_units_of_their_own(self, entry: IndexedDocument) -> None:
        assert entry.passages[0].sentences() == [
            "Las copias se piden así:",
            "1. Se llena la solicitud.",
            "2. Se paga en la caja.",
        ]

    def test_the_document_is_ours(self, entry: IndexedDocument) -> None:
        assert (entry.document.kind, entry.document.publisher) == (DocumentKind.GUIDE, "Ventanilla")
        assert (entry.document.id, entry.document.title) == ("copias", "Copias certificadas")
        assert entry.report.passages == 2

    def test_a_word_changed_anywhere_in_the_file_changes_the_fingerprint(self, entry: IndexedDocument) -> None:
        changed = guide_document(parse_guide(GUIDE.replace("¿Qué se lleva?", "¿Qué se trae?"), "copias.md"))
        assert changed.document.fingerprint != entry.document.fingerprint

    def test_every_shipped_guide_keeps_the_offsets_of_its_sections(self) -> None:
        for guide in load_guides():
            entry = guide_document(guide)
            assert [passage.text for passage in entry.passages] == [section.text for section in guide.sections]
            for passage in entry.passages:
                assert entry.document.text[passage.start : passage.end] == passage.text
                assert passage.units, passage.section


class TestFiles:
    def test_an_unknown_file_is_called_after_itself(self, notice: Path) -> None:
        entry = read(notice)
        assert (entry.document.id, entry.document.kind, entry.document.fingerprint) == (
            "aviso",
            DocumentKind.OFFICIAL,
            "f1",
        )
        assert (entry.document.publisher, entry.document.year, entry.document.url) == (None, None, None)
        assert {passage.document_id for passage in entry.passages} == {"aviso"}
        assert entry.report.passages == len(entry.passages) > 0

    def test_a_given_id_comes_before_the_name(self, notice: Path) -> None:
        assert read(notice, as_id="otro").document.id == "otro"

    @pytest.mark.parametrize("as_id", [None, "aviso"])
    def test_an_id_that_is_taken_gets_the_next_free_number(self, notice: Path, as_id: str | None) -> None:
        assert read(notice, as_id, taken=("aviso", "aviso-2")).document.id == "aviso-3"

    def test_a_missing_file_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(FileMissing):
            read(tmp_path / "no-existe.txt")

    @pytest.mark.parametrize(
        ("export", "name"),
        [(as_long_lines, "x.txt"), (as_page, "x.html"), (as_word, "x.docx"), (as_long_lines, "x.md")],
    )
    @pytest.mark.parametrize("document_id", ["abc-sre", "amimp-giz-2021"])
    def test_another_export_of_a_catalogued_text_gets_the_same_id_and_its_data(
        self,
        export: Callable[[str, Path], None],
        name: str,
        document_id: str,
        source_text: Callable[[str], str],
        tmp_path: Path,
    ) -> None:
        export(source_text(document_id), tmp_path / name)
        document = read(tmp_path / name, taken=(document_id,)).document
        entry = load_catalog().get(document_id)
        assert entry is not None
        assert (document.id, document.title, document.publisher) == (document_id, entry.title, entry.publisher)
        assert (document.year, document.url, document.licence) == (entry.year, entry.url, entry.licence)

    def test_a_catalogued_text_can_be_given_another_id(self, source_text, tmp_path: Path) -> None:
        as_long_lines(source_text("amimp-giz-2021"), tmp_path / "x.txt")
        assert read(tmp_path / "x.txt", as_id="mio").document.id == "mio"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ley Orgánica Municipal", "ley-organica-municipal"),
        ("Año_2024 (final)", "ano-2024-final"),
        ("ABC", "abc"),
        ("¿?", "documento"),
        ("../../etc/passwd", "etc-passwd"),
    ],
)
def test_an_id_from_a_name_is_of_plain_letters_digits_and_hyphens(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_a_free_id_stays_as_it_is() -> None:
    assert numbered("acta", ()) == "acta"
    assert numbered("acta", {"acta"}) == "acta-2"
