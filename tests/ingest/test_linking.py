from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from corpus.analysis import fold
from corpus.catalog import load_catalog
from corpus.embedding import OnnxEmbedder
from corpus.guides import load_guides
from corpus.lexical import build_lexical, heading_text
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
from ingest.documents import file_document, guide_document
from ingest.linking import LINKS, link_guides


def document(id_: str, kind: DocumentKind, *sections: tuple[str, str]) -> IndexedDocument:
    """A document of one passage for each heading and text."""
    passages = [
        Passage(f"{id_}.{n}", id_, (heading,), 0, len(text), text, PassageKind.PROSE, (Span(0, len(text)),), 1)
        for n, (heading, text) in enumerate(sections)
    ]
    body = "\n\n".join(text for _, text in sections)
    return IndexedDocument(Document(id_, id_, kind, body, "f"), tuple(passages), IngestReport(id_, 1, len(passages), 1))


def guide(text: str, *sources: tuple[str, str]) -> IndexedDocument:
    """A guide of one section that rests on the named sections."""
    entry = document("guia", DocumentKind.GUIDE, ("Guía", text))
    references = tuple(SourceReference(*source) for source in sources)
    return replace(entry, passages=(replace(entry.passages[0], sources=references),))


@cache
def embedder() -> OnnxEmbedder:
    return OnnxEmbedder()


def linked(*entries: IndexedDocument) -> tuple[IndexedDocument, ...]:
    """The documents with their guides linked, by real vectors."""
    vectors = {}
    for entry in entries:
        texts = [f"{heading_text(entry.document.title, p)}\n{p.text}" for p in entry.passages]
        made = np.array(embedder().embed_documents(texts), dtype=np.float32)
        vectors.update(zip((p.id for p in entry.passages), made, strict=True))
    return link_guides(entries, build_lexical(entries), vectors)


MATTERS = (
    ("Costos", "Las copias certificadas cuestan doce pesos por hoja."),
    ("Parques", "Los parques abren al amanecer y cierran al anochecer."),
    ("Agua", "El recibo del agua llega cada dos meses al domicilio."),
    ("Basura", "El camión de la basura pasa los martes y los jueves."),
    ("Mercado", "El mercado tiene cien locales y dos entradas."),
    ("Biblioteca", "La biblioteca presta tres libros por quince días."),
    ("Deporte", "La cancha se reserva con una semana de anticipación."),
    ("Salud", "El dispensario atiende a niños por las mañanas."),
)
RULES = document("reglamento", DocumentKind.OFFICIAL, *MATTERS)


def test_a_section_is_linked_to_the_passage_of_its_source_that_says_the_same() -> None:
    (entry, *_) = linked(guide("Una copia certificada cuesta doce pesos.", ("reglamento", "Costos")), RULES)
    assert entry.passages[0].official == ("reglamento.0",)


def test_a_heading_shifted_against_its_text_does_not_mislead() -> None:
    (entry, *_) = linked(guide("La biblioteca presta tres libros.", ("reglamento", "Mercado")), RULES)
    assert entry.passages[0].official[0] == "reglamento.5"


def test_a_section_that_says_something_else_is_linked_to_nothing() -> None:
    (entry, *_) = linked(
        guide("Zapatos azules.", ("reglamento", "Ninguno")), document("reglamento", DocumentKind.OFFICIAL, *MATTERS[:3])
    )
    assert entry.passages[0].official == ()


def test_a_source_that_is_not_indexed_gives_no_links() -> None:
    (entry, *_) = linked(guide("Una copia certificada cuesta doce pesos.", ("otro", "Costos")), RULES)
    assert entry.passages[0].official == ()


def test_only_guides_are_linked_and_at_most_to_two_passages_each() -> None:
    copies = document("reglamento", DocumentKind.OFFICIAL, *MATTERS, MATTERS[0], MATTERS[0], *MATTERS[1:] * 3)
    entry, official = linked(guide("Una copia certificada cuesta doce pesos.", ("reglamento", "Costos")), copies)
    assert len(entry.passages[0].official) == LINKS
    assert official == copies


class TestRealDocuments:
    @pytest.fixture(scope="class")
    @classmethod
    def library(
        cls, source_text: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
    ) -> dict[str, IndexedDocument]:
        """The guides, linked into one of the real documents."""
        path: Path = tmp_path_factory.mktemp("linking") / "abc.txt"
        path.write_text(source_text("abc-sre"), encoding="utf-8")
        official = file_document(path, "f", load_catalog(), as_id=None)
        return {e.document.id: e for e in linked(*map(guide_document, load_guides()), official)}

    @pytest.mark.parametrize(
        ("guide_id", "title", "words"),
        [
            ("dictamen-sre", "Pasos para obtener el dictamen", ("dictamen", "consultoria juridica")),
            ("dictamen-sre", "¿Con cuánta anticipación", ("semanas", "firma")),
            ("hermanamiento", "¿Cómo se firma un hermanamiento?", ("negocian el contenido", "registro")),
        ],
    )
    def test_a_section_leads_to_official_words_on_its_matter(
        self, library: dict[str, IndexedDocument], guide_id: str, title: str, words: tuple[str, ...]
    ) -> None:
        section = next(p for p in library[guide_id].passages if p.section[-1].startswith(title))
        texts = {passage.id: fold(passage.text) for passage in library["abc-sre"].passages}
        joined = "\n".join(texts[id_] for id_ in section.official)
        assert section.official
        assert [word for word in words if word not in joined] == []

    def test_most_sections_that_rest_on_the_document_lead_into_it(self, library: dict[str, IndexedDocument]) -> None:
        resting = [
            passage
            for entry in library.values()
            for passage in entry.passages
            if any(source.document_id == "abc-sre" for source in passage.sources)
        ]
        assert sum(bool(passage.official) for passage in resting) >= 0.8 * len(resting)

    def test_links_stay_within_the_documents_that_are_indexed(self, library: dict[str, IndexedDocument]) -> None:
        known = {passage.id for passage in library["abc-sre"].passages}
        assert all(set(passage.official) <= known for entry in library.values() for passage in entry.passages)
