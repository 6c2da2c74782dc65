import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from corpus.embedding import OnnxEmbedder
from corpus.errors import EmbedderMismatch, IndexDamaged, IndexMissing, UnknownDocument, UnknownPassage
from corpus.generations import current_generation, generation_folder
from corpus.library import Library, is_back_matter
from corpus.models import DocumentKind
from corpus.settings import CorpusSettings
from corpus.vectors import PASSAGES, QUESTIONS, VectorRecord, VectorStore
from ingest import pipeline


class OtherEmbedder(OnnxEmbedder):
    """The same vectors under another name."""

    name = "otro/modelo"


class TestReading:
    def test_passages_and_documents_are_found_by_their_ids(self, library: Library) -> None:
        for passage in library.passages:
            assert library.passage(passage.id) is passage
            assert library.document(passage.document_id).id == passage.document_id

    def test_an_unknown_passage_is_told(self, library: Library) -> None:
        with pytest.raises(UnknownPassage, match="abcdef"):
            library.passage("abcdef")

    def test_an_unknown_document_is_told_with_those_there_are(self, library: Library) -> None:
        with pytest.raises(UnknownDocument, match="no-existe") as failure:
            library.document("no-existe")
        assert failure.value.known == tuple(library.documents)
        assert {"aviso", "reglamento", "hermanamiento"} <= set(failure.value.known)

    def test_every_passage_stands_in_its_document_where_it_says(self, library: Library) -> None:
        for passage in library.passages:
            text = library.document(passage.document_id).text
            assert text[passage.start : passage.end] == passage.text

    def test_every_unit_stands_within_its_passage_in_order(self, library: Library) -> None:
        for passage in library.passages:
            ends = [bound for unit in passage.units for bound in (unit.start, unit.end)]
            assert ends == sorted(ends)
            assert all(text.strip() for text in passage.sentences())
            assert 0 <= ends[0] <= ends[-1] <= len(passage.text)

    def test_passage_ids_are_distinct(self, library: Library) -> None:
        assert len(library.numbers) == len(library.passages) == library.manifest.passages

    def test_an_official_passage_is_linked_to_none(self, library: Library) -> None:
        assert library.official(library.documents["aviso"].passages[0]) == ()


class TestNumbers:
    def test_the_lexical_rows_are_numbered_as_the_passages(self, library: Library) -> None:
        number = library.numbers[library.documents["reglamento"].passages[0].id]
        scores = library.lexical.text.scores({"p:hoja": 1.0, "p:certificada": 1.0})
        assert int(np.argmax(scores)) == number
        assert len(library.lexical.text.owners) == len(library.passages)

    def test_the_vectors_are_those_of_the_same_passages(self, library: Library) -> None:
        vector = library.embedder.embed_query("¿Cuánto cuestan las copias certificadas?")
        (nearest, _), *_ = library.vectors.search(PASSAGES, vector, limit=1, documents=["aviso", "reglamento"])
        assert library.passage(nearest).document_id == "reglamento"

    def test_the_scores_of_units_are_those_of_their_passage(self, library: Library) -> None:
        rows = np.arange(len(library.lexical.sentences.owners), dtype=np.float32)
        for number, passage in enumerate(library.passages):
            mine = library.unit_scores(number, rows)
            assert len(mine) == len(passage.units)
            assert (library.lexical.sentences.owners[mine.astype(int)] == number).all()

    def test_passages_with_questions_are_marked(self, library: Library) -> None:
        kinds = [library.document(passage.document_id).kind for passage in library.passages]
        assert library.with_questions.tolist() == [kind is DocumentKind.GUIDE for kind in kinds]

    def test_back_matter_is_marked_by_its_heading_or_by_telling_what_is_left_out(self, library: Library) -> None:
        marked = {library.passages[number].section[-1] for number in library.back_matter.nonzero()[0]}
        assert marked == {"Fuentes", "Costo, formatos y otros datos que no se dan"}

    def test_the_vocabulary_holds_folded_singulars_of_text_heading_and_questions(self, library: Library) -> None:
        assert {"hermanamiento", "dictamen", "ventanilla", "reglamento"} <= library.vocabulary
        assert "hermanamientos" not in library.vocabulary


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Bibliografía", True),
        ("NOTAS", True),
        ("Siglas y acrónimos", True),
        ("• Índice general", True),
        ("Directorio", True),
        ("Directorio de redes de ciudades", False),
        ("Fuentes de financiamiento", False),
        ("Notas diplomáticas", False),
    ],
)
def test_only_a_heading_of_back_matter_and_nothing_more_counts(make_document, heading: str, expected: bool) -> None:
    assert is_back_matter(make_document("a", ["x"], section=("Capítulo", heading)).passages[0]) is expected


