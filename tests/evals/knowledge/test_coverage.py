"""What is covered of a document, chapter by chapter."""

from dataclasses import replace

from corpus.models import (
    Document,
    DocumentKind,
    IndexedDocument,
    IngestReport,
    Passage,
    PassageKind,
    SourceReference,
    Span,
)
from evals.knowledge.coverage import (
    BEFORE_THE_FIRST_HEADING,
    ChapterCoverage,
    chapter_coverage,
    linked_passages,
    sections_without_link,
)


def passage(id_: str, *section: str) -> Passage:
    return Passage(id_, "actas", section, 0, 1, "x", PassageKind.PROSE, (Span(0, 1),), 1)


def entry(id_: str, kind: DocumentKind, *passages: Passage) -> IndexedDocument:
    return IndexedDocument(Document(id_, id_, kind, "", "0"), passages, IngestReport(id_, 0, len(passages), 1.0))


ACTAS = entry(
    "actas",
    DocumentKind.OFFICIAL,
    passage("a"),
    replace(passage("b", "Uno", "Costos"), questions=("¿Cuánto?",)),
    passage("c", "Uno"),
    passage("d", "Dos"),
)
OFFICES = replace(
    passage("g1", "¿Dónde?"), document_id="copias", sources=(SourceReference("actas", "Uno"),), official=("b", "d")
)
PRICES = replace(passage("g2", "¿Cuánto?"), document_id="copias", sources=(SourceReference("actas", "Dos"),))
MAPS = replace(passage("g3", "¿Qué mapa?"), document_id="copias", sources=(SourceReference("planos", "Uno"),))
COPIES = entry("copias", DocumentKind.GUIDE, OFFICES, PRICES, MAPS)


def test_chapters_are_counted_in_reading_order() -> None:
    assert chapter_coverage(ACTAS, frozenset({"b", "d"})) == [
        ChapterCoverage(BEFORE_THE_FIRST_HEADING, 1, 0, 0),
        ChapterCoverage("Uno", 2, 1, 1),
        ChapterCoverage("Dos", 1, 0, 1),
    ]


def test_the_passages_that_guides_lead_into() -> None:
    assert linked_passages([ACTAS, COPIES]) == frozenset({"b", "d"})


def test_a_section_whose_document_is_indexed_should_lead_into_it() -> None:
    assert list(sections_without_link([ACTAS, COPIES])) == [("copias", "¿Cuánto?")]
