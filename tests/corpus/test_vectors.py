import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from corpus import vectors
from corpus.errors import IndexDamaged
from corpus.vectors import PASSAGES, QUESTIONS, VectorRecord, Vectors, VectorStore, forget_open_stores

# Above a thousand records Chroma moves the vectors from its database to files of their own.
MANY = 1_200


def records(count: int, document: str = "aviso") -> list[VectorRecord]:
    return [VectorRecord(f"{document}.{n}", document, f"hash of {document}.{n}") for n in range(count)]


def unit_vectors(count: int, dimension: int = 8) -> Vectors:
    made = np.random.default_rng(3).normal(size=(count, dimension)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


@pytest.fixture
def store(tmp_path: Path) -> VectorStore:
    return VectorStore.create(tmp_path / "chroma")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("many") / "chroma"
    VectorStore.create(folder).add(PASSAGES, records(MANY), unit_vectors(MANY))
    return folder


def test_the_nearest_come_first_with_their_cosine(store: VectorStore) -> None:
    store.add(PASSAGES, records(3), np.array([[1, 0], [0.6, 0.8], [-1, 0]], dtype=np.float32))
    found = store.search(PASSAGES, [1.0, 0.0], limit=3)
    assert [id_ for id_, _ in found] == ["aviso.0", "aviso.1", "aviso.2"]
    assert [score for _, score in found] == pytest.approx([1.0, 0.6, -1.0], abs=1e-6)


def test_no_more_than_asked_for_and_no_more_than_there_are(store: VectorStore) -> None:
    store.add(PASSAGES, records(3), unit_vectors(3))
    assert len(store.search(PASSAGES, [0.1] * 8, limit=2)) == 2
    assert len(store.search(PASSAGES, [0.1] * 8, limit=50)) == 3


def test_passages_and_questions_are_kept_apart(store: VectorStore) -> None:
    store.add(PASSAGES, records(2), unit_vectors(2))
    store.add(QUESTIONS, records(1, "pregunta"), unit_vectors(1))
    assert (store.count(PASSAGES), store.count(QUESTIONS)) == (2, 1)
    assert [id_ for id_, _ in store.search(QUESTIONS, [0.1] * 8, limit=5)] == ["pregunta.0"]


def test_a_search_can_be_kept_to_some_documents(store: VectorStore) -> None:
    for document in ("uno", "dos", "tres"):
        store.add(PASSAGES, records(2, document), unit_vectors(2))
    found = store.search(PASSAGES, [0.1] * 8, limit=9, documents=["uno", "tres"])
    assert {id_ for id_, _ in found} == {"uno.0", "uno.1", "tres.0", "tres.1"}
    assert store.search(PASSAGES, [0.1] * 8, limit=9, documents=["ninguno"]) == []


def test_an_empty_store_finds_nothing(store: VectorStore) -> None:
    assert store.search(PASSAGES, [1.0, 0.0], limit=5) == []
    assert store.by_text_hash() == {}


def test_every_vector_comes_back_under_the_hash_of_its_text(store: VectorStore) -> None:
    made = unit_vectors(4)
    store.add(PASSAGES, records(3), made[:3])
    store.add(QUESTIONS, records(1, "pregunta"), made[3:])
    held = store.by_text_hash()
    assert set(held) == {"hash of aviso.0", "hash of aviso.1", "hash of aviso.2", "hash of pregunta.0"}
    assert held["hash of aviso.1"] == pytest.approx(made[1], abs=1e-6)


def test_more_records_than_chroma_takes_at_once_are_all_stored(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(vectors, "ADD_LIMIT", 7)
    store = VectorStore.create(tmp_path / "chroma")
    made = unit_vectors(20)
    store.add(PASSAGES, records(20), made)
    assert store.count(PASSAGES) == 20
    assert len(store.by_text_hash()) == 20
    assert store.search(PASSAGES, made[19].tolist(), limit=1)[0][0] == "aviso.19"


def test_the_exact_neighbours_are_found_among_many(many: Path) -> None:
    made = unit_vectors(MANY)
    store = VectorStore.open(many)
    for query in made[:20]:
        exact = np.argsort(-(made @ query))[:10]
        found = store.search(PASSAGES, query.tolist(), limit=10)
        assert [id_ for id_, _ in found] == [f"aviso.{number}" for number in exact]


def test_an_open_store_answers_on_after_others_are_opened_afresh(store: VectorStore, tmp_path: Path) -> None:
    store.add(PASSAGES, records(2), unit_vectors(2))
    forget_open_stores()
    again = VectorStore.open(tmp_path / "chroma")
    assert store.search(PASSAGES, [0.1] * 8, limit=2) == again.search(PASSAGES, [0.1] * 8, limit=2)


def cut_database(folder: Path) -> None:
    database = folder / "chroma.sqlite3"
    database.write_bytes(database.read_bytes()[:100_000])


def empty_database(folder: Path) -> None:
    (folder / "chroma.sqlite3").write_bytes(b"")


def garbage_database(folder: Path) -> None:
    (folder / "chroma.sqlite3").write_bytes(b"no database" * 1000)


def remove_database(folder: Path) -> None:
    (folder / "chroma.sqlite3").unlink()


def cut_vectors(folder: Path) -> None:
    for path in folder.rglob("data_level0.bin"):
        path.write_bytes(path.read_bytes()[:10])


def remove_vectors(folder: Path) -> None:
    for path in folder.rglob("data_level0.bin"):
        path.unlink()


@pytest.mark.parametrize(
    "damage",
    [cut_database, empty_database, garbage_database, remove_database, cut_vectors, remove_vectors, shutil.rmtree],
)
def test_damaged_files_are_told_when_the_store_is_opened_or_read(
    many: Path, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    folder = Path(shutil.copytree(many, tmp_path / "chroma"))
    damage(folder)
    forget_open_stores()
    with pytest.raises(IndexDamaged):
        VectorStore.open(folder).by_text_hash()


def test_a_search_over_damaged_vectors_is_told_as_damage(many: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(many, tmp_path / "chroma"))
    remove_vectors(folder)
    forget_open_stores()
    with pytest.raises(IndexDamaged):
        VectorStore.open(folder).search(PASSAGES, [0.1] * 8, limit=3)


def test_a_question_of_another_dimension_is_told_as_damage(many: Path) -> None:
    with pytest.raises(IndexDamaged, match="dimension"):
        VectorStore.open(many).search(PASSAGES, [0.1] * 5, limit=3)
