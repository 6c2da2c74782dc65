from pathlib import Path

import pytest

from corpus.catalog import load_catalog
from corpus.errors import KnowledgeError
from corpus.guides import Guide, GuideKind, load_guides, parse_guide
from corpus.models import SourceReference

VALID = """---
id: copias
title: "Copias certificadas"
kind: procedimiento
topics: [trámites]
sources: [abc-sre]
---

De qué trata la guía.

## ¿Cuánto cuestan?
<!--
sources:
  - {document: abc-sre, section: "Costos"}
questions:
  - ¿Cuánto cuestan las copias?
  - How much is a copy?
-->
Doce pesos por hoja.

Se pagan en la caja.

## ¿Dónde se piden?
<!--
sources: [{document: abc-sre, section: Oficinas}, {document: cdmx-global, section: "Sedes"}]
questions: ["¿Dónde se piden?"]
-->
En la ventanilla.
"""


@pytest.fixture(scope="module")
def guides() -> tuple[Guide, ...]:
    return load_guides()


class TestFormat:
    def test_a_guide_is_read_with_its_sections(self) -> None:
        guide = parse_guide(VALID, "copias.md")
        assert (guide.id, guide.title, guide.kind) == ("copias", "Copias certificadas", GuideKind.PROCEDURE)
        assert (guide.topics, guide.sources, guide.summary) == (("trámites",), ("abc-sre",), "De qué trata la guía.")
        first, second = guide.sections
        assert (first.title, first.text) == ("¿Cuánto cuestan?", "Doce pesos por hoja.\n\nSe pagan en la caja.")
        assert first.questions == ("¿Cuánto cuestan las copias?", "How much is a copy?")
        assert second.sources == (SourceReference("abc-sre", "Oficinas"), SourceReference("cdmx-global", "Sedes"))
        assert guide.raw == VALID

    @pytest.mark.parametrize(
        ("old", "new", "told"),
        [
            ("---\nid", "id", "no YAML front matter"),
            ("id: copias\n", "", "lacks 'id'"),
            ("kind: procedimiento", "kind: poema", "poema"),
            ("kind: procedimiento", "kind: [", "YAML"),
            ("Doce pesos por hoja.\n\nSe pagan en la caja.", "", "needs sources, questions and text"),
            ('questions: ["¿Dónde se piden?"]', "questions: []", "needs sources, questions and text"),
            ('questions: ["¿Dónde se piden?"]', "questions: ¿Dónde se piden?", "needs sources, questions and text"),
            ('  - {document: abc-sre, section: "Costos"}', "  - {document: abc-sre}", "needs document and section"),
            ('  - {document: abc-sre, section: "Costos"}', "  - abc-sre", "needs document and section"),
            ("<!--\nsources: [", "sources: [", "2 headings but 1 sections"),
            ("## ¿Dónde se piden?", "# Otro título\n\n## ¿Dónde se piden?", "3 headings but 2 sections"),
            ("questions:\n  - ¿Cuánto", "questions:\n  ¿Cuánto: x: y", "YAML"),
        ],
    )
    def test_a_guide_that_breaks_the_format_is_told_with_its_file(self, old: str, new: str, told: str) -> None:
        assert VALID.count(old) == 1
        with pytest.raises(KnowledgeError, match=told) as failure:
            parse_guide(VALID.replace(old, new), "copias.md")
        assert failure.value.place.startswith("copias.md")

    def test_a_folder_is_read_in_the_order_of_its_names(self, tmp_path: Path) -> None:
        (tmp_path / "b.md").write_text(VALID, encoding="utf-8")
        (tmp_path / "a.md").write_text(VALID.replace("id: copias", "id: actas"), encoding="utf-8")
        (tmp_path / "notas.txt").write_text("no es una guía", encoding="utf-8")
        assert [guide.id for guide in load_guides(tmp_path)] == ["actas", "copias"]

    def test_two_guides_cannot_share_an_id(self, tmp_path: Path) -> None:
        for name in ("a.md", "b.md"):
            (tmp_path / name).write_text(VALID, encoding="utf-8")
        with pytest.raises(KnowledgeError, match="two guides"):
            load_guides(tmp_path)


def test_the_template_is_a_guide() -> None:
    template = Path(__file__).parents[2] / "docs" / "guide-template.md"
    guide = parse_guide(template.read_text(encoding="utf-8"), template.name)
    assert len(guide.sections) == 2
    assert guide.kind is GuideKind.PROCEDURE


class TestShippedGuides:
    def test_there_are_guides_of_several_kinds(self, guides: tuple[Guide, ...]) -> None:
        assert len(guides) >= 15
        assert len({guide.kind for guide in guides}) >= 3

    def test_every_source_is_a_catalogued_document(self, guides: tuple[Guide, ...]) -> None:
        catalogued = {entry.id for entry in load_catalog().entries}
        for guide in guides:
            cited = {source.document_id for section in guide.sections for source in section.sources}
            assert cited <= set(guide.sources) <= catalogued, guide.id

    def test_no_guide_has_the_id_of_a_catalogued_document(self, guides: tuple[Guide, ...]) -> None:
        assert {guide.id for guide in guides} & {entry.id for entry in load_catalog().entries} == set()

    def test_every_section_answers_several_questions_each_asked_once(self, guides: tuple[Guide, ...]) -> None:
        for guide in guides:
            for section in guide.sections:
                assert 3 <= len(section.questions) <= 10, f"{guide.id} › {section.title}"
                assert len(set(section.questions)) == len(section.questions), f"{guide.id} › {section.title}"

    def test_a_section_is_short_enough_to_be_the_answer(self, guides: tuple[Guide, ...]) -> None:
        lengths = {f"{g.id} › {s.title}": len(s.text.split()) for g in guides for s in g.sections}
        assert {place: length for place, length in lengths.items() if not 50 <= length <= 220} == {}

    def test_titles_of_a_guide_are_distinct(self, guides: tuple[Guide, ...]) -> None:
        for guide in guides:
            titles = [section.title for section in guide.sections]
            assert len(set(titles)) == len(titles), guide.id
