"""Documents made by hand, and a small real library, built once."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from corpus.embedding import OnnxEmbedder
from corpus.library import Library
from corpus.models import Document, DocumentKind, IndexedDocument, IngestReport, Passage, PassageKind, Span, passage_id
from ingest import pipeline

MakeDocument = Callable[..., IndexedDocument]

NOTICE = "# Aviso de ventanilla\n\n## Horario\n\nLa ventanilla municipal de Villa Ficticia atiende de nueve a tres.\n"
# Sections too short to be shown alone are joined, so each has some sentences.
RULES = (
    "# Reglamento de copias\n\n## Costos\n\nLas copias certificadas cuestan doce pesos por hoja. "
    + "El pago se hace en la caja de la tesorería, que abre de nueve a tres. " * 4
    + "\n\n## Fuentes\n\n"
    + "".join(f"- Gaceta de Villa Ficticia, número imaginario {n}, sección de avisos y edictos.\n" for n in range(6))
)


def make_document(
    document_id: str,
    texts: Sequence[str],
    *,
    questions: Sequence[Sequence[str]] = (),
    section: tuple[str, ...] = ("Capítulo",),
    kind: DocumentKind = DocumentKind.OFFICIAL,
    fingerprint: str = "f0",
) -> IndexedDocument:
    """A document whose passages are the texts, each of one unit, with their questions."""
    passages, position = [], 0
    for number, text in enumerate(texts):
        passages.append(
            Passage(
                id=passage_id(document_id, section, text),
                document_id=document_id,
                section=section,
                start=position,
                end=position + len(text),
                text=text,
                kind=PassageKind.PROSE,
                units=(Span(0, len(text)),),
                tokens=len(text.split()),
                questions=tuple(questions[number]) if questions else (),
            )
        )
        position += len(text) + 2
    document = Document(document_id, f"Título de {document_id}", kind, "\n\n".join(texts), fingerprint)
    return IndexedDocument(document, tuple(passages), IngestReport(document_id, 1, len(passages), 1.0))


@pytest.fixture(scope="session", name="make_document")
def make_document_fixture() -> MakeDocument:
    return make_document


@pytest.fixture(scope="session")
def built_home(tmp_path_factory: pytest.TempPathFactory, guides_library) -> Path:
    """A folder with the index of the guides and two small documents, not to be changed."""
    files = tmp_path_factory.mktemp("files")
    (files / "aviso.md").write_text(NOTICE, encoding="utf-8")
    (files / "reglamento.md").write_text(RULES, encoding="utf-8")
    settings = guides_library(tmp_path_factory.mktemp("library"))
    pipeline.ingest([files], settings)
    return settings.home


@pytest.fixture
def home(built_home: Path, tmp_path: Path) -> Path:
    """A copy of that folder, to be damaged."""
    return Path(shutil.copytree(built_home, tmp_path / "home"))


@pytest.fixture(scope="session")
def embedder() -> OnnxEmbedder:
    return OnnxEmbedder()


@pytest.fixture(scope="session")
def library(built_home: Path, embedder: OnnxEmbedder) -> Library:
    return Library.open(built_home, embedder)
