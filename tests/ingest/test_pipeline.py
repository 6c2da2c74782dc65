import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from corpus.catalog import Catalog, CatalogEntry
from corpus.embedding import OnnxEmbedder
from corpus.errors import FileEmpty, FileError, IndexLocked, NoDocumentsInFolder, UnknownDocument
from corpus.generations import build_lock, current_generation, generation_folder
from corpus.library import Library
from corpus.models import DocumentKind, IndexedDocument
from corpus.question_bank import Stretch, load_bank, save_bank
from corpus.settings import CorpusSettings
from corpus.sketches import normalise, sketch
from corpus.vectors import PASSAGES, VectorStore, forget_open_stores
from ingest import pipeline
from ingest.pipeline import build, ingest, remove

Stored = Callable[[], dict[str, IndexedDocument]]
WriteNotice = Callable[[Path, str], Path]


def folders(settings: CorpusSettings) -> list[str]:
    return sorted(path.name for path in (settings.home / "generations").iterdir())


class TestIdempotence:
    def test_a_file_ingested_twice_changes_nothing(self, settings: CorpusSettings, notice: Path) -> None:
        first = ingest([notice], settings)
        on_disk = folders(settings)
        second = ingest([notice], settings)
        assert (first.changed, second.changed) == (True, False)
        assert (second.generation, folders(settings)) == (first.generation, on_disk)
        assert second.plan.kept == ("copias", "horario", "aviso")

    def test_a_build_without_news_changes_nothing(self, settings: CorpusSettings, notice: Path) -> None:
        first = ingest([notice], settings)
        second = build(settings)
        assert (second.changed, second.generation) == (False, first.generation)

    def test_a_changed_file_takes_the_place_of_what_it_was(
        self, settings: CorpusSettings, notice: Path, stored: Stored, write_notice: WriteNotice
    ) -> None:
        ingest([notice], settings)
        summary = ingest([write_notice(notice, "ocho")], settings)
        assert summary.plan.updated == ("aviso",)
        assert [report.document_id for report in summary.reports] == ["aviso"]
        assert "ocho" in stored()["aviso"].document.text
        assert "nueve" not in stored()["aviso"].document.text

    def test_a_renamed_copy_is_no_second_document(self, settings: CorpusSettings, notice: Path, stored: Stored) -> None:
        first = ingest([notice], settings)
        copy = Path(shutil.copy(notice, notice.with_name("copia de aviso.md")))
        assert ingest([copy], settings).generation == first.generation
        assert set(stored()) == {"copias", "horario", "aviso"}

    def test_equal_files_of_a_folder_are_one_document(
        self, settings: CorpusSettings, files: Path, notice: Path, stored: Stored
    ) -> None:
        shutil.copy(notice, files / "otro aviso.md")
        ingest([files], settings)
        assert set(stored()) == {"copias", "horario", "aviso"}
        assert not ingest([files], settings).changed

    def test_a_changed_guide_is_made_anew_and_the_rest_kept(
        self, settings: CorpusSettings, guides_folder: Path, notice: Path
    ) -> None:
        ingest([notice], settings)
        guide = guides_folder / "copias.md"
        guide.write_text(guide.read_text(encoding="utf-8").replace("doce", "quince"), encoding="utf-8")
        summary = build(settings)
        assert (summary.plan.updated, summary.plan.kept) == (("copias",), ("horario", "aviso"))
        assert summary.reports == ()

    def test_a_guide_that_is_gone_leaves_the_index(
        self, settings: CorpusSettings, guides_folder: Path, stored: Stored
    ) -> None:
        build(settings)
        (guides_folder / "copias.md").unlink()
        assert build(settings).plan.removed == ("copias",)
        assert set(stored()) == {"horario"}


