"""Damaged indexes: what can be mended is, and no document is lost whose text is still on the disk."""

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from corpus.embedding import OnnxEmbedder
from corpus.errors import EmbedderChanged, EmbedderMismatch, IndexDamaged, IndexMissing
from corpus.generations import current_generation, generation_folder, read_manifest
from corpus.guides import load_guides
from corpus.library import Library
from corpus.settings import CorpusSettings
from corpus.vectors import PASSAGES, forget_open_stores
from ingest import pipeline
from ingest.pipeline import build, ingest, rebuild, remove

ALL = {"copias", "horario", "aviso", "reglamento"}


def serving(home: Path) -> Path:
    return generation_folder(home, current_generation(home))


def remove_lexical(home: Path) -> None:
    shutil.rmtree(serving(home) / "lexical")


def remove_vectors(home: Path) -> None:
    shutil.rmtree(serving(home) / "chroma")


def remove_manifest(home: Path) -> None:
    (serving(home) / "manifest.json").unlink()


def cut_documents(home: Path) -> None:
    path = serving(home) / "documents.jsonl"
    path.write_bytes(path.read_bytes()[:-300])


def remove_documents(home: Path) -> None:
    (serving(home) / "documents.jsonl").unlink()


def point_nowhere(home: Path) -> None:
    (home / "current").write_text("20200101-000000-000")


def remove_pointer(home: Path) -> None:
    (home / "current").unlink()


def garble_vectors(home: Path) -> None:
    database = serving(home) / "chroma" / "chroma.sqlite3"
    database.write_bytes(b"\x00" * database.stat().st_size)


@pytest.fixture
def full(settings: CorpusSettings, notice: Path, rules: Path) -> CorpusSettings:
    """A library of two guides and two documents, built in three generations: the two last hold all."""
    ingest([notice], settings)
    ingest([rules], settings)
    rebuild(settings)
    return settings


def opened(settings: CorpusSettings, embedder: OnnxEmbedder) -> Library:
    forget_open_stores()
    return Library.open(settings.home, embedder)


class TestRepair:
    @pytest.mark.parametrize("mend", [build, rebuild])
    @pytest.mark.parametrize(
        "damage",
        [
            remove_lexical,
            remove_vectors,
            remove_manifest,
            cut_documents,
            remove_documents,
            point_nowhere,
            remove_pointer,
        ],
    )
    def test_a_damaged_index_is_mended_with_all_its_documents(
        self, full: CorpusSettings, embedder, damage: Callable[[Path], None], mend: Callable[..., object]
    ) -> None:
        damage(full.home)
        with pytest.raises((IndexDamaged, IndexMissing)):
            opened(full, embedder)
        mend(full)
        library = opened(full, embedder)
        assert set(library.documents) == ALL
        for passage in library.passages:
            vector = embedder.embed_query(passage.text)
            assert passage.id in dict(library.vectors.search(PASSAGES, vector, limit=3))

    def test_vectors_that_cannot_be_read_are_made_anew(self, full: CorpusSettings, embedder) -> None:
        garble_vectors(full.home)
        forget_open_stores()
        rebuild(full)
        assert set(opened(full, embedder).documents) == ALL

    def test_a_damaged_index_does_not_hinder_the_next_file(self, full: CorpusSettings, embedder, notice: Path) -> None:
        garble_vectors(full.home)
        forget_open_stores()
        notice.write_text(notice.read_text(encoding="utf-8").replace("nueve", "ocho"), encoding="utf-8")
        ingest([notice], full)
        library = opened(full, embedder)
        assert set(library.documents) == ALL
        assert "ocho" in library.documents["aviso"].document.text


