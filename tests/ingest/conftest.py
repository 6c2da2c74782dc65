"""A small pipeline: two guides, and one embedder for all builds, which counts what it is asked for."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from corpus.embedding import OnnxEmbedder
from corpus.generations import current_generation, generation_folder, read_documents
from corpus.guides import load_guides
from corpus.models import IndexedDocument
from corpus.settings import CorpusSettings
from ingest import pipeline

GUIDE = """---
id: {id}
title: "{title}"
kind: procedimiento
topics: [trámites]
sources: [reglamento]
---

De qué trata la guía.

## {title}
<!--
sources:
  - {{document: reglamento, section: "Costos"}}
questions:
  - ¿Qué hay que saber sobre {id}?
-->
{text}
"""


class CountingEmbedder(OnnxEmbedder):
    """The default embedder, which keeps the texts that it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.texts += texts
        return super().embed_documents(texts)


def write_guides(folder: Path) -> None:
    """Two guides of one section each."""
    copies = GUIDE.format(id="copias", title="Copias certificadas", text="Las copias certificadas cuestan doce pesos.")
    hours = GUIDE.format(id="horario", title="Horario de la ventanilla", text="La ventanilla abre de nueve a tres.")
    (folder / "copias.md").write_text(copies, encoding="utf-8")
    (folder / "horario.md").write_text(hours, encoding="utf-8")


@pytest.fixture
def guides_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the guides of the pipeline stand in this test."""
    folder = tmp_path / "guides"
    folder.mkdir()
    write_guides(folder)
    monkeypatch.setattr(pipeline, "load_guides", partial(load_guides, folder))
    return folder


@pytest.fixture(scope="session")
def shared_embedder() -> CountingEmbedder:
    return CountingEmbedder()


@pytest.fixture
def embedder(shared_embedder: CountingEmbedder, monkeypatch: pytest.MonkeyPatch) -> CountingEmbedder:
    """The embedder of every build in this test, which has counted nothing yet."""
    shared_embedder.texts.clear()
    monkeypatch.setattr(pipeline, "make_embedder", lambda _: shared_embedder)
    return shared_embedder


@pytest.fixture
def settings(tmp_path: Path, guides_folder: Path, embedder: CountingEmbedder) -> CorpusSettings:
    """A home of its own, with the small guides and the counting embedder behind it."""
    return CorpusSettings(_env_file=None, home=tmp_path / "home")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder for the files of a test."""
    folder = tmp_path / "files"
    folder.mkdir()
    return folder


@pytest.fixture
def stored(settings: CorpusSettings) -> Callable[[], dict[str, IndexedDocument]]:
    """Reads the documents that serve, by id."""

    def read() -> dict[str, IndexedDocument]:
        entries = read_documents(generation_folder(settings.home, current_generation(settings.home)))
        assert len({entry.document.id for entry in entries}) == len(entries)
        return {entry.document.id: entry for entry in entries}

    return read


@pytest.fixture
def notice(files: Path) -> Path:
    return write_notice(files / "aviso.md", hour="nueve")


@pytest.fixture
def rules(files: Path) -> Path:
    path = files / "reglamento.md"
    costs = "Las copias certificadas cuestan doce pesos por hoja y se pagan en la caja. " * 5
    path.write_text(
        f"# Reglamento\n\n## Costos\n\n{costs}\n\n## Parques\n\n{'Los parques abren al amanecer. ' * 12}\n",
        encoding="utf-8",
    )
    return path


def write_notice(path: Path, hour: str) -> Path:
    """A notice that tells at which hour the window opens."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"# Aviso\n\n## Atención\n\nLa ventanilla de Villa Ficticia abre a las {hour}.\n", encoding="utf-8")
    return path


@pytest.fixture(name="write_notice")
def write_notice_fixture() -> Callable[[Path, str], Path]:
    return write_notice