class TestIds:
    def test_an_unknown_file_is_called_after_its_name(self, settings, files: Path, write_notice: WriteNotice) -> None:
        path = write_notice(files / "Bando de Año Nuevo (2024).md", "ocho")
        assert ingest([path], settings).plan.added[-1] == "bando-de-ano-nuevo-2024"

    def test_a_file_can_be_given_its_id(self, settings: CorpusSettings, notice: Path, stored: Stored) -> None:
        first = ingest([notice], settings, as_id="horario-2024")
        assert first.plan.added == ("copias", "horario", "horario-2024")
        assert not ingest([notice], settings, as_id="horario-2024").changed
        assert not ingest([notice], settings).changed
        assert set(stored()) == {"copias", "horario", "horario-2024"}

    def test_a_known_file_given_another_id_is_renamed(self, settings, notice: Path, stored: Stored) -> None:
        ingest([notice], settings)
        plan = ingest([notice], settings, as_id="otro").plan
        assert (plan.added, plan.removed) == (("otro",), ("aviso",))
        assert {passage.document_id for passage in stored()["otro"].passages} == {"otro"}

    def test_a_given_id_updates_the_document_that_has_it(
        self, settings, notice: Path, stored: Stored, write_notice: WriteNotice
    ) -> None:
        ingest([notice], settings)
        summary = ingest([write_notice(notice.with_name("nuevo.md"), "ocho")], settings, as_id="aviso")
        assert summary.plan.updated == ("aviso",)
        assert set(stored()) == {"copias", "horario", "aviso"}

    def test_two_files_of_one_name_are_two_documents(
        self, settings, files: Path, stored: Stored, write_notice: WriteNotice
    ) -> None:
        write_notice(files / "2023" / "acta.md", "ocho")
        second = write_notice(files / "2024" / "acta.md", "diez")
        assert ingest([files], settings).plan.added == ("copias", "horario", "acta", "acta-2")
        assert not ingest([files], settings).changed
        write_notice(second, "once")
        assert ingest([files], settings).plan.updated == ("acta-2",)
        assert "ocho" in stored()["acta"].document.text

    @pytest.mark.parametrize("as_id", [None, "copias"])
    def test_a_file_does_not_pass_for_a_guide(
        self, settings, files: Path, stored: Stored, write_notice: WriteNotice, as_id: str | None
    ) -> None:
        path = write_notice(files / "copias.md", "ocho")
        for _ in range(2):
            ingest([path], settings, as_id=as_id)
            assert stored()["copias"].document.kind is DocumentKind.GUIDE
            assert stored()["copias-2"].document.kind is DocumentKind.OFFICIAL
            assert len(stored()) == 3

    def test_a_document_makes_way_for_a_new_guide_of_its_name(
        self, settings, notice: Path, stored: Stored, guides_folder: Path
    ) -> None:
        ingest([notice], settings)
        guide = (guides_folder / "copias.md").read_text(encoding="utf-8").replace("id: copias", "id: aviso")
        (guides_folder / "aviso.md").write_text(guide, encoding="utf-8")
        plan = build(settings).plan
        assert (plan.added, plan.updated) == (("aviso-2",), ("aviso",))
        assert stored()["aviso"].document.kind is DocumentKind.GUIDE
        assert {passage.document_id for passage in stored()["aviso-2"].passages} == {"aviso-2"}
        assert not build(settings).changed
        assert not ingest([notice], settings).changed