class TestLosses:
    @pytest.fixture
    def robbed(self, full: CorpusSettings) -> CorpusSettings:
        """No generation holds the text of the rules any more."""
        for path in (full.home / "generations").glob("*/documents.jsonl"):
            lines = path.read_bytes().splitlines(keepends=True)
            path.write_bytes(b"".join(line for line in lines if b'"id":"reglamento","title"' not in line))
        return full

    def test_a_lost_document_is_named_and_nothing_is_overwritten(self, robbed: CorpusSettings, notice: Path) -> None:
        serves = current_generation(robbed.home)
        for work in (build, partial(ingest, [notice]), partial(remove, "aviso")):
            with pytest.raises(IndexDamaged, match="the text of reglamento is lost"):
                work(settings=robbed)
        assert current_generation(robbed.home) == serves

    def test_a_rebuild_goes_on_with_the_rest_and_tells_what_is_gone(self, robbed: CorpusSettings, embedder) -> None:
        assert rebuild(robbed).plan.removed == ("reglamento",)
        assert set(opened(robbed, embedder).documents) == ALL - {"reglamento"}

    def test_a_lost_guide_is_no_loss(self, full: CorpusSettings, embedder) -> None:
        for path in (full.home / "generations").glob("*/documents.jsonl"):
            path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[1:]))
        build(full)
        assert set(opened(full, embedder).documents) == ALL

    def test_when_no_generation_can_be_read_it_is_told(self, full: CorpusSettings) -> None:
        for folder in (full.home / "generations").iterdir():
            (folder / "documents.jsonl").write_bytes(b"\x00")
            (folder / "manifest.json").write_bytes(b"\x00")
        with pytest.raises(IndexDamaged, match="no generation"):
            rebuild(full)


class TestChangeOfEmbedder:
    @pytest.fixture
    def other(self, full: CorpusSettings, tiny_model: Path, guides_folder: Path, monkeypatch) -> CorpusSettings:
        """The same home with another embedder configured."""
        monkeypatch.undo()  # the real choice of the embedder
        monkeypatch.setattr(pipeline, "load_guides", partial(load_guides, guides_folder))
        return CorpusSettings(_env_file=None, home=full.home, embedder=str(tiny_model))

    @pytest.mark.parametrize("mend", [build, rebuild])
    def test_it_is_refused_with_both_names_until_the_index_is_built_with_it(
        self, other: CorpusSettings, mend: Callable[..., object]
    ) -> None:
        configured = pipeline.make_embedder(other)
        with pytest.raises(EmbedderMismatch) as refusal:
            opened(other, configured)
        assert (refusal.value.indexed, refusal.value.configured) == ("use-multilingual-v3", configured.name)
        mend(other)
        library = opened(other, configured)
        assert set(library.documents) == ALL
        assert (library.manifest.embedder, library.manifest.dimension) == (configured.name, 8)
        assert len(library.vectors.search(PASSAGES, configured.embed_query("dictamen de la ciudad"), limit=3)) == 3

    def test_other_weights_in_the_same_folder_are_refused_until_the_index_is_built_with_them(
        self, other: CorpusSettings, tiny_model: Path, wider_model: Path, tmp_path: Path
    ) -> None:
        model = Path(shutil.copytree(tiny_model, tmp_path / "modelo"))
        configured = other.model_copy(update={"embedder": str(model)})
        build(configured)
        shutil.rmtree(model)
        shutil.copytree(wider_model, model)
        with pytest.raises(EmbedderChanged) as refusal:
            opened(configured, pipeline.make_embedder(configured))
        assert refusal.value.model == str(model)
        assert build(configured).changed
        library = opened(configured, embedder := pipeline.make_embedder(configured))
        assert (library.manifest.revision, library.manifest.dimension) == (embedder.revision, 12)
        assert len(library.vectors.search(PASSAGES, embedder.embed_query("dictamen"), limit=3)) == 3

    def test_vectors_of_another_dimension_under_the_same_name_are_not_reused(
        self, full: CorpusSettings, tiny_model: Path, embedder, monkeypatch
    ) -> None:
        class Replaced(OnnxEmbedder):
            """Half of each vector."""

            dimension = 256

            def embed_documents(self, texts: list[str]) -> list[list[float]]:
                return [vector[:256] for vector in super().embed_documents(texts)]

        monkeypatch.setattr(pipeline, "make_embedder", lambda _: Replaced())
        (full.home.parent / "guides" / "horario.md").unlink()
        build(full)
        assert read_manifest(full.home, current_generation(full.home)).dimension == 256


def test_a_rebuild_computes_every_vector_again_and_keeps_the_documents(full: CorpusSettings, embedder) -> None:
    before = current_generation(full.home)
    embedder.texts.clear()
    summary = rebuild(full)
    manifest = read_manifest(full.home, summary.generation)
    assert (summary.changed, summary.generation != before) == (True, True)
    assert len(embedder.texts) == manifest.passages + manifest.questions
    assert set(summary.plan.kept) == ALL
