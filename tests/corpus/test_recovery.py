import shutil
from pathlib import Path

import pytest

from corpus.errors import IndexDamaged
from corpus.generations import (
    Manifest,
    file_sizes,
    generation_folder,
    new_generation,
    publish,
    write_documents,
    write_manifest,
)
from corpus.recovery import Survivors, surviving_documents


class Home:
    """A folder of generations, of which each holds documents given as id and fingerprint."""

    def __init__(self, path: Path, make_document) -> None:
        self.path = path
        self._make_document = make_document

    def add(self, **documents: str) -> Path:
        """Publishes a generation and gives its folder."""
        generation = new_generation(self.path)
        folder = generation_folder(self.path, generation)
        entries = [
            self._make_document(id_, [f"{id_} {mark}", "fin"], fingerprint=mark) for id_, mark in documents.items()
        ]
        write_documents(folder, entries)
        write_manifest(folder, Manifest(generation, "", "e", 8, 1, "i", documents, 2, 0, file_sizes(folder)))
        publish(self.path, generation)
        return folder

    def survivors(self) -> dict[str, str]:
        """Id and fingerprint of each document that survives."""
        return {e.document.id: e.document.fingerprint for e in surviving_documents(self.path).documents}


@pytest.fixture
def home(tmp_path: Path, make_document) -> Home:
    return Home(tmp_path / "home", make_document)


def cut(folder: Path, lines: int, rest: int = 0) -> None:
    """Leaves the first lines of a generation's documents, and some bytes of the next."""
    path = folder / "documents.jsonl"
    whole = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(whole[:lines]) + b"".join(whole[lines:])[:rest])


def test_nothing_survives_and_nothing_is_lost_where_nothing_was_built(home: Home) -> None:
    assert surviving_documents(home.path) == Survivors()
    new_generation(home.path)  # a first build that died
    assert surviving_documents(home.path) == Survivors()


def test_a_whole_index_gives_its_documents_in_their_order(home: Home) -> None:
    home.add(viejo="1")
    home.add(tres="1", uno="1", dos="1")
    survivors = surviving_documents(home.path)
    assert list(home.survivors()) == ["tres", "uno", "dos"]
    assert survivors.lost == ()


@pytest.mark.parametrize("rest", [0, 30])
def test_a_document_cut_away_comes_from_an_older_generation(home: Home, rest: int) -> None:
    home.add(uno="1", dos="1")
    cut(home.add(uno="2", dos="1"), lines=1, rest=rest)
    assert home.survivors() == {"uno": "2", "dos": "1"}


def test_a_document_that_was_removed_does_not_come_back(home: Home) -> None:
    home.add(uno="1", retirado="1")
    cut(home.add(uno="1"), lines=0)
    assert home.survivors() == {"uno": "1"}


def test_an_older_version_does_not_pass_for_the_one_that_is_lost(home: Home) -> None:
    home.add(uno="1", dos="1")
    cut(home.add(uno="1", dos="2"), lines=1)
    assert home.survivors() == {"uno": "1"}
    assert surviving_documents(home.path).lost == ("dos",)


def test_without_its_manifest_a_generation_is_known_by_its_documents(home: Home) -> None:
    home.add(uno="1")
    (home.add(uno="1", dos="1") / "manifest.json").unlink()
    assert home.survivors() == {"uno": "1", "dos": "1"}


@pytest.mark.parametrize("pointer", [None, b"", b"20200101-000000-000", b"\xff\xfe", b"../fuera"])
def test_without_a_pointer_the_newest_finished_generation_serves(home: Home, pointer: bytes | None) -> None:
    home.add(uno="1")
    home.add(uno="2")
    new_generation(home.path)
    (home.path / "current").unlink()
    if pointer is not None:
        (home.path / "current").write_bytes(pointer)
    assert home.survivors() == {"uno": "2"}


def test_with_manifest_and_documents_gone_the_generation_before_serves(home: Home) -> None:
    home.add(uno="1")
    shutil.rmtree(home.add(uno="2"))
    assert home.survivors() == {"uno": "1"}


def test_generations_of_which_none_can_be_read_are_damage(home: Home) -> None:
    folder = home.add(uno="1")
    cut(folder, lines=0, rest=10)
    (folder / "manifest.json").write_text("{")
    with pytest.raises(IndexDamaged):
        surviving_documents(home.path)