class TestCataloguedDocuments:
    def test_another_export_of_a_document_takes_its_place(
        self, settings, files: Path, stored: Stored, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        words = [f"palabra{number}" for number in range(400)]
        known = CatalogEntry("bando", "Bando", "B", "Villa", 2020, "es", "Avisos.", sketch(" ".join(words), 64))
        monkeypatch.setattr(pipeline, "load_catalog", lambda: Catalog((known,)))
        lines = [" ".join(words[start : start + 8]) for start in range(0, 400, 8)]
        (files / "original.txt").write_text("\n".join(lines) + ".", encoding="utf-8")
        assert ingest([files / "original.txt"], settings).plan.added[-1] == "bando"
        export = files / "descarga.html"
        export.write_text("".join(f"<p>{line}.</p>" for line in lines), encoding="utf-8")
        assert ingest([export], settings).plan.updated == ("bando",)
        assert (stored()["bando"].document.title, stored()["bando"].document.publisher) == ("Bando", "Villa")
        assert set(stored()) == {"copias", "horario", "bando"}

    def test_a_bank_reaches_documents_that_were_ingested_before(
        self, settings, rules: Path, tmp_path: Path, stored: Stored, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pipeline, "QUESTIONS_FOLDER", tmp_path)
        monkeypatch.setattr(pipeline, "load_bank", partial(load_bank, folder=tmp_path))
        ingest([rules], settings)
        costs, parks = stored()["reglamento"].passages
        assert costs.questions == parks.questions == ()
        save_bank("reglamento", [Stretch("", sketch(" ".join(normalise(parks.text)), 24), ("¿A qué hora?",))], tmp_path)
        assert build(settings).changed
        costs, parks = stored()["reglamento"].passages
        assert (costs.questions, parks.questions) == ((), ("¿A qué hora?",))


class TestReuse:
    def test_a_build_computes_no_vector_twice(self, settings, embedder, notice: Path, rules: Path) -> None:
        ingest([notice], settings)
        assert len(embedder.texts) == len(set(embedder.texts)) > 0
        embedder.texts.clear()
        ingest([rules], settings)
        first_lines = [text.split("\n")[0] for text in embedder.texts]
        assert first_lines == ["Reglamento Reglamento Costos", "Reglamento Reglamento Parques"]

    def test_a_removal_and_an_unchanged_file_compute_nothing(self, settings, embedder, notice: Path) -> None:
        ingest([notice], settings)
        embedder.texts.clear()
        ingest([notice], settings)
        remove("aviso", settings)
        assert embedder.texts == []

    def test_reused_vectors_are_those_of_their_own_passages(
        self, settings, embedder, notice: Path, rules: Path
    ) -> None:
        ingest([notice], settings)
        ingest([rules], settings)
        forget_open_stores()
        library = Library.open(settings.home, embedder)
        for entry in library.documents.values():
            for passage in entry.passages:
                vector = np.array(embedder.embed_query(f"{entry.document.title} {passage.section[-1]}\n{passage.text}"))
                assert library.vectors.search(PASSAGES, vector.tolist(), 1)[0][0] == passage.id

    def test_texts_that_occur_twice_are_computed_once(self, settings, embedder, guides_folder: Path) -> None:
        for name in ("copias.md", "horario.md"):
            path = guides_folder / name
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace(f"sobre {path.stem}?", "el trámite?"), encoding="utf-8")
        build(settings)
        assert embedder.texts.count("¿Qué hay que saber el trámite?") == 1


class TestRemoval:
    def test_a_removed_document_is_gone_from_texts_words_and_vectors_at_once(
        self, settings, embedder: OnnxEmbedder, notice: Path, rules: Path
    ) -> None:
        ingest([notice, rules], settings)
        before = Library.open(settings.home, embedder)
        removed = before.documents["aviso"].passages[0]
        summary = remove("aviso", settings)
        after = before.reopen()
        assert summary.plan.removed == ("aviso",)
        assert "aviso" not in after.documents
        assert removed.id not in after.numbers
        assert "ficticia" in before.vocabulary
        assert "ficticia" not in after.vocabulary
        vector = embedder.embed_query(removed.text)
        assert removed.id not in dict(after.vectors.search(PASSAGES, vector, limit=50))
        assert after.vectors.search(PASSAGES, vector, limit=50, documents=["aviso"]) == []

    def test_an_unknown_document_is_told_with_those_that_can_be_removed(self, settings, notice: Path) -> None:
        ingest([notice], settings)
        with pytest.raises(UnknownDocument) as failure:
            remove("no-existe", settings)
        assert failure.value.known == ("aviso",)

    def test_a_guide_cannot_be_removed(self, settings: CorpusSettings, notice: Path) -> None:
        ingest([notice], settings)
        with pytest.raises(UnknownDocument):
            remove("copias", settings)