def test_a_passage_without_heading_is_no_back_matter(make_document) -> None:
    assert not is_back_matter(make_document("a", ["x"], section=()).passages[0])


class TestOpening:
    def test_before_the_first_build_the_index_is_missing(self, tmp_path: Path, embedder: OnnxEmbedder) -> None:
        with pytest.raises(IndexMissing):
            Library.open(tmp_path / "nueva", embedder)

    def test_an_index_of_another_embedder_is_refused_with_both_names(self, built_home: Path) -> None:
        with pytest.raises(EmbedderMismatch, match=r"use-multilingual-v3.*otro/modelo") as refusal:
            Library.open(built_home, OtherEmbedder())
        assert (refusal.value.indexed, refusal.value.configured) == ("use-multilingual-v3", "otro/modelo")

    @pytest.mark.parametrize("collection", [PASSAGES, QUESTIONS])
    def test_vectors_in_excess_are_damage(self, home: Path, embedder: OnnxEmbedder, collection: str) -> None:
        folder = generation_folder(home, current_generation(home))
        VectorStore.open(folder / "chroma").add(
            collection, [VectorRecord("de-más", "aviso", "h")], np.ones((1, 512), dtype=np.float32)
        )
        with pytest.raises(IndexDamaged, match="vectors"):
            Library.open(home, embedder)

    def test_it_is_current_until_another_generation_is_published(self, home: Path, embedder: OnnxEmbedder) -> None:
        library = Library.open(home, embedder)
        assert library.is_current()
        pipeline.remove("aviso", CorpusSettings(_env_file=None, home=home))
        assert not library.is_current()
        again = library.reopen()
        assert again.is_current()
        assert again.generation != library.generation
        assert "aviso" not in again.documents

    def test_the_old_generation_answers_on_while_and_after_a_new_one_is_built(
        self, home: Path, embedder: OnnxEmbedder
    ) -> None:
        library = Library.open(home, embedder)
        pipeline.remove("aviso", CorpusSettings(_env_file=None, home=home))
        vector = embedder.embed_query("horario de la ventanilla")
        found = [id_ for id_, _ in library.vectors.search(PASSAGES, vector, limit=1, documents=["aviso"])]
        assert found == [library.documents["aviso"].passages[0].id]


def remove_pointer_target(home: Path) -> None:
    (home / "current").write_text("20200101-000000-000")


def cut_documents(home: Path) -> None:
    path = generation_folder(home, current_generation(home)) / "documents.jsonl"
    path.write_bytes(path.read_bytes()[:-500])


def remove_manifest(home: Path) -> None:
    (generation_folder(home, current_generation(home)) / "manifest.json").unlink()


def remove_lexical_file(home: Path) -> None:
    (generation_folder(home, current_generation(home)) / "lexical" / "text" / "owners.npy").unlink()


def remove_lexical(home: Path) -> None:
    shutil.rmtree(generation_folder(home, current_generation(home)) / "lexical")


def remove_vectors(home: Path) -> None:
    shutil.rmtree(generation_folder(home, current_generation(home)) / "chroma")


def garble_vectors(home: Path) -> None:
    path = generation_folder(home, current_generation(home)) / "chroma" / "chroma.sqlite3"
    path.write_bytes(b"\x00" * path.stat().st_size)


@pytest.mark.parametrize(
    "damage",
    [
        remove_pointer_target,
        cut_documents,
        remove_manifest,
        remove_lexical_file,
        remove_lexical,
        remove_vectors,
        garble_vectors,
    ],
)
def test_a_damaged_index_is_not_opened(home: Path, embedder: OnnxEmbedder, damage: Callable[[Path], None]) -> None:
    damage(home)
    with pytest.raises(IndexDamaged) as refusal:
        Library.open(home, embedder)
    assert refusal.value.home == home