class TestLinks:
    def test_a_guide_leads_into_its_source_as_long_as_that_is_there(
        self, settings: CorpusSettings, rules: Path, stored: Stored
    ) -> None:
        build(settings)
        assert stored()["copias"].passages[0].official == ()
        ingest([rules], settings)
        linked = stored()["copias"].passages[0].official
        assert set(linked) <= {passage.id for passage in stored()["reglamento"].passages}
        remove("reglamento", settings)
        assert stored()["copias"].passages[0].official == ()


class TestBadFiles:
    def test_one_bad_file_of_a_folder_is_told_and_the_rest_indexed(
        self, settings, files: Path, notice: Path, rules: Path, stored: Stored
    ) -> None:
        (files / "vacío.txt").write_bytes(b"")
        (files / "roto.pdf").write_bytes(b"%PDF-1.7 cut")
        summary = ingest([files], settings)
        assert {failure.path.name for failure in summary.failures} == {"vacío.txt", "roto.pdf"}
        assert {report.document_id for report in summary.reports} == {"aviso", "reglamento"}
        assert {"aviso", "reglamento"} <= set(stored())

    def test_when_all_files_are_bad_nothing_that_was_stored_is_lost(
        self, settings, files: Path, notice: Path, stored: Stored
    ) -> None:
        first = ingest([notice], settings)
        notice.write_bytes(b"")
        (files / "roto.pdf").write_bytes(b"no pdf")
        with pytest.raises(FileError):
            ingest([files], settings)
        assert current_generation(settings.home) == first.generation
        assert "nueve" in stored()["aviso"].document.text

    def test_an_empty_folder_is_refused_before_anything_is_built(self, settings: CorpusSettings, files: Path) -> None:
        with pytest.raises(NoDocumentsInFolder):
            ingest([files], settings)
        assert not settings.home.exists()

    @pytest.mark.parametrize("text", ["1\n\f2\n\f3\n", "***\n\n---\n", "•\n\n•\n"])
    def test_a_file_of_page_numbers_or_ornaments_alone_is_empty(self, settings, files: Path, text: str) -> None:
        path = files / "páginas.txt"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(FileEmpty):
            ingest([path], settings)


class TestOrder:
    def test_what_is_going_on_is_told_in_spanish(self, settings: CorpusSettings, notice: Path) -> None:
        told: list[tuple[str, int, int]] = []
        ingest([notice], settings, progress=lambda *stage: told.append(stage))
        assert told[0] == ("Leyendo aviso.md", 0, 1)
        assert told[-1][0] == "Vectores listos"
        assert all(0 <= done <= total for _, done, total in told)

    def test_nothing_is_built_while_another_process_builds(self, settings: CorpusSettings, notice: Path) -> None:
        with build_lock(settings.home):
            for work in (partial(ingest, [notice]), partial(remove, "aviso"), build, pipeline.rebuild):
                with pytest.raises(IndexLocked):
                    work(settings)

    def test_the_manifest_tells_what_the_generation_holds(
        self, settings, embedder, notice: Path, stored: Stored
    ) -> None:
        generation = ingest([notice], settings).generation
        manifest = Library.open(settings.home, embedder).manifest
        assert (manifest.id, manifest.embedder, manifest.dimension) == (generation, embedder.name, 512)
        assert manifest.documents == {id_: entry.document.fingerprint for id_, entry in stored().items()}
        assert (manifest.passages, manifest.questions) == (3, 2)
        store = VectorStore.open(generation_folder(settings.home, generation) / "chroma")
        assert (store.count(PASSAGES), store.count("questions")) == (3, 2)


def test_two_exports_of_one_catalogued_document_in_a_folder_are_told(
    settings: CorpusSettings, files: Path, source_text
) -> None:
    text = source_text("amimp-giz-2021")
    (files / "uno.txt").write_text(text, encoding="utf-8")
    (files / "dos.txt").write_text(text.replace("\n\n\n", "\n\n") + "\nFin de la copia.\n", encoding="utf-8")
    summary = ingest([files / "uno.txt", files / "dos.txt"], settings)
    (report,) = summary.reports
    assert report.document_id == "amimp-giz-2021"
    assert "2 de los archivos son este mismo documento; se conservó el último." in report.warnings
